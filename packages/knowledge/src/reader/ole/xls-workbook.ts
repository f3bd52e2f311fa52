import { cellFormat, type CellFormat } from '../cell-format.ts'
import { damaged } from '../damaged.ts'
import { recordTypes, xlsRecords } from './xls-records.ts'
import { codePageText, sharedStrings, unicodeText, type XlsText } from './xls-strings.ts'

/** What the first part of a workbook says of all its sheets. */
export type XlsWorkbook = Readonly<{
  /** Where each sheet of cells begins; charts and macros are left out. */
  sheets: readonly Readonly<{ title: string; at: number; hidden: boolean }>[]
  strings: readonly string[]
  formats: readonly CellFormat[]
  /** Styles by number whose text is white on no fill or a white one. */
  white: ReadonlySet<number>
  from1904: boolean
  text: XlsText
}>

type Style = Readonly<{ font: number; format: number; filled: boolean }>
type Gathered = {
  sheets: { title: Buffer; at: number; hidden: boolean }[]
  strings: readonly string[]
  codes: { id: number; code: Buffer }[]
  fonts: boolean[]
  styles: Style[]
  codePage: number
  from1904: boolean
}

const excel97 = 0x0600
const excel95 = 0x0500
const westernPage = 1252
const whiteColours: ReadonlySet<number> = new Set([1, 9])

/**
 * Reads the first part of a workbook of Excel 5 to 2003 ([MS-XLS] 2.1.7.20.3).
 * @throws FILE_UNREADABLE
 */
export function readXlsWorkbook(stream: Buffer, name: string): XlsWorkbook {
  const found: Gathered = { sheets: [], strings: [], codes: [], fonts: [], styles: [], codePage: westernPage, from1904: false }
  let version = 0
  for (const { type, body, segments } of xlsRecords(stream, 0, name)) {
    if (type === recordTypes.bof) version = body.readUInt16LE(0)
    else if (type === recordTypes.sst) found.strings = sharedStrings(segments)
    else note(found, type, body, version)
  }
  if (version !== excel97 && version !== excel95) throw damaged(name, new Error(`BIFF ${version}`))
  const text = version === excel97 ? unicodeText : codePageText(found.codePage)
  const codes = new Map(found.codes.map(({ id, code }) => [id, formatCode(code, version, text)]))
  return {
    sheets: found.sheets.map(({ title, at, hidden }) => ({ title: text.at(title, 0, 1), at, hidden })),
    strings: found.strings,
    formats: found.styles.map(({ format }) => cellFormat(format, codes.get(format))),
    white: whiteStyles(found),
    from1904: found.from1904,
    text,
  }
}

function note(found: Gathered, type: number, body: Buffer, version: number): void {
  if (type === recordTypes.codePage) found.codePage = body.readUInt16LE(0)
  else if (type === recordTypes.dateMode) found.from1904 = body.readUInt16LE(0) === 1
  else if (type === recordTypes.format) found.codes.push({ id: body.readUInt16LE(0), code: body.subarray(2) })
  else if (type === recordTypes.font) found.fonts.push(whiteColours.has(body.readUInt16LE(4)))
  else if (type === recordTypes.xf) found.styles.push(readStyle(body, version))
  else if (type === recordTypes.boundSheet && body.readUInt8(5) === 0) {
    found.sheets.push({ title: body.subarray(6), at: body.readUInt32LE(0), hidden: (body.readUInt8(4) & 3) !== 0 })
  }
}

/** Some programs write the formats of Excel 97 in the form of Excel 95: then the string of the new form does not fit. */
function formatCode(code: Buffer, version: number, text: XlsText): string {
  const [low = 0, high = 0, flags = 0] = code
  const fits = flags <= 1 && code.length >= 3 + (low + high * 2 ** 8) * (flags + 1)
  if (version === excel97 && fits) return text.at(code, 0, 2)
  return (version === excel97 ? codePageText(westernPage) : text).at(code, 0, 1)
}

/** Excel 95 keeps colours elsewhere; there every cell counts as filled, so that none counts as white on white. */
function readStyle(body: Buffer, version: number): Style {
  const filled = version !== excel97 || (body.readUInt32LE(14) >>> 26 !== 0 && !whiteColours.has(body.readUInt16LE(18) & 0x7f))
  return { font: body.readUInt16LE(0), format: body.readUInt16LE(2), filled }
}

/** There is no font number 4: those from 5 on stand one place earlier. */
function whiteStyles({ styles, fonts }: Gathered): ReadonlySet<number> {
  return new Set(styles.flatMap(({ font, filled }, at) => (!filled && fonts[font > 4 ? font - 1 : font] === true ? [at] : [])))
}
