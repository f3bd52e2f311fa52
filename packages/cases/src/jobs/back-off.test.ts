import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultBackOff, pauseAfter } from './back-off.ts'
import { dueAtOf, priorityDue, priorityOf } from './due-priority.ts'
import { errorText } from './job-error.ts'

describe('pauseAfter', () => {
  it('doubles up to the most, of which chance takes up to a half', () => {
    expect([1, 2, 3, 9, 10, 11, 5_000].map((attempt) => pauseAfter(attempt, defaultBackOff, 1))).toEqual([
      2_000, 4_000, 8_000, 512_000, 600_000, 600_000, 600_000,
    ])
    expect([1, 2, 5_000].map((attempt) => pauseAfter(attempt, defaultBackOff, 0))).toEqual([1_000, 2_000, 300_000])
  })
})

describe('a due time as a priority', () => {
  const instant = fc.integer({ min: Date.UTC(2021, 0, 1), max: Date.UTC(2054, 0, 1) })

  it('is due at that time, never before it and less than a quarter of a second after', () => {
    fc.assert(
      fc.property(instant, instant, fc.integer({ min: 1, max: 1e9 }), (dueAtMs, nowMs, more) => {
        const priority = priorityOf(dueAtMs, Math.min(nowMs, dueAtMs - 1))
        expect(priority >= priorityDue(dueAtMs + 249)).toBe(true)
        expect(priority >= priorityDue(dueAtMs - more)).toBe(false)
        expect(dueAtOf(priority) - dueAtMs).toBeLessThan(250)
        // What is due already is due at once.
        expect(priorityOf(dueAtMs, dueAtMs) >= priorityDue(dueAtMs)).toBe(true)
        expect(priorityOf(dueAtMs + 250, 0)).toBe(priorityOf(dueAtMs, 0) - 1)
      }),
    )
  })

  it('stays within what PostgreSQL calls an integer', () => {
    for (const dueAtMs of [0, -1e15, Date.UTC(2020, 0, 1), 8.64e15]) {
      expect(Math.abs(priorityOf(dueAtMs, 0))).toBeLessThanOrEqual(2 ** 31)
      expect(priorityOf(dueAtMs, 0)).toBeGreaterThanOrEqual(-(2 ** 31))
    }
  })
})

describe('errorText', () => {
  it.each([
    ['connect ECONNREFUSED 10.0.0.8:443', 'connect ECONNREFUSED 10.0.0.8:443'],
    ['postgresql://kaiwu:p4ss@db:5432/x is away', 'postgresql://…@db:5432/x is away'],
    ['{"api_key":"abc123","n":1}', '{"api_key":"…","n":1}'],
    ['Authorization: Bearer abcdefghijk', 'Authorization: … …'],
    ['key kw_0123456789abcdef refused', 'key … refused'],
    ['bad\0text \ud800', 'bad\uFFFDtext \uFFFD'],
    ['', 'an error without a text'],
  ])('of %j is %j', (message, text) => {
    expect(errorText(new Error(message))).toBe(text)
  })

  it('has no stack, and an end', () => {
    const { stack } = new Error('first line')
    expect(errorText(stack)).toBe('Error: first line')
    expect(errorText('长'.repeat(10_000))).toHaveLength(500)
    expect([errorText(undefined), errorText(null), errorText({ a: 1 })]).toEqual(['undefined', 'null', '[object Object]'])
  })
})
