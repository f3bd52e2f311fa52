import { cellFormat, type CellFormat } from './cell-format.ts'
import type { XmlEvent } from './xml-events.ts'

/** What the styles of a workbook say, by the number a cell refers to. */
export type SheetStyles = Readonly<{
  formats: readonly CellFormat[]
  /** Styles whose text is white on no fill or a white one. */
  white: ReadonlySet<number>
}>

/** Reads `xl/styles.xml`. */
export function readSheetStyles(events: Iterable<XmlEvent>): SheetStyles {
  const codes = new Map<number, string>()
  const formats: CellFormat[] = []
  const white = new Set<number>()
  const whiteFonts: boolean[] = []
  const filled: boolean[] = []
  let part = ''
  for (const event of events) {
    if (event.type === 'text') continue
    if (event.type === 'close') {
      if (event.name === part) part = ''
      continue
    }
    const { name, attributes } = event
    if (/^(?:fonts|fills|cellXfs|cellStyleXfs|dxfs)$/.test(name)) part = name
    else if (name === 'numFmt' && part === '') codes.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '')
    else if (part === 'fonts' && name === 'font') whiteFonts.push(false)
    else if (part === 'fonts' && name === 'color') whiteFonts[whiteFonts.length - 1] = isWhite(attributes)
    else if (part === 'fills' && name === 'fill') filled.push(false)
    else if (part === 'fills' && name === 'patternFill')
      filled[filled.length - 1] = (attributes['patternType'] ?? 'none') !== 'none'
    else if (part === 'fills' && name === 'gradientFill') filled[filled.length - 1] = true
    else if (part === 'fills' && name === 'fgColor' && isWhite(attributes)) filled[filled.length - 1] = false
    else if (part === 'cellXfs' && name === 'xf') {
      const id = Number(attributes['numFmtId'] ?? 0)
      if (whiteFonts[Number(attributes['fontId'] ?? 0)] === true && filled[Number(attributes['fillId'] ?? 0)] !== true)
        white.add(formats.length)
      formats.push(cellFormat(id, codes.get(id)))
    }
  }
  return { formats, white }
}

/** By value, as the first colour of the theme, or by its place in the old palette. */
function isWhite(attributes: Readonly<Record<string, string>>): boolean {
  const { rgb, theme, indexed, tint } = attributes
  if (rgb !== undefined) return /^(?:[\dA-F]{2})?F[A-F\d]F[A-F\d]F[A-F\d]$/i.test(rgb)
  if (theme !== undefined) return theme === '0' && Number(tint ?? 0) > -0.05
  return indexed === '1' || indexed === '9'
}
