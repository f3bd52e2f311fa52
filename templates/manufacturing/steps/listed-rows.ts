/** Values of the fields of a case, by their keys. */
export type Fields = Readonly<Record<string, unknown>>

/** One row for each item of a list, in its order: the item in its column, the other columns empty. */
export function listedRows(items: unknown, column: string, empty: Fields): readonly Fields[] {
  const wanted = (Array.isArray(items) ? items : []) as readonly unknown[]
  return wanted.map((item) => ({ [column]: item, ...empty }))
}
