import { terms } from '../text/terms.ts'

/** What is indexed of one passage. */
export type IndexedPassage = Readonly<{
  id: string
  /** The passage itself. */
  body: string
  /** What stands above it: title, headings, locator. Counts once however often it repeats. */
  context: string
}>

/** One weighted term of a query. */
export type QueryTerm = Readonly<{ term: string; weight: number }>

/** Ways to say the same thing; a passage scores by its best one, so that a synonym is never counted twice. */
export type QueryGroup = Readonly<{ variants: readonly (readonly QueryTerm[])[] }>

/** What one term gave one passage. */
export type TermScore = Readonly<{ term: string; in: 'text' | 'context'; weight: number }>

/** BM25 settings. */
export type KeywordSettings = Readonly<{ k1: number; b: number; contextWeight: number }>

/** Measured on Chinese sets: k1 1.2, b 0.75. The context weight lets a title help without drowning the text. */
export const defaultKeywordSettings: KeywordSettings = Object.freeze({ k1: 1.2, b: 0.75, contextWeight: 0.6 })

type Posting = { body: number; context: number }

/**
 * Exact BM25 over passages (Robertson and Zaragoza 2009, eq. 3.15, with Lucene's idf, which is never negative),
 * with a second, lighter field for titles and headings as in BM25F.
 */
export class KeywordIndex {
  private readonly settings: KeywordSettings
  private readonly postings = new Map<string, Map<string, Posting>>()
  private readonly lengths = new Map<string, number>()
  private readonly owned = new Map<string, readonly string[]>()
  private totalLength = 0

  constructor(settings: KeywordSettings = defaultKeywordSettings) {
    this.settings = settings
  }

  /** How many passages it holds. */
  get size(): number {
    return this.lengths.size
  }

  /** Adds a passage, or replaces the one of the same id. */
  add(passage: IndexedPassage): void {
    this.remove(passage.id)
    const counts = new Map<string, Posting>()
    let length = 0
    for (const { term, kind } of terms(passage.body)) {
      count(counts, term).body++
      // Characters are covered by their pairs: counting them would double a Chinese text's length.
      if (kind !== 'character') length++
    }
    for (const { term } of terms(passage.context)) count(counts, term).context = 1
    for (const [term, posting] of counts) {
      let list = this.postings.get(term)
      if (!list) this.postings.set(term, (list = new Map()))
      list.set(passage.id, posting)
    }
    this.owned.set(passage.id, [...counts.keys()])
    this.lengths.set(passage.id, length)
    this.totalLength += length
  }

  /** Forgets a passage; unknown ids are ignored. */
  remove(id: string): void {
    for (const term of this.owned.get(id) ?? []) {
      const list = this.postings.get(term)
      list?.delete(id)
      if (list?.size === 0) this.postings.delete(term)
    }
    this.owned.delete(id)
    this.totalLength -= this.lengths.get(id) ?? 0
    this.lengths.delete(id)
  }

  /** In how many passages a term occurs. */
  documentFrequency(term: string): number {
    return this.postings.get(term)?.size ?? 0
  }

  /** ln(1 + (N − n + ½) / (n + ½)): how much finding this term says. */
  idf(term: string): number {
    const holding = this.documentFrequency(term)
    return Math.log(1 + (this.size - holding + 0.5) / (holding + 0.5))
  }

  /**
   * Scores every passage that holds a term of the query.
   * @param allowed passages that may be found; decided before scoring, so that a filter never empties a page of results
   * @returns passage id → score
   */
  score(groups: readonly QueryGroup[], allowed: (id: string) => boolean): Map<string, number> {
    const total = new Map<string, number>()
    for (const group of groups) {
      const best = new Map<string, number>()
      for (const variant of group.variants) {
        for (const [id, score] of this.scoreVariant(variant, allowed)) best.set(id, Math.max(best.get(id) ?? 0, score))
      }
      for (const [id, score] of best) total.set(id, (total.get(id) ?? 0) + score)
    }
    return total
  }

  private scoreVariant(variant: readonly QueryTerm[], allowed: (id: string) => boolean): Map<string, number> {
    const scores = new Map<string, number>()
    for (const { term, weight } of variant) {
      const idf = this.idf(term)
      for (const [id, posting] of this.postings.get(term) ?? []) {
        if (!allowed(id)) continue
        scores.set(id, (scores.get(id) ?? 0) + weight * idf * this.saturation(id, posting))
      }
    }
    return scores
  }

  private saturation(id: string, { body, context }: Posting): number {
    const { k1, b, contextWeight } = this.settings
    const frequency = body + contextWeight * context
    const average = this.totalLength / Math.max(1, this.size)
    const norm = 1 - b + (b * (this.lengths.get(id) ?? 0)) / Math.max(1, average)
    return (frequency * (k1 + 1)) / (frequency + k1 * norm)
  }

  /** What each term of a query gave one passage, strongest first: of each group the variant that counted. Together they are the score. */
  explain(groups: readonly QueryGroup[], id: string): TermScore[] {
    const found = new Map<string, TermScore>()
    for (const group of groups) {
      const given = group.variants.map((variant) => this.explainVariant(variant, id))
      const sums = given.map((scores) => scores.reduce((sum, { weight }) => sum + weight, 0))
      for (const score of given[sums.indexOf(Math.max(0, ...sums))] ?? []) {
        found.set(score.term, { ...score, weight: score.weight + (found.get(score.term)?.weight ?? 0) })
      }
    }
    return [...found.values()].sort((a, b) => b.weight - a.weight)
  }

  private explainVariant(variant: readonly QueryTerm[], id: string): TermScore[] {
    return variant.flatMap(({ term, weight }) => {
      const posting = this.postings.get(term)?.get(id)
      if (!posting) return []
      return [
        {
          term,
          in: posting.body > 0 ? ('text' as const) : ('context' as const),
          weight: weight * this.idf(term) * this.saturation(id, posting),
        },
      ]
    })
  }
}

function count(counts: Map<string, Posting>, term: string): Posting {
  let posting = counts.get(term)
  if (!posting) counts.set(term, (posting = { body: 0, context: 0 }))
  return posting
}
