import { describe, expect, it } from 'vitest'
import { rateLimit } from './rate-limit.ts'

describe('rateLimit', () => {
  it('lets a minute go at once, then one at a time', () => {
    let now = 0
    const { take } = rateLimit(2, () => now)
    expect([take('a'), take('a'), take('a')]).toEqual([0, 0, 30])
    now = 29_000
    expect(take('a')).toBe(1)
    now = 30_000
    expect([take('a'), take('a')]).toEqual([0, 30])
  })

  it('counts each caller alone, and never saves up more than a minute', () => {
    let now = 0
    const { take } = rateLimit(1, () => now)
    expect([take('a'), take('b'), take('a')]).toEqual([0, 0, 60])
    now = 600_000
    expect([take('a'), take('a')]).toEqual([0, 60])
  })

  it('does not punish asking again while held back', () => {
    let now = 0
    const { take } = rateLimit(1, () => now)
    take('a')
    for (now = 1000; now < 60_000; now += 1000) expect(take('a')).toBe(60 - now / 1000)
    now = 60_001
    expect(take('a')).toBe(0)
  })

  it('remembers ten thousand callers at most, the latest ones', () => {
    const { take } = rateLimit(1, () => 0)
    for (let n = 0; n < 10_001; n++) take(`caller ${n}`)
    expect([take('caller 10000'), take('caller 0')]).toEqual([60, 0])
  })

  it('sets no limit for 0', () => {
    const { take } = rateLimit(0)
    expect(Array.from({ length: 1000 }, () => take('a')).every((seconds) => seconds === 0)).toBe(true)
  })
})
