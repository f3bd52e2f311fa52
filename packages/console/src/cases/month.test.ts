import { describe, expect, it } from 'vitest'
import { monthAt } from './month.ts'

describe('a month', () => {
  it('is whole weeks from Monday, its own days marked', () => {
    const { days } = monthAt(new Date(2026, 10, 23), 0)
    expect(days).toHaveLength(42)
    expect(days[0]).toEqual({ day: '2026-10-26', inside: false })
    expect(days.filter(({ inside }) => inside)).toHaveLength(30)
    expect(days.at(-1)!.day).toBe('2026-12-06')
  })

  it('turns over the year, and knows a leap day', () => {
    expect(monthAt(new Date(2026, 11, 31), 1)).toMatchObject({ year: 2027, month: 0 })
    expect(monthAt(new Date(2028, 0, 31), 1).days.filter(({ inside }) => inside)).toHaveLength(29)
    expect(monthAt(new Date(2027, 1, 1), 0).days).toHaveLength(28)
  })
})
