import { chineseNumber } from '../text/chinese-number.ts'
import { fold } from '../text/fold.ts'

/** A number in a text with the unit written behind it, as offsets into the text. */
export type StatedNumber = Readonly<{ value: string; unit: string; text: string; start: number; end: number }>

const chineseUnits =
  '个工作日 工作日 自然日 个月 个小时 小时 分钟 周岁 平方米 千元 元 人民币 美元 个百分点 百分点 % ‰ 年 月 日 天 周 岁 人 名 户 次 件 份 项 台 套 只 支 张 层 楼 号 条 款 级 类 期 倍 吨 克 千克 公斤 升 毫升 毫米 厘米 米 公里 秒 转'
const latinUnits =
  '°c rpm r/min mm/min mm cm μm um km m kg g mpa kpa pa bar kw kv w v ma a hz n·m n.m nm kn n l/min l ml min ms s h d day days hour hours minute minutes month months year years yuan rmb cny'
const multiplier = '(?:[十百千]?万|亿)'
// `5 min` is no 5 m, `5 apples` no 5 A: the longest unit is tried first, and a unit in letters ends where the letters end.
const unit = `(?:${multiplier}?(?:${longestFirst(chineseUnits)}|(?:${longestFirst(latinUnits)})(?![a-z]))|${multiplier})`
const arabic = new RegExp(`(?<![a-z0-9.])(\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?)\\s*(${unit})?`, 'g')
const numeral = '[零〇一二两三四五六七八九十百千万亿]'
// 一级, 二类 and 第三期 are names of things rather than amounts, unless they are written in digits.
const chinese = new RegExp(`(?<!${numeral}|[几数])(?![百千万亿])(${numeral}+)\\s*(?![级类期])(${unit})`, 'g')
const share = new RegExp(`([百千])分之(\\d+(?:\\.\\d+)?|${numeral}+(?:点[零〇一二三四五六七八九]+)?)`, 'g')

function longestFirst(words: string): string {
  return words
    .split(' ')
    .sort((a, b) => b.length - a.length)
    .join('|')
    .replaceAll('.', '\\.')
}

/**
 * The numbers of a text, digits and Chinese numerals alike, each with its unit. Both ends of a range (24～26, 2-3天) are numbers;
 * digits inside codes (`E-203`, `6205-2RS`) are not. 百分之三十 is 30 with the unit %.
 * A minus sign is part of the value, not of the place.
 * @example
 * statedNumbers('补贴1.5万元') // [{ value: '1.5', unit: '万元', text: '1.5万元', start: 2, end: 7 }]
 */
export function statedNumbers(text: string): StatedNumber[] {
  const { text: folded, origin } = fold(text)
  const taken = new Uint8Array(folded.length)
  const found: StatedNumber[] = []
  const add = (value: string, unitWritten: string, from: number, to: number): void => {
    if (taken[from]) return
    taken.fill(1, from, to)
    const start = origin[from]!
    const end = origin[to]!
    found.push({ value, unit: unitWritten, text: text.slice(start, end), start, end })
  }
  for (const { 0: whole, 1: of, 2: part = '', index } of folded.matchAll(share)) {
    const value = decimal(part)
    if (value !== undefined) add(value, of === '百' ? '%' : '‰', index, index + whole.length)
  }
  for (const { 0: whole, 1: digits = '', 2: unitWritten = '', index } of folded.matchAll(arabic)) {
    if (followedByCode(folded, digits, index + digits.length)) continue
    const dash = folded[index - 1] === '-' ? dashBefore(folded, index, taken) : 'none'
    const sign = dash === 'minus' ? '-' : ''
    if (dash !== 'code') add(`${sign}${canonical(digits)}`, unitWritten, index, index + whole.trimEnd().length)
  }
  for (const { 0: whole, 1: digits = '', 2: unitWritten = '', index } of folded.matchAll(chinese)) {
    const value = chineseNumber(digits)
    if (value !== undefined) add(String(value), unitWritten, index, index + whole.length)
  }
  return found
}

