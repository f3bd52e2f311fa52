import type { WorkCalendar } from '../http/case-contract.ts'

/** Whether a day is free, and by what name it is where it differs from the rule of the week. */
export type DayMark = Readonly<{ free: boolean; kind?: 'holiday' | 'workday'; name?: string }>

/** What calendars say of a day: the first that names it, else the week of the first of them, else Saturday and Sunday. */
export function dayMark(day: string, calendars: readonly WorkCalendar[]): DayMark {
  for (const { days } of calendars) {
    const named = days.find((one) => one.day === day)
    if (named) return { free: named.kind === 'holiday', kind: named.kind, name: named.name }
  }
  const weekday = new Date(`${day}T00:00`).getDay() || 7
  return { free: (calendars[0]?.weekend ?? [6, 7]).includes(weekday) }
}
