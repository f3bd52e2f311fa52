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
  const lists = new TermLists(moved)
  let found = 0
  let written = 0
  for (let term = lists.next(); term !== Infinity; term = lists.next()) {
    if (lists.count > 0) {
      terms[found] = term
      starts[found++] = writer.end
      lists.copyInto(writer)
    }
    written += lists.count + 8
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

/** The lists of one term after the other, rising, in all segments that have it. Nothing is made anew for a term: there are many. */
class TermLists {
  /** How many postings of the term there are that are not gone. */
  count = 0
  private readonly moved: readonly Moved[]
  private readonly cursors: readonly PostingsCursor[]
  /** Of each segment the place of the term that comes next, and that term. */
  private readonly entries: Uint32Array
  private readonly terms: Float64Array
  private readonly has: Uint8Array

  constructor(moved: readonly Moved[]) {
    this.moved = moved
    this.cursors = moved.map(({ segment }) => new PostingsCursor(segment.arrays, 0))
    this.entries = new Uint32Array(moved.length)
    this.terms = Float64Array.from(moved, ({ segment }) => segment.arrays.terms[0] ?? Infinity)
    this.has = new Uint8Array(moved.length)
  }

  /** Goes to the next term; Infinity behind the last. */
  next(): number {
    const { terms, has } = this
    let term = Infinity
    for (let at = 0; at < terms.length; at++) if (terms[at]! < term) term = terms[at]!
    this.count = 0
    if (term === Infinity) return term
    for (let at = 0; at < terms.length; at++) {
      has[at] = terms[at] === term ? 1 : 0
      if (has[at] === 1) this.take(at)
    }
    return term
  }

  /** Writes the postings of the term as one list. */
  copyInto(writer: PostingsWriter): void {
    writer.begin(this.count)
    for (let at = 0; at < this.cursors.length; at++) {
      if (this.has[at] === 0) continue
      const cursor = this.cursors[at]!
      const { ordinals } = this.moved[at]!
      for (; cursor.ordinal !== noOrdinal; cursor.next()) {
        const ordinal = ordinals[cursor.ordinal]!
        if (ordinal >= 0) writer.put(ordinal, cursor.value)
      }
    }
    writer.finish()
  }

  private take(at: number): void {
    const { segment, ordinals } = this.moved[at]!
    const cursor = this.cursors[at]!
    const entry = this.entries[at]!++
    this.terms[at] = segment.arrays.terms[entry + 1] ?? Infinity
    cursor.moveTo(entry)
    if (segment.whole) {
      this.count += cursor.count
      return
    }
    for (; cursor.ordinal !== noOrdinal; cursor.next()) if (ordinals[cursor.ordinal]! >= 0) this.count++
    cursor.moveTo(entry)
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
