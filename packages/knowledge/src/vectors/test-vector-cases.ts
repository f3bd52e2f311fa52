/**
 * What every vector index must do, whichever its engine.
 * @module
 */
import { KaiwuError } from '@kaiwu/core'
import { expect } from 'vitest'
import { PassageSet } from '../passages/passage-set.ts'
import { clusteredVectors, exactNearest, joined, randomNumbers, randomVectors, vector } from './test-vectors.ts'
import type { VectorHit, VectorIndex } from './vector-index.ts'

/** How a case opens indexes: they are closed after it. */
export type VectorBench = Readonly<{
  open(dimension: number): Promise<VectorIndex>
  /** Saves, closes, and opens again. */
  again(index: VectorIndex): Promise<VectorIndex>
  tolerance: number
}>

const passages = (hits: readonly VectorHit[]): number[] => hits.map(({ passage }) => passage)

/** Each case by what it says. */
export const vectorCases: Readonly<Record<string, (bench: VectorBench) => Promise<void>>> = {
  'finds by direction, not by length, best first': async ({ open, tolerance }) => {
    const index = await open(8)
    await index.add(0, joined([vector(8, 5), vector(8, 0.1, 0.1), vector(8, 0, 3), vector(8, -2)]))
    const hits = await index.search(vector(8, 1, 0.2), 4)
    expect(passages(hits)).toEqual([0, 1, 2, 3])
    const length = Math.hypot(1, 0.2)
    for (const [at, cosine] of [1 / length, 1.2 / length / Math.SQRT2, 0.2 / length, -1 / length].entries())
      expect(Math.abs(hits[at]!.score - cosine)).toBeLessThan(tolerance)
    expect(Object.isFrozen(hits) && Object.isFrozen(hits[0])).toBe(true)
    expect([index.size, index.dimension, index.bytes >= 0]).toEqual([4, 8, true])
  },
  'works in dimensions that no 4, 8 or 64 divides': async ({ open, tolerance }) => {
    for (const dimension of [9, 13, 100, 250]) {
      const index = await open(dimension)
      const all = randomVectors(40, dimension, dimension)
      await index.add(0, joined(all))
      for (const [at, one] of all.entries()) {
        const [best] = await index.search(one, 1)
        expect([best!.passage, Math.abs(best!.score - 1) < tolerance]).toEqual([at, true])
      }
    }
  },
  'puts the smaller number first where vectors are equal, also at the end of the list': async ({ open }) => {
    const index = await open(8)
    for (const first of [3, 10, 40]) await index.add(first, joined([vector(8, 1, 1), vector(8, 2, 2), vector(8, 0.5, 0.5)]))
    expect(passages(await index.search(vector(8, 1, 1), 9))).toEqual([3, 4, 5, 10, 11, 12, 40, 41, 42])
    expect(passages(await index.search(vector(8, 1, 1), 4))).toEqual([3, 4, 5, 10])
    await index.remove(3, 2)
    expect(passages(await index.search(vector(8, 1, 1), 2))).toEqual([5, 10])
  },
  'gives as many as asked for, as there are, or none': async ({ open }) => {
    const index = await open(8)
    expect(await index.search(vector(8, 1), 5)).toEqual([])
    await index.add(0, joined(randomVectors(20, 8)))
    const all = await index.search(vector(8, 1), 1000)
    expect([all.length, index.size]).toEqual([20, 20])
    for (const [top, count] of [
      [0, 0],
      [1, 1],
      [19, 19],
      [20, 20],
      [-3, 0],
      [Number.NaN, 0],
      [2.9, 2],
    ] as const)
      expect(passages(await index.search(vector(8, 1), top)), `top ${top}`).toEqual(passages(all.slice(0, count)))
    await index.add(20, new Float32Array(0))
    expect(index.size).toBe(20)
  },
  'takes rising numbers with gaps, wide ones too': async ({ open }) => {
    const index = await open(8)
    const starts = [7, 100, 65_536, 3_000_000]
    const all = randomVectors(8, 8, 5)
    for (const [at, first] of starts.entries()) await index.add(first, joined(all.slice(at * 2, at * 2 + 2)))
    for (const [at, one] of all.entries()) expect(passages(await index.search(one, 1))).toEqual([starts[at >> 1]! + (at & 1)])
    const allowed = new PassageSet(3_000_001)
    allowed.add(3_000_000)
    expect(passages(await index.search(all[0]!, 5, allowed))).toEqual([3_000_000])
  },
  'forgets at once what is removed, and ignores the unknown': async ({ open }) => {
    const index = await open(16)
    const all = randomVectors(60, 16, 3)
    await index.add(10, joined(all.slice(0, 30)))
    await index.add(50, joined(all.slice(30)))
    for (const [first, count] of [
      [12, 3],
      [35, 20],
      [0, 5],
      [500, 10],
      [12, 3],
      [14, 0],
      [79, 100],
    ] as const)
      await index.remove(first, count)
    const gone = new Set([12, 13, 14, 35, 36, 37, 38, 39, 50, 51, 52, 53, 54, 79])
    expect(index.size).toBe(60 - gone.size)
    for (const one of all) {
      const found = passages(await index.search(one, 60))
      expect([found.length, found.some((passage) => gone.has(passage))]).toEqual([index.size, false])
    }
    await index.remove(0, 1000)
    expect([index.size, await index.search(all[0]!, 5)]).toEqual([0, []])
    await index.add(90, joined(all.slice(0, 2)))
    expect(passages(await index.search(all[1]!, 1))).toEqual([91])
  },
  'filters during the search: all that is found is allowed, and the list is full': async ({ open }) => {
    const index = await open(32)
    const all = clusteredVectors(1200, 32, 12)
    const held = new Map(all.map((one, at) => [at + 5, one]))
    await index.add(5, joined(all))
    await index.remove(100, 50)
    for (let passage = 100; passage < 150; passage++) held.delete(passage)
    const next = randomNumbers(8)
    let right = 0
    let wanted = 0
    for (const share of [0, 0.002, 0.01, 0.03, 0.1, 0.5, 0.99, 1]) {
      for (const [turn, question] of clusteredVectors(4, 32, 12, 77).entries()) {
        // Wider and narrower than the index: numbers that are not there may be allowed, and numbers beyond the set are not.
        const allowed = new PassageSet(turn % 2 === 0 ? 5000 : 900)
        for (let passage = 0; passage < allowed.limit; passage++) if (next() < share) allowed.add(passage)
        const truth = new Set(passages(exactNearest(held, question, 10, allowed)))
        const hits = await index.search(question, 10, allowed)
        expect([hits.length, hits.every(({ passage }) => held.has(passage) && allowed.has(passage))]).toEqual([truth.size, true])
        right += hits.filter(({ passage }) => truth.has(passage)).length
        wanted += truth.size
      }
    }
    expect(right / wanted).toBeGreaterThanOrEqual(0.97)
  },
  'keeps to the filter as it was when the search began': async ({ open }) => {
    const index = await open(8)
    await index.add(0, joined(randomVectors(40, 8)))
    const allowed = new PassageSet(40)
    allowed.add(3, 5)
    const searching = index.search(vector(8, 1), 40, allowed)
    allowed.delete(3, 5)
    expect(passages(await searching).sort((a, b) => a - b)).toEqual([3, 4, 5, 6, 7])
  },
  'keeps its own copies, from the moment it is called': async ({ open, tolerance }) => {
    const index = await open(8)
    const reused = joined([vector(8, 1), vector(8, 0, 1)])
    const adding = index.add(0, reused)
    reused.fill(7)
    await adding
    const question = vector(8, 1)
    const searching = index.search(question, 1)
    question.fill(-1)
    const [best] = await searching
    expect([best!.passage, Math.abs(best!.score - 1) < tolerance]).toEqual([0, true])
  },
  'refuses what is no direction, and is as before': async ({ open }) => {
    const index = await open(8)
    await index.add(0, vector(8, 1))
    const wrong: readonly (readonly [Float32Array, string])[] = [
      [vector(8, 1, Number.NaN), 'VECTOR_INVALID'],
      [vector(8, 1, Number.POSITIVE_INFINITY), 'VECTOR_INVALID'],
      [vector(8, 1e39), 'VECTOR_INVALID'],
      [vector(8, -0), 'VECTOR_INVALID'],
      [[1, 0, 0, 0, 0, 0, 0, 0] as unknown as Float32Array, 'VECTOR_INVALID'],
      [vector(7, 1), 'VECTOR_DIMENSION_WRONG'],
      [vector(9, 1), 'VECTOR_DIMENSION_WRONG'],
    ]
    for (const [one, code] of wrong) {
      const batch = one.length === 8 && one instanceof Float32Array ? joined([vector(8, 0, 1), one, vector(8, 0, 2)]) : one
      for (const attempt of [index.add(1, one), index.add(1, batch), index.search(one, 1)]) {
        const error: unknown = await attempt.catch((caught: unknown) => caught)
        expect(KaiwuError.is(error) && [error.code, error.details['model']]).toEqual([code, 'test/space'])
      }
    }
    await expect(index.search(new Float32Array(0), 1)).rejects.toMatchObject({ code: 'VECTOR_DIMENSION_WRONG' })
    expect([index.size, passages(await index.search(vector(8, 1), 9))]).toEqual([1, [0]])
    await index.add(1, vector(8, 0, 1))
    expect(passages(await index.search(vector(8, 0, 1), 2))).toEqual([1, 0])
  },
  'takes very large and very small numbers': async ({ open, tolerance }) => {
    const index = await open(8)
    await index.add(0, joined([vector(8, 3e38, 3e38), vector(8, 1e-44)]))
    const hits = await index.search(vector(8, 2e38, 2e38), 2)
    expect(passages(hits)).toEqual([0, 1])
    for (const [at, cosine] of [1, Math.SQRT1_2].entries()) expect(Math.abs(hits[at]!.score - cosine)).toBeLessThan(tolerance)
  },
  'finds at least 98 % of the ten nearest of 3,000, with true scores': async ({ open, tolerance }) => {
    const index = await open(64)
    const all = clusteredVectors(3000, 64, 30)
    for (let first = 0; first < 3000; first += 500) await index.add(first, joined(all.slice(first, first + 500)))
    const held = new Map(all.entries())
    let right = 0
    for (const question of clusteredVectors(60, 64, 30, 9)) {
      const truth = new Map(exactNearest(held, question, 3000).map(({ passage, score }) => [passage, score]))
      const ten = new Set([...truth.keys()].slice(0, 10))
      for (const { passage, score } of await index.search(question, 10)) {
        expect(Math.abs(score - truth.get(passage)!)).toBeLessThan(tolerance)
        if (ten.has(passage)) right++
      }
    }
    expect(right / 600).toBeGreaterThanOrEqual(0.98)
  },
  'gives the same after saving and opening, and goes on from there': async ({ open, again }) => {
    const index = await open(16)
    const all = clusteredVectors(700, 16, 7)
    await index.add(1000, joined(all.slice(0, 600)))
    await index.remove(1100, 100)
    const questions = [...clusteredVectors(10, 16, 7, 5), all[120]!, all[599]!]
    const before = await Promise.all(questions.map((question) => index.search(question, 20)))
    const opened = await again(index)
    expect([opened.size, opened.dimension, opened.engine]).toEqual([500, 16, index.engine])
    expect(await Promise.all(questions.map((question) => opened.search(question, 20)))).toEqual(before)
    await opened.add(2000, joined(all.slice(600)))
    await opened.remove(1000, 50)
    expect([opened.size, passages(await opened.search(all[650]!, 1))]).toEqual([550, [2050]])
    const twice = await again(opened)
    expect([twice.size, passages(await twice.search(all[650]!, 1))]).toEqual([550, [2050]])
    const empty = await again(await open(16))
    await empty.add(0, joined(all.slice(0, 5)))
    expect(passages(await empty.search(all[3]!, 1))).toEqual([3])
  },
  'searches while it is added to, removed from and saved, and never finds what was removed before': async ({ open, again }) => {
    const index = await open(16)
    const all = clusteredVectors(900, 16, 9)
    await index.add(0, joined(all.slice(0, 100)))
    const gone = new Set<number>()
    let writing = true
    const write = async (): Promise<void> => {
      for (let first = 100; first < 900; first += 50) {
        await index.add(first, joined(all.slice(first, first + 50)))
        await index.remove(first - 90, 20)
        for (let passage = first - 90; passage < first - 70; passage++) gone.add(passage)
      }
    }
    const read = async (turn: number): Promise<void> => {
      for (let at = turn; writing || at < turn + 40; at += 7) {
        const before = new Set(gone)
        const hits = await index.search(all[at % 900]!, 50)
        expect([hits.length, hits.some(({ passage }) => before.has(passage))]).toEqual([50, false])
      }
    }
    await Promise.all([write().finally(() => (writing = false)), read(0), read(1), read(2)])
    expect(index.size).toBe(900 - gone.size)
    const opened = await again(index)
    expect(passages(await opened.search(all[895]!, 1))).toEqual([895])
  },
  'closes once or twice, and says so afterwards': async ({ open }) => {
    const index = await open(8)
    await index.add(0, vector(8, 1))
    const searching = index.search(vector(8, 1), 1).then(passages, (error: unknown) => KaiwuError.is(error) && error.code)
    await Promise.all([index.close(), index.close()])
    await index.close()
    expect([[0], 'INDEX_CLOSED']).toContainEqual(await searching)
    const uses = [index.search(vector(8, 1), 1), index.add(1, vector(8, 1)), index.remove(0, 1), index.save('x', {})]
    for (const use of uses) await expect(use).rejects.toMatchObject({ code: 'INDEX_CLOSED' })
  },
}
