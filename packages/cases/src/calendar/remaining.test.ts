import { localText } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { dueAt } from './due-at.ts'
import type { Duration } from './duration.ts'
import { parseDuration } from './parse-duration.ts'
import type { PeriodOptions } from './period.ts'
import { remaining } from './remaining.ts'
import { reminders } from './reminders.ts'
import { calendarOf, nationalDay2026, shanghai } from './test-calendars.ts'

const calendar = calendarOf(nationalDay2026)
const duration = (text: string): Duration => parseDuration(text).duration!
const told = (at: string, start: string, text: string, options?: PeriodOptions): string => {
  const stands = remaining(shanghai(at), shanghai(start), duration(text), calendar, options)
  return stands.state === 'refused' ? 'refused' : `${stands.state} ${stands.left.amount} ${stands.overdueBy.amount}`
}

describe('remaining', () => {
  it.each([
    ['before the start', '2026-09-01T09:00', 'running 20 0'],
    ['on the day of the start', '2026-09-20T23:59', 'running 20 0'],
    ['on the first day, which counts until it is over', '2026-09-21T00:00', 'running 20 0'],
    ['on the second day', '2026-09-22T00:00', 'running 19 0'],
    ['in a holiday', '2026-10-03T12:00', 'running 12 0'],
    ['on a make-up Saturday', '2026-10-10T12:00', 'running 10 0'],
    ['on the Sunday after it', '2026-10-11T12:00', 'running 9 0'],
    ['in the last millisecond', '2026-10-22T23:59:59.999', 'running 1 0'],
    ['when it ends', '2026-10-23T00:00', 'overdue 0 1'],
    ['on a weekend after', '2026-10-25T12:00', 'overdue 0 1'],
    ['five working days later', '2026-10-29T09:00', 'overdue 0 5'],
  ])('tells working days %s', (_, at, expected) => {
    expect(told(at, '2026-09-20T09:00', '20 workdays')).toBe(expected)
  })

  it('tells minutes, rounded so that none is promised that is not there, and to the millisecond', () => {
    expect(told('2026-10-20T08:00', '2026-10-20T09:00', '4h')).toBe('running 240 0')
    expect(told('2026-10-20T12:59:59.999', '2026-10-20T09:00', '4h')).toBe('running 1 0')
    expect(told('2026-10-20T13:00', '2026-10-20T09:00', '4h')).toBe('overdue 0 0')
    expect(told('2026-10-20T14:00:59.999', '2026-10-20T09:00', '4h')).toBe('overdue 0 60')
    const exact = remaining(shanghai('2026-10-20T09:00:00.001'), shanghai('2026-10-20T09:00'), duration('1m'), calendar)
    expect(exact).toMatchObject({ leftMs: 59_999, left: { amount: 1, unit: 'minutes' } })
  })

  it('stands still in a pause, runs on after it, and is not overdue while one is open', () => {
    const closed = { pauses: [{ fromMs: shanghai('2026-10-20T10:00'), toMs: shanghai('2026-10-20T12:00') }] }
    const open = { pauses: [{ fromMs: shanghai('2026-10-20T10:00') }] }
    expect(told('2026-10-20T09:59', '2026-10-20T09:00', '4h', open)).toBe('running 181 0')
    expect(told('2026-10-20T10:00', '2026-10-20T09:00', '4h', closed)).toBe('paused 180 0')
    expect(told('2026-10-20T11:59', '2026-10-20T09:00', '4h', closed)).toBe('paused 180 0')
    expect(told('2026-10-20T12:00', '2026-10-20T09:00', '4h', closed)).toBe('running 180 0')
    expect(told('2026-10-20T15:00', '2026-10-20T09:00', '4h', closed)).toBe('overdue 0 0')
    expect(told('2028-10-20T15:00', '2026-10-20T09:00', '4h', open)).toBe('paused 180 0')
    expect(told('2028-10-20T15:00', '2026-10-16T09:00', '5 workdays', open)).toBe('paused 4 0')
    expect(told('2026-10-23T15:00', '2026-10-16T09:00', '1 workday', open)).toBe('overdue 0 4')
  })

  it('has one day left until the day the last one moved to is over', () => {
    expect(told('2026-10-05T12:00', '2026-09-25T09:00', '10 days')).toBe('running 1 0')
    expect(told('2026-10-08T23:59', '2026-09-25T09:00', '10 days')).toBe('running 1 0')
    expect(told('2026-10-11T12:00', '2026-09-25T09:00', '10 days')).toBe('overdue 0 3')
  })

  it('refuses an instant that is none', () => {
    expect(remaining(Number.NaN, shanghai('2026-10-20T09:00'), duration('4h'), calendar)).toMatchObject({ state: 'refused' })
  })
})

