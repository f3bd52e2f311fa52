import type { IndexFile } from '../passages/index-file.ts'
import type { PassageSet } from '../passages/passage-set.ts'
import { TopScores } from '../passages/top-scores.ts'
import { writeIndexFile } from '../passages/write-index-file.ts'
import { codeOf } from '../text/terms.ts'
import { explainScore } from './explain-score.ts'
import { defaultKeywordSettings } from './keyword-index.ts'
import type { IndexedPassage, KeywordField, KeywordHit, KeywordIndex, KeywordSettings } from './keyword-index.ts'
import type { QueryGroup, QueryTerm, TermScore } from './keyword-index.ts'
import { compactTerms } from './compact-terms.ts'
import { keywordFile, partsOfIndex, readIndexParts } from './keyword-parts.ts'
import { mergeSegments } from './merge-segments.ts'
import { PostingsCursor, noOrdinal } from './postings-cursor.ts'
import { SegmentSearch, type ScoredGroup, type ScoredTerm } from './search-segment.ts'
import { SegmentBuilder } from './segment-builder.ts'
import type { Segment } from './segment.ts'
import { nearCodes } from './similar-codes.ts'
import { TermDictionary } from './term-dictionary.ts'
import { chooseMerge } from './choose-merge.ts'
import { inSlices } from './in-slices.ts'
import { saturated, type Saturation } from './window-scoring.ts'

/** Passages are made a segment when they have so many terms together: sorting them takes some tens of milliseconds. */
const mostEntries = 1 << 20
/** Segments of so few bytes of postings are joined at once, which takes a few milliseconds; larger ones wait for `join`. */
const joinedAtOnce = 1 << 15
/** So many terms are remembered with their frequencies. */
const mostFrequencies = 10_000

/**
 * An empty keyword index in memory.
 * @example
 * const index = keywordIndex()
 * index.add(0, [{ body: '主轴过热时停机检查', title: '维护手册', path: '' }])
 * index.search([{ variants: [[{ term: '主轴', weight: 1 }]] }], 10) // [{ passage: 0, score: … }]
 */
export function keywordIndex(settings: KeywordSettings = defaultKeywordSettings): KeywordIndex {
  return new SegmentedKeywordIndex(settings)
}

/**
 * The keyword index of a file that `save` wrote. Settings are not of the file: they may be others than when it was saved.
 * @param check `all` reads every posting before any is used; `shapes` trusts the checksum of the file in that
 * @throws INDEX_FILE_UNFIT when the content does not hold together: build the index again
 */
export function openKeywordIndex(
  file: IndexFile,
  settings: KeywordSettings = defaultKeywordSettings,
  check: 'all' | 'shapes' = 'all',
): KeywordIndex {
  const { dictionary, segments } = readIndexParts(file, check)
  return new SegmentedKeywordIndex(settings, dictionary, segments)
}

class SegmentedKeywordIndex implements KeywordIndex {
  readonly settings: KeywordSettings
  private dictionary: TermDictionary
  private builder: SegmentBuilder
  /** By rising passages. */
  private segments: Segment[]
  /** Those that are being joined: nothing else may take them meanwhile. */
  private joining: ReadonlySet<Segment> = new Set()
  private joins: Promise<void> | undefined
  private merging: Promise<void> | undefined
  /** What the builder has was added ahead, all of it. */
  private isAhead = false
  private next = 0
  /** In how many passages terms stand, as far as that was asked for since passages came or went. */
  private readonly frequencies = new Map<number, number>()

  constructor(settings: KeywordSettings, dictionary = new TermDictionary(), segments: readonly Segment[] = []) {
    this.settings = Object.freeze({ ...settings })
    this.dictionary = dictionary
    this.builder = new SegmentBuilder(dictionary)
    this.segments = [...segments]
    const last = segments.at(-1)
    if (last) this.next = last.passageOf(last.count - 1) + 1
  }

  get size(): number {
    return this.segments.reduce((sum, { live }) => sum + live, this.isAhead ? 0 : this.builder.count)
  }

