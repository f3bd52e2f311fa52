import type { PassageSet } from '../passages/passage-set.ts'

/** What one index holds: vectors of one model, all of one dimension. */
export type VectorSpace = Readonly<{
  /** `provider/model`, for what an error says. */
  model: string
  dimension: number
}>

/** A vector found: the number of its passage, and its cosine to the one asked for: 1 the same direction, 0 unrelated, -1 opposite. */
export type VectorHit = Readonly<{ passage: number; score: number }>

/** How vectors are searched: `flat` looks at all of them, `hnsw` walks a graph, `pgvector` leaves it to PostgreSQL. */
export type VectorEngine = 'flat' | 'hnsw' | 'pgvector'

/**
 * Nearest passages by cosine. Passages are numbers that are given out rising and never again, so a number says which vector is meant.
 * Vectors are copied on the way in; their length does not matter, only their direction.
 */
export type VectorIndex = Readonly<{
  engine: VectorEngine
  dimension: number
  /** How many vectors it holds. */
  size: number
  /** Bytes of memory it takes. */
  bytes: number
  /**
   * Adds the vectors of `vectors.length / dimension` passages, the first of number `first`.
   * @param first above every number so far @throws VECTOR_INVALID, VECTOR_DIMENSION_WRONG; the index is as before
   */
  add(first: number, vectors: Float32Array): Promise<void>
  /** Forgets `count` passages from `first` on; unknown ones are ignored. Searches begun afterwards do not find them. */
  remove(first: number, count: number): Promise<void>
  /**
   * The passages nearest to a vector, best first; of equal ones the smaller number first.
   * @param allowed which may be found; holds during the search, so that a filter never empties the result
   * @throws VECTOR_INVALID, VECTOR_DIMENSION_WRONG
   */
  search(vector: Float32Array, top: number, allowed?: PassageSet): Promise<readonly VectorHit[]>
  /**
   * Writes what it holds into a file that {@link openIndexFile} reads, whole or not at all; an engine without files does nothing.
   * What is added meanwhile may be in it or not.
   * @param meta kept in the file, and given back with it
   */
  save(path: string, meta: Readonly<Record<string, unknown>>): Promise<void>
  close(): Promise<void>
}>
