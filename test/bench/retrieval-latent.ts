/**
 * Vectors made offline out of the corpus alone: latent semantic analysis (tf-idf of terms, randomised singular value decomposition
 * of Halko, Martinsson and Tropp 2011 with one power iteration, seeded). They stand in for an embedder, so that vector and hybrid
 * search can be run without one; they are no neural vectors and know no word that the corpus does not use.
 */
import { seededChance } from './measures.ts'

/** A space in which texts that use the same company of words are near. */
export type LatentSpace = Readonly<{
  dimensions: number
  /** Unit vectors of the documents, one row each. */
  vectors: Float32Array
  /** The unit vector of another text; zeros when it shares no term with the documents. */
  vectorOf(terms: readonly string[]): Float32Array
}>

type Sparse = Readonly<{ rows: number; columns: number; starts: Int32Array; column: Int32Array; value: Float32Array }>

/**
 * Makes the space of some documents.
 * @param documents the terms of each, repeated as they repeat
 */
export function latentSpace(documents: readonly (readonly string[])[], dimensions: number, seed: number): LatentSpace {
  const { numbers, idf } = vocabularyOf(documents)
  const rows = documents.map((terms) => weigh(terms, numbers, idf))
  const matrix = sparseOf(rows, idf.length)
  const width = Math.min(dimensions + 16, matrix.rows, matrix.columns)
  const basis = rightVectors(matrix, width, Math.min(dimensions, width), seed)
  const kept = Math.min(dimensions, width)
  const vectors = multiply(matrix, basis, kept)
  for (let row = 0; row < matrix.rows; row++) toUnit(vectors.subarray(row * kept, (row + 1) * kept))
  const vectorOf = (terms: readonly string[]): Float32Array =>
    toUnit(multiply(sparseOf([weigh(terms, numbers, idf)], idf.length), basis, kept))
  return { dimensions: kept, vectors, vectorOf }
}

/** Terms of at least two documents and at most a fifth of them: the rest relates nothing. */
function vocabularyOf(documents: readonly (readonly string[])[]): { numbers: Map<string, number>; idf: Float32Array } {
  const holding = new Map<string, number>()
  for (const terms of documents) for (const term of new Set(terms)) holding.set(term, (holding.get(term) ?? 0) + 1)
  const most = Math.max(2, documents.length / 5)
  const kept = [...holding].filter(([, count]) => count >= 2 && count <= most)
  const numbers = new Map(kept.map(([term], number) => [term, number]))
  return { numbers, idf: Float32Array.from(kept, ([, count]) => Math.log(documents.length / count)) }
}

function weigh(terms: readonly string[], numbers: ReadonlyMap<string, number>, idf: Float32Array): Map<number, number> {
  const counts = new Map<number, number>()
  for (const term of terms) {
    const number = numbers.get(term)
    if (number !== undefined) counts.set(number, (counts.get(number) ?? 0) + 1)
  }
  let squares = 0
  for (const [number, count] of counts) {
    const weight = (1 + Math.log(count)) * idf[number]!
    counts.set(number, weight)
    squares += weight * weight
  }
  const length = Math.sqrt(squares) || 1
  for (const [number, weight] of counts) counts.set(number, weight / length)
  return counts
}

function sparseOf(rows: readonly ReadonlyMap<number, number>[], columns: number): Sparse {
  const starts = new Int32Array(rows.length + 1)
  for (const [row, cells] of rows.entries()) starts[row + 1] = starts[row]! + cells.size
  const column = new Int32Array(starts[rows.length]!)
  const value = new Float32Array(starts[rows.length]!)
  let at = 0
  for (const cells of rows) {
    for (const [number, weight] of cells) {
      column[at] = number
      value[at++] = weight
    }
  }
  return { rows: rows.length, columns, starts, column, value }
}

/** A · X, X with `width` columns, row by row. */
function multiply({ rows, starts, column, value }: Sparse, right: Float32Array, width: number): Float32Array {
  const out = new Float32Array(rows * width)
  for (let row = 0; row < rows; row++) {
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      addScaled(out, row * width, right, column[at]! * width, value[at]!, width)
    }
  }
  return out
}

/** Aᵀ · Y, Y with `width` columns. */
function multiplyTransposed({ rows, columns, starts, column, value }: Sparse, left: Float32Array, width: number): Float32Array {
  const out = new Float32Array(columns * width)
  for (let row = 0; row < rows; row++) {
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      addScaled(out, column[at]! * width, left, row * width, value[at]!, width)
    }
  }
  return out
}

function addScaled(to: Float32Array, toAt: number, from: Float32Array, fromAt: number, scale: number, width: number): void {
  for (let at = 0; at < width; at++) to[toAt + at]! += scale * from[fromAt + at]!
}