  get bytes(): number {
    return this.segments.reduce((sum, { bytes }) => sum + bytes, this.dictionary.bytes + this.builder.bytes)
  }

  add(first: number, passages: readonly IndexedPassage[]): void {
    this.addAhead(first, passages)
    this.reveal()
  }

  addAhead(first: number, passages: readonly IndexedPassage[]): void {
    if (first < this.next) throw new RangeError(`passage ${first} is not above ${this.next - 1}`)
    for (const [at, passage] of passages.entries()) {
      if (this.builder.count === 0) this.isAhead = true
      this.builder.add(first + at, passage)
      this.next = first + at + 1
      if (this.builder.entries >= mostEntries) this.seal()
    }
  }

  remove(first: number, count: number): void {
    const end = first + count
    if (end > this.builder.first) this.seal()
    this.frequencies.clear()
    for (const segment of this.segments) segment.remove(segment.ordinalFrom(first), segment.ordinalFrom(end))
    this.segments = this.segments.filter((segment) => segment.live > 0 || this.joining.has(segment))
  }

  documentFrequency(term: string): number {
    return this.frequencyOf(this.dictionary.find(term))
  }

  idf(term: string): number {
    return this.idfOf(this.dictionary.find(term))
  }

  similarCodes(code: string): readonly string[] {
    const frequencies = new Map(nearCodes(codeOf(code)).map((near) => [near, this.documentFrequency(near)]))
    const there = [...frequencies.keys()].filter((near) => frequencies.get(near)! > 0)
    return Object.freeze(there.sort((a, b) => frequencies.get(b)! - frequencies.get(a)! || (a < b ? -1 : 1)))
  }

  search(groups: readonly QueryGroup[], top: number, allowed?: PassageSet, settings = this.settings): readonly KeywordHit[] {
    this.sealRevealed()
    const best = new TopScores(Math.max(0, Math.min(top, this.size, allowed?.size ?? Infinity)))
    const scored = groups.map((group) => this.scoredGroup(group, settings))
    const saturation = this.saturation(settings)
    for (const segment of this.segments) new SegmentSearch(segment, scored, saturation, best, allowed).run()
    return Object.freeze(best.sorted().map(({ number, score }) => Object.freeze({ passage: number, score })))
  }

  explainer(groups: readonly QueryGroup[], settings = this.settings): (passage: number) => readonly TermScore[] {
    this.sealRevealed()
    const { segments } = this
    const saturation = this.saturation(settings)
    const weights = new Map<QueryTerm, ScoredTerm>()
    for (const { variants } of groups)
      for (const term of variants.flat()) {
        const scored = this.scoredTerm(term, settings)
        if (scored && this.frequencyOf(scored.term) > 0) weights.set(term, scored)
      }
    return (passage) => {
      const segment = segments.find((one) => one.ordinalOf(passage) >= 0)
      if (!segment) return []
      const ordinal = segment.ordinalOf(passage)
      return explainScore(groups, (term) => {
        const scored = weights.get(term)
        const entry = scored === undefined ? -1 : segment.entryOf(scored.term)
        if (entry < 0) return undefined
        const cursor = new PostingsCursor(segment.arrays, entry)
        cursor.advance(ordinal)
        if (cursor.ordinal !== ordinal) return undefined
        const share = saturated(saturation, cursor.value, segment.arrays.lengths[ordinal]!)
        return { in: fieldOf(cursor.value), weight: scored!.weight * share }
      })
    }
  }

  reveal(): void {
    this.isAhead = false
  }

  join(): Promise<void> {
    // While terms are renumbered no segment may be on its way.
    if (this.merging) return this.merging
    this.joins ??= this.joinAll().finally(() => (this.joins = undefined))
    return this.joins
  }

  merge(): Promise<void> {
    this.merging ??= this.mergeAll().finally(() => (this.merging = undefined))
    return this.merging
  }

  async save(path: string, meta: Readonly<Record<string, unknown>>): Promise<void> {
    this.seal()
    await writeIndexFile(path, { ...keywordFile, meta }, partsOfIndex(this.dictionary, this.segments))
  }

  private sealRevealed(): void {
    if (!this.isAhead) this.seal()
  }

