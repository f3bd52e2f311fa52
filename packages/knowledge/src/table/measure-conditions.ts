import { unitFactor } from './column-unit.ts'
import type { DateMark } from './question-dates.ts'
import type { NumberMark } from './question-operations.ts'
import type { TableIndex } from './table-index.ts'
import type { Comparison } from './table-query.ts'
import type { Column } from './typed-table.ts'

/**
 * The comparison of a date in a question with a column of dates; a month without a year is of the one year the column has. Nothing
 * when the column has no date of that time: what was then, the table does not say.
 */
export function dateComparison({ op, value, last, yearless }: DateMark, at: number, index: TableIndex): Comparison | undefined {
  const { name } = index.table.columns[at]!
  const [lowest, highest] = index.bounds.get(at) ?? []
  if (lowest === undefined || highest === undefined) return undefined
  const year = lowest.slice(0, 4)
  if (yearless && year !== highest.slice(0, 4)) return undefined
  const whole = (one: string): string => (yearless ? `${year}-${one}` : one)
  const [from, to] = [whole(value), whole(last ?? value)]
  if (from > highest.slice(0, from.length) || to < lowest.slice(0, to.length)) return undefined
  if (op !== 'between') return { column: name, op, value: from }
  return from <= to ? { column: name, op, values: [from, to] } : undefined
}

/** The comparison of a number in a question with a column, in the column's unit; nothing when its unit is another thing's. */
export function numberComparison({ op, values, unit }: NumberMark, column: Column): Comparison | undefined {
  const factor = column.type === 'number' ? unitFactor(unit, column) : undefined
  if (factor === undefined) return undefined
  const own = values.map((value) => Math.round(value * factor * 1e9) / 1e9)
  return op === 'between' ? { column: column.name, op, values: own } : { column: column.name, op, value: own[0]! }
}

const nothingSaid = /^(?:[-—–/\\~]+|无|暂无|没有|n\/?a|none|nil|null)$/i

/** The values of a column of text that say that there is nothing: 无, N/A. */
export function blankValues(at: number, { columns }: TableIndex): readonly string[] {
  return columns[at]!.values.filter(({ value }) => nothingSaid.test(value)).map(({ value }) => value)
}

/** Whether a column has cells that are empty or say that there is nothing; of numbers with a 0 among them that is not sure. */
export function hasBlanks(at: number, index: TableIndex): boolean {
  const { rows } = index.table
  return blankValues(at, index).length > 0 || (rows.some((row) => row[at] === null) && !rows.some((row) => row[at] === 0))
}
