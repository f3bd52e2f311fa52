import { chineseNumber } from '../text/chinese-number.ts'
import { fold } from '../text/fold.ts'
import { clockPattern, clockTime } from './clock-time.ts'
import { isMega } from './mega.ts'
import { boundOf, type Bound } from './number-bounds.ts'
import { amountOf, sameAmount, unitOfDigits, unitOfNumerals, type Amount } from './number-units.ts'

/** A number in a text with the unit written behind it, as offsets into the text. */
export type StatedNumber = Readonly<{
  value: string
  unit: string
  text: string
  start: number
  end: number
  /** The unit that a later number gives it: 24 of 24～26℃, 37 of 37±1 mm. */
  impliedUnit?: string
  /** The side it bounds: 不超过30日, 30日以上. */
  bound?: Bound
  /** It is the end of a range; the other end. */
  range?: Readonly<{ end: 'lower' | 'upper'; other: Readonly<{ value: string; unit: string }> }>
}>

const arabic = new RegExp(`(?<![a-z0-9.])(\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?)\\s*(${unitOfDigits})?`, 'g')
const numeral = '[零〇一二两三四五六七八九十百千万亿]'
// 一级, 二类 and 第三期 are names of things rather than amounts, unless they are written in digits.
const chinese = new RegExp(`(?<!${numeral}|[几数])(?![百千万亿])(${numeral}+)\\s*(?![级类期])(${unitOfNumerals})`, 'g')
const half = /(?<![\d一二两三四五六七八九十百千万亿多大])半(?:个)?(年|月|天|日|小时)/g
const share = new RegExp(`([百千])分之(\\d+(?:\\.\\d+)?|${numeral}+(?:点[零〇一二三四五六七八九]+)?)`, 'g')

type Found = { value: string; unit: string; from: number; to: number }

/**
 * The numbers of a text, digits and Chinese numerals alike, each with its unit. Both ends of a range (24～26, 2-3天) are numbers;
 * digits inside codes (`E-203`, `6205-2RS`) are not. 百分之三十 is 30 with the unit %; 半年 is 0.5年, 下午5:30 is 17:30 by the clock.
 * A minus sign and ± are part of the value, not of the place.
 * @example
 * statedNumbers('补贴1.5万元') // [{ value: '1.5', unit: '万元', text: '1.5万元', start: 2, end: 7 }]
 */
export function statedNumbers(text: string): StatedNumber[] {
  const { text: plain, origin } = fold(text)
  // 10² is no 102: a raised digit behind a digit ends the number.
  const folded = plain.replace(/(?<=\d)\d/g, (digit, at: number) => (/[²³¹⁰⁴-⁹₀-₉①-⑳]/.test(text[origin[at]!]!) ? '^' : digit))
  const found = foundIn(folded, (from) => text.slice(origin[from]!, origin[from]! + 8)).sort((a, b) => a.from - b.from)
  return found.map((number, index) => {
    const { value, unit, from, to } = number
    const start = origin[from]!
    const end = origin[to]!
    const bound = boundOf(folded, from, to)
    return {
      value,
      unit,
      text: text.slice(start, end),
      start,
      end,
      ...impliedBy(folded, number, found[index + 1]),
      ...(bound ? { bound } : {}),
      ...rangeOf(folded, found, index),
    }
  })
}

function foundIn(folded: string, written: (from: number) => string): Found[] {
  const taken = new Uint8Array(folded.length)
  const found: Found[] = []
  const add = (value: string | undefined, unit: string, from: number, to: number): void => {
    if (value === undefined || taken[from]) return
    taken.fill(1, from, to)
    found.push({ value, unit, from, to })
  }
  for (const match of folded.matchAll(clockPattern)) {
    add(clockTime(match), 'clock', match.index, match.index + match[0].trimEnd().length)
  }
  for (const { 0: whole, 1: of, 2: part = '', index } of folded.matchAll(share)) {
    add(decimal(part), of === '百' ? '%' : '‰', index, index + whole.length)
  }
  for (const { 0: whole, 1: digits = '', 2: unit = '', index } of folded.matchAll(arabic)) {
    if (followedByCode(folded, digits, index + digits.length)) continue
    const sign = signBefore(folded, index, taken)
    if (sign === undefined) continue
    const unitAt = index + whole.length - unit.length
    add(
      sign + canonical(digits),
      unit ? exactUnit(unit, written(unitAt)) : currency(folded, index),
      index,
      index + whole.trimEnd().length,
    )
  }
  for (const { 0: whole, 1: digits = '', 2: unit = '', index } of folded.matchAll(chinese)) {
    const value = chineseNumber(digits)
    if (value !== undefined) add(String(value), unit, index, index + whole.length)
  }
  for (const { 0: whole, 1: unit = '', index } of folded.matchAll(half)) {
    add('0.5', unit === '月' ? '个月' : unit, index, index + whole.length)
  }
  return found
}

