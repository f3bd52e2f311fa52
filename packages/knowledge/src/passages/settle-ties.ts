/** A passage that was found. */
type Found = Readonly<{ passage: number; score: number }>

/** Where a passage stands, whichever number it has. */
type PlaceOf = (passage: number) => Readonly<{ documentId: string; ordinal: number }> | undefined

/** So many times as many as wanted are looked at where they are all equal; beyond, which of them are kept is left to chance. */
const mostLookedAt = 64

/**
 * The same hits, of equal ones always the same first: numbers depend on the order in which a process came to know of passages, and
 * servers of one base are to answer alike, before and after a restart.
 * @param hits best first
 */
export function settleTies<Hit extends Found>(hits: readonly Hit[], placeOf: PlaceOf): readonly Hit[] {
  if (!hits.some(({ score }, at) => score === hits[at + 1]?.score)) return hits
  // Only of equal ones, which are few.
  const places = new Map<number, ReturnType<PlaceOf>>()
  const placed = ({ passage }: Hit): ReturnType<PlaceOf> => {
    if (!places.has(passage)) places.set(passage, placeOf(passage))
    return places.get(passage)
  }
  return [...hits].sort((one, other) => other.score - one.score || byPlace(placed(one), placed(other)))
}

/**
 * The best hits, of equal ones always the same, also where there are more of these than are wanted.
 * @param search what finds so many hits, best first
 */
export async function bestSettled<Hit extends Found>(
  most: number,
  placeOf: PlaceOf,
  search: (count: number) => readonly Hit[] | Promise<readonly Hit[]>,
): Promise<readonly Hit[]> {
  for (let count = most + 1; ; count *= 4) {
    const hits = await search(count)
    const last = hits[most - 1]
    const isCutFairly = hits.length < count || hits.at(-1)!.score < last!.score || count > most * mostLookedAt
    if (isCutFairly) return settleTies(hits, placeOf).slice(0, most)
  }
}

function byPlace(one: ReturnType<PlaceOf>, other: ReturnType<PlaceOf>): number {
  if (!one || !other) return Number(!one) - Number(!other)
  if (one.documentId !== other.documentId) return one.documentId < other.documentId ? -1 : 1
  return one.ordinal - other.ordinal
}
