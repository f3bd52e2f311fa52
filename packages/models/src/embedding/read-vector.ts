import { KaiwuError } from '@kaiwu/core'

/**
 * A vector as a service sent it: numbers, or base64 of 32-bit floats, little end first, which some send although numbers were asked
 * for.
 * @throws VECTOR_INVALID for what is no vector: no numbers, NaN, infinities, nothing but zeros
 */
export function readVector(sent: unknown, model: string): Float32Array {
  const vector = typeof sent === 'string' ? fromBase64(sent, model) : fromNumbers(sent, model)
  if (vector.length === 0) throw invalid(model, 'empty')
  let anything = false
  for (const [at, value] of vector.entries()) {
    if (!Number.isFinite(value)) throw invalid(model, `v[${at}] = ${value}`)
    if (value !== 0) anything = true
  }
  if (!anything) throw invalid(model, 'all zeros')
  return vector
}

/** Float32Array.from would take '0.1' for a number and null for zero. */
function fromNumbers(sent: unknown, model: string): Float32Array {
  if (!Array.isArray(sent)) throw invalid(model, `typeof v = ${sent === null ? 'null' : typeof sent}`)
  return Float32Array.from(sent, (value: unknown, at) => {
    if (typeof value !== 'number') throw invalid(model, `v[${at}] = ${JSON.stringify(value)}`)
    return value
  })
}

function fromBase64(sent: string, model: string): Float32Array {
  const bytes = Buffer.from(sent, 'base64')
  if (bytes.length === 0 || bytes.length % 4 !== 0) throw invalid(model, 'text that is not base64 of 32-bit floats')
  return Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4))
}

function invalid(model: string, reason: string): KaiwuError {
  return new KaiwuError('VECTOR_INVALID', { model, reason, billed: 'maybe' })
}
