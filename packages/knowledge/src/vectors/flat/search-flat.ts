import type { PassageSet } from '../../passages/passage-set.ts'
import { vectorFlaw } from '../vector-flaw.ts'
import type { VectorHit, VectorSpace } from '../vector-index.ts'
import { eligibleSlots } from './eligible-slots.ts'
import type { FlatState } from './flat-file.ts'
import { writeQueryNumbers } from './flat-query.ts'
import { effortFor } from './recall-check.ts'
import { scanRows, searchCascade } from './search-slots.ts'
import { TopScores } from '../../passages/top-scores.ts'

/** With no more than one in so many eligible, comparing with their rows costs less than looking at the bits of all. */
const rowsPerPlane = 32

/** Searches a flat index: by the cascade, or by every row where few are eligible, most are wanted, or the plan says so. */
export function searchFlat(
  space: VectorSpace,
  { slots, encoder, plan }: FlatState,
  vector: Float32Array,
  top: number,
  allowed: PassageSet | undefined,
): readonly VectorHit[] {
  const hasShape = vector instanceof Float32Array && vector.length === space.dimension
  if (!hasShape || !encoder.stage(vector, 0)) throw vectorFlaw(vector, space)!
  if (!(top >= 1) || slots.alive === 0) return Object.freeze([])
  const eligible = eligibleSlots(slots, allowed)
  const wanted = Math.min(Math.floor(top), eligible.count)
  if (wanted === 0) return Object.freeze([])
  const effort = effortFor(plan.level, wanted, eligible.count)
  const few = eligible.count <= Math.max(slots.count / rowsPerPlane, effort.byPlane)
  const score = writeQueryNumbers(slots)
  let best =
    few || plan.search === 'scan' || !encoder.hasCodes ? undefined : searchCascade(slots, wanted, eligible, score, effort)
  if (!best) {
    best = new TopScores(wanted)
    scanRows(slots, best, eligible, score)
  }
  return Object.freeze(
    best
      .sorted()
      // Rounding may carry a score past the end of its range.
      .map((hit) => Object.freeze({ passage: slots.numberAt(hit.number), score: Math.max(-1, Math.min(1, hit.score)) })),
  )
}

/** The best of what was found, by the cosine of the vectors as they are. @param vectors of the hits, one behind the other */
export function rescored(
  question: Float32Array,
  hits: readonly VectorHit[],
  top: number,
  vectors: Float32Array,
): readonly VectorHit[] {
  const { length } = question
  const norm = Math.sqrt(product(question, question))
  const scored = hits.map(({ passage }, at) => {
    const own = vectors.subarray(at * length, (at + 1) * length)
    return Object.freeze({ passage, score: product(question, own) / (norm * Math.sqrt(product(own, own))) })
  })
  return Object.freeze(scored.sort((one, other) => other.score - one.score || one.passage - other.passage).slice(0, top))
}

function product(one: Float32Array, other: Float32Array): number {
  let sum = 0
  for (let at = 0; at < one.length; at++) sum += one[at]! * other[at]!
  return sum
}
