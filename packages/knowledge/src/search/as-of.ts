import { addDays, addMonths, addYears, isoDay } from '../text/dates.ts'
import { chineseNumber } from '../text/chinese-number.ts'
import { fold } from '../text/fold.ts'
import { englishPeriod } from './as-of-english.ts'
import { halfYear, monthOf, quarter, yearOf, type Period } from './as-of-period.ts'

// 6205-20-3 is a part, 1500年 no year anybody asks about, 2020年代 and 2020年以来 no year.
const inYear = '(?<!\\d)(?:19|20|21)\\d{2}'
const fullDay = new RegExp(`${inYear}\\s*[年\\-/.]\\s*\\d{1,2}\\s*[月\\-/.]\\s*\\d{1,2}(?!\\d)日?`)
const month = new RegExp(`(${inYear})\\s*年\\s*(\\d{1,2})\\s*月(?:份)?`)
const years = new RegExp(`${inYear}\\s*年?\\s*(?:至|到|-|—|~)\\s*(${inYear})\\s*年(?!\\s*\\d)`)
const year = new RegExp(`(${inYear})\\s*年(?!代|以来|至今|起至今|到现在|到今)`)
const part = /^\s*(?:的)?\s*(?:(上|下)半年|第?([一二三四1-4])季度|q([1-4])|年?(底|末|初|中)(?!级|等|学|小))/
const relativeYear = /(?<!过)去年|(?<![\d一二三四五六七八九十几])大?前年(?!检|审|报)|今年|明后?年|大?后年/
const yearsAway: Readonly<Record<string, number>> = {
  去年: -1,
  前年: -2,
  大前年: -3,
  今年: 0,
  明年: 1,
  明后年: 1,
  后年: 2,
  大后年: 3,
}
const relativeMonth = /(上|下)个?月(?!\s*\d)|(上)个?季度|(上)个?(?:周|星期)|(昨天|昨日|前天)/
// 期满3个月前 is a time limit, 3年前 at the start of a clause is a time.
const ago =
  /(?:^|[,，。;；?？!！、\s]|在|我|你|那|是|按|像)(?:大概|大约|差不多)?(\d{1,2}|[一二两三四五六七八九十]{1,2})(年|个月)(?:以|之)?前(?!后|[一二三四五六七八九十\d])/
const chineseYear = /[〇零一二三四五六七八九]{4}(?=\s*年)/g
const chineseMonth = /(?<=年\s*)(十[一二]?|[一二三四五六七八九])(?=\s*月)/g
// A year that tells something of the asker, not of the rules asked for: 2023年毕业, 2021年注册的公司.
const ownHistory =
  /^\s*(?:\d{1,2}\s*月\s*)?(?:\d{1,2}\s*日\s*)?(?:份|底|初|末)?\s*(?:以后|以前|之前|之后)?(?:才|刚|就)?(?:毕业|出生|注册|成立|入职|来|购|买|参保|登记|取得|结婚|退休|生产|出厂|投产|安装|建成|建的|登的|落户|搬|迁|离职|失业|退伍)/
const before = /^\s*(?:份)?\s*(?:以前|之前|前(?=[的,.?。、!]|$))/

/** A part of a text that names a period. */
type Named = Readonly<{ period: Period | undefined; end: number }>

/**
 * The day a question speaks of, as the last day of the period it names and never later than `today` for periods that include today;
 * of 2024年5月1日之前, the day before. `undefined` when it names none, or one that lasts until now.
 * @example
 * askedDay('2021年申请的时候标准是多少', '2026-11-22') // '2021-12-31'
 */
export function askedDay(question: string, today: string): string | undefined {
  const text = inDigits(fold(question).text)
  for (const named of [dayNamed, monthNamed, yearsNamed, yearNamed, relativeNamed, agoNamed]) {
    const found = named(text, today)
    if (!found) continue
    const rest = text.slice(found.end)
    if (ownHistory.test(rest)) continue
    if (!found.period) return undefined
    return before.test(rest) ? addDays(found.period.first, -1) : lastOf(found.period, today)
  }
  const english = englishPeriod(text, today)
  return english && lastOf(english, today)
}

