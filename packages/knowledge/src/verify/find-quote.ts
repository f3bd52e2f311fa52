import { gapForms, sameGap } from './gap-forms.ts'
import { cutsApart, cutsWordBefore, cutsWordBehind, isDenied } from './quote-edges.ts'
import { quoteEssence, type QuoteEssence } from './quote-essence.ts'

/** Where a quote stands, as offsets into the text. */
export type QuotePlace = Readonly<{ start: number; end: number }>

/** Finds quotes in one text; see {@link quoteFinder}. */
export type QuoteFinder = (quote: string) => QuotePlace | undefined

/**
 * Where a quote stands in a stored text. Letters, digits and signs must be the same; white space, line breaks, hyphens at line
 * ends, quotation marks, kinds of pause, dash and bracket, width, case, traditional characters and accents of two pieces may
 * differ. A place that cuts a number, a code or a negation apart is none: 每日500 is not in 每日5000元, nor 五日 in 十五日, nor
 * 予受理 in 不予受理. A quote with …… in it is several quotes, of at least four characters each, that stand in this order.
 * @returns offsets into `stored`, or `undefined` when the quote is not there.
 * @example
 * findQuote('租房补贴标准为每人每月1500元。', '每人每月 1500 元') // { start: 7, end: 16 }
 */
export function findQuote(stored: string, quote: string): QuotePlace | undefined {
  return quoteFinder(stored)(quote)
}

/** {@link findQuote} for several quotes: the stored text is taken apart once, when the first quote is looked for. */
export function quoteFinder(stored: string): QuoteFinder {
  let held: QuoteEssence | undefined
  return (quote) => {
    if (!/[\p{L}\p{N}]/u.test(quote)) return undefined
    held ??= quoteEssence(stored)
    const whole = findFrom(held, stored, quote, 0)
    return whole ? { start: whole.start, end: whole.end } : findParts(held, stored, quote)
  }
}

type Found = QuotePlace & Readonly<{ at: number; next: number }>

/** The first place from a solid on; of a whole quote, the place that is written as the quote is, where there is one. */
function findFrom(held: QuoteEssence, stored: string, quote: string, from: number, isPart = false): Found | undefined {
  const wanted = quoteEssence(quote, true)
  const { length } = wanted.solids
  if (length === 0) return undefined
  // What has a mark at its end is no cutting from the midst of a word.
  const opened = /\S/.test(quote.slice(0, wanted.starts[0]))
  const closed = /\S/.test(quote.slice(wanted.ends.at(-1)))
  let first: Found | undefined
  for (let at = held.solids.indexOf(wanted.solids, from); at !== -1; at = held.solids.indexOf(wanted.solids, at + 1)) {
    if (!gapsAgree(held, wanted, at) || cutsApart(held, at, at + length)) continue
    if ((opened && cutsWordBefore(held, at)) || (closed && cutsWordBehind(held, at + length))) continue
    const place = widened(stored, quote, held, wanted, at)
    if (isPart || stored.slice(place.start, place.end) === quote) return place
    first ??= place
  }
  return first
}

function gapsAgree(held: QuoteEssence, wanted: QuoteEssence, at: number): boolean {
  const { length } = wanted.solids
  for (let i = 1; i < length; i++) if (!sameGap(held.gaps[at + i]!, wanted.gaps[i]!)) return false
  return startAgrees(held.gaps[at]!, wanted.gaps[0]!) && endAgrees(held, wanted, at + length)
}

/** What a quote has before its first word stands there too: （）其他情形 is not in （四）其他情形. */
function startAgrees(held: string, wanted: string): boolean {
  const own = withoutBreaks(wanted)
  return own === '' || held.endsWith(own)
}

// A quote may close with a stop of its own where the text has one of these, not in the midst of words (依照规。).
const stops: readonly string[] = [gapForms.pause, gapForms.break, gapForms.wrapped, '(', ')', '《', '》', '…']

/** What a quote has behind its last word stands there too, but for a stop; 可以养犬？ does not say 可以养犬。 */
function endAgrees(held: QuoteEssence, { gaps }: QuoteEssence, end: number): boolean {
  const own = withoutBreaks(gaps.at(-1)!)
  const there = held.gaps[end]!
  if (there.startsWith(own)) return true
  const marks = own.endsWith(gapForms.pause) ? own.slice(0, -1) : own
  if (marks === own || !there.startsWith(marks) || there.includes('?')) return false
  const next = there[marks.length]
  if (next === undefined) return end === held.solids.length
  return stops.includes(next) && !(next === ')' && isOpen(gaps))
}

function withoutBreaks(gap: string): string {
  return Object.values<string>(gapForms).includes(gap) && gap !== gapForms.pause ? '' : gap
}

/** Whether a bracket of the quote is not closed in it. */
function isOpen(gaps: readonly string[]): boolean {
  let depth = 0
  for (const mark of gaps.join('')) depth = mark === '(' ? depth + 1 : mark === ')' ? Math.max(0, depth - 1) : depth
  return depth > 0
}

/** The place with what the quote has before its first and behind its last solid, as far as the text has the same. */
function widened(stored: string, quote: string, held: QuoteEssence, wanted: QuoteEssence, at: number): Found {
  const next = at + wanted.solids.length
  let start = held.starts[at]!
  let end = held.ends[next - 1]!
  let left = wanted.starts[0]!
  let right = wanted.ends.at(-1)!
  while (left > 0 && start > 0 && quote[left - 1] === stored[start - 1]) {
    left--
    start--
  }
  while (right < quote.length && end < stored.length && quote[right] === stored[end]) {
    right++
    end++
  }
  return { start, end, at, next }
}

const ellipsis = /\s*[[(（［【]?\s*(?:…+|⋯+|\.{3,}|。{3,})\s*[\])）］】]?\s*/
// Shorter pieces can be found of any words, and parts far from each other belong to no one statement.
const shortestPart = 4
const furthest = 2000
const mostTries = 200

function findParts(held: QuoteEssence, stored: string, quote: string): QuotePlace | undefined {
  const parts = quote.split(ellipsis).filter((part) => /[\p{L}\p{N}]/u.test(part))
  if (parts.length === 0 || parts.join('') === quote) return undefined
  if (parts.length > 1 && parts.some((part) => quoteEssence(part, true).solids.length < shortestPart)) return undefined
  // The first part may stand in many places, and the others behind one of them.
  let first = findFrom(held, stored, parts[0]!, 0, true)
  for (let tries = 0; first && tries < mostTries; tries++) {
    const last = followed(held, stored, first, parts.slice(1))
    if (last === 'never') return undefined
    if (last) return { start: first.start, end: last.end }
    first = findFrom(held, stored, parts[0]!, first.at + 1, true)
  }
  return undefined
}

/** The last of the parts behind the first; `never` when one of them does not stand behind it at all. */
function followed(held: QuoteEssence, stored: string, first: Found, parts: readonly string[]): Found | 'never' | undefined {
  let last = first
  for (const part of parts) {
    const found = findFrom(held, stored, part, last.next, true)
    if (!found) return 'never'
    if (found.start - last.end > furthest || isDenied(held, found.at)) return undefined
    last = found
  }
  return last
}
