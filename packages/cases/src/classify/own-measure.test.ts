import { describe, expect, it } from 'vitest'
import { coverageAt } from './own-measure.ts'

const judged = (...list: readonly (readonly [number, boolean])[]) => list.map(([score, right]) => ({ score, right }))

describe('coverageAt', () => {
  it('takes the largest share that holds, beyond an early mistake', () => {
    const early = judged([0.9, false], ...Array.from({ length: 19 }, (_, at) => [0.8 - at / 100, true] as const))
    expect(coverageAt(early, 0.95)).toEqual({ share: 1, score: 0.8 - 18 / 100 })
  })

  it('takes equal scores together or not at all', () => {
    expect(coverageAt(judged([0.9, true], [0.5, true], [0.5, false]), 0.95)).toEqual({ share: 1 / 3, score: 0.9 })
  })

  it('is 0 without a score where nothing holds', () => {
    expect(coverageAt(judged([0.9, false], [0.8, false]), 0.95)).toEqual({ share: 0 })
    expect(coverageAt([], 0.95)).toEqual({ share: 0 })
  })
})
