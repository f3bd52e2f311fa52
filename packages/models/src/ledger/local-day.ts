const formats = new Map<string, Intl.DateTimeFormat>()
const days = new Map<string, string>()
const quarterHour = 15 * 60_000

/**
 * The date at a place, as YYYY-MM-DD. No place changes its clocks within a quarter of an hour, so one date holds for all of it.
 * @param timeZone IANA name
 * @example
 * localDay(Date.parse('2026-11-22T16:00:00Z'), 'Asia/Shanghai') // '2026-11-23'
 */
export function localDay(at: number, timeZone: string): string {
  const quarter = Math.floor(at / quarterHour)
  const key = `${timeZone} ${quarter}`
  let day = days.get(key)
  if (day === undefined) {
    if (days.size > 50_000) days.clear()
    days.set(key, (day = formatOf(timeZone).format(quarter * quarterHour)))
  }
  return day
}

/**
 * The moment at which a date begins at a place: midnight, or the first moment after it where midnight is skipped.
 * @example
 * startOfDay('2026-11-23', 'Asia/Shanghai') // Date.parse('2026-11-22T16:00:00Z')
 */
export function startOfDay(day: string, timeZone: string): number {
  let at = Date.parse(`${day}T00:00:00Z`) - 15 * 3_600_000
  while (localDay(at, timeZone) < day) at += quarterHour
  return at
}

/** Whether a name is that of a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    formats.set(timeZone, format)
  }
  return format
}
