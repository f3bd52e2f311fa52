import { defaultTimeZone, type Calendar } from '../calendar/calendar.ts'
import { isoDay, type IsoDay } from '../calendar/iso-day.ts'
import { parseCalendar } from '../calendar/parse-calendar.ts'
import { dayOf, zonedTime } from '../calendar/zoned-day.ts'
import type { CaseDefinition } from '../definition/case-definition.ts'

/** Without a calendar, times run on the clock alone. */
const clockOnly: Calendar = parseCalendar('date,kind,name\n', '', { timeZone: defaultTimeZone }).calendar

/** The calendar that the times of a case type run on. */
export function caseCalendar({ calendar }: Pick<CaseDefinition, 'calendar'>): Calendar {
  return calendar ?? clockOnly
}

/** Which day it is where a case type is at work. */
export function caseDay(definition: Pick<CaseDefinition, 'calendar'>, atMs: number): IsoDay {
  return isoDay(dayOf(atMs, caseCalendar(definition).timeZone))
}

/** An instant by the clocks where a case type is at work, so that its hour and weekday are those of the place. */
export function caseTime(definition: Pick<CaseDefinition, 'calendar'>, atMs: number): string {
  return zonedTime(atMs, caseCalendar(definition).timeZone)
}
