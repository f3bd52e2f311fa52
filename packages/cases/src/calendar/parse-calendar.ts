import type { Problem } from '@kaiwu/core'
import { type Calendar, type CalendarDay, defaultTimeZone } from './calendar.ts'
import { isoDay, weekdayOf, yearOf } from './iso-day.ts'
import { type CalendarRow, type CalendarRows, type Place, readCalendarRows, said } from './read-calendar-rows.ts'
import { isTimeZone } from './zoned-day.ts'

/** What a calendar's files do not say. */
export type CalendarOptions = Readonly<{
  /** IANA name; Asia/Shanghai unless told. */
  timeZone?: string
  /** ISO weekdays that are free, Monday 1 to Sunday 7; 6 and 7 unless told. */
  weekend?: readonly number[]
  /** Years that must be covered, such as this year: each one that is not is a problem. */
  mustCover?: readonly number[]
}>

/** A calendar and every mistake in its files; with mistakes it is for looking at, not for deadlines. */
export type ParsedCalendar = Readonly<{ calendar: Calendar; problems: readonly Problem[] }>

/** Decoded text of a file and its name in problems. */
export type CalendarFile = Readonly<{ text: string; file: string }>

type DayRow = Exclude<CalendarRow, { kind: 'covered' }>

/**
 * Reads the holidays and make-up workdays (调休) of one or more years from CSV that people edit in Excel.
 *
 * The heads are `date,kind,name` or `日期,类型,名称`; lines above them are kept as the calendar's notice, lines that begin
 * with # are left out. Dates are `2026-10-01`, `2026/10/1`, `2026年10月1日` or ranges `2026-10-01..2026-10-07`; kinds are
 * `holiday`, `休`, `节假日` and `workday`, `班`, `调休`.
 *
 * A year is covered when the table has a day from February to November of it: days at the turn of a year often come with the
 * neighbour's table. A year without such days is declared complete by a row `2026,covered` or `2026,全年`.
 * @example
 * const { calendar, problems } = parseCalendar('date,kind,name\n2026-10-01..2026-10-07,holiday,National Day\n', '2026.csv')
 */
export function parseCalendar(text: string, file: string, options: CalendarOptions = {}): ParsedCalendar {
  return parseCalendars([{ text, file }], options)
}

/** {@link parseCalendar} for several files that make one calendar, such as one a year. */
export function parseCalendars(files: readonly CalendarFile[], options: CalendarOptions = {}): ParsedCalendar {
  const { timeZone = defaultTimeZone, weekend = [6, 7], mustCover = [] } = options
  const read = files.map(({ text, file }) => readCalendarRows(text, file))
  const top: Place = { file: files[0]?.file ?? '', line: 1, column: 1 }
  const rows = read.flatMap((each) => each.rows)
  const { days, problems } = joinDays(rows, weekend)
  const years = coveredYears(rows)
  const known = isTimeZone(timeZone)
  if (!known)
    problems.push({
      ...top,
      ...said(`没有时区“${timeZone}”`, `there is no time zone "${timeZone}"`, '写 IANA 时区名', 'write an IANA name'),
    })
  const free = [...new Set(weekend)].filter((weekday) => [1, 2, 3, 4, 5, 6, 7].includes(weekday)).toSorted((a, b) => a - b)
  const sound = free.length === weekend.length && free.length < 7
  if (!sound) problems.push({ ...top, ...badWeekend })
  const broken = read.some((each) => each.problems.length > 0)
  problems.push(...findUncovered(rows, years, mustCover, top, broken))
  const notice = noticeOf(read)
  const calendar: Calendar = Object.freeze({
    timeZone: known ? timeZone : defaultTimeZone,
    weekend: Object.freeze(sound ? free : [6, 7]),
    days,
    years: Object.freeze(years),
    ...(notice ? { notice } : {}),
  })
  const all = [...read.flatMap((each) => each.problems), ...problems]
  const order = new Map(files.map(({ file }, index) => [file, index]))
  all.sort((a, b) => order.get(a.file)! - order.get(b.file)! || a.line - b.line || a.column - b.column)
  return Object.freeze({ calendar, problems: Object.freeze(all) })
}

