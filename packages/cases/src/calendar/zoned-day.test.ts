import { describe, expect, it } from 'vitest'
import { dueAt } from './due-at.ts'
import { dayNumber, isoDay, weekdayOf } from './iso-day.ts'
import { calendarOf } from './test-calendars.ts'
import { dayOf, isTimeZone, startOfDay, zonedTime } from './zoned-day.ts'

const start = (day: string, zone: string): string => new Date(startOfDay(dayNumber(day)!, zone)).toISOString()

describe('days by the clocks of a zone', () => {
  it.each([
    ['Asia/Shanghai', '2026-10-01', '2026-09-30T16:00:00.000Z'],
    ['Asia/Kolkata', '2026-10-01', '2026-09-30T18:30:00.000Z'],
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z'],
    ['Europe/Berlin', '2026-03-30', '2026-03-29T22:00:00.000Z'],
    ['Europe/Berlin', '2026-10-26', '2026-10-25T23:00:00.000Z'],
    ['America/New_York', '2026-11-02', '2026-11-02T05:00:00.000Z'],
    ['Australia/Lord_Howe', '2026-10-05', '2026-10-04T13:00:00.000Z'],
    ['Pacific/Kiritimati', '2026-10-01', '2026-09-30T10:00:00.000Z'],
    ['Etc/GMT+12', '2026-10-01', '2026-10-01T12:00:00.000Z'],
    ['Asia/Shanghai', '1900-06-01', '1900-05-31T15:54:17.000Z'],
  ])('%s: %s begins at %s', (zone, day, expected) => {
    expect(start(day, zone)).toBe(expected)
  })

  it('begins a day without a midnight when the clocks skip it, and a day with two at the first', () => {
    expect(start('2018-11-04', 'America/Sao_Paulo')).toBe('2018-11-04T03:00:00.000Z')
    expect(start('2024-04-26', 'Africa/Cairo')).toBe('2024-04-25T22:00:00.000Z')
    expect(start('2023-11-05', 'America/Havana')).toBe('2023-11-05T04:00:00.000Z')
    expect(start('2018-02-18', 'America/Sao_Paulo')).toBe('2018-02-18T03:00:00.000Z')
    expect(start('2011-12-30', 'Pacific/Apia')).toBe(start('2011-12-31', 'Pacific/Apia'))
  })

  it('has each day of a year begin where the day before ends, with 23 to 25 hours', () => {
    for (const zone of [
      'Asia/Shanghai',
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Africa/Cairo',
      'America/Havana',
    ]) {
      const hours = new Set<number>()
      const first = dayNumber('2026-01-01')!
      for (let day = first; day < first + 365; day++) {
        const [from, to] = [startOfDay(day, zone), startOfDay(day + 1, zone)]
        hours.add((to - from) / 3_600_000)
        expect([dayOf(from, zone), dayOf(from - 1, zone), dayOf(to - 1, zone)]).toEqual([day, day - 1, day])
      }
      const expected = zone === 'Asia/Shanghai' ? [24] : zone === 'Australia/Lord_Howe' ? [23.5, 24, 24.5] : [23, 24, 25]
      expect([zone, [...hours].toSorted((a, b) => a - b)]).toEqual([zone, expected])
    }
  })

  it('knows which zones there are', () => {
    expect(['Asia/Shanghai', 'UTC', 'Asia/Peking', '', '__proto__'].map(isTimeZone)).toEqual([true, true, false, false, false])
  })
})

describe('deadlines where clocks change', () => {
  const berlin = calendarOf('date,kind\n2026,covered\n', { timeZone: 'Europe/Berlin' })
  const newYork = calendarOf('date,kind\n2026,covered\n', { timeZone: 'America/New_York' })
  it.each([
    ['1 day of 23 hours', '2026-03-28T12:00+01:00', 1, 'days', '2026-03-30T00:00+02:00'],
    ['1 day of 25 hours', '2026-10-24T12:00+02:00', 1, 'days', '2026-10-26T00:00+01:00'],
    ['24 hours over a change', '2026-03-28T12:00+01:00', 24, 'hours', '2026-03-29T13:00+02:00'],
    ['2 working days over a change', '2026-03-27T12:00+01:00', 2, 'workdays', '2026-04-01T00:00+02:00'],
  ] as const)('Berlin: %s', (_, from, amount, unit, expected) => {
    expect(dueAt(Date.parse(from), { amount, unit }, berlin, { roll: false }).dueAtMs).toBe(Date.parse(expected))
  })

  it('New York: the day of the start is that of the zone, not of UTC', () => {
    const evening = Date.parse('2026-11-01T23:30-05:00')
    expect(dueAt(evening, { amount: 1, unit: 'workdays' }, newYork)).toMatchObject({ lastDay: '2026-11-02' })
    expect(dueAt(evening, { amount: 1, unit: 'workdays' }, berlin)).toMatchObject({ lastDay: '2026-11-03' })
    const paused = { pauses: [{ fromMs: Date.parse('2026-11-02T00:00-05:00'), toMs: Date.parse('2026-11-03T00:00-05:00') }] }
    expect(dueAt(evening, { amount: 1, unit: 'workdays' }, newYork, paused)).toMatchObject({ lastDay: '2026-11-03' })
  })
})

describe('day numbers', () => {
  it('go there and back, with the weekday', () => {
    expect(['1970-01-01', '2026-10-10', '2028-02-29', '1900-01-01'].map((day) => isoDay(dayNumber(day)!))).toEqual([
      '1970-01-01',
      '2026-10-10',
      '2028-02-29',
      '1900-01-01',
    ])
    expect(
      ['1970-01-01', '2026-10-10', '2026-10-11', '1969-12-29', '1900-01-01'].map((day) => weekdayOf(dayNumber(day)!)),
    ).toEqual([4, 6, 7, 1, 1])
    expect(['2026-02-29', '2026-2-9', '2026-00-10', '', '2026-10-10T00:00', '1899-12-31', '2200-01-01'].map(dayNumber)).toEqual(
      Array.from({ length: 7 }, () => undefined),
    )
  })
})

describe('an instant by the clocks of a zone', () => {
  it.each([
    ['2026-10-12T01:00:00Z', 'Asia/Shanghai', '2026-10-12T09:00:00.000+08:00'],
    ['2026-10-11T20:00:00.250Z', 'Asia/Shanghai', '2026-10-12T04:00:00.250+08:00'],
    ['2026-07-01T12:00:00Z', 'America/St_Johns', '2026-07-01T09:30:00.000-02:30'],
    ['2026-01-01T12:00:00Z', 'UTC', '2026-01-01T12:00:00.000+00:00'],
  ])('%s in %s is %s, the same instant', (instant, zone, wanted) => {
    expect(zonedTime(Date.parse(instant), zone)).toBe(wanted)
    expect(Date.parse(wanted)).toBe(Date.parse(instant))
  })
})
