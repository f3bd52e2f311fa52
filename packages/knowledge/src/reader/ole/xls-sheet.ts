import { formatNumber } from '../cell-format.ts'
import type { HiddenText } from '../hidden-text.ts'
import { sheetGrid, sheetLimits, sheetTooLarge, type Merge, type SheetCells, type SheetGrid } from '../sheet-grid.ts'
import { recordTypes, xlsRecords, type XlsRecord } from './xls-records.ts'
import type { XlsWorkbook } from './xls-workbook.ts'

/** What is gathered while the records of a sheet pass. Rows and columns count from 1. */
type Gathered = {
  cells: SheetCells
  merges: Merge[]
  hiddenRows: Set<number>
  hiddenColumns: [number, number][]
  white: { row: number; column: number }[]
  count: number
  /** A rule or a table style may colour the background of any cell. */
  coloured: boolean
  /** Of the formula whose text comes in a record of its own. */
  waiting: Place | undefined
}

type Place = Readonly<{ row: number; column: number; style: number }>

const errors: Readonly<Record<number, string>> = {
  0x00: '#NULL!',
  0x07: '#DIV/0!',
  0x0f: '#VALUE!',
  0x17: '#REF!',
  0x1d: '#NAME?',
  0x24: '#NUM!',
  0x2a: '#N/A',
}
const rowHidden = 0x20
const plain = Object.freeze({ kind: 'number' } as const)

/**
 * Reads the cells of one sheet. Hidden rows and columns and white cells are left out and noted.
 * @param stream the workbook
 * @param at where the sheet begins
 * @throws FILE_TOO_LARGE, FILE_UNREADABLE
 */
export function readXlsSheet(stream: Buffer, at: number, workbook: XlsWorkbook, hidden: HiddenText, name: string): SheetGrid {
  const found: Gathered = {
    cells: new Map(),
    merges: [],
    hiddenRows: new Set(),
    hiddenColumns: [],
    white: [],
    count: 0,
    coloured: false,
    waiting: undefined,
  }
  for (const record of xlsRecords(stream, at, name)) {
    if (!noteSheet(found, record)) noteCell(found, record, workbook)
    if (found.cells.size > sheetLimits.rows || found.count > sheetLimits.cells) throw sheetTooLarge(name)
  }
  const places = {
    row: (row: number) => found.hiddenRows.has(row),
    column: (column: number) => found.hiddenColumns.some(([first, last]) => column >= first && column <= last),
  }
  if (!found.coloured) dropWhite(found, hidden)
  for (const [row, cells] of found.cells) {
    for (const [column, text] of cells) {
      if (places.row(row)) hidden.add('row', text)
      else if (places.column(column)) hidden.add('column', text)
    }
  }
  return sheetGrid(found.cells, found.merges, name, places)
}

function dropWhite({ white, cells }: Gathered, hidden: HiddenText): void {
  for (const { row, column } of white) {
    hidden.add('white', cells.get(row)?.get(column) ?? '')
    cells.get(row)?.delete(column)
  }
}

/** Returns true for a record that is about the sheet, not about a cell. */
function noteSheet(found: Gathered, { type, body }: XlsRecord): boolean {
  if (type === recordTypes.row) {
    if ((body.readUInt32LE(12) & rowHidden) !== 0) found.hiddenRows.add(body.readUInt16LE(0) + 1)
  } else if (type === recordTypes.colInfo) {
    const isHidden = (body.readUInt16LE(8) & 1) !== 0 || body.readUInt16LE(4) === 0
    if (isHidden) found.hiddenColumns.push([body.readUInt16LE(0) + 1, body.readUInt16LE(2) + 1])
  } else if (type === recordTypes.mergeCells) {
    for (let at = 2, left = body.readUInt16LE(0); left > 0 && at + 8 <= body.length; at += 8, left--) {
      const [top, bottom] = [body.readUInt16LE(at) + 1, body.readUInt16LE(at + 2) + 1]
      found.merges.push({ top, bottom, left: body.readUInt16LE(at + 4) + 1, right: body.readUInt16LE(at + 6) + 1 })
    }
  } else if (type === recordTypes.condFmt || type === recordTypes.feature || type === recordTypes.picture) found.coloured = true
  else return false
  return true
}

function noteCell(found: Gathered, { type, body, segments }: XlsRecord, workbook: XlsWorkbook): void {
  const { text, strings } = workbook
  const number = (place: Place, value: number): void =>
    put(found, workbook, place, formatNumber(String(value), workbook.formats[place.style] ?? plain, workbook.from1904))
  if (type === recordTypes.labelSst) put(found, workbook, placeOf(body), strings[body.readUInt32LE(6)] ?? '')
  else if (type === recordTypes.label || type === recordTypes.rString) {
    const [first = body, ...more] = segments
    put(found, workbook, placeOf(body), text.whole([first.subarray(6), ...more]))
  } else if (type === recordTypes.number) number(placeOf(body), body.readDoubleLE(6))
  else if (type === recordTypes.rk) number(placeOf(body), rkNumber(body.readInt32LE(6)))
  else if (type === recordTypes.mulRk) {
    for (let at = 4, column = body.readUInt16LE(2) + 1; at + 8 <= body.length; at += 6, column++) {
      number({ row: body.readUInt16LE(0) + 1, column, style: body.readUInt16LE(at) }, rkNumber(body.readInt32LE(at + 2)))
    }
  } else if (type === recordTypes.boolErr) put(found, workbook, placeOf(body), boolOrError(body.readUInt8(6), body.readUInt8(7)))
  else if (type === recordTypes.formula) noteFormula(found, body, workbook, number)
  else if (type === recordTypes.string && found.waiting !== undefined) {
    put(found, workbook, found.waiting, text.whole(segments))
    found.waiting = undefined
  }
}

/** The result of a formula: a number, or a mark for a text (which follows), a truth value, an error, or nothing. */
function noteFormula(found: Gathered, body: Buffer, workbook: XlsWorkbook, number: (place: Place, value: number) => void): void {
  const place = placeOf(body)
  found.waiting = undefined
  if (body.readUInt16LE(12) !== 0xffff) number(place, body.readDoubleLE(6))
  else if (body.readUInt8(6) === 0) found.waiting = place
  else if (body.readUInt8(6) < 3) put(found, workbook, place, boolOrError(body.readUInt8(8), body.readUInt8(6) - 1))
}

function placeOf(body: Buffer): Place {
  return { row: body.readUInt16LE(0) + 1, column: body.readUInt16LE(2) + 1, style: body.readUInt16LE(4) }
}

function put(found: Gathered, workbook: XlsWorkbook, { row, column, style }: Place, text: string): void {
  found.count++
  if (text === '') return
  const cells = found.cells.get(row) ?? new Map<number, string>()
  found.cells.set(row, cells)
  cells.set(column, text)
  if (workbook.white.has(style)) found.white.push({ row, column })
}

/** A number in 30 bits: an integer, or the upper bits of a double; perhaps a hundred times too large. */
function rkNumber(bits: number): number {
  let value = bits >> 2
  if ((bits & 2) === 0) {
    const bytes = Buffer.alloc(8)
    bytes.writeInt32LE(bits & ~3, 4)
    value = bytes.readDoubleLE(0)
  }
  return (bits & 1) === 0 ? value : value / 100
}

function boolOrError(value: number, isError: number): string {
  if (isError !== 0) return errors[value] ?? '#N/A'
  return value === 0 ? 'FALSE' : 'TRUE'
}
