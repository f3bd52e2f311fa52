import { cellKey } from './cell-key.ts'
import type { TypedTable } from './typed-table.ts'

const names = { type: 'array', items: { type: 'string' } }
const condition = { type: 'object', description: '{column, op, value | values} | {all: []} | {any: []} | {not: {}}' }

/** What a `TableQuery` looks like as JSON Schema, for a model; `checkQuery` checks more than it says. */
export const tableQuerySchema = Object.freeze({
  type: 'object',
  properties: {
    table: { type: 'string' },
    select: names,
    where: condition,
    groupBy: names,
    aggregate: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          fn: { type: 'string', enum: ['count', 'count-distinct', 'sum', 'average', 'min', 'max', 'share'] },
          column: { type: 'string' },
          of: condition,
        },
        required: ['fn'],
      },
    },
    having: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          aggregate: { type: 'integer' },
          op: { type: 'string', enum: ['=', '!=', '<', '<=', '>', '>='] },
          value: { type: 'number' },
        },
        required: ['aggregate', 'op', 'value'],
      },
    },
    orderBy: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          column: { type: 'string' },
          aggregate: { type: 'integer' },
          direction: { type: 'string', enum: ['ascending', 'descending'] },
        },
        required: ['direction'],
      },
    },
    limit: { type: 'integer' },
    ties: { type: 'boolean' },
    distinct: { type: 'boolean' },
  },
  required: ['table'],
})

/** Whether a column holds a value, as queries compare it. Dates hold the days, months and years they begin with. */
export function holdsValue(table: TypedTable, column: string, value: string | number): boolean {
  const at = table.columns.findIndex(({ name }) => name === column)
  const type = table.columns[at]?.type
  const wanted = type === 'text' ? cellKey(String(value)) : value
  return table.rows.some((row) => {
    const cell = row[at]
    if (typeof cell !== 'string') return cell === wanted
    return type === 'date' ? cell.startsWith(String(value)) : cellKey(cell) === wanted
  })
}
