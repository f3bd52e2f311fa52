/** A day of the calendar without a time, as people and files write it: `2026-10-12`. */
export type IsoDay = string

/** Milliseconds of a day of 24 hours. */
export const dayMs = 86_400_000

/** The years deadlines are computed in; what lies outside is a typing mistake, and every loop over days stays short. */
export const firstYear = 1900
/** The last year that days can be of. */
export const lastYear = 2199

/**
 * The number of a day, counted from 1970-01-01; undefined when there is no such day or it lies outside of 1900 to 2199.
 * @example
 * dayNumber('1970-01-02') // 1
 */
export function dayNumber(day: IsoDay): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)
  return match ? dayFromParts(Number(match[1]), Number(match[2]), Number(match[3])) : undefined
}

/** The number of a day given as year, month (1 to 12) and day; undefined when there is no such day. */
export function dayFromParts(year: number, month: number, day: number): number | undefined {
  if (!(year >= firstYear && year <= lastYear && month >= 1 && month <= 12 && day >= 1 && day <= 31)) return undefined
  const number = Date.UTC(year, month - 1, day) / dayMs
  return new Date(number * dayMs).getUTCDate() === day ? number : undefined
}

/**
 * The day with a number of {@link dayNumber}.
 * @example
 * isoDay(1) // '1970-01-02'
 */
export function isoDay(number: number): IsoDay {
  return new Date(number * dayMs).toISOString().slice(0, 10)
}

/** Monday 1 to Sunday 7, as ISO 8601 numbers them. */
export function weekdayOf(number: number): number {
  return ((((number + 3) % 7) + 7) % 7) + 1
}

/** The year a day lies in. */
export function yearOf(number: number): number {
  return new Date(number * dayMs).getUTCFullYear()
}
