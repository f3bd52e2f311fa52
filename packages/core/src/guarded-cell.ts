/**
 * A value as a cell of CSV that no spreadsheet takes for a formula: texts that begin with `=`, `+`, `-`, `@`, their full-width forms,
 * a tab, a line end or an apostrophe get an apostrophe in front, so that taking one away from every cell gives back what was there.
 * Numbers and null are as they are.
 * @example
 * guardedCell('=HYPERLINK("http://x")') // `"'=HYPERLINK(""http://x"")"`
 */
export function guardedCell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@＝＋－＠\t\r\n']/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
