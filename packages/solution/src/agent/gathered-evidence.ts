import type { Hit } from '@kaiwu/core'

/** What the tools of one question have brought, each passage once, under the number by which the answer cites it. */
export type GatheredEvidence = Readonly<{
  /** In the order of their numbers. */
  passages(): readonly Hit[]
  /** Takes in what a tool brought, and gives it back with its numbers. */
  add(hits: readonly Hit[]): readonly Hit[]
}>

/** Nothing gathered yet. */
export function gatherEvidence(): GatheredEvidence {
  const known = new Map<string, Hit>()
  return Object.freeze({
    passages: () => [...known.values()],
    add: (hits: readonly Hit[]) =>
      hits.map((hit) => {
        const numbered = known.get(hit.passage.id) ?? Object.freeze({ ...hit, rank: known.size + 1 })
        known.set(hit.passage.id, numbered)
        return numbered
      }),
  })
}
