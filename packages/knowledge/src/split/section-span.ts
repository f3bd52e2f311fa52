import type { Block } from '@kaiwu/core'
import type { Span } from '../text/sentences.ts'
import type { Section } from './outline.ts'

/** A section longer than this is given in part. */
const longest = 3000

const warningStart =
  /^[\s【[「(（!！*•●◆-]*(?:⚠|☠|⛔|❗|注意(?!事项.{3})|警告|警示|危险(?=[\s】\]：:！!。，,]|$)|当心|小心|禁止|严禁|DANGER\b|WARNING\b|CAUTION\b|NOTICE\b)/i
const warningInside = /⚠|严禁/

/** Finds, for a place of a document, the text that makes sense of it. */
export type SectionSpans = Readonly<{
  /**
   * @param passage the place
   * @param base what makes sense of it: its article, question, or section
   * @param section the heading it stands under, whose warnings belong to it; left out where they do not
   */
  spanOf(passage: Span, base: Span, section?: Section): Span
}>

/** Prepares a document's blocks. */
export function sectionSpans(text: string, blocks: readonly Block[]): SectionSpans {
  const warnings = blocks.filter(
    (block) => block.kind !== 'row' && isWarning(text.slice(block.start, Math.min(block.end, block.start + 200))),
  )

  /** The blocks around a passage, as many as fit, within bounds. */
  const around = (passage: Span, bounds: Span): Span => {
    const room = longest - (passage.end - passage.start)
    if (room <= 0) return passage
    const from = Math.max(bounds.start, passage.start - Math.floor(room / 2))
    const start = Math.min(passage.start, firstStart(blocks, from))
    const to = Math.min(bounds.end, start + longest)
    const end = Math.max(passage.end, lastEnd(blocks, to))
    // What the end left unused goes to the start.
    const earliest = Math.max(bounds.start, end - longest)
    return { start: Math.min(start, firstStart(blocks, earliest)), end }
  }

  const withWarnings = (span: Span, section: Section): Span => {
    const own = between(warnings, section.start, section.firstChild ?? section.end)
    if (own.length === 0) return span
    const all = { start: Math.min(span.start, section.start), end: Math.max(span.end, section.end) }
    if (all.end - all.start <= longest) return all
    return own.reduceRight((grown: Span, warning) => {
      const joined = { start: Math.min(grown.start, warning.start), end: Math.max(grown.end, warning.end) }
      return joined.end - joined.start <= longest ? joined : grown
    }, span)
  }

  return Object.freeze({
    spanOf(passage: Span, base: Span, section?: Section) {
      let span = base.end - base.start <= longest ? base : aroundWithWarnings(passage, base)
      for (let above = section; above !== undefined; above = above.parent) span = withWarnings(span, above)
      return { start: span.start, end: span.end }
    },
  })

  /** Of a section too long to be given whole: its warnings first, as far as they can be reached, then what stands around the passage. */
  function aroundWithWarnings(passage: Span, base: Span): Span {
    let core: Span = passage
    for (const warning of between(
      warnings,
      Math.max(base.start, passage.end - longest),
      Math.min(base.end, passage.start + longest),
    ).toReversed()) {
      const joined = { start: Math.min(core.start, warning.start), end: Math.max(core.end, warning.end) }
      if (joined.end - joined.start <= longest) core = joined
    }
    return around(core, base)
  }
}

function isWarning(text: string): boolean {
  return warningStart.test(text) || warningInside.test(text)
}

/** The spans that lie between two places. */
function between(spans: readonly Block[], start: number, end: number): readonly Block[] {
  const found: Block[] = []
  for (let at = lowest(spans, (span) => span.start >= start); at < spans.length && spans[at]!.end <= end; at++)
    found.push(spans[at]!)
  return found
}

function firstStart(blocks: readonly Block[], from: number): number {
  return blocks[lowest(blocks, ({ start }) => start >= from)]?.start ?? Infinity
}

function lastEnd(blocks: readonly Block[], to: number): number {
  return blocks[lowest(blocks, ({ end }) => end > to) - 1]?.end ?? -Infinity
}

/** The first place from which on a condition holds. */
function lowest(blocks: readonly Block[], holds: (block: Block) => boolean): number {
  let [low, high] = [0, blocks.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(blocks[middle]!)) high = middle
    else low = middle + 1
  }
  return low
}
