import type { Calendar } from './calendar.ts'
import { type CalendarOptions, parseCalendar } from './parse-calendar.ts'

/** The illustrative table of the statutory examples: it gives 2026-10-22 for 20 working days from 2026-09-20. */
export const nationalDay2026 = `示例，须按本单位制度核对
日期,类型,名称
2026-10-01..2026-10-07,休,国庆节
2026-10-10,班,国庆节调休
`

/** A calendar without mistakes; throws when the text has one. */
export function calendarOf(text: string, options: CalendarOptions = {}): Calendar {
  const { calendar, problems } = parseCalendar(text, 'calendar.csv', options)
  if (problems.length > 0) throw new Error(JSON.stringify(problems))
  return calendar
}

/** An instant by the clocks of Shanghai. */
export function shanghai(local: string): number {
  return Date.parse(`${local}+08:00`)
}
