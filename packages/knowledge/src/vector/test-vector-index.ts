/**
 * What every vector index must do. An engine that cannot do one thing by design says so, with the reason, when it is described.
 * @module
 */
import { KaiwuError } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import type { VectorIndex, VectorSpace } from './vector-index.ts'

const cases: Readonly<Record<string, (open: (dimension: number) => VectorIndex) => void>> = {
  'finds by direction, not by length, best first': (open) => {
    const index = filled(open(2), { east: [5, 0], northeast: [0.1, 0.1], north: [0, 3], west: [-2, 0] })
    const hits = index.search(vector(1, 0.2), 4)
    expect(hits.map(({ id }) => id)).toEqual(['east', 'northeast', 'north', 'west'])
    const length = Math.hypot(1, 0.2)
    for (const [at, cosine] of [1 / length, 1.2 / length / Math.SQRT2, 0.2 / length, -1 / length].entries())
      expect(hits[at]!.score).toBeCloseTo(cosine, 6)
  },
  'puts the smaller id first where vectors are equal': (open) => {
    const index = filled(open(2), { c: [1, 1], a: [2, 2], b: [3, 3] })
    expect(index.search(vector(1, 1), 3).map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  },
  'knows its size, and gives no more than it has': (open) => {
    const index = open(2)
    expect([index.dimension, index.size, index.search(vector(1, 0), 5)]).toEqual([2, 0, []])
    filled(index, { a: [1, 0], b: [0, 1] })
    expect(index.size).toBe(2)
    expect(index.search(vector(1, 0), 5_000_000)).toHaveLength(2)
  },
  'gives nothing when nothing is wanted': (open) => {
    const index = filled(open(2), { a: [1, 0], b: [0, 1] })
    for (const top of [0, -1, 0.5, Number.NaN]) expect(index.search(vector(1, 0), top), String(top)).toEqual([])
    expect(index.search(vector(1, 0), 1.9)).toHaveLength(1)
  },
  'replaces the vector of an id': (open) => {
    const index = filled(open(2), { a: [1, 0], b: [0, 1] })
    index.add('a', vector(0, -1))
    expect(index.size).toBe(2)
    expect(index.search(vector(1, 0.1), 2).map(({ id }) => id)).toEqual(['b', 'a'])
    expect(index.search(vector(0, -1), 1)[0]!.score).toBeCloseTo(1, 6)
  },
  'forgets what is removed, wherever it stood, and takes it in again': (open) => {
    const all = { a: [1, 0], b: [0.9, 0.1], c: [0.8, 0.2] } as const
    for (const gone of ['a', 'b', 'c']) {
      const index = filled(open(2), all)
      index.remove(gone)
      index.remove(gone)
      index.remove('nobody')
      const rest = ['a', 'b', 'c'].filter((id) => id !== gone)
      expect([index.size, index.search(vector(1, 0), 3).map(({ id }) => id)]).toEqual([2, rest])
      index.add(gone, vector(-1, 0))
      expect(index.search(vector(1, 0), 3).map(({ id }) => id)).toEqual([...rest, gone])
    }
  },
  'can be emptied and filled again': (open) => {
    const index = filled(open(2), { a: [1, 0], b: [0, 1] })
    for (const id of ['a', 'b']) index.remove(id)
    expect([index.size, index.search(vector(1, 0), 2)]).toEqual([0, []])
    filled(index, { c: [1, 1] })
    expect(index.search(vector(1, 0), 2).map(({ id }) => id)).toEqual(['c'])
  },
  'filters during the search: the page stays full however few are allowed': (open) => {
    const index = open(8)
    const count = 3000
    for (const [at, one] of randomVectors(count, 8).entries()) index.add(`v${at}`, one)
    for (const every of [1, 2, 10, 100, 1000]) {
      const allowed = (id: string): boolean => Number(id.slice(1)) % every === 0
      const hits = index.search(randomVectors(1, 8, 99)[0]!, 3, allowed)
      expect(hits).toHaveLength(3)
      expect(hits.every(({ id }) => allowed(id))).toBe(true)
      expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).sort((a, b) => b - a))
    }
    expect(index.search(vector(1, 0, 0, 0, 0, 0, 0, 0), 3, () => false)).toEqual([])
  },
  'lets an error of the filter through, and works on': (open) => {
    const index = filled(open(2), { a: [1, 0], b: [0, 1] })
    const fails = (): boolean => {
      throw new Error('the filter failed')
    }
    expect(() => index.search(vector(1, 0), 1, fails)).toThrow('the filter failed')
    expect(index.search(vector(1, 0), 1)[0]!.id).toBe('a')
  },
  'refuses what is no direction, and is as before': (open) => {
    const index = filled(open(2), { a: [1, 0] })
    const wrong: readonly (readonly [Float32Array, string, string])[] = [
      [vector(Number.NaN, 1), 'VECTOR_INVALID', 'v[0] = NaN'],
      [vector(1, Number.POSITIVE_INFINITY), 'VECTOR_INVALID', 'v[1] = Infinity'],
      [vector(1e39, 1), 'VECTOR_INVALID', 'v[0] = Infinity'],
      [vector(0, -0), 'VECTOR_INVALID', '|v| = 0'],
      [[1, 0] as unknown as Float32Array, 'VECTOR_INVALID', 'typeof v = object'],
      [vector(1), 'VECTOR_DIMENSION_WRONG', ''],
      [vector(1, 2, 3), 'VECTOR_DIMENSION_WRONG', ''],
      [vector(), 'VECTOR_DIMENSION_WRONG', ''],
    ]
    for (const [one, code, reason] of wrong) {
      for (const attempt of [() => index.add('a', one), () => index.add('b', one), () => index.search(one, 1)]) {
        const error = errorOf(attempt)
        expect([error.code, error.fault, error.details['model'], error.details['reason'] ?? '']).toEqual([
          code,
          'provider',
          'test/space',
          reason,
        ])
      }
    }
    expect([index.size, index.search(vector(1, 0), 2).map(({ id, score }) => [id, score])]).toEqual([1, [['a', 1]]])
  },
  'takes very large and very small numbers': (open) => {
    const index = filled(open(2), { large: [3e38, 3e38], small: [1e-44, 0] })
    expect(index.search(vector(1, 1), 2).map(({ id, score }) => [id, Math.round(score * 1000)])).toEqual([
      ['large', 1000],
      ['small', 707],
    ])
  },
  'keeps its own copy of a vector': (open) => {
    const index = open(2)
    const reused = vector(1, 0)
    index.add('a', reused)
    reused.set([0, 1])
    index.add('b', reused)
    expect(index.search(vector(1, 0), 1)).toEqual([{ id: 'a', score: 1 }])
  },
  'takes any id': (open) => {
    const ids = ['', '__proto__', 'constructor', '养犬.0', "x') OR '1'='1"]
    const index = open(2)
    for (const [at, id] of ids.entries()) index.add(id, vector(1, at))
    expect(index.search(vector(1, 0), 9).map(({ id }) => id)).toEqual(ids)
    for (const id of ids) index.remove(id)
    expect(index.size).toBe(0)
  },
  'finds exactly the nearest of many': (open) => {
    const index = open(64)
    const all = randomVectors(1500, 64)
    for (const [at, one] of all.entries()) index.add(`v${at}`, one)
    for (const question of randomVectors(20, 64, 7)) {
      const nearest = all
        .map((one, at) => ({ id: `v${at}`, score: cosine(one, question) }))
        .sort((a, b) => b.score - a.score)
        .slice(0, 10)
      expect(index.search(question, 10).map(({ id }) => id)).toEqual(nearest.map(({ id }) => id))
    }
  },
}

