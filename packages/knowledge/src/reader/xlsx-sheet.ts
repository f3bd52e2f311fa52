import { KaiwuError } from '@kaiwu/core'
import { formatNumber, type CellFormat } from './cell-format.ts'
import type { Copies, TableRows } from './table-rows.ts'
import type { XmlEvent } from './xml-events.ts'

/** What the cells of a sheet refer to. */
export type SheetContext = Readonly<{
  name: string
  strings: readonly string[]
  formats: readonly CellFormat[]
  from1904: boolean
}>

/** The filled part of a sheet. `uncomputed` counts formulas that the file holds no value for. */
export type Sheet = Readonly<{ rows: TableRows; copies: Copies; uncomputed: number }>

type Merge = Readonly<{ top: number; left: number; bottom: number; right: number }>
type Cells = ReadonlyMap<number, Map<number, string>>
type OpenCell = { column: number; type: string; format: CellFormat; value: string; formula: boolean }

const maxRows = 200_000
const maxCells = 2_000_000
const maxGrid = 5_000_000
const plain: CellFormat = Object.freeze({ kind: 'number' })

/**
 * Reads the cells of a sheet. The size the sheet declares is ignored; empty rows and columns are left out, and merged
 * cells fill every place they cover.
 * @throws FILE_TOO_LARGE above 200,000 rows or 2 million cells
 */
export function readSheet(events: Iterable<XmlEvent>, context: SheetContext): Sheet {
  const rows = new Map<number, Map<number, string>>()
  const merges: Merge[] = []
  let uncomputed = 0
  let cells = 0
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
        row = new Map()
        nextColumn = 1
      } else if (event.name === 'c') cell = openCell(event.attributes, nextColumn, context)
      else if (event.name === 'f' && cell !== undefined) cell.formula = true
      else if (event.name === 'mergeCell') addMerge(merges, event.attributes['ref'])
    } else {
      inside = ''
      if (event.name === 'c' && cell !== undefined) {
        const text = cellText(cell, context)
        if (text !== '') row.set(cell.column, text)
        else if (cell.formula) uncomputed++
        nextColumn = cell.column + 1
        cells++
        cell = undefined
      } else if (event.name === 'row' && row.size > 0) rows.set(rowAt, row)
      if (rows.size > maxRows || cells > maxCells) throw tooLarge(context.name)
    }
  }
  return { ...denseRows(rows, fillMerges(rows, merges), context.name), uncomputed }
}

function openCell(attributes: Readonly<Record<string, string>>, nextColumn: number, context: SheetContext): OpenCell {
  return {
    column: columnOf(attributes['r']) || nextColumn,
    type: attributes['t'] ?? 'n',
    format: context.formats[Number(attributes['s'] ?? 0)] ?? plain,
    value: '',
    formula: false,
  }
}

function cellText(cell: OpenCell, context: SheetContext): string {
  if (cell.value === '') return ''
  if (cell.type === 's') return context.strings[Number(cell.value)] ?? ''
  if (cell.type === 'b') return cell.value === '1' ? 'TRUE' : 'FALSE'
  if (cell.type === 'd') return cell.value.replace('T', ' ').replace(/ 00:00:00(?:\.0+)?Z?$/, '')
  return cell.type === 'n' ? formatNumber(cell.value, cell.format, context.from1904) : decodeEscapes(cell.value)
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

/**
 * Only rows that exist are filled, and not beyond the cells a sheet may have. Returns the columns of each row that repeat
 * the cell to their left.
 */
function fillMerges(rows: Cells, merges: readonly Merge[]): ReadonlyMap<number, ReadonlySet<number>> {
  const copied = new Map<number, Set<number>>()
  const numbers = [...rows.keys()].sort((one, other) => one - other)
  let room = maxCells
  const used = usedColumns(rows)
  for (const { top, left, bottom, right } of merges) {
    const text = rows.get(top)?.get(left)
    if (text === undefined) continue
    for (let at = lowerBound(numbers, top); at < numbers.length && (numbers[at] ?? 0) <= bottom && room > 0; at++) {
      const number = numbers[at] ?? 0
      const repeats = copied.get(number) ?? new Set<number>()
      if (right > left) copied.set(number, repeats)
      for (const column of used) {
        if (column < left || column > right) continue
        room--
        const row = rows.get(number)
        // A covered cell that has a text of its own keeps it.
        if (row === undefined || row.has(column)) continue
        row.set(column, text)
        if (column > left) repeats.add(column)
      }
    }
  }
  return copied
}

function usedColumns(cells: Cells): readonly number[] {
  const used = new Set<number>()
  for (const row of cells.values()) for (const column of row.keys()) used.add(column)
  return [...used].sort((one, other) => one - other)
}

function lowerBound(numbers: readonly number[], wanted: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? 0) < wanted) low = middle + 1
    else high = middle
  }
  return low
}

function denseRows(
  cells: Cells,
  copied: ReadonlyMap<number, ReadonlySet<number>>,
  name: string,
): Readonly<{ rows: TableRows; copies: Copies }> {
  const columns = usedColumns(cells)
  if (columns.length * cells.size > maxGrid) throw tooLarge(name)
  const copies = new Map<readonly string[], ReadonlySet<number>>()
  const rows = [...cells]
    .sort(([one], [other]) => one - other)
    .map(([number, row]) => {
      const texts = columns.map((column) => row.get(column) ?? '')
      const repeats = copied.get(number)
      if (repeats !== undefined) copies.set(texts, new Set(columns.flatMap((column, at) => (repeats.has(column) ? [at] : []))))
      return texts
    })
  return { rows, copies }
}

function tooLarge(name: string): KaiwuError {
  return new KaiwuError('FILE_TOO_LARGE', { name, limit: `${maxRows} 行 / ${maxCells} 格 (rows / cells)` })
}
