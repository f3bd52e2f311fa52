import { KaiwuError } from '@kaiwu/core'
import type { VectorSpace } from './vector-index.ts'

/**
 * Why vectors that stand one behind the other cannot be compared with others, as the error to throw; nothing when they can. A
 * number that is missing or infinite, or nothing but zeros: such a vector points nowhere.
 */
export function vectorsFlaw(vectors: unknown, { model, dimension }: VectorSpace): KaiwuError | undefined {
  if (!(vectors instanceof Float32Array))
    return new KaiwuError('VECTOR_INVALID', { model, reason: `typeof v = ${typeof vectors}` })
  const { length } = vectors
  if (length % dimension !== 0)
    return new KaiwuError('VECTOR_DIMENSION_WRONG', {
      model,
      found: length < dimension ? length : length % dimension,
      expected: dimension,
    })
  for (let start = 0; start < length; start += dimension) {
    let any = 0
    for (let at = start; at < start + dimension; at++) {
      const value = vectors[at]!
      // Not finite: the difference to itself is not 0.
      if (value - value !== 0) return new KaiwuError('VECTOR_INVALID', { model, reason: `v[${at - start}] = ${value}` })
      if (value !== 0) any = 1
    }
    if (any === 0) return new KaiwuError('VECTOR_INVALID', { model, reason: '|v| = 0' })
  }
  return undefined
}

/** As {@link vectorsFlaw}, of a single vector. */
export function vectorFlaw(vector: unknown, space: VectorSpace): KaiwuError | undefined {
  if (vector instanceof Float32Array && vector.length !== space.dimension)
    return new KaiwuError('VECTOR_DIMENSION_WRONG', { model: space.model, found: vector.length, expected: space.dimension })
  return vectorsFlaw(vector, space)
}
