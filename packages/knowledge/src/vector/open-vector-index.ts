import { flatVectorIndex } from './flat-vector-index.ts'
import { hnswVectorIndex } from './hnsw-vector-index.ts'
import { loadHnsw } from './load-hnsw.ts'
import type { VectorIndex, VectorSpace } from './vector-index.ts'

/** Measured: comparing with this many vectors of 1,024 numbers takes 25 ms, during which nothing else happens. */
export const exactLimit = 20_000

/** Why an index is the one it is: few enough to be exact, many, or many but `hnswlib-node` does not load here. */
export type VectorIndexReason = 'few-vectors' | 'many-vectors' | 'hnsw-missing'

/** How to open an index. */
export type OpenVectorIndexOptions = VectorSpace &
  Readonly<{
    /** How many vectors it is opened for. It may grow beyond; the choice stands until it is opened again. */
    expected: number
    /** Default {@link loadHnsw}. */
    load?: typeof loadHnsw
  }>

/**
 * Opens an empty index: exact below {@link exactLimit} vectors, a graph above where `hnswlib-node` loads, exact where it does not.
 * @example
 * const { index, reason } = await openVectorIndex({ model: 'qwen/text-embedding-v4', dimension: 1024, expected: 3000 })
 */
export async function openVectorIndex(
  options: OpenVectorIndexOptions,
): Promise<Readonly<{ index: VectorIndex; reason: VectorIndexReason }>> {
  const { model, dimension, expected, load = loadHnsw } = options
  const space = { model, dimension }
  if (expected < exactLimit) return Object.freeze({ index: flatVectorIndex(space, expected), reason: 'few-vectors' })
  const hnsw = await load()
  if (!hnsw) return Object.freeze({ index: flatVectorIndex(space, expected), reason: 'hnsw-missing' })
  return Object.freeze({ index: hnswVectorIndex(hnsw, space, expected), reason: 'many-vectors' })
}
