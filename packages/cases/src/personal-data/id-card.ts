import { canBegin, groupAfter, pieceLengths } from './digit-groups.ts'
import { describeWords } from './nearby-words.ts'
import type { TextPage } from './text-page.ts'

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
/** GB/T 2260 and the residence permits of Hong Kong, Macao and Taiwan (81 to 83). */
const province = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])/
const leaningOf = describeWords('身份证|身份号|身份编号|公民身份|证件|证号|居留证|居住证|id ?card|id ?no|idno|idnumber|identity')
const mostPieces = 6
const lastLetter = /^(?:[\u200B-\u200D\u2060\uFEFF\u00AD]|[ -]|\r?\n[ \t]{0,12})?[Xx](?:(?![A-Za-z0-9])|(?=1[3-9]\d{9}(?!\d)))/
const firstYear = 1900
const lastYear = 2049

/** True when the two digits at the start are a province's of GB/T 2260. */
export function hasProvince(digits: string): boolean {
  return province.test(digits)
}

/**
 * True for a number of GB 11643: 18 places, a province, a day that exists, the mod-11 checksum. The permanent residence card
 * for foreigners (9, then the province) has the same form.
 * @example
 * isIdCardNumber('11010119900101123x') // false: the last place should be another
 */
export function isIdCardNumber(text: string): boolean {
  return hasIdCardForm(text) && checkDigit(text) === text.charAt(17).toUpperCase()
}

function hasIdCardForm(text: string): boolean {
  if (!/^\d{17}[\dXx]$/.test(text)) return false
  const home = text.startsWith('9') ? text.slice(1) : text
  return hasProvince(home) && isDay(Number(text.slice(6, 10)), Number(text.slice(10, 12)), Number(text.slice(12, 14)))
}

function checkDigit(text: string): string {
  let sum = 0
  for (const [place, weight] of weights.entries()) sum += weight * (text.charCodeAt(place) - 48)
  return '10X98765432'.charAt(sum % 11)
}

function isDay(year: number, month: number, day: number): boolean {
  if (year < firstYear || year > lastYear || month < 1 || month > 12 || day < 1) return false
  if (month === 2) return day <= (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28)
  return day <= (month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31)
}

/** Finds ID card numbers; 15 places, or a wrong checksum, only behind a word such as 身份证. */
export function findIdCards(page: TextPage): void {
  const { starts, ends, offsets } = page.groups
  for (let first = 0; first < starts.length; first++) {
    const found = idCardFrom(page, first)
    if (found === undefined || !page.note({ kind: 'idCard', ...found })) continue
    while ((starts[first + 1] ?? Infinity) < found.end) first++
    if ((ends[first] ?? 0) <= found.end) continue
    // What follows without a break (a mobile number, say) is a group of its own from here on.
    offsets[first] = (offsets[first] ?? 0) + found.end - (starts[first] ?? 0)
    starts[first--] = found.end
  }
}

type Found = Readonly<{ start: number; end: number; value: string; sure: boolean }>

/** The cheap checks of the digits come first: they leave one start in thousands. */
function idCardFrom(page: TextPage, first: number): Found | undefined {
  const { digits, offsets } = page.groups
  const from = offsets[first] ?? 0
  const number = digits.slice(from, from + 18)
  const home = number.startsWith('9') ? number.slice(1) : number
  if (!hasProvince(home) || !canBegin(page.groups, first)) return undefined
  const century = number.slice(6, 8)
  if (century !== '19' && century !== '20') return oldForm(page, first, number.slice(0, 15))
  const letter = hasIdCardForm(`${number.slice(0, 17)}X`) ? withLetter(page, first, number.slice(0, 17)) : undefined
  if (letter !== undefined) return letter
  const whole = hasIdCardForm(number) ? (ofLength(page, first, number) ?? longRunFrom(page, first, number)) : undefined
  return whole ?? oldForm(page, first, number.slice(0, 15))
}

function ofLength(page: TextPage, first: number, number: string): Found | undefined {
  const last = groupAfter(page.groups, first, 18)
  return last === undefined ? undefined : judge(page, first, last, page.groups.ends[last] ?? 0, number)
}

function withLetter(page: TextPage, first: number, digits: string): Found | undefined {
  const last = groupAfter(page.groups, first, 17)
  if (last === undefined) return undefined
  const end = page.groups.ends[last] ?? 0
  const letter = lastLetter.exec(page.folded.slice(end, end + 28))
  return letter === null ? undefined : judge(page, first, last, end + letter[0].length, `${digits}X`)
}

function judge(page: TextPage, first: number, last: number, end: number, value: string): Found | undefined {
  const start = page.groups.starts[first] ?? 0
  const right = isIdCardNumber(value)
  const pieces = pieceLengths(page.groups, first, last)
  if (right && (pieces.length <= mostPieces || pieces.every((length) => length === 1))) return { start, end, value, sure: true }
  return leaningOf(page, start) === 'for' ? { start, end, value, sure: right } : undefined
}

/** The form of before 1999: 15 places, no checksum. */
function oldForm(page: TextPage, first: number, number: string): Found | undefined {
  if (
    number.length !== 15 ||
    !isDay(1900 + Number(number.slice(6, 8)), Number(number.slice(8, 10)), Number(number.slice(10, 12)))
  ) {
    return undefined
  }
  const last = groupAfter(page.groups, first, 15)
  const start = page.groups.starts[first] ?? 0
  if (last === undefined || leaningOf(page, start) !== 'for') return undefined
  return { start, end: page.groups.ends[last] ?? 0, value: number, sure: true }
}

/** A number with digits stuck to its end: a mobile number, or anything behind a word that names it. */
function longRunFrom(page: TextPage, first: number, number: string): Found | undefined {
  const start = page.groups.starts[first] ?? 0
  const rest = (page.groups.ends[first] ?? 0) - start - 18
  if (rest <= 0 || !isIdCardNumber(number)) return undefined
  const withMobile = rest === 11 && /^1[3-9]/.test(page.folded.slice(start + 18, start + 20))
  return withMobile || leaningOf(page, start) === 'for' ? { start, end: start + 18, value: number, sure: true } : undefined
}
