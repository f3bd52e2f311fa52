import { formatNumber, type CellFormat } from './cell-format.ts'
import type { HiddenText } from './hidden-text.ts'
import { sheetGrid, sheetLimits, sheetTooLarge, type Merge, type SheetCells, type SheetGrid } from './sheet-grid.ts'
import type { XmlEvent } from './xml-events.ts'

/** What the cells of a sheet refer to. */
export type SheetContext = Readonly<{
  name: string
  strings: readonly string[]
  formats: readonly CellFormat[]
  /** Styles by number whose text has the colour of the background. */
  white: ReadonlySet<number>
  from1904: boolean
  hidden: HiddenText
}>

/** The filled part of a sheet. `uncomputed` counts formulas that the file holds no value for. */
export type Sheet = Readonly<{ grid: SheetGrid; uncomputed: number }>

type OpenCell = { column: number; type: string; style: number; format: CellFormat; value: string; formula: boolean }
type White = Readonly<{ row: Map<number, string>; column: number; text: string }>

/** What is gathered while the events of a sheet pass. */
type Gathered = {
  rows: SheetCells
  merges: Merge[]
  hiddenRows: Set<number>
  hiddenColumns: [number, number][]
  white: White[]
  uncomputed: number
  cells: number
  /** A table style or a rule may colour the background of any cell. */
  coloured: boolean
}

const plain: CellFormat = Object.freeze({ kind: 'number' })

/**
 * Reads the cells of a sheet. The size the sheet declares is ignored; empty rows and columns are left out, and merged
 * cells fill every place they cover. Hidden rows, columns and white cells are left out and noted.
 * @throws FILE_TOO_LARGE above 200,000 rows or 2 million cells
 */
export function readSheet(events: Iterable<XmlEvent>, context: SheetContext): Sheet {
  const found = gather(events, context)
  if (!found.coloured) {
    for (const { row, column, text } of found.white) {
      row.delete(column)
      context.hidden.add('white', text)
    }
  }
  const places = {
    row: (row: number) => found.hiddenRows.has(row),
    column: (column: number) => found.hiddenColumns.some(([first, last]) => column >= first && column <= last),
  }
  for (const [number, row] of found.rows) {
    for (const [column, text] of row) {
      if (places.row(number)) context.hidden.add('row', text)
      else if (places.column(column)) context.hidden.add('column', text)
    }
  }
  return { grid: sheetGrid(found.rows, found.merges, context.name, places), uncomputed: found.uncomputed }
}

function gather(events: Iterable<XmlEvent>, context: SheetContext): Gathered {
  const found: Gathered = {
    rows: new Map(),
    merges: [],
    hiddenRows: new Set(),
    hiddenColumns: [],
    white: [],
    uncomputed: 0,
    cells: 0,
    coloured: false,
  }
  let rowAt = 0
  let row = new Map<number, string>()
  let cell: OpenCell | undefined
  let inside = ''
  let nextColumn = 1
  for (const event of events) {
    if (event.type === 'text') {
      if (cell !== undefined && (inside === 'v' || inside === 't')) cell.value += event.text
    } else if (event.type === 'open') {
      inside = event.name
      if (event.name === 'row') {
        rowAt = Number(event.attributes['r'] ?? rowAt + 1)
        if (isHidden(event.attributes, 'ht')) found.hiddenRows.add(rowAt)
        row = new Map()
        nextColumn = 1
      } else if (event.name === 'c') cell = openCell(event.attributes, nextColumn, context)
      else if (event.name === 'f' && cell !== undefined) cell.formula = true
      else noteSheet(found, event.name, event.attributes)
    } else {
      inside = ''
      if (event.name === 'c' && cell !== undefined) {
        closeCell(cell, row, found, context)
        nextColumn = cell.column + 1
        cell = undefined
      } else if (event.name === 'row' && row.size > 0) found.rows.set(rowAt, row)
      if (found.rows.size > sheetLimits.rows || found.cells > sheetLimits.cells) throw sheetTooLarge(context.name)
    }
  }
  return found
}

/** Hidden, or drawn with no height or width. */
function isHidden(attributes: Readonly<Record<string, string>>, size: string): boolean {
  return /^(?:1|true)$/.test(attributes['hidden'] ?? '') || Number(attributes[size] ?? 1) === 0
}

function noteSheet(found: Gathered, name: string, attributes: Readonly<Record<string, string>>): void {
  if (name === 'mergeCell') addMerge(found.merges, attributes['ref'])
  else if (name === 'tablePart' || name === 'conditionalFormatting' || name === 'picture') found.coloured = true
  else if (name === 'col' && isHidden(attributes, 'width'))
    found.hiddenColumns.push([Number(attributes['min'] ?? 0), Number(attributes['max'] ?? 0)])
}

function openCell(attributes: Readonly<Record<string, string>>, nextColumn: number, context: SheetContext): OpenCell {
  const style = Number(attributes['s'] ?? 0)
  return {
    column: columnOf(attributes['r']) || nextColumn,
    type: attributes['t'] ?? 'n',
    style,
    format: context.formats[style] ?? plain,
    value: '',
    formula: false,
  }
}

function closeCell(cell: OpenCell, row: Map<number, string>, found: Gathered, context: SheetContext): void {
  found.cells++
  const text = cellText(cell, context)
  if (text === '') {
    if (cell.formula && cell.value === '') found.uncomputed++
    return
  }
  if (cell.format.kind === 'hidden') {
    context.hidden.add('vanish', text)
    return
  }
  row.set(cell.column, text)
  if (context.white.has(cell.style)) found.white.push({ row, column: cell.column, text })
}

function cellText(cell: OpenCell, context: SheetContext): string {
  if (cell.value === '') return ''
  if (cell.type === 's') return context.strings[Number(cell.value)] ?? ''
  if (cell.type === 'b') return cell.value === '1' ? 'TRUE' : 'FALSE'
  if (cell.type === 'd') return cell.value.replace('T', ' ').replace(/ 00:00:00(?:\.0+)?Z?$/, '')
  if (cell.type !== 'n') return decodeEscapes(cell.value)
  return cell.format.kind === 'hidden' ? cell.value : formatNumber(cell.value, cell.format, context.from1904)
}

/** Excel writes characters XML cannot hold as `_x000D_`. */
export function decodeEscapes(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([\dA-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text
}

/** Column of a reference such as AB12, from 1; 0 when there is none. */
function columnOf(reference: string | undefined): number {
  let column = 0
  for (const letter of /^[A-Z]{1,3}/.exec(reference ?? '')?.[0] ?? '') column = column * 26 + letter.charCodeAt(0) - 64
  return column
}

function addMerge(merges: Merge[], reference: string | undefined): void {
  const match = /^([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})$/.exec(reference ?? '')
  if (match === null) return
  merges.push({ left: columnOf(match[1]), top: Number(match[2]), right: columnOf(match[3]), bottom: Number(match[4]) })
}
