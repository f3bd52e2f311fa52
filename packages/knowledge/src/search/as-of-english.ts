import { addDays, addMonths, addYears, isoDay } from '../text/dates.ts'
import { halfYear, monthOf, quarter, yearOf, type Period } from './as-of-period.ts'

const inYear = '(?:19|20|21)\\d{2}'
const ordinal = '(\\d{1,2})(?:st|nd|rd|th)?'
const monthName =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)'
const inMonth = new RegExp(`\\b(?:${ordinal}\\s+(?:of\\s+)?)?${monthName}\\.?,?\\s+(?:${ordinal},?\\s+)?(${inYear})\\b`)
// `in 2000 hours` is no year.
const inWholeYear = new RegExp(
  `\\b(?:in|during|as of|back in|year|by|until|till|(?:end|middle|start|beginning) of|the rules of)\\s+(?:the year\\s+)?(${inYear})\\b(?!\\s*(?:-|h|hours?|days?|rpm|r/min|km|m|mm|yuan|rmb|cycles?|pieces?|parts?|%)\\b)`,
)
const adjective = new RegExp(`\\bthe (${inYear}) (?:rules?|rates?|fees?|standards?|policy|policies|version|edition|limits?)\\b`)
const quarterOf = new RegExp(`\\bq([1-4])\\s+(?:of\\s+)?(${inYear})\\b|\\b(first|second|third|fourth) quarter of (${inYear})\\b`)
const halfOf = new RegExp(`\\b(first|second) half of (${inYear})\\b`)
const beforeYear = new RegExp(`\\bbefore (${inYear})\\b(?!\\s*(?:hours?|days?|km|cycles?|rpm)\\b)`)
const relative = /\b(?:(last|next) (year|month|quarter|week)|(yesterday)|(the year before last))\b/
const lastNamed = new RegExp(`\\blast ${monthName}\\b(?!\\s+(?:i|we)\\b)`)
const ago = /\b(a|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) (years?|months?) ago\b/
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const ordinals = ['first', 'second', 'third', 'fourth']
const numbers = ['a', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
// What the asker did then: it is no time of the rules.
const ownHistory =
  /\b(?:i|we|he|she|they|who|was|were|my \w+)\s+(?:(?:was|were|got|had|have)\s+)?(?:born|graduated|moved|bought|hired|registered|founded|joined|built|installed|married|retired)\b/

/** The period an English text names; `text` is folded to lower case. */
export function englishPeriod(text: string, today: string): Period | undefined {
  if (ownHistory.test(text)) return undefined
  return monthPeriod(text) ?? partPeriod(text) ?? yearPeriod(text) ?? relativePeriod(text, today)
}

function monthPeriod(text: string): Period | undefined {
  const match = inMonth.exec(text)
  if (!match) return undefined
  const [, dayBefore, name = '', dayBehind, year = ''] = match
  const number = monthNumber(name)
  const day = dayBefore ?? dayBehind
  const iso = day ? isoDay(`${year}-${number}-${day}`) : undefined
  const period = day ? iso && { first: iso, last: iso, whole: true } : monthOf(Number(year), number)
  return period && /\bbefore (?:the )?$/.test(text.slice(0, match.index)) ? dayBeforeFirst(period) : period || undefined
}

function partPeriod(text: string): Period | undefined {
  const named = quarterOf.exec(text)
  if (named) return quarter(Number(named[2] ?? named[4]), named[1] ? Number(named[1]) : ordinals.indexOf(named[3]!) + 1)
  const half = halfOf.exec(text)
  return half ? halfYear(Number(half[2]), half[1] === 'first' ? 1 : 2) : undefined
}

function yearPeriod(text: string): Period | undefined {
  const before = beforeYear.exec(text)
  if (before) return dayBeforeFirst(yearOf(Number(before[1])))
  const match = inWholeYear.exec(text) ?? adjective.exec(text)
  if (!match) return undefined
  const number = Number(match[1])
  if (/(?:start|beginning) of/.test(match[0])) return monthOf(number, 1)
  return /middle of/.test(match[0]) ? halfYear(number, 1) : yearOf(number)
}

function relativePeriod(text: string, today: string): Period | undefined {
  const away = ago.exec(text)
  if (away) {
    const number = Number(away[1]) || Math.max(1, numbers.indexOf(away[1]!) + 1)
    return dayAs(/year/.test(away[2]!) ? addYears(today, -number) : addMonths(today, -number))
  }
  const past = lastNamed.exec(text)
  const thisYear = Number(today.slice(0, 4))
  if (past) {
    const number = monthNumber(past[1]!)
    return monthOf(number < Number(today.slice(5, 7)) ? thisYear : thisYear - 1, number)
  }
  const match = relative.exec(text)
  if (!match) return undefined
  if (match[3]) return dayAs(addDays(today, -1))
  if (match[4]) return yearOf(thisYear - 2)
  return near(match[1] === 'last' ? -1 : 1, match[2]!, today)
}

function near(step: -1 | 1, unit: string, today: string): Period | undefined {
  const year = Number(today.slice(0, 4))
  const month = addMonths(`${today.slice(0, 7)}-01`, step)
  if (unit === 'year') return yearOf(year + step)
  if (unit === 'month') return monthOf(Number(month.slice(0, 4)), Number(month.slice(5, 7)))
  if (unit === 'quarter') {
    const number = Math.ceil(Number(today.slice(5, 7)) / 3) - 1 + step
    return quarter(year + Math.floor(number / 4), ((number + 4) % 4) + 1)
  }
  // Weeks begin on Monday.
  const monday = addDays(today, -((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7) + step * 7)
  return { first: monday, last: addDays(monday, 6), whole: true }
}

function monthNumber(name: string): number {
  return months.indexOf(name.slice(0, 3)) + 1
}

function dayBeforeFirst({ first }: Period): Period {
  return dayAs(addDays(first, -1))
}

function dayAs(day: string): Period {
  return { first: day, last: day, whole: true }
}