/** Each day once; a day named twice, or a workday that is one anyway, is a problem of its row. */
function joinDays(rows: readonly CalendarRow[], weekend: readonly number[]) {
  const problems: Problem[] = []
  const named = new Map<number, DayRow>()
  for (const row of rows) {
    if (row.kind === 'covered') continue
    const { file, line, column } = row
    const days = Array.from({ length: row.to - row.from + 1 }, (_, index) => row.from + index)
    const clash = days.find((day) => named.has(day))
    if (clash !== undefined) problems.push({ file, line, column, ...clashOf(clash, row, named.get(clash)!) })
    const idle = row.kind === 'workday' ? days.find((day) => !weekend.includes(weekdayOf(day))) : undefined
    if (idle !== undefined && clash === undefined) problems.push({ file, line, column, ...workedAnyway(idle) })
    for (const day of days) if (!named.has(day)) named.set(day, row)
  }
  const days: Record<string, CalendarDay> = Object.create(null) as Record<string, CalendarDay>
  for (const [day, { kind, name }] of [...named].toSorted(([a], [b]) => a - b)) {
    days[isoDay(day)] = Object.freeze({ day: isoDay(day), kind, name })
  }
  return { days: Object.freeze(days), problems }
}

function coveredYears(rows: readonly CalendarRow[]): number[] {
  const years = new Set<number>()
  for (const row of rows) {
    if (row.kind === 'covered') years.add(row.year)
    else for (let day = row.from; day <= row.to; day++) if (isWithinYear(day)) years.add(yearOf(day))
  }
  return [...years].toSorted((a, b) => a - b)
}

/** Whether a day is one that a neighbouring year's table would not name: it is neither in December nor in January. */
function isWithinYear(day: number): boolean {
  return !['12', '01'].includes(isoDay(day).slice(5, 7))
}

/** Years between covered ones that are not, years that are asked for, and a table without any. */
function findUncovered(
  rows: readonly CalendarRow[],
  years: readonly number[],
  mustCover: readonly number[],
  top: Place,
  broken: boolean,
): Problem[] {
  const [first, last] = [years[0], years.at(-1)]
  if (first === undefined || last === undefined) return broken ? [] : [{ ...top, ...coversNothing }]
  const problems: Problem[] = []
  for (let year = first + 1; year < last; year++) {
    if (years.includes(year)) continue
    const next = rows.find((row) => (row.kind === 'covered' ? row.year : yearOf(row.to)) > year)
    const { file, line, column } = next ?? top
    problems.push({ file, line, column, ...uncovered(year) })
  }
  for (const year of new Set(mustCover)) {
    const within = year > first && year < last
    if (!years.includes(year) && !within) problems.push({ ...top, ...uncovered(year) })
  }
  return problems
}

function noticeOf(read: readonly CalendarRows[]): string {
  return [...new Set(read.flatMap(({ notice }) => notice ?? []))].join(' ')
}

function clashOf(day: number, row: DayRow, earlier: DayRow) {
  const same = earlier.file === row.file
  const zh = `${same ? '' : ` ${earlier.file} `}第 ${earlier.line} 行`
  const en = `${same ? '' : `${earlier.file} `}line ${earlier.line}`
  if (row.kind === earlier.kind) {
    return said(`${isoDay(day)} 与${zh}重复`, `${isoDay(day)} is named in ${en} already`, '删去其中一处', 'delete one of the two')
  }
  return said(
    `${isoDay(day)} 与${zh}矛盾：一处休，一处班`,
    `${isoDay(day)} contradicts ${en}: one says holiday, one workday`,
    '核对放假通知，删去错的一处',
    'check the official notice and delete the wrong one',
  )
}

function workedAnyway(day: number) {
  return said(
    `${isoDay(day)} 不是周末，本来就上班`,
    `${isoDay(day)} is no weekend: it is worked anyway`,
    '更正日期；若这一天放假，类型写 休',
    'correct the date; if the day is free, its kind is holiday',
  )
}

function uncovered(year: number) {
  return said(
    `日历没有 ${year} 年的节假日与调休`,
    `the calendar does not cover ${year}`,
    `补上 ${year} 年的放假安排；确无节假日时写一行 ${year},全年`,
    `add the holidays and make-up workdays of ${year}; if there are none, add a row ${year},covered`,
  )
}

const coversNothing = said(
  '日历没有覆盖任何一年',
  'the calendar covers no year',
  '写上一年的放假安排；确无节假日时写一行 2026,全年',
  'add the holidays of a year; if there are none, add a row such as 2026,covered',
)
const badWeekend = said(
  '周末应是 1 到 7 之间不同的数，至多六个',
  'the weekend must be different numbers from 1 to 7, six at most',
  '周六写 6，周日写 7',
  'Saturday is 6, Sunday is 7',
)