/** MW and mW fold to one: the less usual of the two is named in full. */
function exactUnit(unit: string, written: string): string {
  if (!/^m(?:pa|wh?|va?|hz|a|ω)$/.test(unit)) return unit
  const mega = isMega(written)
  if (/^m(?:pa|hz)$/.test(unit)) return mega ? unit : `milli-${unit.slice(1)}`
  return mega ? `mega-${unit.slice(1)}` : unit
}

/** ¥500 and RMB 500 have their unit in front. */
function currency(folded: string, index: number): string {
  const [sign = ''] = /(?:¥|\$|€|rmb|cny|usd)(?=\s*$)/.exec(folded.slice(Math.max(0, index - 5), index)) ?? []
  return { '¥': '元', rmb: '元', cny: '元', $: '美元', usd: '美元', '€': '欧元' }[sign] ?? ''
}

function decimal(part: string): string | undefined {
  if (/^\d/.test(part)) return canonical(part)
  const [whole = '', fraction] = part.split('点')
  const value = chineseNumber(whole)
  const digits = fraction === undefined ? '' : [...fraction].map((digit) => chineseNumber(digit)).join('')
  return value === undefined ? undefined : canonical(digits === '' ? String(value) : `${value}.${digits}`)
}

const leadingZero = /^0\d/
const upperEnd = new RegExp(`^-(\\d+(?:\\.\\d+)?)(?![\\d.]|-[a-z0-9])(?:\\s*${unitOfDigits}|(?![a-z]))`)

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

/** What stands before a number is the joint of a range whose lower end was taken, a sign, a dash between words; in a code: nothing. */
function signBefore(text: string, index: number, taken: Uint8Array): '' | '-' | '±' | undefined {
  if (/±\s*$/.test(text.slice(Math.max(0, index - 2), index))) return '±'
  if (text[index - 1] !== '-' || taken[index - 2]) return ''
  const before = text[index - 2] ?? ' '
  if (/[a-z0-9]/.test(before)) return undefined
  return before === '-' ? '' : '-'
}

/** One form of a number, digit by digit: as a floating-point number the ends of an 18-digit id would be lost. */
function canonical(digits: string): string {
  const plain = digits.replaceAll(',', '').replace(/^0+(?=\d)/, '')
  return plain.includes('.') ? plain.replace(/\.?0+$/, '') : plain
}

const joint = /^\s*(?:~|-|至|到|to|±|×|x|\+)\s*[-±]?\s*$/
const rangeJoint = /^\s*(?:~|-|至|到|to)\s*-?\s*$/

function impliedBy(folded: string, { unit, to }: Found, next: Found | undefined): { impliedUnit?: string } {
  if (unit !== '' || !next || next.unit === '') return {}
  return joint.test(folded.slice(to, next.from)) ? { impliedUnit: next.unit } : {}
}

function rangeOf(folded: string, found: readonly Found[], index: number): Pick<StatedNumber, 'range'> {
  const own = found[index]!
  const next = found[index + 1]
  const before = found[index - 1]
  if (next && isRange(folded, own, next)) return { range: { end: 'lower', other: next } }
  return before && isRange(folded, before, own)
    ? { range: { end: 'upper', other: { ...before, unit: before.unit || own.unit } } }
    : {}
}

function isRange(folded: string, lower: Found, upper: Found): boolean {
  return rangeJoint.test(folded.slice(lower.to, upper.from)) && lower.value !== upper.value
}

/**
 * Whether a number of an answer is borne out by evidence: the same amount, with no unit on one side or the same, on the same side
 * of a comparison (不超过30日 does not bear out 30日以上), and of the same range. 1.5万元 and 15000元 are the same, as are
 * 0.5 MPa and 500 kPa.
 */
export function numberIsStated(number: StatedNumber, evidence: readonly StatedNumber[]): boolean {
  // A unit that stands behind the other end only is held against the evidence there.
  const own = [meant(number), amountOf(number.value, number.unit)]
  const { bound } = number
  return evidence.some((other) => {
    const otherBound = boundMeant(other)
    return (
      own.some((amount) => sameAmount(amount, meant(other))) &&
      (!bound || !otherBound || bound === otherBound) &&
      rangeIsStated(number, other, evidence)
    )
  })
}

function meant({ value, unit, impliedUnit = '' }: StatedNumber): Amount {
  return amountOf(value, unit || impliedUnit)
}

function boundMeant({ bound, range }: StatedNumber): Bound | undefined {
  return bound ?? (range ? (range.end === 'lower' ? 'least' : 'most') : undefined)
}

/** The upper end answers for the range: in evidence its other end is the same, or both ends stand alone. */
function rangeIsStated({ range }: StatedNumber, { range: other }: StatedNumber, evidence: readonly StatedNumber[]): boolean {
  if (range?.end !== 'upper') return true
  const lower = amountOf(range.other.value, range.other.unit)
  if (other) return other.end === 'upper' && sameAmount(lower, amountOf(other.other.value, other.other.unit))
  return evidence.some((single) => !single.range && sameAmount(lower, meant(single)))
}
