import { terms } from '../text/terms.ts'

/** How far relevance goes before difference, from 1 to 0, and how many to choose. */
export type DiverseOrderSettings = Readonly<{ lambda: number; top: number }>

/**
 * Chooses hits that are relevant and unlike each other: maximal marginal relevance (Carbonell and Goldstein 1998), with scores as shares of
 * the best, and likeness as the share of terms in common (cosine of the sets).
 * @param hits best first
 */
export function diverseOrder<T extends Readonly<{ score: number }>>(
  hits: readonly T[],
  textOf: (hit: T) => string,
  { lambda, top }: DiverseOrderSettings,
): T[] {
  const best = hits[0]?.score ?? 0
  const left = hits.map((hit) => ({
    hit,
    relevance: best > 0 ? hit.score / best : 1,
    terms: termSet(textOf(hit)),
    likest: 0,
  }))
  const chosen: T[] = []
  while (left.length > 0 && chosen.length < top) {
    let at = 0
    const worth = ({ relevance, likest }: (typeof left)[number]): number => lambda * relevance - (1 - lambda) * likest
    for (let other = 1; other < left.length; other++) if (worth(left[other]!) > worth(left[at]!)) at = other
    const [next] = left.splice(at, 1)
    chosen.push(next!.hit)
    for (const one of left) one.likest = Math.max(one.likest, likeness(one.terms, next!.terms))
  }
  return chosen
}

function termSet(text: string): ReadonlySet<string> {
  return new Set(terms(text).flatMap(({ term, kind }) => (kind === 'character' ? [] : [term])))
}

function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (one.size === 0 || other.size === 0) return 0
  let common = 0
  for (const term of one) if (other.has(term)) common++
  return common / Math.sqrt(one.size * other.size)
}
