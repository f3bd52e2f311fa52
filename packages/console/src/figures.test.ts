import { formatMoney } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { formatAmount, formatBytes, formatElapsed, today } from './figures.ts'

describe('formatAmount', () => {
  it('writes money as @kaiwu/core does', () => {
    for (const micros of [0, 1, 10, 3600, 6430, 10_000, 123_456, 999_999, 1_000_000, 1_500_000, 12_345_678_901, -3600]) {
      for (const currency of ['CNY', 'USD', 'EUR'] as const)
        expect(formatAmount({ micros, currency })).toBe(formatMoney({ micros, currency }))
    }
  })
})

describe('formatElapsed', () => {
  it('changes from milliseconds to seconds without a jump', () => {
    expect([0, 23.4, 999, 999.6, 1000, 1234, 61_000].map(formatElapsed)).toEqual([
      '0 ms',
      '23 ms',
      '999 ms',
      '1.0 s',
      '1.0 s',
      '1.2 s',
      '61.0 s',
    ])
  })
})

describe('formatBytes', () => {
  it('uses the unit that fits', () => {
    expect([0, 1023, 1024, 1536, 1024 * 1024, 2.5 * 1024 * 1024].map(formatBytes)).toEqual([
      '0 B',
      '1023 B',
      '1 KB',
      '1.5 KB',
      '1 MB',
      '2.5 MB',
    ])
  })
})

describe('today', () => {
  it('is the day where the reader is, not in Greenwich', () => {
    expect(today(new Date(2026, 10, 2, 0, 30))).toBe('2026-11-02')
    expect(today(new Date(2026, 10, 2, 23, 59))).toBe('2026-11-02')
  })
})