  /** Makes what was added a segment that can be searched, and joins small ones as they become many. */
  private seal(): void {
    if (this.builder.count === 0) return
    this.frequencies.clear()
    this.segments = [...this.segments, this.builder.seal()]
    for (;;) {
      const chosen = chooseMerge(this.segments, this.joining)
      if (!chosen || chosen.reduce((sum, { arrays }) => sum + arrays.bytes.length, 0) > joinedAtOnce) return
      const { value } = mergeSegments(chosen, () => false).next()
      if (value) this.replace(chosen, value)
    }
  }

  private async joinAll(): Promise<void> {
    for (let chosen = chooseMerge(this.segments, this.joining); chosen; chosen = chooseMerge(this.segments, this.joining)) {
      const taken = chosen
      this.joining = new Set(taken)
      await inSlices(
        (pause) => mergeSegments(taken, pause),
        (joined) => {
          this.joining = new Set()
          this.replace(taken, joined)
        },
      )
    }
  }

  private async mergeAll(): Promise<void> {
    await this.joins
    this.seal()
    await this.joinAll()
    await inSlices(
      (pause) => compactTerms(this.dictionary, () => this.sealed(), pause),
      (compacted) => {
        if (!compacted) return
        this.frequencies.clear()
        this.dictionary = compacted.dictionary
        this.segments = [...compacted.segments]
        this.builder = new SegmentBuilder(this.dictionary)
      },
    )
  }

  private sealed(): readonly Segment[] {
    this.seal()
    return this.segments
  }

  private replace(chosen: readonly Segment[], joined: Segment): void {
    const at = this.segments.indexOf(chosen[0]!)
    this.segments = this.segments.toSpliced(at, chosen.length, ...(joined.live > 0 ? [joined] : []))
  }

  private frequencyOf(term: number): number {
    this.sealRevealed()
    if (term < 0) return 0
    let frequency = this.frequencies.get(term)
    if (frequency === undefined) {
      frequency = this.segments.reduce((sum, segment) => sum + frequencyIn(segment, term), 0)
      if (this.frequencies.size >= mostFrequencies) this.frequencies.clear()
      this.frequencies.set(term, frequency)
    }
    return frequency
  }

  private idfOf(term: number): number {
    const holding = this.frequencyOf(term)
    return Math.log(1 + (this.size - holding + 0.5) / (holding + 0.5))
  }

  private scoredGroup({ variants }: QueryGroup, settings: KeywordSettings): ScoredGroup {
    return variants.map((variant) => variant.flatMap((term) => this.scoredTerm(term, settings) ?? []))
  }

  /** A term that counts, and for how much; nothing for one that stands nowhere. */
  private scoredTerm({ term, weight }: QueryTerm, { k1 }: KeywordSettings): ScoredTerm | undefined {
    const id = this.dictionary.find(term)
    return id >= 0 && weight > 0 ? { term: id, weight: weight * this.idfOf(id) * (k1 + 1) } : undefined
  }

  private saturation({ k1, b, titleWeight, pathWeight }: KeywordSettings): Saturation {
    const total = this.segments.reduce((sum, { liveLength }) => sum + liveLength, 0)
    const average = Math.max(1, total / Math.max(1, this.size))
    return {
      fields: Float64Array.of(0, titleWeight, pathWeight, titleWeight + pathWeight),
      // So that nothing over nothing is nothing.
      base: k1 * (1 - b) + Number.MIN_VALUE,
      slope: (k1 * b) / average,
    }
  }
}

function fieldOf(value: number): KeywordField {
  if (value > 3) return 'body'
  return (value & 1) === 1 ? 'title' : 'path'
}

function frequencyIn(segment: Segment, term: number): number {
  const entry = segment.entryOf(term)
  if (entry < 0) return 0
  return segment.countOnce(entry, () => {
    const cursor = new PostingsCursor(segment.arrays, entry)
    if (segment.whole) return cursor.count
    let count = 0
    for (; cursor.ordinal !== noOrdinal; cursor.next()) if (!segment.isRemoved(cursor.ordinal)) count++
    return count
  })
}
