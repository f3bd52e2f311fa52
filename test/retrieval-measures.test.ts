import { describe, expect, it } from 'vitest'
import { mean, ndcgAt, pairedBootstrap, percentile, recallAt, reciprocalRankAt, seededChance } from './bench/measures.ts'
import { latentSpace } from './bench/retrieval-latent.ts'
import { exactBm25 } from './bench/retrieval-baseline.ts'

const judged = new Map([
  ['a', 2],
  ['b', 1],
])

describe('measures of a ranking', () => {
  it.each([
    [['a', 'b'], 1],
    [['b', 'a'], (1 + 2 / Math.log2(3)) / (2 + 1 / Math.log2(3))],
    [['x', 'a'], 2 / Math.log2(3) / (2 + 1 / Math.log2(3))],
    [['x', 'y'], 0],
    [[], 0],
  ])('gives %j nDCG %f', (ranking, expected) => {
    expect(ndcgAt(10, ranking, judged)).toBeCloseTo(expected, 12)
  })

  it('looks no deeper than the depth', () => {
    expect(ndcgAt(1, ['x', 'a'], judged)).toBe(0)
    expect(reciprocalRankAt(1, ['x', 'a'], judged)).toBe(0)
    expect(recallAt(1, ['a', 'b'], judged)).toBe(0.5)
  })

  it('takes the first relevant place, and all relevant ones for recall', () => {
    expect(reciprocalRankAt(10, ['x', 'y', 'b', 'a'], judged)).toBeCloseTo(1 / 3)
    expect(recallAt(10, ['x', 'b', 'a'], judged)).toBe(1)
    expect(reciprocalRankAt(10, ['x'], judged)).toBe(0)
  })

  it('gives 0 where nothing is relevant', () => {
    const none = new Map([['a', 0]])
    expect([ndcgAt(10, ['a'], none), recallAt(10, ['a'], none), reciprocalRankAt(10, ['a'], none)]).toEqual([0, 0, 0])
  })

  it('takes percentiles by nearest rank', () => {
    const values = [4, 1, 3, 2]
    expect([0, 0.5, 0.75, 0.99, 1].map((share) => percentile(values, share))).toEqual([1, 2, 3, 4, 4])
    expect([percentile([], 0.5), mean([])]).toEqual([0, 0])
    expect(values).toEqual([4, 1, 3, 2])
  })
})

describe('pairedBootstrap', () => {
  const chance = seededChance(3)
  const base = Array.from({ length: 200 }, () => chance())

  it('sees a steady difference and gives the same figures for the same seed', () => {
    const better = base.map((value) => value + 0.02 + 0.05 * (chance() - 0.5))
    const found = pairedBootstrap(better, base, { resamples: 2000, seed: 5 })
    expect(found.p).toBeLessThan(0.01)
    expect(found.low).toBeGreaterThan(0)
    expect(found.high).toBeGreaterThan(found.low)
    expect(found.difference).toBeCloseTo(mean(better) - mean(base), 12)
    expect(pairedBootstrap(better, base, { resamples: 2000, seed: 5 })).toEqual(found)
  })

  it('sees none where there is none', () => {
    const noisy = base.map((value) => value + 0.2 * (chance() - 0.5))
    const { low, high, p } = pairedBootstrap(noisy, base, { resamples: 2000 })
    expect(low).toBeLessThan(0)
    expect(high).toBeGreaterThan(0)
    expect(p).toBeGreaterThan(0.05)
    expect(pairedBootstrap(base, base, { resamples: 100 })).toMatchObject({ difference: 0, p: 1 })
  })

  it('refuses figures that are not of the same queries', () => {
    expect(() => pairedBootstrap([1], [1, 2])).toThrow(RangeError)
  })
})

describe('latentSpace', () => {
  // Six topics of three words; each document lacks one word of its topic.
  const documents = Array.from({ length: 120 }, (_, at) =>
    [0, 1, 2].filter((word) => word !== Math.floor(at / 6) % 3).map((word) => `topic${at % 6}word${word}`),
  )

  it('brings texts together that share no word but the company their words keep', () => {
    const space = latentSpace(documents, 6, 1)
    const asked = space.vectorOf(['topic0word0'])
    const cosine = (row: number) => asked.reduce((sum, part, at) => sum + part * space.vectors[row * space.dimensions + at]!, 0)
    expect(documents[0]).not.toContain('topic0word0')
    expect(cosine(0)).toBeGreaterThan(0.8)
    expect(Math.abs(cosine(1))).toBeLessThan(0.2)
    expect(latentSpace(documents, 6, 1).vectors).toEqual(space.vectors)
  })

  it('gives zeros for words it does not know', () => {
    expect([...latentSpace(documents, 6, 1).vectorOf(['ship'])]).toEqual([0, 0, 0, 0, 0, 0])
  })
})

describe('exactBm25', () => {
  const set = (texts: readonly string[], isChinese: boolean) => ({
    name: 'made',
    documents: texts.map((text, at) => ({ id: `d${at}`, title: '', text })),
    queries: [],
    judged: new Map(),
    isChinese,
  })

  it('finds by pairs and stems, the shorter first, and nothing by single characters', () => {
    const search = exactBm25(set(['主轴过热', '主轴过热时停机检查并记录', '电机'], true))
    expect(search('主轴', 10)).toEqual(['d0', 'd1'])
    expect(search('主', 10)).toEqual([])
    expect(exactBm25(set(['Replacing bearings', 'oil'], false))('replace the bearing', 10)).toEqual(['d0'])
  })
})
