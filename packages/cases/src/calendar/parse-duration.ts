import { type Problem, suggest } from '@kaiwu/core'
import { type Duration, type DurationUnit, formatDuration, longestAmounts, measureOf } from './duration.ts'

/** What is wrong with a text or a value, and what to do about it; whoever knows the file and line adds them. */
export type Mistake = Readonly<Pick<Problem, 'message' | 'remedy'>>

/** What {@link parseDuration} makes of a text. */
export type ParsedDuration = Readonly<{ duration: Duration; problem?: never } | { problem: Mistake; duration?: never }>

type Part = Readonly<{ amount: number; unit: DurationUnit; times: number; name: string }>

const unitWords: readonly (readonly [unit: DurationUnit, times: number, words: readonly string[]])[] = [
  ['minutes', 1, ['m', 'min', 'mins', 'minute', 'minutes', '分', '分钟']],
  ['hours', 1, ['h', 'hr', 'hrs', 'hour', 'hours', '时', '小时', '钟头']],
  ['days', 1, ['d', 'day', 'days', 'calendarday', 'calendardays', '日', '天', '自然日', '日历日']],
  ['days', 7, ['w', 'week', 'weeks', '周', '星期']],
  ['workdays', 1, ['wd', 'workday', 'workdays', 'workingday', 'workingdays', 'businessday', 'businessdays', '工作日']],
]
const units = new Map(unitWords.flatMap(([unit, times, names]) => names.map((name) => [name, { unit, times }] as const)))
/** Lengths that depend on the month, or are finer than anybody's deadline. */
const unsupported = new Set([
  'mo',
  'month',
  'months',
  '月',
  'y',
  'year',
  'years',
  '年',
  's',
  'sec',
  'second',
  'seconds',
  '秒',
  '季度',
])

const digits = '一二三四五六七八九'
const partPattern = /([+-]?[\d.,]+|[〇零一二两三四五六七八九十百千]+)([^\d+\-.〇零一二两三四五六七八九十百千]*)/gu

const examples: Mistake['remedy'] = {
  zh: '写成“20个工作日”“10个自然日”“4小时”“30分钟”这样',
  en: 'write it like "20 workdays", "10 days", "4h" or "30m"',
}

/**
 * Reads a duration as people write it, in Chinese or English or as ISO 8601, or says what is wrong with it.
 * `1h30m` becomes 90 minutes and `2周` 14 days; months are refused, for they have no fixed length.
 * @example
 * parseDuration('20个工作日') // { duration: { amount: 20, unit: 'workdays' } }
 */
export function parseDuration(text: string): ParsedDuration {
  if (text.length > 100) return mistake('时长写得太长', 'the duration is too long a text')
  const plain = text.normalize('NFKC').trim().toLowerCase()
  if (plain === '') return mistake('没有写时长', 'there is no duration')
  const parts = readIso(plain) ?? readParts(plain)
  return 'message' in parts ? { problem: parts } : total(parts, plain)
}

/** `P10D`, `PT1H30M`; undefined when it is no ISO duration at all. */
function readIso(text: string): Part[] | Mistake | undefined {
  if (!/^p[\dt]/.test(text)) return undefined
  const match = /^p(?:(\d+)w)?(?:(\d+)d)?(?:t(?:(\d+)h)?(?:(\d+)m)?)?$/.exec(text)
  const names = ['w', 'd', 'h', 'm']
  const parts = names.flatMap((name, index) => (match?.[index + 1] ? [part(match[index + 1]!, name)] : []))
  if (parts.length > 0 && !text.endsWith('t')) return parts.filter((found) => found !== undefined)
  return {
    message: {
      zh: `“${text.toUpperCase()}”不是可用的 ISO 8601 时长`,
      en: `"${text.toUpperCase()}" is no ISO 8601 duration of use here`,
    },
    remedy: { zh: '只用周、日、小时、分钟，如 P10D、PT4H', en: 'use weeks, days, hours or minutes only, such as P10D or PT4H' },
  }
}

function readParts(text: string): Part[] | Mistake {
  const parts: Part[] = []
  let end = 0
  for (const match of text.matchAll(partPattern)) {
    if (match.index !== end) break
    end += match[0].length
    const name = match[2]!.replace(/\s+/g, '').replace(/^个(?=.)/, '')
    const found = part(match[1]!, name)
    if (!found) return unreadable(match[1]!, name)
    parts.push(found)
  }
  if (end === text.length) return parts
  return { message: { zh: `看不懂时长“${text}”`, en: `"${text}" is no duration` }, remedy: examples }
}

