import type { Segment } from './segment.ts'

const together = 8
const smallest = 64
/** A segment of which this share is gone is written anew. */
const mostGone = 1 / 3
/** Places in the postings of a segment are numbers of 32 bits. */
const mostBytes = 2 ** 31

/**
 * Which neighbours are to be joined next, if any: eight segments of about the same size or smaller (each level is eight times the one
 * below), the smallest such first, so that a passage is written again once for each level; else one of which too much is gone.
 * @param taken segments that are being joined already
 */
export function chooseMerge(segments: readonly Segment[], taken: ReadonlySet<Segment>): readonly Segment[] | undefined {
  const levels = segments.map((segment) => (taken.has(segment) ? Infinity : levelOf(segment)))
  const rising = [...new Set(levels)].filter(Number.isFinite).sort((a, b) => a - b)
  for (const level of rising) {
    let from = 0
    for (const [at, own] of levels.entries()) {
      if (own > level) from = at + 1
      const chosen = segments.slice(from, at + 1)
      if (chosen.length >= together && chosen.reduce((sum, { arrays }) => sum + arrays.bytes.length, 0) < mostBytes) return chosen
    }
  }
  const gone = segments.find((segment) => !taken.has(segment) && isMuchGone(segment))
  return gone && [gone]
}

function isMuchGone({ live, count, liveLength, totalLength }: Segment): boolean {
  return live < (1 - mostGone) * count || liveLength < (1 - mostGone) * totalLength
}

function levelOf({ live }: Segment): number {
  return Math.max(0, Math.ceil(Math.log(live / smallest) / Math.log(together)))
}
