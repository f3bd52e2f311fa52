/**
 * Vectors for tests and benches: made up, the same for the same seed; and what an exact search finds among them.
 * @module
 */
import type { PassageSet } from '../passages/passage-set.ts'
import type { VectorHit } from './vector-index.ts'

/** Numbers as a vector of `dimension`, zeros behind them. */
export function vector(dimension: number, ...numbers: number[]): Float32Array {
  const whole = new Float32Array(dimension)
  whole.set(numbers)
  return whole
}

/** Several vectors one behind the other, as {@link VectorIndex.add} takes them. */
export function joined(vectors: readonly Float32Array[]): Float32Array {
  const dimension = vectors[0]?.length ?? 0
  const all = new Float32Array(vectors.length * dimension)
  for (const [at, one] of vectors.entries()) all.set(one, at * dimension)
  return all
}

/** Vectors spread evenly over directions. */
export function randomVectors(count: number, dimension: number, seed = 1): Float32Array[] {
  const next = randomNumbers(seed)
  return Array.from({ length: count }, () => Float32Array.from({ length: dimension }, () => gaussian(next)))
}

/** Vectors in clusters, as embeddings of texts about a few subjects are. @param seed other seeds, other vectors in the same clusters */
export function clusteredVectors(count: number, dimension: number, clusters: number, seed = 1): Float32Array[] {
  const next = randomNumbers(seed)
  const centres = randomVectors(clusters, dimension, 4711)
  return Array.from({ length: count }, () => {
    const centre = centres[Math.floor(next() * clusters)]!
    return centre.map((value) => value + 0.5 * gaussian(next))
  })
}

/** Mulberry32: evenly spread numbers from 0 to 1. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The nearest of some vectors by the definition of the cosine, in double precision. @param vectors by the number of their passage */
export function exactNearest(
  vectors: ReadonlyMap<number, Float32Array>,
  question: Float32Array,
  top: number,
  allowed?: PassageSet,
): VectorHit[] {
  return [...vectors]
    .filter(([passage]) => !allowed || allowed.has(passage))
    .map(([passage, one]) => ({ passage, score: cosine(one, question) }))
    .sort((a, b) => b.score - a.score || a.passage - b.passage)
    .slice(0, top)
}

/** The cosine of two vectors, in double precision. */
export function cosine(a: Float32Array, b: Float32Array): number {
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b))
}

function product(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!
  return sum
}

function gaussian(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
}
