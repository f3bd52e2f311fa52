import { isoDay } from '../text/dates.ts'

/** Which part of 3/4/2026 is the day. */
export type DayOrder = 'day-first' | 'month-first'

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const month = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?'
const yearFirst = /^(\d{4})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*日?$/
const chineseDay = /^[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日$/
const yearLast = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/
const dayMonth = new RegExp(`^(\\d{1,2})(?:st|nd|rd|th)?[\\s-]+${month}[\\s,-]+(\\d{4})$`)
const monthDay = new RegExp(`^${month}\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})$`)
const time = /^(.*?)[\st]+([01]?\d|2[0-3])[:：]([0-5]\d)(?:[:：]([0-5]\d)(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?$/
const dateHead = /日期|时间|日$|date|day|on$/i

/**
 * Reads a cell that is a date as a whole into an ISO day, with its time behind where it gives one. Eight digits are a date only under
 * a head that says so.
 * @param cell folded: small letters, plain digits
 * @example
 * readDateCell('2026/1/5 8:10', { head: '', order: 'day-first' }) // '2026-01-05 08:10'
 */
export function readDateCell(cell: string, { head, order }: Readonly<{ head: string; order: DayOrder }>): string | undefined {
  const [, before, hour = '', minute = '', second] = time.exec(cell) ?? []
  const day = readDay((before ?? cell).trim(), head, order)
  if (day === undefined || before === undefined) return day
  return `${day} ${hour.padStart(2, '0')}:${minute}${second === undefined || second === '00' ? '' : `:${second}`}`
}

function readDay(text: string, head: string, order: DayOrder): string | undefined {
  const chinese = chineseDay.test(text) ? text : undefined
  if (chinese !== undefined) return isoDay(chinese)
  const digits = /^(\d{4})(\d\d)(\d\d)$/.exec(text)
  if (digits && dateHead.test(head)) return calendarDay(digits[1]!, digits[2]!, digits[3]!)
  const first = yearFirst.exec(text)
  if (first) return calendarDay(first[1]!, first[2]!, first[3]!)
  const last = yearLast.exec(text)
  if (last) return order === 'day-first' ? calendarDay(last[3]!, last[2]!, last[1]!) : calendarDay(last[3]!, last[1]!, last[2]!)
  const named = dayMonth.exec(text)
  if (named) return calendarDay(named[3]!, String(months.indexOf(named[2]!) + 1), named[1]!)
  const american = monthDay.exec(text)
  return american ? calendarDay(american[3]!, String(months.indexOf(american[1]!) + 1), american[2]!) : undefined
}

function calendarDay(year: string, monthNumber: string, day: string): string | undefined {
  return isoDay(`${year}-${monthNumber}-${day}`)
}
