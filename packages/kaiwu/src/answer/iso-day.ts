/**
 * True for a day written as YYYY-MM-DD that the calendar has.
 * @example
 * isoDay('2026-02-30') // false
 */
export function isoDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