function part(number: string, name: string): Part | undefined {
  const unit = units.get(name)
  const amount = readNumber(number)
  return unit && amount !== undefined ? { amount, unit: unit.unit, times: unit.times, name } : undefined
}

/** A whole number in digits, or in Chinese up to 99. */
function readNumber(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text)
  const match = /^(?:([一二三四五六七八九]?)(十))?([一二两三四五六七八九]?)$/.exec(text)
  if (!match || text === '') return undefined
  const tens = match[2] ? (match[1] ? digits.indexOf(match[1]) + 1 : 1) : 0
  return tens * 10 + (match[3] ? (match[3] === '两' ? 2 : digits.indexOf(match[3]) + 1) : 0)
}

function unreadable(number: string, name: string): Mistake {
  if (readNumber(number) === undefined && /^\p{Script=Han}/u.test(number)) {
    return {
      message: { zh: `看不懂数字“${number}”`, en: `the number "${number}" cannot be read` },
      remedy: { zh: '用阿拉伯数字写，如 180日', en: 'write it in digits, such as 180 days' },
    }
  }
  if (readNumber(number) === undefined) {
    return {
      message: { zh: `“${number}”不是大于零的整数`, en: `"${number}" is no whole number above zero` },
      remedy: { zh: '用整数；一个半小时写成 90分钟', en: 'use whole numbers; one and a half hours is 90m' },
    }
  }
  if (name === '') return { message: { zh: `“${number}”后面没有单位`, en: `no unit follows ${number}` }, remedy: examples }
  if (unsupported.has(name)) {
    return {
      message: { zh: `不能用单位“${name}”`, en: `the unit "${name}" cannot be used` },
      remedy: {
        zh: '用分钟、小时、自然日或工作日；月和年长短不一，请写成天数',
        en: 'use minutes, hours, days or workdays; months and years vary, so write the number of days',
      },
    }
  }
  const meant = suggest(name, [...units.keys()])
  return {
    message: { zh: `没有单位“${name}”`, en: `there is no unit "${name}"` },
    remedy: meant ? { zh: `是不是“${meant}”？`, en: `did you mean "${meant}"?` } : examples,
  }
}

/** One duration of its parts: hours and minutes add up, weeks and days add up, nothing else does. */
function total(parts: readonly Part[], text: string): ParsedDuration {
  const [first] = parts
  if (!first) return mistake(`看不懂时长“${text}”`, `"${text}" is no duration`)
  const mixed = parts.some(({ unit }) => measureOf(unit) !== measureOf(first.unit))
  const repeated = new Set(parts.map(({ unit, times }) => `${unit} ${times}`)).size < parts.length
  if (mixed || repeated) {
    return mistake(`“${text}”混用了不能相加的单位`, `"${text}" mixes units that do not add up`, {
      zh: '只用一种单位，例如只写工作日或只写小时',
      en: 'use one unit, only workdays or only hours for example',
    })
  }
  const unit = parts.length > 1 && measureOf(first.unit) === 'clock' ? 'minutes' : first.unit
  const amount = parts.reduce(
    (sum, each) => sum + each.amount * each.times * (each.unit === 'hours' && unit === 'minutes' ? 60 : 1),
    0,
  )
  return checkDuration({ amount, unit })
}

/** A duration within bounds, frozen; also for those that come from code or a stored record. */
export function checkDuration({ amount, unit }: Duration): ParsedDuration {
  const most = Object.hasOwn(longestAmounts, unit) ? longestAmounts[unit] : 0
  if (most === 0) return mistake(`没有单位“${String(unit)}”`, `there is no unit "${String(unit)}"`)
  if (!Number.isSafeInteger(amount) || amount < 1) {
    return mistake(`时长必须是大于零的整数，而不是 ${amount}`, `a duration is a whole number above zero, not ${amount}`)
  }
  if (amount <= most) return { duration: Object.freeze({ amount, unit }) }
  const limit = { amount: most, unit }
  return mistake('时长太长', 'the duration is too long', {
    zh: `最长 ${formatDuration(limit, 'zh')}`,
    en: `at most ${formatDuration(limit, 'en')}`,
  })
}

function mistake(zh: string, en: string, remedy: Mistake['remedy'] = examples): ParsedDuration {
  return { problem: { message: { zh, en }, remedy } }
}
