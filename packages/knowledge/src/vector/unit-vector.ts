import { KaiwuError } from '@kaiwu/core'
import type { VectorSpace } from './vector-index.ts'

/** Why a vector cannot be compared with others, as the error to throw; nothing when it can. */
export function vectorFlaw(vector: unknown, { model, dimension }: VectorSpace): KaiwuError | undefined {
  if (!(vector instanceof Float32Array)) return new KaiwuError('VECTOR_INVALID', { model, reason: `typeof v = ${typeof vector}` })
  if (vector.length !== dimension)
    return new KaiwuError('VECTOR_DIMENSION_WRONG', { model, found: vector.length, expected: dimension })
  const at = vector.findIndex((value) => !Number.isFinite(value))
  if (at >= 0) return new KaiwuError('VECTOR_INVALID', { model, reason: `v[${at}] = ${vector[at]}` })
  if (vector.every((value) => value === 0)) return new KaiwuError('VECTOR_INVALID', { model, reason: '|v| = 0' })
  return undefined
}

/**
 * A copy of a vector with length 1, so that a dot product is a cosine.
 * @throws VECTOR_INVALID when a number is missing, infinite, or all are zero: such a vector points nowhere
 * @throws VECTOR_DIMENSION_WRONG
 */
export function unitVector(vector: Float32Array, space: VectorSpace): Float32Array {
  const flaw = vectorFlaw(vector, space)
  if (flaw) throw flaw
  let squares = 0
  for (const value of vector) squares += value * value
  const length = Math.sqrt(squares)
  return vector.map((value) => value / length)
}
