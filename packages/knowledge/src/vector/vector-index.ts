/** What one index holds: vectors of one model, all of one dimension. */
export type VectorSpace = Readonly<{
  /** `provider/model`, for what an error says. */
  model: string
  dimension: number
}>

/** A vector found, with its cosine to the one asked for: 1 the same direction, 0 unrelated, -1 opposite. */
export type VectorHit = Readonly<{ id: string; score: number }>

/**
 * Nearest vectors by cosine, in memory. An index keeps no files: it is built from what the store holds.
 * Vectors are copied on the way in; their length does not matter, only their direction.
 */
export type VectorIndex = Readonly<{
  /** `flat` compares with every vector and is exact; `hnsw` walks a graph and may miss some. */
  engine: 'flat' | 'hnsw'
  dimension: number
  /** How many vectors it holds. */
  size: number
  /** Adds a vector, or replaces the one of the same id. @throws VECTOR_INVALID, VECTOR_DIMENSION_WRONG; the index is as before */
  add(id: string, vector: Float32Array): void
  /** Forgets a vector; unknown ids are ignored. */
  remove(id: string): void
  /**
   * The vectors nearest to one, best first; of equal ones the smaller id first.
   * @param allowed which may be found; decided during the search, so that a filter never empties the result
   * @throws VECTOR_INVALID, VECTOR_DIMENSION_WRONG
   */
  search(vector: Float32Array, top: number, allowed?: (id: string) => boolean): readonly VectorHit[]
}>
