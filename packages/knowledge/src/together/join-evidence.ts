/** What one of several searches found: the search, from 0, and its place there, from 1. */
export type JoinedHit<T> = Readonly<{ hit: T; list: number; rank: number }>

/**
 * One order of what several sub-questions found, in which each has its best in the first places: the first of each, then the second of
 * each. What several found stands where the first of them put it.
 * @param keyOf tells whether two hits are the same
 * @param whole what the question as it was asked found: of the hits of one round, those that it put higher come first. A question
 * taken apart for nothing then still has its answer first.
 * @example
 * joinEvidence([findings('硕士租房补贴'), findings('硕士购房补贴')], ({ passage }) => passage.id, findings('硕士的租房补贴和购房补贴'))
 */
export function joinEvidence<T>(
  lists: readonly (readonly T[])[],
  keyOf: (hit: T) => unknown,
  whole: readonly T[] = [],
): readonly JoinedHit<T>[] {
  const places = new Map(whole.map((hit, at) => [keyOf(hit), at]))
  const placeOf = ({ hit }: JoinedHit<T>): number => places.get(keyOf(hit)) ?? whole.length
  const seen = new Set<unknown>()
  const next = lists.map(() => 0)
  const joined: JoinedHit<T>[] = []
  for (;;) {
    const round: JoinedHit<T>[] = []
    for (const [list, hits] of lists.entries()) {
      // A hit that another list had already does not cost this one its turn.
      while (next[list]! < hits.length && seen.has(keyOf(hits[next[list]!]!))) next[list]!++
      const hit = hits[next[list]!]
      if (hit === undefined) continue
      seen.add(keyOf(hit))
      round.push(Object.freeze({ hit, list, rank: ++next[list]! }))
    }
    if (round.length === 0) return joined
    joined.push(...round.sort((a, b) => placeOf(a) - placeOf(b) || a.list - b.list))
  }
}
