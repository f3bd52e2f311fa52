import type { KeywordHit } from '../keyword/keyword-index.ts'

/** How much the other passages of its document speak for a passage. */
export type DocumentEvidenceSettings = Readonly<{
  /** What the second best passage of a document adds to each of its passages, as a share of its score; the third adds half of that, … */
  weight: number
  /** So many passages beside the best one count. */
  others: number
  /** Only the first so many hits are looked at. */
  depth: number
}>

/** Measured: 0.1 and three lift lay questions over statutes, and move nothing where a document is one passage. */
export const defaultDocumentEvidence: DocumentEvidenceSettings = Object.freeze({ weight: 0.1, others: 3, depth: 100 })

/** A hit with what made its score; the parts sum to it. */
export type RankedHit = KeywordHit & Readonly<{ parts: Readonly<{ keyword: number; document: number }> }>

/**
 * Orders keyword hits anew: a document of which several passages were found is more likely the one that is meant, so each of its
 * passages gains a share of what its second to fourth best have.
 * @param hits best first
 * @param documentOf which document a passage is of; undefined where that is unknown, and the passage stands by itself
 * @returns best first, none left out; of equal ones the smaller number first
 * @example
 * withDocumentEvidence(index.search(groups, 100), (passage) => documentIdOf(passage))
 */
export function withDocumentEvidence(
  hits: readonly KeywordHit[],
  documentOf: (passage: number) => string | number | undefined,
  settings: DocumentEvidenceSettings = defaultDocumentEvidence,
): readonly RankedHit[] {
  const first = hits.slice(0, settings.depth)
  const scores = new Map<string | number, number[]>()
  const documents = first.map(({ passage, score }) => {
    const document = documentOf(passage)
    if (document === undefined) return undefined
    const before = scores.get(document)
    if (before) before.push(score)
    else scores.set(document, [score])
    return document
  })
  const gained = new Map([...scores].map(([document, given]) => [document, gainOf(given, settings)]))
  const ranked = first.map(({ passage, score }, at) => {
    const document = documents[at]
    return rankedHit(passage, score, document === undefined ? 0 : gained.get(document)!)
  })
  ranked.sort((a, b) => b.score - a.score || a.passage - b.passage)
  return Object.freeze([...ranked, ...hits.slice(settings.depth).map(({ passage, score }) => rankedHit(passage, score, 0))])
}

/** @param given scores of the passages of a document, best first, as hits are */
function gainOf(given: readonly number[], { weight, others }: DocumentEvidenceSettings): number {
  return given.slice(1, 1 + others).reduce((sum, score, at) => sum + (weight * score) / (at + 1), 0)
}

function rankedHit(passage: number, keyword: number, document: number): RankedHit {
  return Object.freeze({ passage, score: keyword + document, parts: Object.freeze({ keyword, document }) })
}

const numbered = /\s*第?\s*[零〇一二三四五六七八九十百千万\d]+\s*[条條](?:之[一二三四五六七八九十]+)?\s*$/u

/**
 * What records of one document share in their titles: the title without the article it ends with. For records that come one by one
 * with no document of their own; an empty title is of no document.
 * @example
 * sharedTitle('中华人民共和国民法典第四百六十五条') // '中华人民共和国民法典'
 */
export function sharedTitle(title: string): string | undefined {
  return title.replace(numbered, '').trim() || undefined
}
