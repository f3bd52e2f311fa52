import { describe, expect, it } from 'vitest'
import type { DocumentInfo } from '../http/contract.ts'
import { boardOf } from './board-of.ts'

function document(id: string, more: Partial<DocumentInfo> & Readonly<{ ends?: string }> = {}): DocumentInfo {
  const { ends, ...rest } = more
  return {
    id,
    knowledge: 'rules',
    path: `${id}.md`,
    facts: { title: id, ...(ends === undefined ? {} : { ends }) },
    validity: 'in-force',
    mediaType: 'text/markdown',
    bytes: 1,
    characters: 1,
    passages: 1,
    uploaded: false,
    addedAt: '2026-01-01T00:00:00.000Z',
    warnings: [],
    revision: 1,
    served: true,
    toConfirm: false,
    ...rest,
  }
}

describe('boardOf', () => {
  it('puts each document into the one column that says what to do about it', () => {
    const board = boardOf(
      [
        document('lasting'),
        document('far', { ends: '2027-06-01' }),
        document('sixty', { ends: '2027-01-21' }),
        document('sixty-one', { ends: '2027-01-22' }),
        document('doubtful', { toConfirm: true, ends: '2026-12-01' }),
        document('withdrawn', { validity: 'unconfirmed' }),
        document('coming', { validity: 'not-yet' }),
        document('gone', { validity: 'repealed', toConfirm: true }),
        document('over', { validity: 'expired', ends: '2026-01-01' }),
        document('changed', { validity: 'amended' }),
      ],
      '2026-11-22',
    )
    const ids = Object.fromEntries(Object.entries(board).map(([column, list]) => [column, list.map(({ id }) => id)]))
    expect(ids).toEqual({
      toConfirm: ['doubtful', 'withdrawn'],
      ending: ['sixty'],
      inForce: ['sixty-one', 'far', 'lasting', 'changed'],
      notYet: ['coming'],
      ended: ['over', 'gone'],
    })
  })
})
