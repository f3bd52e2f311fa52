import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { numberIsStated, statedNumbers } from '@kaiwu/knowledge'
import { pick, type Chance } from './citations-texts.ts'

/** A claim with a number, what it is held against, and whether that bears it out. */
export type NumberClaim = Readonly<{ kind: string; claim: string; evidence: string; stated: boolean }>

/** Whether the verifier bears a claim out: it has numbers, and each is stated. */
export function isBorneOut({ claim, evidence }: NumberClaim): boolean {
  const known = statedNumbers(evidence)
  const numbers = statedNumbers(claim)
  return numbers.length > 0 && numbers.every((number) => numberIsStated(number, known))
}

/** The claims that were written by hand. */
export function writtenClaims(): NumberClaim[] {
  return readFileSync(join(import.meta.dirname, '../quality/citations-numbers.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as NumberClaim)
}

const quantity =
  /(?<![A-Za-z0-9.,±\-~～—–:/])(\d{1,7}(?:\.\d{1,3})?)\s?(万元|元|个工作日|工作日|日|天|小时|分钟|个月|年|周岁|人|户|次|%|mm|m|MPa|kPa|kW|kg|V|A|h|min|s|L|mL|℃|r\/min)(?![A-Za-z/\d·²³])/g
const halves: Readonly<Record<string, readonly [string, number]>> = {
  万元: ['元', 1e4],
  小时: ['分钟', 60],
  h: ['min', 60],
  MPa: ['kPa', 1e3],
  kW: ['W', 1e3],
  kg: ['g', 1e3],
  m: ['mm', 1e3],
  A: ['mA', 1e3],
  L: ['mL', 1e3],
  天: ['日', 1],
  个月: ['月', 1],
}
const otherUnits: Readonly<Record<string, readonly string[]>> = {
  万元: ['元', '亿元'],
  元: ['万元', '美元'],
  个工作日: ['日', '个月'],
  工作日: ['日', '个月'],
  日: ['个工作日', '个月', '小时'],
  天: ['个工作日', '小时'],
  小时: ['分钟', '天'],
  分钟: ['小时', '秒'],
  个月: ['年', '天'],
  年: ['个月', '天'],
  '%': ['‰', '元'],
  mm: ['cm', 'm', 'μm'],
  MPa: ['kPa', 'mPa', 'bar'],
  kPa: ['MPa', 'Pa'],
  kW: ['W', 'MW', 'kV'],
  V: ['kV', 'mV', 'A'],
  A: ['mA', 'V'],
  h: ['min', 'd', 's'],
  min: ['h', 's'],
  '℃': ['%', 'K'],
}
const chineseDigits = '零一二三四五六七八九'

function inChinese(number: number): string | undefined {
  if (!Number.isInteger(number) || number < 1 || number > 99) return undefined
  const tens = Math.floor(number / 10)
  const ones = number % 10
  return `${tens > 1 ? chineseDigits[tens] : ''}${tens > 0 ? '十' : ''}${ones > 0 ? chineseDigits[ones] : ''}`
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(12)))
}

/** Whether a claim's amount stands in the evidence all the same, by a plain search for its digits. */
function standsAnyway(evidence: string, digits: string): boolean {
  const value = digits.replace('.', '\\.')
  const chinese = inChinese(Number(digits))
  return (
    new RegExp(`(?<![\\d.])${value}(?!\\.?\\d)`).test(evidence.replaceAll(',', '')) ||
    (chinese !== undefined && evidence.includes(chinese))
  )
}

/** True and false claims made of the amounts of a text. */
export function claimsOf(text: string, chance: Chance): NumberClaim[] {
  const found = [...text.matchAll(quantity)]
  if (found.length === 0) return []
  const { 1: digits = '', 2: unit = '' } = pick(found, chance)
  return [...trueClaims(text, digits, unit), ...falseClaims(text, digits, unit, chance)]
}

function trueClaims(text: string, digits: string, unit: string): NumberClaim[] {
  const as = (kind: string, claim: string): NumberClaim => ({ kind, claim: `共${claim}。`, evidence: text, stated: true })
  const value = Number(digits)
  const [small, factor] = halves[unit] ?? []
  const words = inChinese(value)
  return [
    as('as written', `${digits} ${unit}`),
    as('full-width digits', digits.replace(/\d/g, (digit) => String.fromCodePoint(digit.codePointAt(0)! + 0xfee0)) + unit),
    ...(value >= 1000 ? [as('grouped digits', value.toLocaleString('en-US', { maximumFractionDigits: 3 }) + unit)] : []),
    ...(words && /^\p{Script=Han}/u.test(unit) ? [as('Chinese numerals', words + unit)] : []),
    ...(unit === '%' && words ? [as('百分之', `百分之${words}`)] : []),
    ...(unit === '元' && value >= 1000 ? [as('in 万', `${rounded(value / 1e4)}万元`)] : []),
    ...(small && factor ? [as('converted', `${rounded(value * factor)}${small}`)] : []),
  ]
}

const turned: Readonly<Record<string, string>> = {
  不超过: '超过',
  不少于: '少于',
  不低于: '低于',
  不高于: '高于',
  至少: '至多',
  低于: '高于',
  高于: '低于',
  以上: '以下',
  以下: '以上',
  以内: '以上',
  内: '以上',
}

/** The claim that the amount is bounded on its other side. */
function turnedRound(text: string, digits: string, unit: string): string | undefined {
  const amount = `${digits.replace('.', '\\.')}\\s?${unit.replace('/', '\\/')}`
  const [, before] = new RegExp(`((?<!不|不得)(?:不超过|不少于|不低于|不高于|至少|低于|高于))${amount}`).exec(text) ?? []
  if (before) return `${turned[before]}${digits}${unit}。`
  const [, behind] = new RegExp(`${amount}(以上|以下|以内|内)`).exec(text) ?? []
  return behind ? `共${digits}${unit}${turned[behind]}。` : undefined
}

function falseClaims(text: string, digits: string, unit: string, chance: Chance): NumberClaim[] {
  const value = Number(digits)
  const as = (kind: string, number: string, written = unit): NumberClaim[] =>
    (written === unit && standsAnyway(text, number)) || (number !== digits && Number(number) === value)
      ? []
      : [{ kind, claim: `共${number}${written}。`, evidence: text, stated: false }]
  const units = (otherUnits[unit] ?? []).filter((other) => !text.includes(other))
  const opposite = turnedRound(text, digits, unit)
  const alone = text.split(digits).length === 2
  return [
    ...as('another value', rounded(value + 1 + Math.floor(chance() * 9))),
    ...as('another magnitude', rounded(value * 10)),
    ...as(
      'a digit dropped',
      digits.length > 1 && !digits.endsWith('.') ? digits.slice(0, -1).replace(/\.$/, '') : rounded(value + 3),
    ),
    ...(digits.includes('.') ? as('no point', digits.replace('.', '').replace(/^0+(?=\d)/, '')) : []),
    ...(alone && units.length > 0 ? as('another unit', digits, pick(units, chance)) : []),
    ...(alone && opposite ? [{ kind: 'turned round', claim: opposite, evidence: text, stated: false }] : []),
    ...(alone && unit === '℃' && !text.includes(`-${digits}`) ? as('a minus', `-${digits}`, '℃ ') : []),
  ]
}
