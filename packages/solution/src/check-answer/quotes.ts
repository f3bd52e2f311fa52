import type { Hit } from '@kaiwu/core'
import { contextOf, findQuote } from '@kaiwu/knowledge'
import type { Stretch } from './marks.ts'

const closers: Readonly<Record<string, string>> = { '“': '”', '「': '」', '『': '』', '"': '"' }
// Shorter ones are words used in a certain sense, not quotations.
const shortestQuote = 4

/** A quotation in a sentence: its place with the quotation marks, and the words between them. */
export type Quotation = Stretch & Readonly<{ quote: string }>

/** The outermost quotations of a sentence; quotations within belong to them. */
export function quotationsIn(body: string): Quotation[] {
  const found: Quotation[] = []
  for (let at = 0; at < body.length; at++) {
    const closer = closers[body[at]!]
    const end = closer === undefined ? -1 : closingOf(body, at, closer)
    if (end === -1) continue
    const quote = body.slice(at + 1, end)
    if (quote.length >= shortestQuote) found.push({ start: at, end: end + 1, quote })
    at = end
  }
  return found
}

function closingOf(body: string, start: number, closer: string): number {
  let depth = 0
  for (let at = start + 1; at < body.length; at++) {
    if (body[at] === closer) {
      if (depth === 0) return at
      depth--
    } else if (body[at] === body[start]) depth++
  }
  return body.indexOf(closer, start + 1)
}

/** The quotations that stand neither in a passage nor above it. */
export function unfoundQuotes(quotations: readonly Quotation[], evidence: readonly Hit[]): Quotation[] {
  return quotations.filter(
    ({ quote }) => !evidence.some((hit) => findQuote(hit.passage.text, quote) ?? findQuote(contextOf(hit), quote)),
  )
}
