import type { LocalText } from '@kaiwu/core'
import type { Calendar } from './calendar.ts'
import { coversYear } from './calendar.ts'
import { clockMs, type Duration, type Measure, measureOf } from './duration.ts'
import { firstYear, lastYear } from './iso-day.ts'
import { checkDuration, type Mistake } from './parse-duration.ts'
import { type Interval, joinPauses, type Pause } from './pause.ts'
import { isTimeZone } from './zoned-day.ts'

/** What may change a period after it began. The order of the lists does not matter. */
export type PeriodOptions = Readonly<{
  pauses?: readonly Pause[]
  /** Further durations of the same measure, appended before the last day is moved. */
  extensions?: readonly Duration[]
  /** Whether a period in days that would end on a free day ends on the next workday instead; true unless told. */
  roll?: boolean
}>

/** A checked period: its length in milliseconds for the clock, in days otherwise. */
export type Period = Readonly<{
  startMs: number
  measure: Measure
  unit: Duration['unit']
  length: number
  pauses: readonly Interval[]
  roll: boolean
  calendar: Calendar
}>

/** How far a result can be relied on. */
export type Coverage = Readonly<{
  /** False when it rests on a year the calendar does not cover. */
  covered: boolean
  /** Why not, for people. */
  warnings: readonly LocalText[]
}>

const firstInstant = Date.UTC(firstYear, 0, 2)
const lastInstant = Date.UTC(lastYear - 99, 0, 1)

/** Puts a period together, or says what is impossible about it. */
export function readPeriod(
  startMs: number,
  duration: Duration,
  calendar: Calendar,
  { pauses = [], extensions = [], roll = true }: PeriodOptions,
): Period | Mistake {
  const durations = [duration, ...extensions]
  const measure = measureOf(duration.unit)
  for (const each of durations) {
    const { problem } = checkDuration(each)
    if (problem) return problem
  }
  if (durations.some(({ unit }) => measureOf(unit) !== measure)) return otherMeasure
  const wrong = findWrongInstant([startMs], calendar) ?? findWrongPause(pauses, calendar)
  if (wrong) return wrong
  const length = durations.reduce((sum, each) => sum + (measure === 'clock' ? clockMs(each) : each.amount), 0)
  if (length > (measure === 'clock' ? clockMs({ amount: 876_000, unit: 'hours' }) : 36_500)) return tooLong
  return { startMs, measure, unit: duration.unit, length, pauses: joinPauses(pauses), roll, calendar }
}

/** What keeps instants from being placed on a calendar, if anything does. */
export function findWrongInstant(instants: readonly number[], { timeZone, weekend }: Calendar): Mistake | undefined {
  if (!isTimeZone(timeZone)) {
    return {
      message: { zh: `没有时区“${timeZone}”`, en: `there is no time zone "${timeZone}"` },
      remedy: { zh: '写 IANA 时区名，如 Asia/Shanghai', en: 'write an IANA name such as Asia/Shanghai' },
    }
  }
  if (new Set(weekend).size > 6) return noWorkdays
  const wrong = instants.find((at) => !(Number.isSafeInteger(at) && at >= firstInstant && at <= lastInstant))
  if (wrong === undefined) return undefined
  return {
    message: { zh: `时刻 ${wrong} 不在 1900 年至 2099 年之间`, en: `the instant ${wrong} is not within 1900 to 2099` },
    remedy: { zh: '以 1970 年起的整数毫秒表示时刻', en: 'give instants as whole milliseconds since 1970' },
  }
}

/** What is impossible about pauses, if anything is. */
export function findWrongPause(pauses: readonly Pause[], calendar: Calendar): Mistake | undefined {
  const instants = pauses.flatMap(({ fromMs, toMs }) => (toMs === undefined ? [fromMs] : [fromMs, toMs]))
  const wrong = findWrongInstant(instants, calendar)
  return wrong ?? (pauses.some(({ fromMs, toMs = Infinity }) => toMs < fromMs) ? backwardPause : undefined)
}

/** How far a result that rests on these years can be relied on. */
export function coverageOf(years: Iterable<number>, calendar: Calendar): Coverage {
  const missing = [...new Set(years)].filter((year) => !coversYear(year, calendar)).toSorted((a, b) => a - b)
  if (missing.length === 0) return Object.freeze({ covered: true, warnings: Object.freeze([]) })
  const warning = Object.freeze({
    zh: `工作日历没有 ${missing.join('、')} 年：那里的节假日与调休没有计入，只按周末推算；请补上后重算`,
    en: `the calendar does not cover ${missing.join(', ')}: only weekends count as free there; add that year and compute again`,
  })
  return Object.freeze({ covered: false, warnings: Object.freeze([warning]) })
}

const otherMeasure: Mistake = {
  message: { zh: '延长的单位与原期限不同', en: 'the extension is in another unit than the deadline' },
  remedy: { zh: '用与原期限相同的单位延长', en: 'extend it in the unit of the deadline' },
}
const backwardPause: Mistake = {
  message: { zh: '中止的结束早于开始', en: 'a pause ends before it begins' },
  remedy: { zh: '更正中止的起止时刻', en: 'correct when the pause begins and ends' },
}
const tooLong: Mistake = {
  message: { zh: '期限连同延长超过一百年', en: 'the deadline and its extensions exceed a hundred years' },
  remedy: { zh: '缩短期限', en: 'shorten it' },
}
const noWorkdays: Mistake = {
  message: { zh: '日历的一周里没有工作日', en: 'the calendar has no workday in the week' },
  remedy: { zh: '至少留一天为工作日', en: 'leave at least one day of the week a workday' },
}
