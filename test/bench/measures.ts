/** Pure measures of rankings, for the benches. A ranking is a list of document ids, best first; a judgement gives some a grade. */

/** Documents that answer a query, with their grades (above 0). */
export type Judged = ReadonlyMap<string, number>

/**
 * nDCG at a depth with linear gain (gain = grade), as trec_eval's ndcg_cut and the published figures of BEIR have it; with grades of
 * 0 and 1 alone it equals the form with 2^grade − 1. 0 when nothing is judged relevant.
 */
export function ndcgAt(depth: number, ranking: readonly string[], judged: Judged): number {
  const discounted = (grades: readonly number[]): number =>
    grades.reduce((sum, grade, place) => sum + grade / Math.log2(place + 2), 0)
  const ideal = discounted([...judged.values()].sort((a, b) => b - a).slice(0, depth))
  return ideal === 0 ? 0 : discounted(ranking.slice(0, depth).map((id) => judged.get(id) ?? 0)) / ideal
}

/** One over the place of the first relevant document within a depth, else 0. */
export function reciprocalRankAt(depth: number, ranking: readonly string[], judged: Judged): number {
  const place = ranking.slice(0, depth).findIndex((id) => (judged.get(id) ?? 0) > 0)
  return place === -1 ? 0 : 1 / (place + 1)
}

/** The share of the relevant documents that stand within a depth; 0 when nothing is judged relevant. */
export function recallAt(depth: number, ranking: readonly string[], judged: Judged): number {
  const relevant = [...judged.values()].filter((grade) => grade > 0).length
  const found = ranking.slice(0, depth).filter((id) => (judged.get(id) ?? 0) > 0).length
  return relevant === 0 ? 0 : found / relevant
}

/** The mean; 0 of nothing. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** The value below which a share (0 to 1) of the values lies, by nearest rank; 0 of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
}

/** What a paired bootstrap says of the difference of two systems. */
export type PairedBootstrap = Readonly<{
  /** Mean difference, first minus second. */
  difference: number
  /** The 95 % interval of it. */
  low: number
  high: number
  /** Two-sided: how often resampling alone would turn the sign, twice the smaller tail; at most 1. */
  p: number
  resamples: number
}>

/**
 * Resamples queries with replacement and looks how the mean difference of two systems varies; the same seed gives the same result.
 * @param first one figure per query
 * @param second the figures of the other system, of the same queries in the same order
 */
export function pairedBootstrap(
  first: readonly number[],
  second: readonly number[],
  { resamples = 10_000, seed = 1 }: { resamples?: number; seed?: number } = {},
): PairedBootstrap {
  if (first.length !== second.length) throw new RangeError(`${first.length} figures cannot be paired with ${second.length}`)
  const differences = Float64Array.from(first, (value, at) => value - second[at]!)
  const chance = seededChance(seed)
  const means = new Float64Array(resamples)
  for (let round = 0; round < resamples; round++) {
    let sum = 0
    for (let drawn = 0; drawn < differences.length; drawn++) sum += differences[Math.floor(chance() * differences.length)]!
    means[round] = sum / Math.max(1, differences.length)
  }
  means.sort()
  const tail = (test: (value: number) => boolean): number => means.reduce((count, value) => count + (test(value) ? 1 : 0), 0)
  const smaller = Math.min(
    tail((value) => value <= 0),
    tail((value) => value >= 0),
  )
  const at = (share: number): number => means[Math.min(resamples - 1, Math.floor(share * resamples))] ?? 0
  return {
    difference: mean([...differences]),
    low: at(0.025),
    high: at(0.975),
    p: Math.min(1, (2 * smaller) / resamples),
    resamples,
  }
}

/** Numbers from 0 to below 1 that look like chance and are the same for the same seed (mulberry32). */
export function seededChance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
