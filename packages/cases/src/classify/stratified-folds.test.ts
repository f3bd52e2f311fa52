import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stratifiedFolds } from './stratified-folds.ts'

describe('stratifiedFolds', () => {
  it('keeps a group in one fold and deals it by seed', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(4)), { minLength: 1 }), fc.integer({ min: 2, max: 7 }), (rows, folds) => {
        const groups = rows.map(([group]) => `g${group}`)
        const labels = rows.map(([, label]) => label)
        const dealt = stratifiedFolds(groups, labels, folds, 1)
        const foldOf = new Map<string, number>()
        groups.forEach((group, row) => {
          expect(dealt[row]).toBeLessThan(folds)
          expect(foldOf.get(group) ?? dealt[row]).toBe(dealt[row])
          foldOf.set(group, dealt[row]!)
        })
        expect(stratifiedFolds(groups, labels, folds, 1)).toEqual(dealt)
      }),
    )
  })

  it('spreads each label over the folds, none more than one row from another', () => {
    const labels = Array.from({ length: 103 }, (_, row) => (row < 11 ? 0 : row < 40 ? 1 : 2))
    const dealt = stratifiedFolds(
      labels.map((_, row) => `${row}`),
      labels,
      5,
      3,
    )
    for (const label of [0, 1, 2]) {
      const sizes = [0, 1, 2, 3, 4].map((fold) => labels.filter((own, row) => own === label && dealt[row] === fold).length)
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
    }
  })
})
