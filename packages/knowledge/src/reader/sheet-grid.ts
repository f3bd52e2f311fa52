import { KaiwuError } from '@kaiwu/core'
import type { DocumentText } from './document-text.ts'
import { writeTables, type Copies, type TableRows } from './table-rows.ts'

/** The filled cells of a sheet: row number to column number to text, both from 1. */
export type SheetCells = Map<number, Map<number, string>>

/** Cells joined to one; bounds count from 1 and are part of it. */
export type Merge = Readonly<{ top: number; left: number; bottom: number; right: number }>

/** What of a sheet its readers do not see. */
export type HiddenPlaces = Readonly<{ row(row: number): boolean; column(column: number): boolean }>

/** A sheet without empty rows and columns: the parts between empty rows, and the cells that repeat the one to their left. */
export type SheetGrid = Readonly<{ parts: readonly TableRows[]; copies: Copies }>

/** Most rows and filled cells of one sheet. */
export const sheetLimits = Object.freeze({ rows: 200_000, cells: 2_000_000 })
const maxGrid = 5_000_000

/**
 * Turns the cells of a sheet, from whatever format, into rows: merged cells fill every place they cover, hidden rows and columns
 * are left out. Changes `cells`.
 * @throws FILE_TOO_LARGE above 200,000 rows or 2 million cells
 */
export function sheetGrid(cells: SheetCells, merges: readonly Merge[], name: string, hidden?: HiddenPlaces): SheetGrid {
  if (cells.size > sheetLimits.rows) throw sheetTooLarge(name)
  const copied = fillMerges(cells, merges)
  const columns = usedColumns(cells).filter((column) => hidden?.column(column) !== true)
  if (columns.length * cells.size > maxGrid) throw sheetTooLarge(name)
  const copies = new Map<readonly string[], ReadonlySet<number>>()
  const parts: string[][][] = []
  let last = -1
  for (const [number, row] of [...cells].sort(([one], [other]) => one - other)) {
    if (hidden?.row(number) === true) {
      // A row that is hidden is no gap between tables.
      last = last === number - 1 ? number : last
      continue
    }
    const texts = columns.map((column) => row.get(column) ?? '')
    if (texts.every((text) => text.trim() === '')) continue
    const repeats = copied.get(number)
    if (repeats !== undefined) copies.set(texts, new Set(columns.flatMap((column, at) => (repeats.has(column) ? [at] : []))))
    if (number === last + 1) parts.at(-1)?.push(texts)
    else parts.push([texts])
    last = number
  }
  return Object.freeze({ parts, copies })
}

/** Writes the tables of a sheet; a title above a table becomes a heading of level 2. */
export function writeSheet(text: DocumentText, { parts, copies }: SheetGrid): void {
  writeTables(text, parts, { copies, titleLevel: 2 })
}

/** The error for a sheet with more rows or cells than are read. */
export function sheetTooLarge(name: string): KaiwuError {
  const { rows, cells } = sheetLimits
  return new KaiwuError('FILE_TOO_LARGE', { name, limit: `${rows} 行 / ${cells} 格 (rows / cells)` })
}

/**
 * Only rows that exist are filled, and not beyond the cells a sheet may have. Returns the columns of each row that repeat
 * the cell to their left.
 */
function fillMerges(rows: SheetCells, merges: readonly Merge[]): ReadonlyMap<number, ReadonlySet<number>> {
  const copied = new Map<number, Set<number>>()
  const numbers = [...rows.keys()].sort((one, other) => one - other)
  let room = sheetLimits.cells
  const used = usedColumns(rows)
  for (const { top, left, bottom, right } of merges) {
    const text = rows.get(top)?.get(left)
    if (text === undefined) continue
    for (let at = lowerBound(numbers, top); at < numbers.length && (numbers[at] ?? 0) <= bottom && room > 0; at++) {
      const number = numbers[at] ?? 0
      const repeats = copied.get(number) ?? new Set<number>()
      if (right > left) copied.set(number, repeats)
      for (let place = lowerBound(used, left); place < used.length && (used[place] ?? 0) <= right; place++) {
        const column = used[place] ?? 0
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

function usedColumns(cells: SheetCells): readonly number[] {
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
