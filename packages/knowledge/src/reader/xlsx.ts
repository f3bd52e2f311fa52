import { cellFormat, type CellFormat } from './cell-format.ts'
import { damaged } from './damaged.ts'
import { documentText } from './document-text.ts'
import { partEvents, readRelations } from './office-parts.ts'
import type { ReadDocument, Reader } from './reader.ts'
import { writeTable } from './table-rows.ts'
import { decodeEscapes, readSheet, type Sheet } from './xlsx-sheet.ts'
import { openZip, type Zip } from './zip.ts'

/** Reads Excel workbooks: one row is one record; the sheet's name is the heading above its rows. */
export const xlsxReader: Reader = Object.freeze({
  name: 'xlsx',
  extensions: Object.freeze(['.xlsx', '.xlsm']),
  isolated: true,
  read: readWorkbook,
})

type SheetEntry = Readonly<{ title: string; part: string }>
type Warning = ReadDocument['warnings'][number]

const plainName = /^(?:sheet|工作表|表)\s*\d*$/i

async function readWorkbook(bytes: Uint8Array, name: string): Promise<ReadDocument> {
  const zip = await openZip(bytes, name)
  const workbook = zip.names.find((entry) => /^xl\/workbook\d*\.xml$/i.test(entry))
  if (workbook === undefined) throw damaged(name)
  const { sheets, hidden, from1904 } = await readSheetList(zip, workbook, name)
  const strings = await readStrings(zip, name)
  const formats = await readFormats(zip, name)
  const filled: Readonly<{ title: string; sheet: Sheet }>[] = []
  let uncomputed = 0
  for (const { title, part } of sheets) {
    const sheet = readSheet(await partEvents(zip, part, name), { name, strings, formats, from1904 })
    uncomputed += sheet.uncomputed
    if (sheet.rows.length > 0) filled.push({ title, sheet })
  }
  const text = documentText(name)
  for (const { title, sheet } of filled) {
    if (filled.length > 1 || !plainName.test(title)) text.heading(title, 1)
    writeTable(text, sheet.rows, { copies: sheet.copies })
  }
  return Object.freeze({
    ...text.finish(),
    properties: Object.freeze({}),
    warnings: Object.freeze(warningsOf(hidden, uncomputed)),
  })
}

function warningsOf(hidden: readonly string[], uncomputed: number): readonly Warning[] {
  const warnings: Warning[] = []
  if (hidden.length > 0) {
    warnings.push({ zh: `隐藏的工作表未读取：${hidden.join('、')}`, en: `Hidden sheets were not read: ${hidden.join(', ')}` })
  }
  if (uncomputed > 0) {
    warnings.push({
      zh: `${uncomputed} 个公式没有结果；请用 Excel 或 WPS 打开并保存后再上传`,
      en: `${uncomputed} formula(s) hold no result; open and save the file in Excel or WPS, then upload it again`,
    })
  }
  return warnings
}

async function readSheetList(
  zip: Zip,
  workbook: string,
  name: string,
): Promise<Readonly<{ sheets: readonly SheetEntry[]; hidden: readonly string[]; from1904: boolean }>> {
  const relations = await readRelations(zip, workbook, name)
  const sheets: SheetEntry[] = []
  const hidden: string[] = []
  let from1904 = false
  for (const event of await partEvents(zip, workbook, name)) {
    if (event.type !== 'open') continue
    if (event.name === 'workbookPr') from1904 = /^(?:1|true)$/.test(event.attributes['date1904'] ?? '')
    if (event.name !== 'sheet') continue
    const { name: title = '', id = '', state = 'visible' } = event.attributes
    const part = relations.get(id)
    if (state !== 'visible') hidden.push(title)
    else if (part !== undefined && !part.includes('chartsheets/')) sheets.push({ title, part })
  }
  return { sheets, hidden, from1904 }
}

async function readStrings(zip: Zip, name: string): Promise<readonly string[]> {
  const part = zip.names.find((entry) => /^xl\/sharedStrings\d*\.xml$/i.test(entry))
  const strings: string[] = []
  let inside = ''
  let phonetic = false
  let text = ''
  for (const event of part === undefined ? [] : await partEvents(zip, part, name)) {
    if (event.type === 'text') text += inside === 't' && !phonetic ? event.text : ''
    else if (event.type === 'open') {
      inside = event.name
      if (event.name === 'rPh') phonetic = true
      else if (event.name === 'si') text = ''
    } else {
      inside = ''
      if (event.name === 'rPh') phonetic = false
      else if (event.name === 'si') strings.push(decodeEscapes(text))
    }
  }
  return strings
}

async function readFormats(zip: Zip, name: string): Promise<readonly CellFormat[]> {
  const part = zip.names.find((entry) => /^xl\/styles\d*\.xml$/i.test(entry))
  const codes = new Map<number, string>()
  const formats: CellFormat[] = []
  let cells = false
  for (const event of part === undefined ? [] : await partEvents(zip, part, name)) {
    if (event.type === 'text') continue
    if (event.name === 'cellXfs') cells = event.type === 'open'
    if (event.type !== 'open') continue
    if (event.name === 'numFmt') codes.set(Number(event.attributes['numFmtId']), event.attributes['formatCode'] ?? '')
    if (event.name !== 'xf' || !cells) continue
    const id = Number(event.attributes['numFmtId'] ?? 0)
    formats.push(cellFormat(id, codes.get(id)))
  }
  return formats
}