function decimal(part: string): string | undefined {
  if (/^\d/.test(part)) return canonical(part)
  const [whole = '', fraction] = part.split('点')
  const value = chineseNumber(whole)
  const digits = fraction === undefined ? '' : [...fraction].map((digit) => chineseNumber(digit)).join('')
  return value === undefined ? undefined : canonical(digits === '' ? String(value) : `${value}.${digits}`)
}

const leadingZero = /^0\d/
const upperEnd = new RegExp(`^-(\\d+(?:\\.\\d+)?)(?![\\d.]|-[a-z0-9])(?:\\s*${unit}|(?![a-z]))`)

/** 6205-2RS, 2024-05-01 and 0536-8012345 are codes; 24-26 is a range: its right end is the larger. */
function followedByCode(text: string, digits: string, end: number): boolean {
  if (!/^-[a-z0-9]/.test(text.slice(end, end + 2))) return false
  const upper = upperEnd.exec(text.slice(end, end + 24))?.[1]
  return (
    upper === undefined ||
    leadingZero.test(upper) ||
    leadingZero.test(digits) ||
    Number(upper) <= Number(digits.replaceAll(',', ''))
  )
}

/** What the dash before a number is: the joint of a range whose lower end was taken, a part of a code, a sign, or a dash between words. */
function dashBefore(text: string, index: number, taken: Uint8Array): 'range' | 'code' | 'minus' | 'none' {
  if (taken[index - 2]) return 'range'
  const before = text[index - 2] ?? ' '
  if (/[a-z0-9]/.test(before)) return 'code'
  return before === '-' ? 'none' : 'minus'
}

/** One form of a number, digit by digit: as a floating-point number the ends of an 18-digit id would be lost. */
function canonical(digits: string): string {
  const plain = digits.replaceAll(',', '').replace(/^0+(?=\d)/, '')
  return plain.includes('.') ? plain.replace(/\.?0+$/, '') : plain
}

const sameUnit: Readonly<Record<string, string>> = {
  个工作日: '工作日',
  'n.m': 'n·m',
  nm: 'n·m',
  um: 'μm',
  分钟: 'min',
  小时: 'h',
  个小时: 'h',
  秒: 's',
  天: '日',
  周岁: '岁',
  毫米: 'mm',
  厘米: 'cm',
  米: 'm',
  公里: 'km',
  公斤: 'kg',
  千克: 'kg',
  克: 'g',
  升: 'l',
  毫升: 'ml',
  转: 'r/min',
  rpm: 'r/min',
  d: '日',
  个百分点: '百分点',
  人民币: '元',
  hour: 'h',
  hours: 'h',
  day: '日',
  days: '日',
  minute: 'min',
  minutes: 'min',
  year: '年',
  years: '年',
  个月: '月',
  month: '月',
  months: '月',
  yuan: '元',
  rmb: '元',
  cny: '元',
}

/**
 * Whether a number of an answer is borne out by evidence: the same value with the same unit, or with no unit on one side.
 * A full amount may be written in 万: 1.5万元 and 15000元 are the same.
 */
export function numberIsStated(number: StatedNumber, evidence: readonly StatedNumber[]): boolean {
  const [value, unitMeant] = normal(number)
  return evidence.some((other) => {
    const [otherValue, otherUnit] = normal(other)
    return value === otherValue && (unitMeant === otherUnit || unitMeant === '' || otherUnit === '')
  })
}

const factors: Readonly<Record<string, number>> = { 千: 1e3, 万: 1e4, 十万: 1e5, 百万: 1e6, 千万: 1e7, 亿: 1e8 }
const scaled = /^([十百千]?万|亿|千(?=元))(.*)$/

function normal({ value, unit: written }: StatedNumber): [string, string] {
  const [, by, rest = written] = scaled.exec(written) ?? []
  // 8.29 × 10,000 is 82899.99999999999 in floating point.
  const amount = by ? String(Number((Number(value) * factors[by]!).toPrecision(15))) : value
  return [amount, sameUnit[rest] ?? rest]
}
