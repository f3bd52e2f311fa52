import { dayNumber, type IsoDay, isoDay, weekdayOf } from './iso-day.ts'

/** What a table says of a day: free although it may be a weekday, or worked although it is a weekend (调休). */
export type CalendarDayKind = 'holiday' | 'workday'

/** A day that differs from the week's rule, and what for. */
export type CalendarDay = Readonly<{ day: IsoDay; kind: CalendarDayKind; name: string }>

/**
 * The working days of an organisation: its weekend, and the holidays and make-up workdays of the years it covers.
 * It is plain frozen data. Of a year it does not cover it knows nothing: whoever computes with it is told.
 */
export type Calendar = Readonly<{
  /** IANA name; a day begins and ends by its clocks. */
  timeZone: string
  /** ISO weekdays that are free: 6 and 7 unless told. */
  weekend: readonly number[]
  /** Days that differ from the week's rule, by day, in order. */
  days: Readonly<Record<IsoDay, CalendarDay>>
  /** The years it covers, in order. */
  years: readonly number[]
  /** What stands above the table, such as `示例，须按本单位制度核对`. */
  notice?: string
}>

/** The zone of a calendar that names none. */
export const defaultTimeZone = 'Asia/Shanghai'

/**
 * Whether a day is worked; false for what is no day. Ask {@link coversYear} whether the answer can be relied on.
 * @example
 * isWorkday('2026-10-10', calendar) // true: a Saturday worked for the National Day holidays
 */
export function isWorkday(day: IsoDay, calendar: Calendar): boolean {
  const number = dayNumber(day)
  return number !== undefined && worksOn(number, calendar)
}

/** {@link isWorkday} by the number of the day. */
export function worksOn(day: number, calendar: Calendar): boolean {
  const named = calendar.days[isoDay(day)]
  return named ? named.kind === 'workday' : !calendar.weekend.includes(weekdayOf(day))
}

/** Whether the calendar knows the holidays and make-up workdays of a year. */
export function coversYear(year: number, calendar: Calendar): boolean {
  return calendar.years.includes(year)
}
