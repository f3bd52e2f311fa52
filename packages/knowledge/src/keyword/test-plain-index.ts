import { terms } from '../text/terms.ts'
import type { IndexedPassage, KeywordHit, KeywordSettings, QueryGroup, QueryTerm } from './keyword-index.ts'

type Posting = { body: number; title: number; path: number }

/** BM25 over maps, written down as its definition says: the measure for the index. */
export class PlainIndex {
  readonly settings: KeywordSettings
  private readonly passages = new Map<number, { length: number; terms: Map<string, Posting> }>()

  constructor(settings: KeywordSettings) {
    this.settings = settings
  }

  get size(): number {
    return this.passages.size
  }

  add(first: number, passages: readonly IndexedPassage[]): void {
    for (const [at, { body, title, path }] of passages.entries()) {
      const held = new Map<string, Posting>()
      const posting = (term: string): Posting => {
        if (!held.has(term)) held.set(term, { body: 0, title: 0, path: 0 })
        return held.get(term)!
      }
      const found = terms(body)
      for (const { term } of found) posting(term).body++
      for (const { term } of terms(title)) posting(term).title = 1
      for (const { term } of terms(path)) posting(term).path = 1
      this.passages.set(first + at, { length: found.filter(({ kind }) => kind !== 'character').length, terms: held })
    }
  }

  remove(first: number, count: number): void {
    for (let passage = first; passage < first + count; passage++) this.passages.delete(passage)
  }

  documentFrequency(term: string): number {
    return [...this.passages.values()].filter((passage) => passage.terms.has(term)).length
  }

  search(groups: readonly QueryGroup[], top: number, allowed: (passage: number) => boolean = () => true): KeywordHit[] {
    const lengths = [...this.passages.values()].map(({ length }) => length)
    const average = Math.max(1, lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length))
    const idfs = new Map<string, number>()
    const idf = (term: string): number => {
      const held = idfs.get(term) ?? this.documentFrequency(term)
      idfs.set(term, held)
      return Math.log(1 + (this.size - held + 0.5) / (held + 0.5))
    }
    const hits: KeywordHit[] = []
    for (const [passage, { length, terms: held }] of this.passages) {
      if (!allowed(passage)) continue
      const { k1, b, titleWeight, pathWeight } = this.settings
      const give = ({ term, weight }: QueryTerm): number => {
        const posting = held.get(term)
        if (!posting) return 0
        const often = posting.body + titleWeight * posting.title + pathWeight * posting.path
        return (weight * idf(term) * often * (k1 + 1)) / (often + k1 * (1 - b + (b * length) / average))
      }
      const score = groups.reduce(
        (sum, { variants }) =>
          sum + Math.max(0, ...variants.map((variant) => variant.reduce((all, term) => all + give(term), 0))),
        0,
      )
      if (score > 0) hits.push({ passage, score })
    }
    return hits.sort((a, b) => b.score - a.score || a.passage - b.passage).slice(0, top)
  }
}
