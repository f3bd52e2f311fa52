import { defaultFusionSettings, fusedEngines, type FusedEngine, type FusionSettings } from './fusion-settings.ts'

/** What an engine found, best first, each passage at most once. */
export type FusionList = Readonly<{
  hits: readonly Readonly<{ passage: number; score: number }>[]
  /** Nothing was cut off: what is not in it has no score in this engine at all. */
  whole?: boolean
}>

/** What one list had to say of a passage. `gave` is what it added to the fused score. */
export type FusedPart = Readonly<{ rank: number; score: number; gave: number }>

/** A passage in the fused order. The parts' `gave` sum to `score`. */
export type FusedHit = Readonly<{
  passage: number
  score: number
  parts: Readonly<Partial<Record<FusedEngine, FusedPart>>>
}>

type Scale = (score: number, rank: number) => number

/**
 * One order of what several engines found.
 *
 * `rrf` is reciprocal rank fusion (Cormack, Clarke and Büttcher 2009), each list weighed: the n-th of a list gets weight / (k + n).
 *
 * `weighted` is the convex combination that Bruch, Gai and Ingber found better than rrf within and beyond the domain ("An Analysis of
 * Fusion Functions for Hybrid Retrieval", 2023). Their scale is the theoretical minimum to the best score of the query (BM25 from 0,
 * cosine from -1), which one poor hit at the end of a list does not move, as it would the usual min-max. They score every candidate
 * by both engines; here a passage that a cut list lacks is taken to be as good as the last of that list, the most it can be, and
 * what all candidates get alike is left out. So `gave` is what a passage has ahead of the ones that the list does not hold.
 * @param lists engines that were not asked are left out
 * @param top how many are wanted
 * @returns best first; of equal ones the smaller number first
 * @example
 * fuse({ keyword: { hits: [{ passage: 7, score: 12.5 }] }, vector: { hits: [{ passage: 7, score: 0.8 }] } })
 */
export function fuse(
  lists: Readonly<Partial<Record<FusedEngine, FusionList>>>,
  settings: FusionSettings = defaultFusionSettings,
  top: number = Number.POSITIVE_INFINITY,
): readonly FusedHit[] {
  const weights = weightsFor(lists, settings)
  const scores = new Map<number, number>()
  const parts: [engine: FusedEngine, of: Map<number, FusedPart>][] = []
  for (const engine of fusedEngines) {
    const list = lists[engine]
    if (!list || weights[engine] === 0) continue
    const scale = scaleOf(engine, list, { ...settings, weights })
    const own = new Map<number, FusedPart>()
    for (const [at, { passage, score }] of list.hits.entries()) {
      const gave = scale(score, at + 1)
      own.set(passage, { rank: at + 1, score, gave })
      scores.set(passage, (scores.get(passage) ?? 0) + gave)
    }
    parts.push([engine, own])
  }
  return [...scores]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, Math.max(0, top))
    .map(([passage, score]) => Object.freeze({ passage, score, parts: partsOf(passage, parts) }))
}

function partsOf(passage: number, lists: readonly (readonly [FusedEngine, ReadonlyMap<number, FusedPart>])[]): FusedHit['parts'] {
  const parts: Partial<Record<FusedEngine, FusedPart>> = {}
  for (const [engine, own] of lists) {
    const part = own.get(passage)
    if (part) parts[engine] = Object.freeze(part)
  }
  return Object.freeze(parts)
}

/** A base without vectors is searched by words all the same, whatever its settings leave to words. */
function weightsFor(lists: Parameters<typeof fuse>[0], { weights }: FusionSettings): FusionSettings['weights'] {
  const isAnyLeft = fusedEngines.some((engine) => lists[engine] && weights[engine] > 0)
  return isAnyLeft ? weights : defaultFusionSettings.weights
}

function scaleOf(engine: FusedEngine, list: FusionList, { method, weights, k }: FusionSettings): Scale {
  if (method === 'rrf') return (_, rank) => weights[engine] / (k + rank)
  const least = engine === 'keyword' ? 0 : -1
  const best = list.hits[0]?.score ?? least
  // A word that a passage lacks scores nothing. A vector that it lacks says nothing of it: it must not sink it.
  const missing = list.whole && engine === 'keyword' ? least : (list.hits.at(-1)?.score ?? least)
  const share = weights[engine] / (weights.keyword + weights.vector)
  return (score) => (best > least ? (share * (score - missing)) / (best - least) : 0)
}
