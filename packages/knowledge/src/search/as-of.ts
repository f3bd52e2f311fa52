import { addDays, isoDay } from '../text/dates.ts'
import { fold } from '../text/fold.ts'

// 6205-20-3 is a part, 1500年 no year anybody asks about.
const inYear = '(?<!\\d)(?:19|20|21)\\d{2}'
const fullDay = new RegExp(`${inYear}\\s*[年\\-/.]\\s*\\d{1,2}\\s*[月\\-/.]\\s*\\d{1,2}(?!\\d)日?`)
const month = new RegExp(`(${inYear})\\s*年\\s*(\\d{1,2})\\s*月(?:份)?`)
const ordinal = '(\\d{1,2})(?:st|nd|rd|th)?'
const monthName =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)'
const english = new RegExp(`\\b(?:${ordinal}\\s+(?:of\\s+)?)?${monthName}\\.?,?\\s+(?:${ordinal},?\\s+)?(${inYear})\\b`)
// `in 2000 hours` is no year.
const year = new RegExp(
  `(${inYear})\\s*年|\\b(?:in|during|as of|back in|year)\\s+(${inYear})\\b(?!\\s*(?:h|hours?|days?|rpm|r/min|km|m|mm|yuan|rmb|cycles?|pieces?|parts?|%)\\b)`,
)
// A year that tells something of the asker, not of the rules asked for: 2023年毕业, 2021年注册的公司.
const ownHistory =
  /^\s*(?:\d{1,2}\s*月\s*)?(?:\d{1,2}\s*日\s*)?(?:份|底|初)?\s*(?:以后|以前|之后|之前)?(?:才|刚|就)?(?:毕业|出生|注册|成立|入职|来|购|买|参保|登记|取得|结婚|退休|生产|出厂|投产|安装|建成|建的|登的|落户)/
const before = /^\s*(?:份)?\s*(?:以前|之前|前(?=[的,.?。、!]|$))/
const upcoming = /明年|明后年|next year/
const lastYear = /去年|last year/

/**
 * The day a question speaks of, as the last day of the period it names and never later than `today` for periods that include today;
 * of 2024年5月1日之前, the day before. `undefined` when it names none.
 * @example
 * askedDay('2021年申请的时候标准是多少', '2026-11-22') // '2021-12-31'
 */
export function askedDay(question: string, today: string): string | undefined {
  const text = fold(question).text
  const day = fullDay.exec(text)
  if (day && !tellsOwnHistory(text, day)) return endOf(text, day, isoDay(day[0]), isoDay(day[0]))
  const chineseMonth = month.exec(text)
  if (chineseMonth && !tellsOwnHistory(text, chineseMonth)) {
    const [, named, number = ''] = chineseMonth
    return endOf(text, chineseMonth, isoDay(`${named}-${number}-1`), endOfMonth(Number(named), Number(number), today))
  }
  const named = english.exec(text)
  if (named) return englishDay(named, today)
  const wholeYear = year.exec(text)
  if (wholeYear && !tellsOwnHistory(text, wholeYear)) {
    const number = wholeYear[1] ?? wholeYear[2] ?? ''
    return endOf(text, wholeYear, `${number}-01-01`, endOfYear(Number(number), today))
  }
  if (upcoming.test(text)) return endOfYear(Number(today.slice(0, 4)) + 1, today)
  const past = lastYear.exec(text)
  return past && !tellsOwnHistory(text, past) ? endOfYear(Number(today.slice(0, 4)) - 1, today) : undefined
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

function englishDay([, dayBefore, name = '', dayBehind, inThatYear = '']: RegExpExecArray, today: string): string | undefined {
  const number = months.indexOf(name.slice(0, 3)) + 1
  const day = dayBefore ?? dayBehind
  return day ? isoDay(`${inThatYear}-${number}-${day}`) : endOfMonth(Number(inThatYear), number, today)
}

function tellsOwnHistory(text: string, match: RegExpExecArray): boolean {
  return ownHistory.test(text.slice(match.index + match[0].length))
}

/** The last day of a period, or the day before its first where the text goes on with 之前. */
function endOf(text: string, match: RegExpExecArray, first: string | undefined, last: string | undefined): string | undefined {
  return first && last && before.test(text.slice(match.index + match[0].length)) ? addDays(first, -1) : last
}

function endOfMonth(inThatYear: number, number: number, today: string): string | undefined {
  if (number < 1 || number > 12) return undefined
  const last = new Date(Date.UTC(inThatYear, number, 0)).toISOString().slice(0, 10)
  return today.slice(0, 7) === last.slice(0, 7) ? today : last
}

function endOfYear(number: number, today: string): string {
  return today.startsWith(`${number}-`) ? today : `${number}-12-31`
}
