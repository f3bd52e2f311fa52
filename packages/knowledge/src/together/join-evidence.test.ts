import { describe, expect, it } from 'vitest'
import { joinEvidence } from './join-evidence.ts'

const joined = (lists: readonly string[][], whole?: string[]) => joinEvidence(lists, (hit) => hit, whole).map(({ hit }) => hit)

describe('joinEvidence', () => {
  it('puts the best of each in the first places', () => {
    expect(
      joined([
        ['a1', 'a2', 'a3'],
        ['b1', 'b2'],
      ]),
    ).toEqual(['a1', 'b1', 'a2', 'b2', 'a3'])
  })

  it('holds each hit once, and gives a list the next turn for what another had', () => {
    expect(
      joined([
        ['x', 'a2'],
        ['x', 'b2', 'b3'],
      ]),
    ).toEqual(['x', 'b2', 'a2', 'b3'])
  })

  it('says which search found it, and where', () => {
    expect(joinEvidence([['a'], ['a', 'b']], (hit) => hit)).toEqual([
      { hit: 'a', list: 0, rank: 1 },
      { hit: 'b', list: 1, rank: 2 },
    ])
  })

  it('lets the whole question say which of a round comes first, and nothing beyond it', () => {
    expect(
      joined(
        [
          ['a1', 'a2'],
          ['b1', 'b2'],
        ],
        ['b1', 'a2', 'a1'],
      ),
    ).toEqual(['b1', 'a1', 'a2', 'b2'])
    expect(
      joined(
        [
          ['a1', 'a2'],
          ['b1', 'b2'],
        ],
        ['z', 'a2', 'a1'],
      ),
    ).toEqual(['a1', 'b1', 'a2', 'b2'])
  })

  it('keeps every hit', () => {
    expect(joined([[], ['b1', 'b2'], []])).toEqual(['b1', 'b2'])
    expect(joined([])).toEqual([])
  })
})
