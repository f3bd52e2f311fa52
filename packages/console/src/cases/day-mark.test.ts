import { describe, expect, it } from 'vitest'
import { dayMark } from './day-mark.ts'

const calendar = {
  weekend: [5, 6],
  years: [2026],
  days: [
    { day: '2026-10-01', kind: 'holiday', name: '国庆节' },
    { day: '2026-10-10', kind: 'workday', name: '国庆节调休' },
  ],
} as const

describe('the mark of a day', () => {
  it('is that of the calendar which names it, and of the week where none does', () => {
    const other = { ...calendar, days: [{ day: '2026-10-08', kind: 'holiday', name: '厂休' }] } as const
    const free = (day: string, ...calendars: Parameters<typeof dayMark>[1]) => dayMark(day, calendars)
    expect(free('2026-10-01', calendar)).toEqual({ free: true, kind: 'holiday', name: '国庆节' })
    expect(free('2026-10-10', calendar, other)).toEqual({ free: false, kind: 'workday', name: '国庆节调休' })
    expect(free('2026-10-08', calendar, other)).toEqual({ free: true, kind: 'holiday', name: '厂休' })
    expect([free('2026-10-09', calendar), free('2026-10-11', calendar)]).toEqual([{ free: true }, { free: false }])
    expect([free('2026-10-09'), free('2026-10-10'), free('2026-10-11')]).toEqual([
      { free: false },
      { free: true },
      { free: true },
    ])
  })
})
