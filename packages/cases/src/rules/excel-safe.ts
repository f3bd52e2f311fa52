import { splitList, unquoted } from './cell-literal.ts'
import type { TableColumn } from './decision-table.ts'
import { excelHarm, excelWouldChange, hasThousands, quoteText } from './excel-harm.ts'

/**
 * A cell in a form that means the same and that Excel leaves alone; undefined when there is none. Applied on reading too,
 * so that a table and what Excel gives back of it are equal.
 * @example
 * excelSafe('1-2', { kind: 'output', head: '结果 批次：文字', name: '批次', type: 'text', optional: false }) // '"1-2"'
 */
export function excelSafe(cell: string, column: TableColumn): string | undefined {
  if (column.kind === 'note') return safeNote(cell)
  const { type } = column
  if (!excelWouldChange(cell, type)) return cell
  if (excelHarm(cell, type) || (type === 'number' && hasThousands(cell))) return undefined
  const parts = type && column.kind === 'input' ? splitList(cell, ',，、;；') : [cell]
  if (type === 'text') return parts.map((part) => (unquoted(part) === undefined ? quoteText(part) : part)).join(', ')
  if (parts.length > 1) return parts.some((part) => excelWouldChange(part, type)) ? undefined : parts.join(', ')
  return type === undefined && cell.startsWith('-') ? `(${cell})` : undefined
}

/** A rule's id as written to the file. */
export function safeId(id: string): string {
  return excelWouldChange(id, 'text') || unquoted(id) !== undefined ? quoteText(id) : id
}

function safeNote(cell: string): string {
  return excelWouldChange(cell, 'text') ? quoteText(cell) : cell
}
