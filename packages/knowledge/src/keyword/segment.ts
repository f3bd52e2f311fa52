import { lastAtMost } from '../passages/last-at-most.ts'

/** What a segment is made of; nothing of it changes. Passages are known within it by ordinals, 0 up. */
export type SegmentArrays = Readonly<{
  /** Numbers of its terms, rising. */
  terms: Uint32Array
  /** Where the postings of each term begin in `bytes`; one more entry is their end. */
  starts: Uint32Array
  /** The postings, as {@link PostingsWriter} writes them. */
  bytes: Uint8Array
  /** What is told of the blocks of long lists. */
  blocks: Uint32Array
  /** By ordinal: how many terms the body has. */
  lengths: Uint32Array
  /** Passages come in runs of numbers without gaps: the first ordinal of each run, and its passage. */
  runOrdinals: Uint32Array
  runPassages: Uint32Array
}>

/** A part of the index that is never changed, but for what is removed. */
export class Segment {
  readonly arrays: SegmentArrays
  /** One bit for each ordinal whose passage is gone. */
  readonly removed: Uint32Array
  /** How many passages it holds that are not gone, and how long they are together. */
  live = 0
  liveLength = 0
  /** How long all its passages were together. */
  readonly totalLength: number = 0
  private readonly counted = new Map<number, number>()

  constructor(arrays: SegmentArrays, removed: Uint32Array = new Uint32Array((arrays.lengths.length + 31) >>> 5)) {
    this.arrays = arrays
    this.removed = removed
    for (const [ordinal, length] of arrays.lengths.entries()) {
      this.totalLength += length
      if (this.isRemoved(ordinal)) continue
      this.live++
      this.liveLength += length
    }
  }

  /** How many ordinals it has, of removed passages too. */
  get count(): number {
    return this.arrays.lengths.length
  }

  /** Bytes of memory it takes. */
  get bytes(): number {
    return Object.values(this.arrays).reduce((sum, { byteLength }) => sum + byteLength, this.removed.byteLength)
  }

  /** Whether nothing of it has been removed. */
  get whole(): boolean {
    return this.live === this.count
  }

  /** The passage of an ordinal. */
  passageOf(ordinal: number): number {
    const { runOrdinals, runPassages } = this.arrays
    const run = lastAtMost(runOrdinals, ordinal)
    return runPassages[run]! + ordinal - runOrdinals[run]!
  }

  /** The first ordinal whose passage is `passage` or a later one; `count` when there is none. */
  ordinalFrom(passage: number): number {
    const { runOrdinals, runPassages } = this.arrays
    const run = lastAtMost(runPassages, passage)
    if (run < 0) return 0
    const next = runOrdinals[run + 1] ?? this.count
    return Math.min(next, runOrdinals[run]! + passage - runPassages[run]!)
  }

  /** The ordinal of a passage it was made of, removed or not; -1 of any other. */
  ordinalOf(passage: number): number {
    const ordinal = this.ordinalFrom(passage)
    return ordinal < this.count && this.passageOf(ordinal) === passage ? ordinal : -1
  }

  isRemoved(ordinal: number): boolean {
    return ((this.removed[ordinal >>> 5]! >>> (ordinal & 31)) & 1) === 1
  }

  /** Marks ordinals from `from` up to `to` as gone. */
  remove(from: number, to: number): void {
    if (from >= to) return
    for (let ordinal = from; ordinal < to; ordinal++) {
      if (this.isRemoved(ordinal)) continue
      this.removed[ordinal >>> 5]! |= 1 << (ordinal & 31)
      this.live--
      this.liveLength -= this.arrays.lengths[ordinal]!
    }
    this.counted.clear()
  }

  /** Where a term stands among its terms, -1 when it has no posting here. */
  entryOf(term: number): number {
    const { terms } = this.arrays
    const at = lastAtMost(terms, term)
    return at >= 0 && terms[at] === term ? at : -1
  }

  /** A number counted of one entry, kept until the next removal. */
  countOnce(entry: number, count: () => number): number {
    let known = this.counted.get(entry)
    if (known === undefined) this.counted.set(entry, (known = count()))
    return known
  }
}
