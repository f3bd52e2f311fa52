import { describe, expect, it } from 'vitest'
import { fuseRanks } from './fuse-ranks.ts'

describe('fuseRanks', () => {
  it('adds 1 / (60 + place) over the lists', () => {
    const fused = fuseRanks([
      ['a', 'b', 'c'],
      ['c', 'a'],
    ])
    expect(fused.map(({ id, ranks }) => [id, ranks])).toEqual([
      ['a', [1, 2]],
      ['c', [3, 1]],
      ['b', [2, undefined]],
    ])
    for (const [at, score] of [1 / 61 + 1 / 62, 1 / 63 + 1 / 61, 1 / 62].entries())
      expect(fused[at]!.score).toBeCloseTo(score, 15)
  })

  it('puts what both lists have, further down, before what one has at its top', () => {
    const fill = (name: string) => Array.from({ length: 8 }, (_, at) => `${name}${at}`)
    expect(
      fuseRanks([
        [...fill('x'), 'both'],
        [...fill('y'), 'both'],
      ])[0]!.id,
    ).toBe('both')
    expect(
      fuseRanks(
        [
          ['first', ...fill('x'), 'both'],
          [...fill('y'), 'both'],
        ],
        0,
      )[0]!.id,
    ).toBe('first')
  })

  it('keeps the order of one list alone, and settles a tie by the smaller id', () => {
    expect(fuseRanks([['c', 'a', 'b'], []]).map(({ id }) => id)).toEqual(['c', 'a', 'b'])
    expect(
      fuseRanks([
        ['b', 'a'],
        ['a', 'b'],
      ]).map(({ id }) => id),
    ).toEqual(['a', 'b'])
    expect(fuseRanks([['b'], ['a']]).map(({ id }) => id)).toEqual(['a', 'b'])
    expect(fuseRanks([[], []])).toEqual([])
    expect(fuseRanks([])).toEqual([])
  })
})
