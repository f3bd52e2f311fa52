import { describe, expect, it } from 'vitest'
import { flatVectorIndex } from './flat-vector-index.ts'
import { hnswVectorIndex } from './hnsw-vector-index.ts'
import { loadHnsw, type HnswGraph, type HnswModule } from './load-hnsw.ts'
import { exactLimit, openVectorIndex } from './open-vector-index.ts'
import { clusteredVectors, describeVectorIndex, randomVectors } from './test-vector-index.ts'
import type { VectorIndex } from './vector-index.ts'

const hnsw = await loadHnsw()
const space = { model: 'test/space', dimension: 64 }

function recall(
  index: VectorIndex,
  exact: VectorIndex,
  questions: readonly Float32Array[],
  allowed?: (id: string) => boolean,
): number {
  let right = 0
  let all = 0
  for (const question of questions) {
    const truth = new Set(exact.search(question, 10, allowed).map(({ id }) => id))
    right += index.search(question, 10, allowed).filter(({ id }) => truth.has(id)).length
    all += truth.size
  }
  return right / all
}

function both(module: HnswModule, expected = 0): readonly [VectorIndex, VectorIndex] {
  return [hnswVectorIndex(module, space, expected), flatVectorIndex(space)]
}

function describeHnsw(module: HnswModule): void {
  describeVectorIndex('hnsw', (one) => hnswVectorIndex(module, one), {
    'finds exactly the nearest of many': 'a graph is approximate by design; its recall is measured below',
  })

  describe('hnswVectorIndex', () => {
    it('finds at least 95 % of what exact search finds in 2,000 clustered vectors, with the same scores', () => {
      const [index, exact] = both(module)
      for (const [at, one] of clusteredVectors(2000, 64, 25).entries()) for (const each of [index, exact]) each.add(`v${at}`, one)
      const questions = clusteredVectors(100, 64, 25, 3)
      expect(recall(index, exact, questions)).toBeGreaterThanOrEqual(0.95)
      const [question] = randomVectors(1, 64, 8)
      const exactScores = new Map(exact.search(question!, 2000).map(({ id, score }) => [id, score]))
      const hits = index.search(question!, 20)
      expect(hits.map(({ score }) => score)).toEqual(hits.map(({ id }) => exactScores.get(id)))
      expect(index.engine).toBe('hnsw')
    })

    it('keeps its recall when it grows past what it was opened for, and under filters wide and narrow', () => {
      const [index, exact] = both(module, 100)
      for (const [at, one] of clusteredVectors(2500, 64, 25, 11).entries())
        for (const each of [index, exact]) each.add(`v${at}`, one)
      const questions = clusteredVectors(30, 64, 25, 12)
      for (const every of [1, 2, 10, 40, 500]) {
        expect(
          recall(index, exact, questions, (id) => Number(id.slice(1)) % every === 0),
          `one in ${every}`,
        ).toBeGreaterThanOrEqual(0.95)
      }
      expect(index.search(questions[0]!, 10, (id) => Number(id.slice(1)) % 500 === 0)).toEqual(
        exact.search(questions[0]!, 10, (id) => Number(id.slice(1)) % 500 === 0),
      )
    })

    it('never gives back what was removed or replaced, though the graph still holds it', () => {
      const [index, exact] = both(module)
      const all = clusteredVectors(1000, 64, 10, 21)
      for (const [at, one] of all.entries()) for (const each of [index, exact]) each.add(`v${at}`, one)
      for (let at = 0; at < 1000; at++) if (at % 10 !== 0) for (const each of [index, exact]) each.remove(`v${at}`)
      expect(index.size).toBe(100)
      expect(recall(index, exact, all.slice(0, 50))).toBeGreaterThanOrEqual(0.95)
      for (const question of all.slice(0, 50))
        expect(index.search(question, 1000).every(({ id }) => Number(id.slice(1)) % 10 === 0)).toBe(true)
    })

    it('asks the filter of each vector once, and leaves the graph alone where few are allowed', () => {
      let walks = 0
      class Counted extends module.HierarchicalNSW {
        override readonly searchKnn = (...question: Parameters<HnswGraph['searchKnn']>): { neighbors: number[] } => {
          walks++
          return super.searchKnn(...question)
        }
      }
      const index = hnswVectorIndex({ HierarchicalNSW: Counted }, space)
      for (const [at, one] of randomVectors(400, 64).entries()) index.add(`v${at}`, one)
      const walksFor = (count: number): number => {
        walks = 0
        let asked = 0
        expect(index.search(randomVectors(1, 64, 4)[0]!, 5, (id) => (asked++, Number(id.slice(1)) < count))).toHaveLength(5)
        expect(asked).toBe(400)
        return walks
      }
      expect([400, 200, 20, 19, 5].map(walksFor)).toEqual([1, 1, 1, 0, 0])
    })

    it('does not grow with vectors that were replaced', () => {
      let points = 0
      let room = 0
      class Counted extends module.HierarchicalNSW {
        override readonly initIndex = (most: number, m: number, breadth: number, seed: number): void => {
          points = 0
          room = most
          super.initIndex(most, m, breadth, seed)
        }
        override readonly addPoint = (point: number[], label: number): void => {
          points++
          super.addPoint(point, label)
        }
        override readonly resizeIndex = (most: number): void => {
          room = most
          super.resizeIndex(most)
        }
      }
      const [index, exact] = both({ HierarchicalNSW: Counted })
      for (const round of [1, 2, 3, 4, 5]) {
        for (const [at, one] of randomVectors(500, 64, round).entries())
          for (const each of [index, exact]) each.add(`v${at}`, one)
      }
      expect([index.size, room]).toEqual([500, 1024])
      expect(points).toBeLessThanOrEqual(1024)
      expect(recall(index, exact, randomVectors(30, 64, 5))).toBeGreaterThanOrEqual(0.95)
    })
  })
}

if (hnsw) describeHnsw(hnsw)
else {
  console.warn('hnswlib-node does not load here: its graph is not tested in this run, only that exact search takes its place')
  it('hnswlib-node does not load here, and exact search takes its place', async () => {
    expect(await openVectorIndex({ ...space, expected: exactLimit })).toMatchObject({
      reason: 'hnsw-missing',
      index: { engine: 'flat' },
    })
  })
}
