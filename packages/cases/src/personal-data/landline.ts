import { edgeOf } from './nearby-words.ts'
import { leaningOfPhone } from './mobile.ts'
import type { TextPage } from './text-page.ts'

const area = '(?:10|2[0-57-9]|3[1-9]\\d|4[1-8]\\d|5[1-9]\\d|6[36]\\d|7[0-9]\\d|8[1-9]\\d|9[0-9]\\d)'
const local = '[2-9]\\d{2}[ -]?\\d{4}\\d?(?!\\d)|[2-9]\\d{3}[ -]\\d{4}(?!\\d)'
const extension = '(?: ?(?:转|[-*#]|ext\\.?) ?\\d{1,6}(?![\\d]))?'
const candidate = new RegExp(
  `(?<!\\d)(?:(\\+|00) ?86[ -]?\\(?0?(${area})\\)?[ -]?|\\(0(${area})\\)[ -]?|0(${area})([ -]{0,2}|\\r?\\n[ \\t]{0,8}))` +
    `(${local})${extension}`,
  'g',
)

/** Finds landline numbers with their area code; in one piece, or over a line break, only behind a word such as 电话. */
export function findLandlines(page: TextPage): void {
  for (const hit of page.folded.matchAll(candidate)) {
    const [whole, abroad, areaAbroad, areaInBrackets, areaPlain, joint = '-', number = ''] = hit
    const code = areaAbroad ?? areaInBrackets ?? areaPlain ?? ''
    const digits = number.replace(/\D/g, '')
    if (code.length === 2 && digits.length !== 8) continue
    const edge = edgeOf(page, hit.index, hit.index + whole.length)
    const leaning = leaningOfPhone(page, hit.index)
    if (leaning === 'against' || (edge === 'inside' && abroad !== '+')) continue
    const clear = joint.includes('-') && edge === 'free' && !/^20\d\d[01]\d/.test(digits)
    if (leaning !== 'for' && !clear) continue
    page.note({ kind: 'landline', start: hit.index, end: hit.index + whole.length, value: `0${code}${digits}`, sure: true })
  }
}
