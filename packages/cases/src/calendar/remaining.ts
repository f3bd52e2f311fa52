import type { LocalText } from '@kaiwu/core'
import { type Calendar, worksOn } from './calendar.ts'
import { countDays } from './count-days.ts'
import { dueAt, minutesLeft, refused } from './due-at.ts'
import type { Duration } from './duration.ts'
import { yearOf } from './iso-day.ts'
import { coverageOf, type Coverage, findWrongInstant, type Period, type PeriodOptions, readPeriod } from './period.ts'
import { dayOf } from './zoned-day.ts'

/** How a deadline stands at an instant, in its own unit; hours are told in minutes. */
export type Remaining = Coverage &
  Readonly<
    | {
        /** `overdue` from the instant the deadline ends, also when a pause began later. */
        state: 'running' | 'paused' | 'overdue'
        /** Minutes rounded up; days and working days with today, as long as today counts and is not over. 0 once overdue. */
        left: Duration
        /** To the millisecond; for minutes and hours only. */
        leftMs?: number
        /** Whole minutes; days or working days begun since the last day. 0 unless overdue. */
        overdueBy: Duration
      }
    | { state: 'refused'; message: LocalText; remedy: LocalText }
  >

/**
 * What is left of a deadline at an instant, or by how much it is overdue; the arguments after the first are those of
 * {@link dueAt}. A last day that moves because it is free is not over before the day it moved to.
 * @example
 * const { left } = remaining(clock.now(), startMs, { amount: 5, unit: 'workdays' }, calendar) // 3 working days, with today
 */
export function remaining(
  atMs: number,
  startMs: number,
  duration: Duration,
  calendar: Calendar,
  options: PeriodOptions = {},
): Remaining {
  const period = readPeriod(startMs, duration, calendar, options)
  if ('message' in period) return refused(period)
  const wrong = findWrongInstant([atMs], calendar)
  if (wrong) return refused(wrong)
  return Object.freeze(
    period.measure === 'clock' ? remainingByClock(atMs, period, options, duration) : remainingByDays(atMs, period),
  )
}

function remainingByClock(atMs: number, period: Period, options: PeriodOptions, duration: Duration): Remaining {
  const { startMs, length, pauses, calendar } = period
  const { dueAtMs, covered, warnings } = dueAt(startMs, duration, calendar, options)
  const overdue = dueAtMs !== undefined && atMs >= dueAtMs
  const until = Math.max(atMs, startMs)
  const paused = pauses.reduce((sum, { fromMs, toMs }) => sum + Math.max(0, Math.min(toMs, until) - Math.max(fromMs, startMs)), 0)
  const leftMs = overdue ? 0 : Math.max(0, length - (until - startMs - paused))
  const overdueBy = Object.freeze({ amount: overdue ? Math.floor((atMs - dueAtMs) / 60_000) : 0, unit: 'minutes' } as const)
  return { state: stateAt(atMs, period, overdue), left: minutesLeft(leftMs), leftMs, overdueBy, covered, warnings }
}

function remainingByDays(atMs: number, period: Period): Remaining {
  const { calendar, length, unit, measure } = period
  const { counted, lastDay, years } = countDays(period)
  const today = dayOf(atMs, calendar.timeZone)
  const overdue = lastDay !== undefined && today > lastDay
  const consulted = new Set(years)
  let late = 0
  for (let day = overdue ? lastDay + 1 : today + 1; day <= today; day++) {
    if (measure === 'workdays') consulted.add(yearOf(day))
    if (measure === 'days' || worksOn(day, calendar)) late++
  }
  const over = counted.filter((day) => day < today).length
  return {
    state: stateAt(atMs, period, overdue),
    left: Object.freeze({ amount: overdue ? 0 : Math.max(1, length - over), unit }),
    overdueBy: Object.freeze({ amount: late, unit }),
    ...coverageOf(consulted, calendar),
  }
}

function stateAt(atMs: number, { pauses }: Period, overdue: boolean): 'running' | 'paused' | 'overdue' {
  if (overdue) return 'overdue'
  return pauses.some(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs) ? 'paused' : 'running'
}
