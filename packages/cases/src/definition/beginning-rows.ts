import type { JsonValue } from '../log/canonical-json.ts'
import type { CaseDefinition, CaseField, CaseSource } from './case-definition.ts'
import type { FieldForm } from './field-schema.ts'
import { listTable } from './list-table.ts'

type Row = Readonly<Record<string, JsonValue>>

/** What the fields of a new case hold that begin with the rows of a table, such as the items of a check list. */
export function beginningFields({
  fields,
  source,
}: Pick<CaseDefinition, 'fields' | 'source'>): Readonly<Record<string, readonly Row[]>> {
  const held = [...fields.values()].flatMap((field: CaseField) => {
    const rows = beginningRows(source, field)
    return rows.length === 0 ? [] : [[field.key, rows] as const]
  })
  return Object.fromEntries(held)
}

/** The rows a field begins with: of the table the columns that the field has, too, or the one that is named; empty cells are left out. */
export function beginningRows(source: CaseSource, { from, columns = {} }: Pick<FieldForm, 'from' | 'columns'>): readonly Row[] {
  const table = from && listTable(source, from.table)
  if (!table) return []
  const taken = table.heads.flatMap((name, at) => {
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined
    return column && (from.column === undefined || from.column === name) ? [{ name, at, type: column.type }] : []
  })
  return table.rows.map((row) => {
    const cells = taken.flatMap(({ name, at, type }) => (row[at] ? [[name, cellOf(type, row[at])] as const] : []))
    return Object.freeze(Object.fromEntries(cells))
  })
}

const words: ReadonlyMap<string, boolean> = new Map([
  ['是', true],
  ['yes', true],
  ['true', true],
  ['否', false],
  ['no', false],
  ['false', false],
])

/** A cell as a value of its column; one that is none stays text, and is told as a mistake of the table. */
function cellOf(type: FieldForm['type'], text: string): JsonValue {
  if (type === 'number' || type === 'integer' || type === 'money') return Number.isFinite(Number(text)) ? Number(text) : text
  if (type === 'yesNo') return words.get(text.toLowerCase()) ?? text
  return type === 'choices' ? text.split(/[、;；]/).map((one) => one.trim()) : text
}
