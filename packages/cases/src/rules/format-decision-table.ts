import type { Problem } from '@kaiwu/core'
import { cellProblem } from './compile-table.ts'
import type { CellPlace, DecisionTable, TableColumn } from './decision-table.ts'
import { excelSafe, safeId } from './excel-safe.ts'
import { parseDecisionTable } from './parse-decision-table.ts'
import { shorten } from './table-head.ts'

/** CSV that Excel opens and saves without harm, or the cells for which there is no such form. */
export type FormattedTable = Readonly<
  { text: string; problems: readonly [] } | { text?: undefined; problems: readonly Problem[] }
>

/**
 * Writes a table as CSV for Excel: UTF-8 with a byte order mark, CRLF. What Excel would read as a date, a number or a
 * formula stands in quotes, which Excel keeps; where quotes would change the meaning it is a problem. The text parses to an
 * equal table, but for `places`.
 * @example
 * const { text } = formatDecisionTable(table)
 */
export function formatDecisionTable(table: DecisionTable): FormattedTable {
  const problems: Problem[] = []
  const line = (cells: readonly string[]): string => cells.map(csvCell).join(',')
  const keep = (cell: string, column: TableColumn, place: CellPlace | undefined): string => {
    const safe = excelSafe(cell, column)
    if (safe === undefined) problems.push(cellProblem(table.file, place, harmful(cell)))
    return safe ?? cell
  }
  const rows = [line([table.head, ...table.columns.map(({ head }) => head)])]
  const row = (first: string, cells: readonly string[], places: readonly CellPlace[] | undefined): void => {
    rows.push(line([first, ...cells.map((cell, index) => keep(cell, table.columns[index]!, places?.[index + 1]))]))
  }
  if (table.values) row(table.values.head, table.values.cells, table.places.values)
  for (const [index, rule] of table.rules.entries()) {
    const places = table.places.rules[index]
    row(safeId(rule.id), rule.cells, places)
  }
  if (problems.length > 0) return { problems: Object.freeze(problems) }
  const text = `\uFEFF${rows.join('\r\n')}\r\n`
  const again = parseDecisionTable(text, table.file)
  if (!again.table) return { problems: again.problems }
  return Object.freeze({ text, problems: Object.freeze([]) as readonly [] })
}

function csvCell(cell: string): string {
  return /[",;\t\r\n]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

function harmful(cell: string): Parameters<typeof cellProblem>[2] {
  return {
    message: [`Excel 会改动“${shorten(cell)}”`, `Excel would change "${shorten(cell)}"`],
    remedy: [
      '给列名加“：文字”，或换一种写法（[1..2]、>= 5）',
      'type the column ": text", or write it another way ([1..2], >= 5)',
    ],
  }
}
