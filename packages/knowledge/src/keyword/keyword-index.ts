import type { PassageSet } from '../passages/passage-set.ts'

/** What is indexed of one passage. */
export type IndexedPassage = Readonly<{
  /** The passage itself, behind what leads it in. */
  body: string
  /** Title and number of its document. */
  title: string
  /** The headings above it and its locator. */
  path: string
}>

/** The fields of a passage that are weighed apart. */
export type KeywordField = 'body' | 'title' | 'path'

/** One weighted term of a query. */
export type QueryTerm = Readonly<{ term: string; weight: number }>

/** Ways to say the same thing; a passage scores by its best one, so that a synonym is never counted twice. */
export type QueryGroup = Readonly<{ variants: readonly (readonly QueryTerm[])[] }>

/** What one term gave one passage. */
export type TermScore = Readonly<{ term: string; in: KeywordField; weight: number }>

/** A passage found, with its BM25 score. */
export type KeywordHit = Readonly<{ passage: number; score: number }>

/**
 * Settings of keyword search. `k1` and `b` as in BM25; the weights of title and path say what a term found there counts beside one in
 * the text, however often it repeats.
 */
export type KeywordSettings = Readonly<{ k1: number; b: number; titleWeight: number; pathWeight: number }>

/** Measured on Chinese sets: k1 1.2, b 0.75. The light fields let a title help without drowning the text. */
export const defaultKeywordSettings: KeywordSettings = Object.freeze({ k1: 1.2, b: 0.75, titleWeight: 0.6, pathWeight: 0.6 })

/**
 * Exact BM25 over passages, which are numbers given out rising and never again. Statistics are those of the passages that are there:
 * what was removed counts nowhere, whatever has been merged, so that equal bases score equally.
 */
export type KeywordIndex = Readonly<{
  settings: KeywordSettings
  /** How many passages it holds, but for those that are added ahead. */
  size: number
  /** Bytes of memory it takes. */
  bytes: number
  /** Adds passages, the first of number `first`. @param first above every number so far */
  add(first: number, passages: readonly IndexedPassage[]): void
  /**
   * Adds passages that nobody is to find yet: until {@link KeywordIndex.reveal}, or the next `add`, searches may do as if they were not
   * there, so that none waits for what it has no use for.
   */
  addAhead(first: number, passages: readonly IndexedPassage[]): void
  /** Has what was added ahead count from the next search on. */
  reveal(): void
  /** Forgets `count` passages from `first` on; unknown ones are ignored. */
  remove(first: number, count: number): void
  /** In how many passages a term occurs, in whichever field. */
  documentFrequency(term: string): number
  /** ln(1 + (N − n + ½) / (n + ½)): how much finding this term says. */
  idf(term: string): number
  /** Terms it holds that are near to a code that nobody wrote so: one character more, fewer, other or swapped. Latin codes alone. */
  similarCodes(code: string): readonly string[]
  /**
   * The passages that hold terms of a query, best first; of equal ones the smaller number first.
   * @param allowed which may be found; holds during the search
   * @param settings in place of the index's own, for this search
   */
  search(groups: readonly QueryGroup[], top: number, allowed?: PassageSet, settings?: KeywordSettings): readonly KeywordHit[]
  /**
   * Tells afterwards what each term of a query gave a passage that it found, strongest first: of each group the variant that counted.
   * Together they are the score. It is told as it is now, whatever comes or goes until somebody asks.
   */
  explainer(groups: readonly QueryGroup[], settings?: KeywordSettings): (passage: number) => readonly TermScore[]
  /** Joins small segments a slice at a time, giving way to other work in between; resolves when nothing is left to join. */
  join(): Promise<void>
  /** As `join`, of what was added last too, and forgets terms that are gone. */
  merge(): Promise<void>
  /** Writes what it holds into a file that {@link openIndexFile} reads, whole or not at all. @param meta kept in the file */
  save(path: string, meta: Readonly<Record<string, unknown>>): Promise<void>
}>
