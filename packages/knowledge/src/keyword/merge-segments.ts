import { PostingsCursor, noOrdinal } from './postings-cursor.ts'
import { PostingsWriter } from './postings-writer.ts'
import { Segment } from './segment.ts'

/** Looked at the clock after so many postings. */
const postingsPerLook = 4096
const copiedAtOnce = 1 << 22

/** What becomes of the ordinals of one segment: −1 for those that were removed. */
type Moved = Readonly<{ segment: Segment; ordinals: Int32Array; removed: Uint32Array }>

/**
 * Joins segments whose passages follow one another into one, without what has been removed. Yields whenever `pause` says so; what is
 * removed from the segments meanwhile is removed from the joined one at the end.
 */
export function* mergeSegments(segments: readonly Segment[], pause: () => boolean): Generator<void, Segment> {
  const moved: Moved[] = []
  const place = new Placed()
  for (const segment of segments) {
    moved.push({ segment, ordinals: place.all(segment), removed: segment.removed.slice() })
    if (pause()) yield
  }
  const writer = new PostingsWriter(segments.reduce((sum, { arrays }) => sum + arrays.bytes.length + 4 * arrays.terms.length, 0))
  const terms = new Uint32Array(segments.reduce((sum, { arrays }) => sum + arrays.terms.length, 0))
  const starts = new Uint32Array(terms.length + 1)
  let found = 0
  let written = 0
  for (const { term, parts } of byTerm(moved)) {
    let count = 0
    for (const { part, entry, cursor } of parts) count += countMoved(part, entry, cursor)
    if (count > 0) {
      terms[found] = term
      starts[found++] = writer.end
      writer.begin(count)
      for (const { part, cursor } of parts) copyMoved(part, cursor, writer)
      writer.finish()
    }
    written += count + 8 * parts.length
    if (written < postingsPerLook) continue
    written = 0
    if (pause()) yield
  }
  starts[found] = writer.end
  const { bytes, blocks } = writer.written()
  const exact = new Uint8Array(bytes.length)
  for (let at = 0; at < bytes.length; at += copiedAtOnce) {
    exact.set(bytes.subarray(at, at + copiedAtOnce), at)
    if (pause()) yield
  }
  const joined = new Segment({
    terms: terms.slice(0, found),
    starts: starts.slice(0, found + 1),
    bytes: exact,
    blocks,
    lengths: new Uint32Array(place.lengths),
    runOrdinals: new Uint32Array(place.runOrdinals),
    runPassages: new Uint32Array(place.runPassages),
  })
  for (const part of moved) removeSince(part, joined)
  return joined
}

/** Gives the passages that are there new ordinals. */
class Placed {
  readonly lengths: number[] = []
  readonly runOrdinals: number[] = []
  readonly runPassages: number[] = []
  private next = -1

  all(segment: Segment): Int32Array {
    const ordinals = new Int32Array(segment.count).fill(-1)
    const { runOrdinals, runPassages, lengths } = segment.arrays
    for (let run = 0; run < runOrdinals.length; run++) {
      const end = runOrdinals[run + 1] ?? segment.count
      for (let ordinal = runOrdinals[run]!; ordinal < end; ordinal++) {
        if (segment.isRemoved(ordinal)) continue
        ordinals[ordinal] = this.one(runPassages[run]! + ordinal - runOrdinals[run]!, lengths[ordinal]!)
      }
    }
    return ordinals
  }

  private one(passage: number, length: number): number {
    const ordinal = this.lengths.length
    if (passage !== this.next) {
      this.runOrdinals.push(ordinal)
      this.runPassages.push(passage)
    }
    this.next = passage + 1
    this.lengths.push(length)
    return ordinal
  }
}

type Part = Readonly<{ part: Moved; entry: number; cursor: PostingsCursor }>

/** The terms of all segments, rising; with each, where it has postings. */
function* byTerm(moved: readonly Moved[]): Generator<{ term: number; parts: Part[] }> {
  const at = moved.map(() => 0)
  for (;;) {
    let term = Infinity
    for (const [index, { segment }] of moved.entries()) term = Math.min(term, segment.arrays.terms[at[index]!] ?? Infinity)
    if (term === Infinity) return
    const parts: Part[] = []
    for (const [index, part] of moved.entries()) {
      const entry = at[index]!
      if (part.segment.arrays.terms[entry] !== term) continue
      parts.push({ part, entry, cursor: new PostingsCursor(part.segment.arrays, entry) })
      at[index]!++
    }
    yield { term, parts }
  }
}

function countMoved({ segment, ordinals }: Moved, entry: number, { count: all }: PostingsCursor): number {
  if (segment.whole) return all
  let count = 0
  for (const cursor = new PostingsCursor(segment.arrays, entry); cursor.ordinal !== noOrdinal; cursor.next())
    if (ordinals[cursor.ordinal]! >= 0) count++
  return count
}

function copyMoved({ ordinals }: Moved, cursor: PostingsCursor, writer: PostingsWriter): void {
  for (; cursor.ordinal !== noOrdinal; cursor.next()) {
    const ordinal = ordinals[cursor.ordinal]!
    if (ordinal >= 0) writer.put(ordinal, cursor.value)
  }
}

function removeSince({ segment, ordinals, removed }: Moved, joined: Segment): void {
  for (let word = 0; word < removed.length; word++) {
    if (removed[word] === segment.removed[word]) continue
    for (let ordinal = 32 * word; ordinal < Math.min(32 * word + 32, segment.count); ordinal++) {
      const to = ordinals[ordinal]!
      if (to >= 0 && segment.isRemoved(ordinal)) joined.remove(to, to + 1)
    }
  }
}
