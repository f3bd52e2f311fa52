import type { LocalText } from '@kaiwu/core'
import type { Calendar } from './calendar.ts'
import { countDays } from './count-days.ts'
import type { Duration } from './duration.ts'
import { isoDay, type IsoDay } from './iso-day.ts'
import { coverageOf, type Coverage, type Period, type PeriodOptions, readPeriod } from './period.ts'
import type { Mistake } from './parse-duration.ts'
import { startOfDay } from './zoned-day.ts'

/** When a deadline ends: at an instant, not known while a pause is open, or refused because its parts are impossible. */
export type Deadline =
  | (Coverage &
      Readonly<{
        state: 'due'
        /** The first instant that is late: for days and working days 24:00 of the last day. */
        dueAtMs: number
        /** The last day; for days and working days only. */
        lastDay?: IsoDay
        /** The free day the period would have ended on, where it moved to the next workday. */
        movedFrom?: IsoDay
      }>)
  | (Coverage &
      Readonly<{
        state: 'paused'
        dueAtMs: undefined
        /** What is left when the pause ends; minutes are rounded up. */
        left: Duration
        /** The same to the millisecond; for minutes and hours only. */
        leftMs?: number
      }>)
  | (Coverage & Readonly<{ state: 'refused'; dueAtMs: undefined; message: LocalText; remedy: LocalText }>)

/**
 * When a deadline ends.
 *
 * - Minutes and hours run on the clock from the start, through nights and holidays; paused time is added to the millisecond.
 * - Days and working days are counted from the day after the start, by the clocks of the calendar's zone, and end with their
 *   last day at 24:00 (民法典 201, 203; 行政许可法 82 and 政府信息公开条例 30 to 34 count working days).
 * - In days, a last day that is free moves to the next workday (民法典 203), unless `roll` is false.
 * - A day that a pause touches, even for a moment, does not count; a pause ends before its `toMs`, so one until 0:00 leaves
 *   that day alone. Paused on one day and resumed on a later one, the same number of days is left. A pause after the end
 *   changes nothing.
 * - Extensions are appended before the last day is moved. A period that begins anew (补正) is a new start, not a pause.
 *
 * The result rests on the arguments alone. Where it reaches into a year the calendar does not cover it says so.
 * @example
 * dueAt(Date.parse('2026-09-20T09:00+08:00'), { amount: 20, unit: 'workdays' }, calendar).lastDay // '2026-10-22'
 */
export function dueAt(startMs: number, duration: Duration, calendar: Calendar, options: PeriodOptions = {}): Deadline {
  const period = readPeriod(startMs, duration, calendar, options)
  if ('message' in period) return refused(period)
  return Object.freeze(period.measure === 'clock' ? dueByClock(period) : dueByDays(period))
}

/** The outcome of what cannot be computed. */
export function refused({ message, remedy }: Mistake) {
  return Object.freeze({
    state: 'refused',
    dueAtMs: undefined,
    message,
    remedy,
    covered: false,
    warnings: Object.freeze([message]),
  })
}

function dueByClock({ startMs, length, pauses, calendar }: Period): Deadline {
  const coverage = coverageOf([], calendar)
  let dueAtMs = startMs + length
  for (const pause of pauses) {
    const fromMs = Math.max(pause.fromMs, startMs)
    if (pause.toMs <= fromMs) continue
    if (fromMs >= dueAtMs) break
    if (pause.toMs === Infinity) {
      const leftMs = dueAtMs - fromMs
      return { state: 'paused', dueAtMs: undefined, left: minutesLeft(leftMs), leftMs, ...coverage }
    }
    dueAtMs += pause.toMs - fromMs
  }
  return { state: 'due', dueAtMs, ...coverage }
}

function dueByDays(period: Period): Deadline {
  const { calendar, length, unit } = period
  const { counted, lastDay, years } = countDays(period)
  const coverage = coverageOf(years, calendar)
  if (lastDay === undefined) {
    const left = Object.freeze({ amount: Math.max(1, length - counted.length), unit })
    return { state: 'paused', dueAtMs: undefined, left, ...coverage }
  }
  const due = {
    state: 'due',
    dueAtMs: startOfDay(lastDay + 1, calendar.timeZone),
    lastDay: isoDay(lastDay),
    ...coverage,
  } as const
  const nominal = counted.at(-1)!
  return nominal === lastDay ? due : { ...due, movedFrom: isoDay(nominal) }
}

/** Milliseconds as whole minutes, a begun one counted as whole. */
export function minutesLeft(ms: number): Duration {
  return Object.freeze({ amount: Math.ceil(ms / 60_000), unit: 'minutes' })
}
