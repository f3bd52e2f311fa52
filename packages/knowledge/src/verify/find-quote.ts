import { fold } from '../text/fold.ts'

// Stands for any space or punctuation between two digits: 第3、5项 is not 第35项.
const gap = '|'

/** The same text without what copying, wrapping or a model's typography may change: white space, punctuation forms, width, case. */
function essence(text: string): { text: string; origin: number[] } {
  const { text: folded, origin } = fold(text)
  let out = ''
  const from: number[] = []
  let skipped = false
  const push = (unit: string, at: number): void => {
    out += unit
    from.push(origin[at]!)
  }
  for (let at = 0; at < folded.length; at++) {
    if (/[\s\p{P}]/u.test(folded[at]!) && !isNumberJoint(folded, at)) {
      // 220，380 are two numbers: only the narrow comma groups digits.
      skipped ||= text[origin[at]!] !== ',' || !isDigitGrouping(folded, at)
      continue
    }
    if (skipped && /\d/.test(folded[at]!) && /\d$/.test(out)) push(gap, at)
    skipped = false
    push(folded[at]!, at)
  }
  from.push(text.length)
  return { text: out, origin: from }
}

/** The point of 3.5 and the dash of E-203 tell numbers and codes apart; they stay. */
function isNumberJoint(text: string, at: number): boolean {
  return '.-/'.includes(text[at]!) && /[a-z0-9]/.test(text[at - 1] ?? '') && /[a-z0-9]/.test(text[at + 1] ?? '')
}

/** The comma of 1,500. */
function isDigitGrouping(text: string, at: number): boolean {
  return (
    /(?<!\d)\d{1,3}(?:,\d{3})*$/.test(text.slice(Math.max(0, at - 20), at)) && /^\d{3}(?!\d)/.test(text.slice(at + 1, at + 5))
  )
}

/**
 * Where a quote stands in a stored text: exactly, else apart from white space, punctuation, width and case. A place where the
 * quote's first or last number or code goes on is another number, and none: 每日500 is not in 每日5000元, nor 五日 in 十五日.
 * @returns offsets into `stored`, or `undefined` when the quote is not there.
 * @example
 * findQuote('租房补贴标准为每人每月1500元。', '每人每月 1500 元') // { start: 7, end: 16 }
 */
export function findQuote(stored: string, quote: string): { start: number; end: number } | undefined {
  if (quote === '') return undefined
  for (let at = stored.indexOf(quote); at !== -1; at = stored.indexOf(quote, at + 1)) {
    if (!goesOn(stored, at, at + quote.length)) return { start: at, end: at + quote.length }
  }
  const wanted = essence(quote).text
  if (wanted === '') return undefined
  const held = essence(stored)
  for (let at = held.text.indexOf(wanted); at !== -1; at = held.text.indexOf(wanted, at + 1)) {
    const last = held.origin[at + wanted.length - 1]!
    const found = { start: held.origin[at]!, end: last + ([...stored.slice(last, last + 2)][0]?.length ?? 1) }
    if (!goesOn(stored, found.start, found.end)) return found
  }
  return undefined
}

const numeral = /[零〇一二两三四五六七八九十百千]/

/** A digit goes on in a digit, or in a point or joint with one behind it (5|000, 3|.5, 24|-26); a letter in a number (SP|-0412). */
function goesOn(stored: string, start: number, end: number): boolean {
  const before = fold(stored.slice(Math.max(0, start - 2), start)).text
  const behind = fold(stored.slice(end, end + 2)).text
  const first = fold(stored.slice(start, start + 2)).text[0] ?? ''
  const last = fold(stored.slice(Math.max(start, end - 2), end)).text.at(-1) ?? ''
  const atStart = /\d/.test(first) ? /(?:[a-z\d]|\d[.,]|[a-z\d][-/])$/ : /[a-z]/.test(first) ? /\d[-/]$/ : undefined
  const atEnd = /\d/.test(last) ? /^(?:\d|[.,]\d|[-/][a-z\d])/ : /[a-z]/.test(last) ? /^[-/]?\d/ : undefined
  if (atStart?.test(before) || atEnd?.test(behind)) return true
  return (numeral.test(first) && numeral.test(before.at(-1) ?? '')) || (numeral.test(last) && numeral.test(behind[0] ?? ''))
}
