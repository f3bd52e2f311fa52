import { type Calendar, worksOn } from './calendar.ts'
import { touchedDays } from './count-days.ts'
import { clockMs, type Duration, measureOf } from './duration.ts'
import { dayFromParts, firstYear, yearOf } from './iso-day.ts'
import { checkDuration, type Mistake, parseDuration } from './parse-duration.ts'
import { type Interval, joinPauses, type Pause } from './pause.ts'
import { coverageOf, type Coverage, findWrongInstant, findWrongPause } from './period.ts'
import { dayOf, startOfDay } from './zoned-day.ts'

/** One reminder: how long before the end, and when that is. */
export type Reminder = Readonly<{ before: Duration; atMs: number }>

/** Reminders in order of time, and what was wrong with the times that gave none. */
export type Reminders = Coverage & Readonly<{ reminders: readonly Reminder[]; problems: readonly Mistake[] }>

const firstDay = dayFromParts(firstYear, 1, 3)!

/**
 * The instants to remind at before a deadline ends. Minutes and hours are taken off the clock, without paused time. `2 workdays`
 * is 0:00 of the day from which on two working days are left, the last included; days that a pause touches do not count.
 * Reminders at or before `startMs` are left out, and one instant is reminded of once.
 * @example
 * reminders(dueAtMs, ['5 workdays', '2 workdays', '30m'], calendar).reminders.map(({ atMs }) => atMs)
 */
export function reminders(
  dueAtMs: number,
  before: readonly (string | Duration)[],
  calendar: Calendar,
  { pauses = [], startMs = -Infinity }: Readonly<{ pauses?: readonly Pause[]; startMs?: number }> = {},
): Reminders {
  const wrong = findWrongInstant([dueAtMs], calendar) ?? findWrongPause(pauses, calendar)
  if (wrong) return finish([], [wrong], new Set(), calendar)
  const joined = joinPauses(pauses).filter(({ fromMs }) => fromMs < dueAtMs)
  const problems: Mistake[] = []
  const years = new Set<number>()
  const found = new Map<number, Reminder>()
  for (const each of before) {
    const { duration, problem } = typeof each === 'string' ? parseDuration(each) : checkDuration(each)
    if (problem) {
      problems.push(problem)
      continue
    }
    const clock = measureOf(duration.unit) === 'clock'
    const atMs = clock
      ? beforeByClock(dueAtMs, clockMs(duration), joined)
      : beforeByDays(dueAtMs, duration, joined, calendar, years)
    if (atMs > startMs && !found.has(atMs)) found.set(atMs, Object.freeze({ before: duration, atMs }))
  }
  return finish([...found.values()], problems, years, calendar)
}

function finish(found: Reminder[], problems: Mistake[], years: Set<number>, calendar: Calendar): Reminders {
  const ordered = found.toSorted((a, b) => a.atMs - b.atMs)
  return Object.freeze({ reminders: Object.freeze(ordered), problems: Object.freeze(problems), ...coverageOf(years, calendar) })
}

function beforeByClock(dueAtMs: number, ms: number, pauses: readonly Interval[]): number {
  let at = dueAtMs
  let left = ms
  for (const pause of pauses.toReversed()) {
    const resumedMs = Math.min(pause.toMs, at)
    if (at - resumedMs >= left) break
    left -= at - resumedMs
    at = pause.fromMs
  }
  return at - left
}

function beforeByDays(
  dueAtMs: number,
  { amount, unit }: Duration,
  pauses: readonly Interval[],
  calendar: Calendar,
  years: Set<number>,
): number {
  const touched = touchedDays(pauses, calendar)
  let left = amount
  let day = dayOf(dueAtMs - 1, calendar.timeZone) + 1
  while (left > 0 && day > firstDay) {
    day--
    if (touched.some(({ from, to }) => from <= day && day <= to)) continue
    if (unit === 'workdays') years.add(yearOf(day))
    if (unit === 'days' || worksOn(day, calendar)) left--
  }
  return startOfDay(day, calendar.timeZone)
}
