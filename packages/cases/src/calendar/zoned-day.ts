import { dayMs } from './iso-day.ts'

const hourMs = 3_600_000
/** No clock on earth was ever further from UTC. */
const widestOffsetMs = 16 * hourMs

const formats = new Map<string, Intl.DateTimeFormat>()

/**
 * Whether a name such as `Asia/Shanghai` is a time zone this machine knows.
 * @example
 * isTimeZone('Asia/Shanghai') // true
 */
export function isTimeZone(name: string): boolean {
  return formatOf(name) !== undefined
}

/** The number of the day an instant lies in, by the clocks of a zone. */
export function dayOf(atMs: number, timeZone: string): number {
  return Math.floor(localMs(atMs, timeZone) / dayMs)
}

/**
 * The first instant of a day by the clocks of a zone; days of 23 or 25 hours come out right. Where the clocks skip midnight
 * it is the instant of the skip, where they show midnight twice it is the first of the two.
 */
export function startOfDay(day: number, timeZone: string): number {
  const midnight = day * dayMs
  const offsets = [-widestOffsetMs, widestOffsetMs].map((shift) => {
    const at = midnight + shift
    return localMs(at, timeZone) - at
  })
  for (const offset of offsets.toSorted((a, b) => b - a)) {
    if (localMs(midnight - offset, timeZone) === midnight) return midnight - offset
  }
  let before = midnight - widestOffsetMs
  let from = midnight + widestOffsetMs
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2)
    if (dayOf(middle, timeZone) < day) before = middle
    else from = middle
  }
  return from
}

/** An instant by the clocks of a zone, with their distance from UTC: `2026-10-12T09:00:00.000+08:00`. */
export function zonedTime(atMs: number, timeZone: string): string {
  const local = localMs(atMs, timeZone)
  const minutes = Math.round((local - atMs) / 60_000)
  const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((part) => String(part).padStart(2, '0'))
  return `${new Date(local).toISOString().slice(0, -1)}${minutes < 0 ? '-' : '+'}${hours}:${rest}`
}

/** What the clocks of a zone show at an instant, as if it were UTC. */
function localMs(atMs: number, timeZone: string): number {
  const second = Math.floor(atMs / 1_000) * 1_000
  const shown: Record<string, number> = {}
  for (const { type, value } of formatOf(timeZone)!.formatToParts(second)) shown[type] = Number(value)
  const { year, month, day, hour, minute, second: seconds } = shown
  return Date.UTC(year!, month! - 1, day, hour, minute, seconds) + (atMs - second)
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  const known = formats.get(timeZone)
  if (known) return known
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(timeZone, format)
    return format
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