/**
 * Registers the conformance suite of vector indexes.
 * @param exceptions what this engine does not do by design: name of the case → reason, which the run reports
 */
export function describeVectorIndex(
  name: string,
  open: (space: VectorSpace) => VectorIndex,
  exceptions: Readonly<Record<string, string>> = {},
): void {
  const unknown = Object.keys(exceptions).filter((one) => !(one in cases))
  if (unknown.length > 0) throw new Error(`no such case: ${unknown.join(', ')}`)
  describe(`VectorIndex: ${name}`, () => {
    for (const [title, check] of Object.entries(cases)) {
      it(title, (context) => {
        const reason = exceptions[title]
        if (reason) context.skip(reason)
        check((dimension) => open({ model: 'test/space', dimension }))
      })
    }
  })
}

/** Numbers as a vector. */
export function vector(...numbers: number[]): Float32Array {
  return Float32Array.from(numbers)
}

/** Vectors spread evenly over directions; the same for the same seed. */
export function randomVectors(count: number, dimension: number, seed = 1): Float32Array[] {
  const next = randomNumbers(seed)
  return Array.from({ length: count }, () => Float32Array.from({ length: dimension }, () => gaussian(next)))
}

/** Vectors in clusters, as embeddings of texts about a few subjects are. */
export function clusteredVectors(count: number, dimension: number, clusters: number, seed = 1): Float32Array[] {
  const next = randomNumbers(seed)
  const centres = randomVectors(clusters, dimension, seed + 1)
  return Array.from({ length: count }, () => {
    const centre = centres[Math.floor(next() * clusters)]!
    return centre.map((value) => value + 0.5 * gaussian(next))
  })
}

function gaussian(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
}

/** Mulberry32: evenly spread numbers from 0 to 1. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** By the definition, in double precision. */
function cosine(a: Float32Array, b: Float32Array): number {
  const product = (x: Float32Array, y: Float32Array): number => x.reduce((sum, value, at) => sum + value * y[at]!, 0)
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b))
}

function filled(index: VectorIndex, vectors: Readonly<Record<string, readonly number[]>>): VectorIndex {
  for (const [id, numbers] of Object.entries(vectors)) index.add(id, vector(...numbers))
  return index
}

function errorOf(attempt: () => unknown): KaiwuError {
  try {
    attempt()
  } catch (error) {
    if (KaiwuError.is(error)) return error
    throw error
  }
  throw new Error('it was taken')
}
