import type { ExactVectors } from './exact-vectors.ts'
import type { VectorHit } from './vector-index.ts'

/** The nearest of some slots by exact scores, best first, of equal ones the smaller number first. */
export function selectNearest(vectors: ExactVectors, unit: Float32Array, count: number, slots: readonly number[]): VectorHit[] {
  const best: VectorHit[] = []
  for (const slot of slots) {
    const hit = { passage: vectors.passageOf(slot), score: vectors.score(slot, unit) }
    const worst = best.length >= count ? best.at(-1) : undefined
    if (worst && byScore(worst, hit) < 0) continue
    let low = 0
    let high = best.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (byScore(best[middle]!, hit) < 0) low = middle + 1
      else high = middle
    }
    best.splice(low, 0, hit)
    if (best.length > count) best.pop()
  }
  return best
}

/** The order of hits: best first, of equal ones the smaller number. */
export function byScore(a: VectorHit, b: VectorHit): number {
  return b.score - a.score || a.passage - b.passage
}
