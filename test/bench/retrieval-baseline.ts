import { stemmer } from 'stemmer'
import type { RetrievalSet } from './retrieval-sets.ts'

/**
 * What everything is compared with: exact BM25 (Robertson; Lucene's idf) over title and text as one, of overlapping Chinese character
 * pairs and Porter stems of everything else. Nothing more: no single characters, no stop words, no traditional/simplified.
 * @returns ids of the best documents for a query, best first; of equal ones the one that came first
 */
export function exactBm25({ documents, isChinese }: RetrievalSet): (query: string, depth: number) => string[] {
  const [k1, b] = isChinese ? [1.2, 0.75] : [0.9, 0.4]
  const postings = new Map<string, { document: number; count: number }[]>()
  const lengths = documents.map(({ title, text }, document) => {
    const counts = countsOf(plainTerms(`${title}\n${text}`))
    for (const [term, count] of counts) {
      let list = postings.get(term)
      if (!list) postings.set(term, (list = []))
      list.push({ document, count })
    }
    return [...counts.values()].reduce((sum, count) => sum + count, 0)
  })
  const average = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length)
  return (query, depth) => {
    const scores = new Map<number, number>()
    for (const [term, times] of countsOf(plainTerms(query))) {
      const list = postings.get(term) ?? []
      const idf = Math.log(1 + (documents.length - list.length + 0.5) / (list.length + 0.5))
      for (const { document, count } of list) {
        const norm = k1 * (1 - b + (b * lengths[document]!) / average)
        scores.set(document, (scores.get(document) ?? 0) + (times * idf * count * (k1 + 1)) / (count + norm))
      }
    }
    const order = [...scores].sort(([one, a], [other, c]) => c - a || one - other)
    return order.slice(0, depth).map(([document]) => documents[document]!.id)
  }
}

/** Pairs of neighbouring Chinese characters; stems of other words. */
function plainTerms(text: string): string[] {
  const found: string[] = []
  for (const [run] of text
    .normalize('NFKC')
    .toLowerCase()
    .matchAll(/\p{Script=Han}+|[\p{L}\p{N}]+/gu)) {
    if (!/^\p{Script=Han}/u.test(run)) {
      for (const part of run.split(/\p{Script=Han}+/u)) if (part !== '') found.push(stemmer(part))
      for (const [han] of run.matchAll(/\p{Script=Han}+/gu)) found.push(...pairsOf(han))
    } else found.push(...pairsOf(run))
  }
  return found
}

function pairsOf(run: string): string[] {
  const characters = [...run]
  return characters.slice(1).map((character, at) => characters[at]! + character)
}

function countsOf(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
  return counts
}