describe('reminders', () => {
  const end = dueAt(shanghai('2026-09-20T09:00'), duration('20 workdays'), calendar).dueAtMs!
  const at = (before: string[], options?: Parameters<typeof reminders>[3], due = end): string[] =>
    reminders(due, before, calendar, options).reminders.map(({ atMs }) =>
      new Date(atMs + 8 * 3_600_000).toISOString().slice(0, 16),
    )

  it('fall at the start of the day from which on so many working days are left, in order, each instant once', () => {
    expect(at(['2 workdays', '30m', '5 workdays', '1d', '1 workday'])).toEqual([
      '2026-10-16T00:00',
      '2026-10-21T00:00',
      '2026-10-22T00:00',
      '2026-10-22T23:30',
    ])
    expect(at(['10 workdays', '11 workdays', '15 workdays'])).toEqual([
      '2026-09-28T00:00',
      '2026-10-09T00:00',
      '2026-10-10T00:00',
    ])
    for (const { before, atMs } of reminders(end, ['19 workdays', '12 workdays', '2 workdays'], calendar).reminders) {
      expect(remaining(atMs, shanghai('2026-09-20T09:00'), duration('20 workdays'), calendar)).toMatchObject({ left: before })
    }
  })

  it('leave out paused time and what lies before the start', () => {
    const pauses = [{ fromMs: shanghai('2026-10-21T09:00'), toMs: shanghai('2026-10-21T10:00') }]
    expect(at(['2 workdays', '1 workday'], { pauses })).toEqual(['2026-10-20T00:00', '2026-10-22T00:00'])
    const evening = { pauses: [{ fromMs: shanghai('2026-10-22T20:00'), toMs: shanghai('2026-10-22T23:45') }] }
    expect(at(['10m', '15m', '30m'], evening)).toEqual(['2026-10-22T19:45', '2026-10-22T23:45', '2026-10-22T23:50'])
    expect(at(['4h', '30m'], { startMs: shanghai('2026-10-22T20:00') })).toEqual(['2026-10-22T23:30'])
    expect(at(['1h'], { pauses: [{ fromMs: end }] })).toEqual(['2026-10-22T23:00'])
  })

  it('count the day of a deadline in the middle of a day', () => {
    expect(at(['1 workday', '2 workdays', '1d'], {}, shanghai('2026-10-12T15:00'))).toEqual([
      '2026-10-10T00:00',
      '2026-10-12T00:00',
    ])
  })

  it('say which of them cannot be read, and give the others', () => {
    const { reminders: found, problems } = reminders(end, ['soon', '30m', '0d'], calendar)
    expect(found).toHaveLength(1)
    expect(problems.map(({ message }) => localText(message, 'zh'))).toEqual([
      '看不懂时长“soon”',
      '时长必须是大于零的整数，而不是 0',
    ])
    expect(reminders(Number.NaN, ['30m'], calendar)).toMatchObject({ reminders: [], problems: [{}] })
    expect(reminders(end, ['30m'], calendar, { pauses: [{ fromMs: 1e300 }] })).toMatchObject({ reminders: [], problems: [{}] })
  })
})