function rightVectors(matrix: Sparse, width: number, kept: number, seed: number): Float32Array {
  const chance = seededChance(seed)
  const start = Float32Array.from({ length: matrix.columns * width }, () => normal(chance))
  let range = multiply(matrix, start, width)
  orthonormalise(range, width)
  range = multiply(matrix, multiplyTransposed(matrix, range, width), width)
  orthonormalise(range, width)
  const projected = multiplyTransposed(matrix, range, width)
  const { values, vectors } = eigen(gram(projected, width), width)
  const order = [...values.keys()].sort((a, b) => values[b]! - values[a]!).slice(0, kept)
  const turn = new Float64Array(width * kept)
  for (const [to, from] of order.entries()) {
    const scale = 1 / Math.sqrt(Math.max(values[from]!, 1e-12))
    for (let row = 0; row < width; row++) turn[row * kept + to] = vectors[row * width + from]! * scale
  }
  return turned(projected, width, turn, kept)
}

function turned(matrix: Float32Array, width: number, turn: Float64Array, kept: number): Float32Array {
  const rows = matrix.length / width
  const out = new Float32Array(rows * kept)
  for (let row = 0; row < rows; row++) {
    for (let inner = 0; inner < width; inner++) {
      const cell = matrix[row * width + inner]!
      if (cell === 0) continue
      for (let at = 0; at < kept; at++) out[row * kept + at]! += cell * turn[inner * kept + at]!
    }
  }
  return out
}

/** YᵀY. */
function gram(matrix: Float32Array, width: number): Float64Array {
  const out = new Float64Array(width * width)
  for (let start = 0; start < matrix.length; start += width) {
    for (let i = 0; i < width; i++) {
      const cell = matrix[start + i]!
      if (cell === 0) continue
      for (let j = i; j < width; j++) out[i * width + j]! += cell * matrix[start + j]!
    }
  }
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) out[i * width + j] = out[j * width + i]!
  return out
}

/** Makes the columns orthonormal: Y ← Y · L⁻ᵀ with YᵀY = L · Lᵀ (Cholesky). */
function orthonormalise(matrix: Float32Array, width: number): void {
  const lower = gram(matrix, width)
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = lower[i * width + j]!
      for (let k = 0; k < j; k++) sum -= lower[i * width + k]! * lower[j * width + k]!
      lower[i * width + j] = i === j ? Math.sqrt(Math.max(sum, 1e-9)) : sum / lower[j * width + j]!
    }
  }
  for (let start = 0; start < matrix.length; start += width) {
    for (let i = 0; i < width; i++) {
      let sum = matrix[start + i]!
      for (let k = 0; k < i; k++) sum -= lower[i * width + k]! * matrix[start + k]!
      matrix[start + i] = sum / lower[i * width + i]!
    }
  }
}

/** Eigenvalues and eigenvectors (columns) of a symmetric matrix, by cyclic Jacobi rotations. */
function eigen(matrix: Float64Array, size: number): { values: Float64Array; vectors: Float64Array } {
  const vectors = new Float64Array(size * size)
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1
  for (let sweep = 0; sweep < 12; sweep++) {
    let off = 0
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) off += matrix[p * size + q]! ** 2
    if (off < 1e-14 * size) break
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(matrix, vectors, size, p, q)
  }
  return { values: Float64Array.from({ length: size }, (_, i) => matrix[i * size + i]!), vectors }
}

function rotate(matrix: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const cell = matrix[p * size + q]!
  if (Math.abs(cell) < 1e-15) return
  const theta = (matrix[q * size + q]! - matrix[p * size + p]!) / (2 * cell)
  const tangent = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const cosine = 1 / Math.sqrt(tangent * tangent + 1)
  const sine = tangent * cosine
  for (let k = 0; k < size; k++) {
    const a = matrix[k * size + p]!
    const b = matrix[k * size + q]!
    matrix[k * size + p] = cosine * a - sine * b
    matrix[k * size + q] = sine * a + cosine * b
  }
  for (let k = 0; k < size; k++) {
    const a = matrix[p * size + k]!
    const b = matrix[q * size + k]!
    matrix[p * size + k] = cosine * a - sine * b
    matrix[q * size + k] = sine * a + cosine * b
    const left = vectors[k * size + p]!
    const right = vectors[k * size + q]!
    vectors[k * size + p] = cosine * left - sine * right
    vectors[k * size + q] = sine * left + cosine * right
  }
}

function toUnit(vector: Float32Array): Float32Array {
  let squares = 0
  for (const part of vector) squares += part * part
  const length = Math.sqrt(squares)
  if (length > 0) for (let at = 0; at < vector.length; at++) vector[at]! /= length
  return vector
}

function normal(chance: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance())
}
