import { guardedCell } from '@kaiwu/core'
import { columns, displayWidth } from '../display-width.ts'
import { withoutControls, type Terminal } from '../terminal.ts'
import type { Column } from './cost-sheet.ts'

/** Prints rows as an aligned table, numbers to the right. */
export function printSheet<Row>(rows: readonly Row[], sheet: readonly Column<Row>[], terminal: Terminal): void {
  const cells = cellsOf(rows, sheet)
  const widths = sheet.map((_, at) => Math.max(...cells.map((line) => displayWidth(line[at]!))))
  const aligned = cells.map((line) =>
    line.map((cell, at) => (sheet[at]!.number ? ' '.repeat(widths[at]! - displayWidth(cell)) + cell : cell)),
  )
  for (const [index, line] of columns(aligned).entries()) terminal.print(index === 0 ? terminal.paint('bold', line) : line)
}

/** Prints rows as CSV that spreadsheets open as it is meant: with a byte order mark, and no cell that is taken for a formula. */
export function printCsv<Row>(rows: readonly Row[], sheet: readonly Column<Row>[], terminal: Terminal): void {
  const lines = cellsOf(rows, sheet).map((line, row) =>
    line.map((cell, at) => csvCell(cell, row > 0 && sheet[at]!.number)).join(','),
  )
  terminal.print(`\ufeff${lines.join('\r\n')}\r`)
}

/** Numbers as they are; a minus begins no formula there. */
function csvCell(cell: string, number: boolean): string {
  return number && Number.isFinite(Number(cell)) ? cell : guardedCell(cell)
}

function cellsOf<Row>(rows: readonly Row[], sheet: readonly Column<Row>[]): readonly (readonly string[])[] {
  return [
    sheet.map(({ head }) => head),
    ...rows.map((row) => sheet.map(({ cell }) => withoutControls(cell(row)).replace(/[\t\n]/g, ' '))),
  ]
}
