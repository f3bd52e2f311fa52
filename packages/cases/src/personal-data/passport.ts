import { describeWords, edgeOf } from './nearby-words.ts'
import type { TextPage } from './text-page.ts'

const leaningOf = describeWords(
  '护照|通行证|回乡证|台胞证|证件|证号|旅行证|(?<![a-z])(?:passport|permit|travel doc\\w*)(?:[ _-]?(?:no|number))?(?![a-z])',
)
const gap = '(?:[ -]|[\\u200B\\uFEFF])?'
const candidate = new RegExp(
  `(?<![A-Za-z0-9])(?:([EeGg]${gap}\\d{8}|[Ee][A-HJ-NP-Za-hj-np-z]${gap}\\d{7})|` +
    `([A-Za-z]{1,2}${gap}\\d{6,8}|[HMhm]${gap}\\d{10}|1[45]\\d{7}|[A-Za-z]\\d[A-Za-z0-9]{7}|\\d{9}))(?![A-Za-z0-9])`,
  'g',
)

/**
 * Finds passports and travel permits. The forms of ordinary Chinese passports (E or G and eight digits) are found, as unsure,
 * without a word such as 护照 in front; every other form needs the word.
 */
export function findPassports(page: TextPage): void {
  for (const hit of page.folded.matchAll(candidate)) {
    const end = hit.index + hit[0].length
    const leaning = leaningOf(page, hit.index)
    const named = leaning === 'for'
    if (!named && (hit[1] === undefined || leaning === 'against' || edgeOf(page, hit.index, end) !== 'free')) continue
    const value = hit[0].replace(/[^A-Za-z0-9]/g, '').toUpperCase()
    page.note({ kind: 'passport', start: hit.index, end, value, sure: named })
  }
}
