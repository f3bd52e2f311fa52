import type { CaseField, FieldPart, Value, Values } from '../http/case-contract.ts'

/** Whether nothing was put into a field. */
export function isEmpty(value: Value | undefined): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/** A value as text; empty for none. */
export function valueText(value: Value | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Whether two values are the same; nothing is the same as nothing, however it is written. */
export function isSame(one: Value | undefined, other: Value | undefined): boolean {
  if (isEmpty(one) || isEmpty(other)) return isEmpty(one) && isEmpty(other)
  return canonical(one) === canonical(other)
}

/** What a form sends: what differs from what the case holds, without files, which go on their own; null empties a field. */
export function changedValues(form: readonly CaseField[], typed: Values, before: Values): Values {
  const changed = form.flatMap(({ key, type, columns = [] }) => {
    if (type === 'files' || !Object.hasOwn(typed, key)) return []
    const value = type === 'rows' ? filledRows(typed[key], columns) : (typed[key] ?? null)
    return isSame(value, before[key]) ? [] : [[key, isEmpty(value) ? null : value] as const]
  })
  return Object.fromEntries(changed)
}

/** The rows in which something stands, without their empty cells. */
export function filledRows(value: Value | undefined, columns: readonly FieldPart[]): readonly Values[] {
  return rowsOf(value).flatMap((row) => {
    const cells = columns.flatMap(({ key }) => (isEmpty(row[key]) ? [] : [[key, row[key] ?? null] as const]))
    return cells.length === 0 ? [] : [Object.fromEntries(cells)]
  })
}

/** A value as rows; none for what is none. */
export function rowsOf(value: Value | undefined): readonly Values[] {
  if (!Array.isArray(value)) return []
  return (value as readonly Value[]).filter(
    (row): row is Values => typeof row === 'object' && row !== null && !Array.isArray(row),
  )
}

/** The places where something is required and nothing stands: fields, and cells as `items.3.note`. */
export function missingPlaces(form: readonly CaseField[], values: Values): readonly string[] {
  return form.flatMap(({ key, required, type, columns = [] }) => {
    if (isEmpty(values[key])) return required ? [key] : []
    if (type !== 'rows') return []
    return rowsOf(values[key]).flatMap((row, at) =>
      columns
        .filter((column) => column.required && isEmpty(row[column.key]) && columns.some((one) => !isEmpty(row[one.key])))
        .map((column) => `${key}.${at + 1}.${column.key}`),
    )
  })
}

function canonical(value: Value | undefined): string {
  return JSON.stringify(value, (_, held: unknown) =>
    typeof held === 'object' && held !== null && !Array.isArray(held)
      ? Object.fromEntries(Object.entries(held).sort(([a], [b]) => (a < b ? -1 : 1)))
      : held,
  )
}