/** 二〇二三年五月 as 2023年5月. */
function inDigits(text: string): string {
  return text
    .replace(chineseYear, (numeral) => String(chineseNumber(numeral) ?? numeral))
    .replace(chineseMonth, (numeral) => String(chineseNumber(numeral) ?? numeral))
}

function dayNamed(text: string): Named | undefined {
  const match = fullDay.exec(text)
  if (!match) return undefined
  const day = isoDay(match[0])
  return { period: day ? { first: day, last: day, whole: true } : undefined, end: match.index + match[0].length }
}

function monthNamed(text: string): Named | undefined {
  const match = month.exec(text)
  return match ? { period: monthOf(Number(match[1]), Number(match[2])), end: match.index + match[0].length } : undefined
}

function yearsNamed(text: string): Named | undefined {
  const match = years.exec(text)
  return match ? { period: yearOf(Number(match[1])), end: match.index + match[0].length } : undefined
}

function yearNamed(text: string): Named | undefined {
  const match = year.exec(text)
  return match ? withPart(text, match.index + match[0].length, Number(match[1])) : undefined
}

/** 去年, 去年5月, 前年下半年; 今年 alone is now. */
function relativeNamed(text: string, today: string): Named | undefined {
  const match = relativeYear.exec(text)
  if (match) {
    const number = Number(today.slice(0, 4)) + yearsAway[match[0]]!
    const end = match.index + match[0].length
    const inMonth = /^\s*(?:的)?\s*(\d{1,2})\s*月(?:份)?/.exec(text.slice(end))
    if (inMonth) return { period: monthOf(number, Number(inMonth[1])), end: end + inMonth[0].length }
    if (text.slice(end).startsWith('同期')) return dayAs(addYears(today, -1), end + 2)
    return match[0] === '今年' && !part.test(text.slice(end)) ? undefined : withPart(text, end, number)
  }
  const near = relativeMonth.exec(text)
  return near ? nearPeriod(near, today) : undefined
}

function nearPeriod(match: RegExpExecArray, today: string): Named {
  const [whole, ofMonth, ofQuarter, ofWeek, ofDay] = match
  const end = match.index + whole.length
  const [thisYear, thisMonth] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))]
  if (ofMonth) {
    const other = addMonths(`${today.slice(0, 7)}-01`, ofMonth === '上' ? -1 : 1)
    return { period: monthOf(Number(other.slice(0, 4)), Number(other.slice(5, 7))), end }
  }
  if (ofQuarter) {
    const now = Math.ceil(thisMonth / 3)
    return { period: now > 1 ? quarter(thisYear, now - 1) : quarter(thisYear - 1, 4), end }
  }
  // Weeks begin on Monday.
  const weekday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7
  if (ofWeek) return { period: { first: addDays(today, -weekday - 7), last: addDays(today, -weekday - 1), whole: true }, end }
  return dayAs(addDays(today, ofDay === '前天' ? -2 : -1), end)
}

function agoNamed(text: string, today: string): Named | undefined {
  const match = ago.exec(text)
  const number = chineseNumber(match?.[1] ?? '')
  if (!match || !number) return undefined
  return dayAs(match[2] === '年' ? addYears(today, -number) : addMonths(today, -number), match.index + match[0].length)
}

function dayAs(day: string, end: number): Named {
  return { period: { first: day, last: day, whole: true }, end }
}

function withPart(text: string, end: number, number: number): Named {
  const match = part.exec(text.slice(end))
  if (!match) return { period: yearOf(number), end }
  const [whole, half, ordinal, english, edge] = match
  const behind = end + whole.length
  if (half) return { period: halfYear(number, half === '上' ? 1 : 2), end: behind }
  const named = ordinal ? (chineseNumber(ordinal) ?? 0) : Number(english ?? 0)
  if (named > 0) return { period: quarter(number, named), end: behind }
  if (edge === '初') return { period: monthOf(number, 1), end: behind }
  if (edge === '中') return { period: halfYear(number, 1), end: behind }
  // 2023年底前 still includes the end of the year.
  return { period: { ...yearOf(number), first: `${number}-12-31` }, end: text.startsWith('前', behind) ? text.length : behind }
}

function lastOf({ first, last, whole }: Period, today: string): string {
  return whole && first <= today && today < last ? today : last
}
