import { type Calendar, worksOn } from './calendar.ts'
import { yearOf } from './iso-day.ts'
import type { Period } from './period.ts'
import type { Interval } from './pause.ts'
import { dayOf } from './zoned-day.ts'

/** Days from the first to the last, both touched; the last is Infinity while a pause is open. */
type DayRange = Readonly<{ from: number; to: number }>

/** The days of a period. `lastDay` is undefined when an open pause comes first. */
export type CountedDays = Readonly<{
  /** The days that count, by number, in order; at most as many as the period is long. */
  counted: readonly number[]
  lastDay: number | undefined
  /** The years whose holidays and make-up workdays the result rests on. */
  years: ReadonlySet<number>
}>

/**
 * Counts the days of a period from the day after its start. Days a pause touches do not count, free days do not count for
 * working days. In days, the last one becomes the next workday no pause touches, when it is free and the period rolls.
 */
export function countDays({ startMs, measure, length, pauses, roll, calendar }: Period): CountedDays {
  const years = new Set<number>()
  const works = (day: number): boolean => {
    years.add(yearOf(day))
    return worksOn(day, calendar)
  }
  const counted: number[] = []
  const touched = touchedDays(pauses, calendar)
  let next = 0
  for (let day = dayOf(startMs, calendar.timeZone) + 1; ; day++) {
    while (next < touched.length && touched[next]!.to < day) next++
    const pause = touched[next]
    if (pause && pause.from <= day) {
      if (pause.to === Infinity) return { counted, lastDay: undefined, years }
      day = pause.to
      continue
    }
    const full = counted.length === length
    if (!full && (measure === 'days' || works(day))) counted.push(day)
    if (counted.length === length && (measure === 'workdays' || !roll || works(day))) return { counted, lastDay: day, years }
  }
}

/** The days that pauses touch, even for a moment, in order and without overlaps. */
export function touchedDays(pauses: readonly Interval[], { timeZone }: Calendar): DayRange[] {
  const ranges: DayRange[] = []
  for (const { fromMs, toMs } of pauses) {
    const range = { from: dayOf(fromMs, timeZone), to: toMs === Infinity ? Infinity : dayOf(toMs - 1, timeZone) }
    const last = ranges.at(-1)
    if (last && range.from <= last.to) ranges[ranges.length - 1] = { from: last.from, to: range.to }
    else ranges.push(range)
  }
  return ranges
}
