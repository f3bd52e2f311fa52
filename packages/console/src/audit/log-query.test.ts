import { describe, expect, it } from 'vitest'
import { badRows, logParameters } from './log-query.ts'

describe('the parameters of the log', () => {
  it('are what was asked for, and nothing else', () => {
    expect(logParameters({}, undefined)).toEqual({})
    expect(logParameters({ action: 'log.read', result: 'refused', by: 'x', before: 'y' }, 'case_1')).toEqual({
      case: 'case_1',
      action: 'log.read',
      result: 'refused',
    })
  })

  it('take the last day in, from midnight to midnight where the reader is', () => {
    const { from, to } = logParameters({ from: '2026-02-27', to: '2026-02-28' }, undefined)
    expect([new Date(from!), new Date(to!)].map((at) => [at.getMonth() + 1, at.getDate(), at.getHours()])).toEqual([
      [2, 27, 0],
      [3, 1, 0],
    ])
  })
})

it('marks every row that a verification names, at both ends of a span', () => {
  expect([...badRows([{ seq: 5 }, { seq: 7, to: 9 }])]).toEqual([5, 7, 9])
  expect(badRows([]).size).toBe(0)
})
