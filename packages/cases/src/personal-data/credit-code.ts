import { hasProvince } from './id-card.ts'
import { describeWords } from './nearby-words.ts'
import type { TextPage } from './text-page.ts'

/** GB 32100: digits and letters without I, O, S, V, Z. */
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const values = new Map([...alphabet].map((sign, value) => [sign, value]))
const leaningOf = describeWords(
  '信用代码|统一代码|机构代码|社会代码|税号|识别号|执照|注册号|credit ?code|uscc|tax ?(?:no|id|number)',
)
/** Registration department and kind of body: enterprises, agencies, societies and so on. */
const department = /^(?:1[1-39]|2[19]|3[1-59]|4[19]|5[1-39]|6[129]|7[129]|8[19]|9[1-3]|A[19]|N[1-39]|Y1)/
/** What an all-digit code must begin with where no word names it: 18 digits are too common otherwise. */
const usual = /^(?:11|12|51|52|91|92|93)/

/**
 * True for a unified social credit code (统一社会信用代码, GB 32100): 18 places, department, province, the mod-31 checksum.
 * @example
 * isCreditCode('91330100MA00000000') // false: the last place should be another
 */
export function isCreditCode(text: string): boolean {
  const code = text.toUpperCase()
  if (!/^[1-9ANY][1-9]\d{6}[0-9A-HJ-NP-RTUW-Y]{10}$/.test(code) || !department.test(code)) return false
  return hasProvince(code.slice(2)) && lastOf31(code) === code.charAt(17)
}

function lastOf31(code: string): string {
  let sum = 0
  let weight = 1
  for (const sign of code.slice(0, 17)) {
    sum += (values.get(sign) ?? 0) * weight
    weight = (weight * 3) % 31
  }
  return alphabet.charAt((31 - (sum % 31)) % 31)
}

const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2]

/** GB 11714: the ninth place of the organisation's own code inside. */
function hasOrganisationDigit(code: string): boolean {
  let sum = 0
  for (const [place, weight] of organisationWeights.entries()) sum += weight * Number.parseInt(code.charAt(8 + place), 36)
  const rest = (11 - (sum % 11)) % 11
  return code.charAt(16) === (rest === 10 ? 'X' : String(rest))
}

// The last places may stand apart (spaces, hyphens, a line break), as in 9133 0100 MA00 0000 00.
const gap = '(?:[ -]|\\r?\\n[ \\t]{0,8}|[\\u200B\\uFEFF\\u00AD])?'
const sign = '[0-9A-HJ-NP-RTUW-Ya-hj-np-rtuw-y]'
const candidate = new RegExp(`(?<![A-Za-z0-9])[1-9ANYany]${gap}[1-9](?:${gap}\\d){6}(?:${gap}${sign}){10}(?![A-Za-z0-9])`, 'g')

/** Finds unified social credit codes; an all-digit one needs a word such as 信用代码, or both checksums. */
export function findCreditCodes(page: TextPage): void {
  for (const hit of page.folded.matchAll(candidate)) {
    const value = hit[0].replace(/[^A-Za-z0-9]/g, '').toUpperCase()
    if (!isCreditCode(value)) continue
    const leaning = leaningOf(page, hit.index)
    if (leaning === 'against' && /^\d+$/.test(value)) continue
    if (leaning !== 'for' && /^\d+$/.test(value) && !(usual.test(value) && hasOrganisationDigit(value))) continue
    page.note({ kind: 'creditCode', start: hit.index, end: hit.index + hit[0].length, value, sure: true })
  }
}
