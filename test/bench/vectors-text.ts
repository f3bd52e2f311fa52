/**
 * Vectors of real text without a model: latent semantic analysis (Deerwester et al. 1990). Words and pairs of Chinese characters are
 * counted (tf-idf), and the counts projected on the space that explains most of them, found at random with one power iteration
 * (Halko, Martinsson and Tropp 2011). Held-out pieces of text are the questions.
 * @module
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { randomNumbers } from '../../packages/knowledge/src/vectors/test-vectors.ts'

/** Rows of terms with their weights: those of row n stand from starts[n] to starts[n + 1]. */
type Counts = Readonly<{ starts: Uint32Array; terms: Uint32Array; weights: Float32Array }>

const vocabularySize = 12_288
const sampledRows = 8192
const pieceCharacters = 120

/** Pieces of the texts of every `corpus.jsonl` in a folder or its folders, each once, in a fixed random order. */
export function textPieces(folder: string, most: number): string[] {
  const folders = [folder, ...readdirSync(folder).map((name) => join(folder, name))]
  const files = folders.map((one) => join(one, 'corpus.jsonl')).filter((file) => existsSync(file))
  const pieces = new Set<string>()
  for (const file of files.toSorted((one, other) => (one < other ? -1 : 1))) {
    for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
      const { title = '', text = '' } = JSON.parse(line) as { title?: string; text?: string }
      const whole = `${title}\n${text}`
      // A Chinese character says about as much as three Latin letters.
      const length = /[\u3400-\u9fff]/.test(whole) ? pieceCharacters : pieceCharacters * 3
      for (let start = 0; start < whole.length; start += length) pieces.add(whole.slice(start, start + length))
    }
  }
  const all = [...pieces].filter((piece) => piece.length > 40)
  const next = randomNumbers(7)
  const order = all.map((piece) => [next(), piece] as const).sort(([one], [other]) => one - other)
  return order.slice(0, most).map(([, piece]) => piece)
}

/** A unit vector of `dimension` for each text, one behind the other. */
export function textVectors(texts: readonly string[], dimension: number): Float32Array {
  const counts = countTerms(texts.map(termsOf))
  const space = principalSpace(counts, Math.min(texts.length, sampledRows), dimension)
  const vectors = project(counts, texts.length, space, dimension)
  for (let at = 0; at < vectors.length; at += dimension) toUnit(vectors.subarray(at, at + dimension))
  return vectors
}

/** How many directions the vectors fill: 1 when they all lie on a line, the dimension when they fill all evenly. */
export function participation(vectors: Float32Array, dimension: number): number {
  const rows = Math.min(2000, vectors.length / dimension)
  const gram = gramOf(vectors, rows, dimension)
  let trace = 0
  let squares = 0
  for (let at = 0; at < dimension; at++) trace += gram[at * dimension + at]!
  for (const value of gram) squares += value * value
  return trace ** 2 / squares
}

function termsOf(text: string): string[] {
  const terms: string[] = []
  for (const [run] of text.toLowerCase().matchAll(/[\u3400-\u9fff]+|[a-z0-9]+/g)) {
    if (run.charCodeAt(0) < 0x3400) terms.push(run.replace(/(?:ing|ed|es|s)$/, ''))
    else for (let at = 0; at + 1 < run.length; at++) terms.push(run.slice(at, at + 2))
  }
  return terms
}

function countTerms(texts: readonly (readonly string[])[]): Counts {
  const occurs = new Map<string, number>()
  for (const terms of texts) for (const term of new Set(terms)) occurs.set(term, (occurs.get(term) ?? 0) + 1)
  const kept = [...occurs].sort(([, one], [, other]) => other - one).slice(0, vocabularySize)
  const vocabulary = new Map(kept.map(([term, count], at) => [term, { at, idf: Math.log(texts.length / count) }]))
  const [starts, terms, weights] = [[0], [] as number[], [] as number[]]
  for (const text of texts) {
    const tf = new Map<string, number>()
    for (const term of text) tf.set(term, (tf.get(term) ?? 0) + 1)
    const known = [...tf].flatMap(([term, count]) => {
      const { at, idf } = vocabulary.get(term) ?? {}
      return at === undefined || idf === undefined ? [] : [[at, (1 + Math.log(count)) * idf] as const]
    })
    const length = Math.hypot(...known.map(([, weight]) => weight)) || 1
    for (const [term, weight] of known) {
      terms.push(term)
      weights.push(weight / length)
    }
    starts.push(terms.length)
  }
  return { starts: Uint32Array.from(starts), terms: Uint32Array.from(terms), weights: Float32Array.from(weights) }
}

