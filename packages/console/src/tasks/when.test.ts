import { describe, expect, it } from 'vitest'
import { formatWhen, instantOf, lengthOf, localOf, pressure } from './when.ts'

describe('due times', () => {
  const since = '2026-11-23T00:00:00Z'
  const due = '2026-11-23T08:00:00Z'
  it('are calm, then soon under a quarter of the time, then overdue', () => {
    const at = (time: string): string => pressure(due, since, Date.parse(`2026-11-23T${time}:00Z`))
    expect(['00:00', '06:00', '06:01', '07:59', '08:00', '09:00'].map(at)).toEqual([
      ...['calm', 'calm', 'soon', 'soon'],
      ...['overdue', 'overdue'],
    ])
  })

  it('never promise more time than there is', () => {
    expect(lengthOf(59 * 60_000 + 59_999)).toEqual({ amount: 59, unit: 'Minutes' })
    expect(lengthOf(119 * 60_000)).toEqual({ amount: 1, unit: 'Hours' })
    expect(lengthOf(-72 * 3_600_000)).toEqual({ amount: 3, unit: 'Days' })
  })
})

describe('times in inputs', () => {
  it('come back as they were, with the offset of the reader', () => {
    const stored = instantOf('2026-10-01T08:30')
    expect(stored).toMatch(/^2026-10-01T08:30[+-]\d\d:\d\d$/)
    expect(localOf(stored!)).toBe('2026-10-01T08:30')
    expect(instantOf('')).toBeNull()
    expect(localOf('not a time')).toBe('')
  })

  it('name the year only where it is another', () => {
    const now = new Date('2026-11-23T00:00:00Z')
    expect(formatWhen('2026-11-20T10:00:00Z', 'zh', now)).not.toContain('2026')
    expect(formatWhen('2025-11-20T10:00:00Z', 'zh', now)).toContain('2025')
  })
})
