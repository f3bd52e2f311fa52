/** One thing in the fused order, with where it stood in each list (from 1), in the order of the lists. */
export type FusedRank = Readonly<{ id: string; score: number; ranks: readonly (number | undefined)[] }>

/**
 * Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): each list gives its n-th entry 1 / (k + n), and the sums decide.
 * Only places count, so scores that cannot be compared, such as BM25 and cosine, need no scaling.
 * @param lists ids, best first, each at most once in a list
 * @param k 60 in the paper: how little the very first places outweigh the next
 * @returns best first; of equal ones the smaller id
 */
export function fuseRanks(lists: readonly (readonly string[])[], k = 60): FusedRank[] {
  const places = lists.map((list) => new Map(list.map((id, at) => [id, at + 1])))
  return [...new Set(lists.flat())]
    .map((id) => {
      const ranks = places.map((place) => place.get(id))
      return Object.freeze({
        id,
        score: ranks.reduce<number>((sum, rank) => sum + (rank === undefined ? 0 : 1 / (k + rank)), 0),
        ranks: Object.freeze(ranks),
      })
    })
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
}
