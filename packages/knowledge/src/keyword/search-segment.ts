import type { PassageSet } from '../passages/passage-set.ts'
import type { TopScores } from '../passages/top-scores.ts'
import { markAllowed } from './allowed-ordinals.ts'
import { PostingsCursor } from './postings-cursor.ts'
import type { Segment } from './segment.ts'
import { addScores, countMarked, mark, nextMarked, windowSize, windowWords } from './window-scoring.ts'
import type { Saturation, Window } from './window-scoring.ts'

/** A term of a query as it is known to the index: its number, and what it would give if it stood there ever so often. */
export type ScoredTerm = Readonly<{ term: number; weight: number }>

/** What is asked for: of each group the variant that gives most counts. */
export type ScoredGroup = readonly (readonly ScoredTerm[])[]

type Reading = Readonly<{ cursor: PostingsCursor; weight: number }>
/** What adds up to a score: a term of a group of one variant, or a whole group of several. */
type Unit = Readonly<{ variants: readonly (readonly Reading[])[]; one: boolean }>

const scores = new Float64Array(windowSize)
const variantScores = new Float64Array(windowSize)
const groupScores = new Float64Array(windowSize)
const windowMask = new Uint32Array(windowWords)
const groupMask = new Uint32Array(windowWords)

/**
 * Puts the passages of a segment that hold terms of the groups into `best`: window after window, term after term, always in the order
 * of the query, so that equal passages score equally to the last bit. Passing by windows and terms that cannot reach what `best` keeps
 * (MaxScore) was tried: on 100,000 passages and questions of 15 terms it took longer than it saved.
 */
export class SegmentSearch {
  private readonly segment: Segment
  private readonly units: readonly Unit[]
  private readonly readings: readonly Reading[]
  private readonly saturation: Saturation
  private readonly best: TopScores
  private readonly allowed: PassageSet | undefined

  constructor(segment: Segment, groups: readonly ScoredGroup[], saturation: Saturation, best: TopScores, allowed?: PassageSet) {
    this.segment = segment
    this.saturation = saturation
    this.best = best
    this.allowed = allowed
    this.units = groups.flatMap((group) => unitsOf(segment, group))
    this.readings = this.units.flatMap(({ variants }) => variants.flat())
  }

  run(): void {
    const { count } = this.segment
    for (let from = this.nextWindow(0); from < count; from = this.nextWindow(from + windowSize))
      this.searchWindow(from, Math.min(count, from + windowSize))
  }

  /** The first window from `from` on in which a term stands. */
  private nextWindow(from: number): number {
    let first = Infinity
    for (const { cursor } of this.readings) {
      if (cursor.ordinal < first) first = cursor.ordinal
      if (first <= from) return from
    }
    return first === Infinity ? first : first - (first % windowSize)
  }

  private searchWindow(from: number, to: number): void {
    const { allowed, segment } = this
    if (allowed) {
      markAllowed(segment, from, to, allowed, windowMask)
      if (nextMarked(windowMask, 0, to - from) === to - from) return
    }
    for (const { cursor } of this.readings) cursor.advance(from)
    const marked = allowed ? countMarked(windowMask) : to - from
    // Asking of every posting whether it counts is dearer than scoring it, unless few do.
    const mask = marked * 4 < to - from ? windowMask : undefined
    for (const unit of this.units) this.addUnit(unit, { from, to, mask, marked })
    if (mask) this.collectMarked(from, to)
    else this.collectAll(from, to)
    scores.fill(0, 0, to - from)
  }

  private addUnit({ variants, one }: Unit, window: Window): void {
    const { saturation } = this
    const { lengths } = this.segment.arrays
    if (one) {
      for (const { cursor, weight } of variants[0]!) addScores(cursor, window, weight, saturation, lengths, scores)
      return
    }
    const { from, to, mask } = window
    let touched = mask
    if (!touched) {
      groupMask.fill(0)
      for (const variant of variants) for (const { cursor } of variant) mark(cursor, from, to, groupMask)
      touched = groupMask
    }
    const width = to - from
    for (const variant of variants) {
      for (const { cursor, weight } of variant) addScores(cursor, window, weight, saturation, lengths, variantScores)
      for (let place = nextMarked(touched, 0, width); place < width; place = nextMarked(touched, place + 1, width)) {
        if (variantScores[place]! > groupScores[place]!) groupScores[place] = variantScores[place]!
        variantScores[place] = 0
      }
    }
    for (let place = nextMarked(touched, 0, width); place < width; place = nextMarked(touched, place + 1, width)) {
      scores[place]! += groupScores[place]!
      groupScores[place] = 0
    }
  }

  private collectMarked(from: number, to: number): void {
    const width = to - from
    for (let place = nextMarked(windowMask, 0, width); place < width; place = nextMarked(windowMask, place + 1, width))
      if (scores[place]! > 0) this.offer(from + place, scores[place]!)
  }

  private collectAll(from: number, to: number): void {
    let least = Math.max(0, this.best.threshold)
    for (let place = 0; place < to - from; place++) {
      if (scores[place]! <= least) continue
      if (this.allowed && ((windowMask[place >>> 5]! >>> (place & 31)) & 1) === 0) continue
      this.offer(from + place, scores[place]!)
      least = Math.max(0, this.best.threshold)
    }
  }

  private offer(ordinal: number, score: number): void {
    if (score > this.best.threshold && !this.segment.isRemoved(ordinal)) this.best.offer(this.segment.passageOf(ordinal), score)
  }
}

function unitsOf(segment: Segment, group: ScoredGroup): Unit[] {
  // Only what has one variant everywhere is added term by term: sums are to be rounded alike in all segments.
  if (group.length === 1) return readingsOf(segment, group[0]!).map((reading) => ({ variants: [[reading]], one: true }))
  const variants = group.map((variant) => readingsOf(segment, variant)).filter(({ length }) => length > 0)
  return variants.length > 0 ? [{ variants, one: false }] : []
}

function readingsOf(segment: Segment, terms: readonly ScoredTerm[]): Reading[] {
  return terms.flatMap(({ term, weight }) => {
    const entry = segment.entryOf(term)
    return entry < 0 ? [] : [{ cursor: new PostingsCursor(segment.arrays, entry), weight }]
  })
}