/** An orthonormal basis, one row per term, of the space that a random one is turned into by one power iteration. */
function principalSpace(counts: Counts, rows: number, dimension: number): Float32Array {
  const next = randomNumbers(3)
  const random = Float32Array.from({ length: vocabularySize * dimension }, () => next() + next() + next() + next() - 2)
  const seen = project(counts, rows, random, dimension)
  const space = new Float32Array(vocabularySize * dimension)
  for (let row = 0; row < rows; row++) {
    for (let at = counts.starts[row]!; at < counts.starts[row + 1]!; at++)
      addTo(space, counts.terms[at]! * dimension, seen, row * dimension, counts.weights[at]!, dimension)
  }
  orthonormalise(space, vocabularySize, dimension)
  return space
}

function project({ starts, terms, weights }: Counts, rows: number, space: Float32Array, dimension: number): Float32Array {
  const projected = new Float32Array(rows * dimension)
  for (let row = 0; row < rows; row++)
    for (let at = starts[row]!; at < starts[row + 1]!; at++)
      addTo(projected, row * dimension, space, terms[at]! * dimension, weights[at]!, dimension)
  return projected
}

function addTo(sums: Float32Array, to: number, values: Float32Array, from: number, weight: number, count: number): void {
  for (let at = 0; at < count; at++) sums[to + at]! += weight * values[from + at]!
}

/** Makes the columns orthonormal, by the Cholesky factor of their products with one another. */
function orthonormalise(matrix: Float32Array, rows: number, columns: number): void {
  const factor = cholesky(gramOf(matrix, rows, columns), columns)
  for (let row = 0; row < rows; row++) {
    const own = matrix.subarray(row * columns, (row + 1) * columns)
    for (let column = 0; column < columns; column++) {
      let value = own[column]!
      const before = column * columns
      for (let at = 0; at < column; at++) value -= factor[before + at]! * own[at]!
      own[column] = value / factor[before + column]!
    }
  }
}

/** The products of all columns with one another, four rows at a time. */
function gramOf(matrix: Float32Array, rows: number, columns: number): Float64Array {
  const gram = new Float64Array(columns * columns)
  for (let row = 0; row + 3 < rows; row += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((next) => matrix.subarray((row + next) * columns, (row + next + 1) * columns)) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ]
    for (let one = 0; one < columns; one++) {
      const [p, q, r, s] = [a[one]!, b[one]!, c[one]!, d[one]!]
      const line = one * columns
      for (let other = 0; other <= one; other++)
        gram[line + other]! += p * a[other]! + q * b[other]! + r * c[other]! + s * d[other]!
    }
  }
  for (let one = 0; one < columns; one++)
    for (let other = 0; other < one; other++) gram[other * columns + one] = gram[one * columns + other]!
  return gram
}

/** The lower factor of a symmetric matrix; what is next to nothing is kept from being divided by. */
function cholesky(matrix: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(size * size)
  const least = 1e-10 * matrix[0]!
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let value = matrix[row * size + column]!
      for (let at = 0; at < column; at++) value -= factor[row * size + at]! * factor[column * size + at]!
      factor[row * size + column] = row === column ? Math.sqrt(Math.max(value, least)) : value / factor[column * size + column]!
    }
  }
  return factor
}

/** Gives a vector length 1. */
export function toUnit(vector: Float32Array): void {
  let squares = 0
  for (const value of vector) squares += value * value
  // A text without a known term: some direction, so that it can be stored.
  if (squares === 0) vector[0] = 1
  const length = Math.sqrt(squares) || 1
  for (let at = 0; at < vector.length; at++) vector[at] = vector[at]! / length
}
