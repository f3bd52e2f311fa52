import type { KeywordField, QueryGroup, QueryTerm, TermScore } from './keyword-index.ts'

/** What a term gives one passage, and where it stands there; nothing when it does not. */
export type Given = (term: QueryTerm) => Readonly<{ weight: number; in: KeywordField }> | undefined

/** What each term of a query gave one passage, strongest first: of each group the variant that counted. */
export function explainScore(groups: readonly QueryGroup[], given: Given): readonly TermScore[] {
  const found = new Map<string, TermScore>()
  for (const group of groups) {
    const variants = group.variants.map((variant) => explainVariant(variant, given))
    const sums = variants.map((scores) => scores.reduce((sum, { weight }) => sum + weight, 0))
    for (const score of variants[sums.indexOf(Math.max(0, ...sums))] ?? [])
      found.set(score.term, { ...score, weight: score.weight + (found.get(score.term)?.weight ?? 0) })
  }
  return Object.freeze([...found.values()].map((score) => Object.freeze(score)).sort((a, b) => b.weight - a.weight))
}

function explainVariant(variant: readonly QueryTerm[], given: Given): TermScore[] {
  return variant.flatMap((term) => {
    const one = given(term)
    return one ? [{ term: term.term, ...one }] : []
  })
}
