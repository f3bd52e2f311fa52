import { describe, expect, it } from 'vitest'
import { fuse, type FusionList } from './fuse.ts'
import { defaultFusionSettings, fusionSettings, type FusionChanges } from './fusion-settings.ts'

const list = (...pairs: readonly (readonly [number, number])[]): FusionList => ({
  hits: pairs.map(([passage, score]) => ({ passage, score })),
})
const order = (hits: ReturnType<typeof fuse>) => hits.map(({ passage }) => passage)
const keyword = list([1, 20], [2, 10], [3, 8])
const vector = list([3, 0.9], [4, 0.85], [1, 0.8])

describe('fuse: reciprocal ranks', () => {
  it('puts first what both engines found, and counts places alone', () => {
    const fused = fuse({ keyword, vector })
    expect(order(fused)).toEqual([1, 3, 2, 4])
    expect(fused[0]!.score).toBeCloseTo(1 / 61 + 1 / 63, 12)
    expect(order(fuse({ keyword: list([1, 900], [2, 1], [3, 0.1]), vector }))).toEqual([1, 3, 2, 4])
  })

  it('says what each list gave, which sums to the score', () => {
    const fused = fuse({ keyword, vector })
    expect(fused[0]!.parts).toEqual({
      keyword: { rank: 1, score: 20, gave: 1 / 61 },
      vector: { rank: 3, score: 0.8, gave: 1 / 63 },
    })
    expect(fused[3]!.parts).toEqual({ vector: { rank: 2, score: 0.85, gave: 1 / 62 } })
  })

  it('lets weights decide, and leaves out what only a list of weight 0 holds', () => {
    expect(order(fuse({ keyword, vector }, fusionSettings({ weights: { keyword: 1, vector: 5 } })))).toEqual([3, 1, 4, 2])
    expect(order(fuse({ keyword, vector }, fusionSettings({ weights: { vector: 0 } })))).toEqual([1, 2, 3])
  })

  it('gives the order of the one list that there is, and nothing of none', () => {
    expect(order(fuse({ vector }))).toEqual([3, 4, 1])
    expect(order(fuse({ keyword, vector: list() }))).toEqual([1, 2, 3])
    expect(fuse({})).toEqual([])
    expect(order(fuse({ keyword }, fusionSettings({ weights: { keyword: 0 } })))).toEqual([1, 2, 3])
  })

  it('gives as many as are wanted', () => {
    expect(order(fuse({ keyword, vector }, defaultFusionSettings, 2))).toEqual([1, 3])
    expect(fuse({ keyword, vector }, defaultFusionSettings, 0)).toEqual([])
    expect(fuse({ keyword, vector }, defaultFusionSettings, -1)).toEqual([])
  })

  it('orders equal ones by number', () => {
    expect(order(fuse({ keyword: list([9, 3]), vector: list([2, 0.5]) }))).toEqual([2, 9])
  })

  it('lets a small k favour the first places', () => {
    const one = list([1, 9], [3, 8], [2, 7], [4, 6])
    const other = list([5, 0.9], [6, 0.8], [2, 0.7])
    expect(order(fuse({ keyword: one, vector: other }, fusionSettings({ k: 60 })))[0]).toBe(2)
    expect(order(fuse({ keyword: one, vector: other }, fusionSettings({ k: 0.1 })))[0]).toBe(1)
  })
})

describe('fuse: weighted scores', () => {
  const weighted = (changes: FusionChanges = {}) => fusionSettings({ method: 'weighted', ...changes })

  it('goes by how far ahead a score is', () => {
    const far = fuse({ keyword: list([1, 20], [2, 4], [3, 3]), vector: list([2, 0.82], [1, 0.81], [3, 0.8]) }, weighted())
    expect(order(far)).toEqual([1, 2, 3])
    const near = fuse({ keyword: list([1, 20], [2, 19.9], [3, 3]), vector: list([2, 0.95], [1, 0.3], [3, 0.2]) }, weighted())
    expect(order(near)).toEqual([2, 1, 3])
  })

  it('is not moved by one poor hit at the end of a list', () => {
    const vectors = list([2, 0.9], [1, 0.7], [3, 0.6])
    const before = fuse({ keyword: list([1, 20], [2, 15], [3, 14]), vector: vectors }, weighted())
    const after = fuse({ keyword: list([1, 20], [2, 15], [3, 14], [4, 0.1]), vector: vectors }, weighted())
    expect(order(after).slice(0, 3)).toEqual(order(before))
  })

  it('gives parts that sum to the score, none below 0', () => {
    for (const { score, parts } of fuse({ keyword, vector }, weighted({ weights: { keyword: 2, vector: 3 } }))) {
      const gave = Object.values(parts).map((part) => part.gave)
      expect(gave.reduce((sum, one) => sum + one, 0)).toBeCloseTo(score, 12)
      expect(Math.min(...gave)).toBeGreaterThanOrEqual(0)
    }
  })

  it('depends on the relation of the weights alone', () => {
    const scores = (a: number, b: number) =>
      fuse({ keyword, vector }, weighted({ weights: { keyword: a, vector: b } })).map(({ score }) => score)
    expect(scores(1, 3)).toEqual(scores(2, 6))
  })

  it('takes a passage that a cut list lacks to be as good as its last, of a whole keyword list to have no word', () => {
    const hits = [
      { passage: 1, score: 10 },
      { passage: 2, score: 9 },
    ]
    const gave = (whole: boolean) => fuse({ keyword: { hits, whole } }, weighted())[1]!.parts.keyword!.gave
    expect(gave(false)).toBe(0)
    expect(gave(true)).toBeCloseTo(0.45, 12)
  })

  it('does not sink a passage without a vector', () => {
    const fused = fuse(
      { keyword: list([1, 10], [2, 2], [3, 1]), vector: { hits: [...vector.hits.slice(1)], whole: true } },
      weighted(),
    )
    expect(order(fused)[0]).toBe(1)
  })

  it('gives nothing, and no NaN, where no score is above the least there can be', () => {
    expect(fuse({ keyword: list([1, 0]), vector: list([2, -1]) }, weighted()).map(({ score }) => score)).toEqual([0, 0])
  })
})

describe('fusionSettings', () => {
  it('fills in what is left out, and freezes', () => {
    expect(fusionSettings()).toEqual(defaultFusionSettings)
    const settings = fusionSettings({ weights: { vector: 0.3 } })
    expect(settings.weights).toEqual({ keyword: 1, vector: 0.3 })
    expect(Object.isFrozen(settings) && Object.isFrozen(settings.weights) && Object.isFrozen(defaultFusionSettings)).toBe(true)
  })

  it.each([
    [{ weights: { keyword: -1 } }, 'weights.keyword'],
    [{ weights: { vector: Number.NaN } }, 'weights.vector'],
    [{ weights: { vector: Number.POSITIVE_INFINITY } }, 'weights.vector'],
    [{ weights: { vector: '2' } }, 'weights.vector'],
    [{ weights: { keyword: 0, vector: 0 } }, 'weights'],
    [{ k: 0 }, 'k'],
    [{ k: -60 }, 'k'],
    [{ method: 'sum' }, 'method'],
  ])('refuses %j', (changes, setting) => {
    expect(() => fusionSettings(changes as FusionChanges)).toThrow(
      expect.objectContaining({ code: 'FUSION_SETTING_INVALID', details: expect.objectContaining({ setting }) }),
    )
  })
})
