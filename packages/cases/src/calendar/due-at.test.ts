import { localText } from '@kaiwu/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Calendar } from './calendar.ts'
import { dueAt } from './due-at.ts'
import type { Duration } from './duration.ts'
import { parseDuration } from './parse-duration.ts'
import type { PeriodOptions } from './period.ts'
import { remaining } from './remaining.ts'
import { reminders } from './reminders.ts'
import { calendarOf, nationalDay2026, shanghai } from './test-calendars.ts'

const calendar = calendarOf(nationalDay2026)
const duration = (text: string): Duration => parseDuration(text).duration!
const lastDay = (start: string, text: string, options?: PeriodOptions, by: Calendar = calendar): string | undefined => {
  const due = dueAt(shanghai(start), duration(text), by, options)
  return due.state === 'due' ? due.lastDay : undefined
}
const due = (start: string, text: string, options?: PeriodOptions): number | undefined =>
  dueAt(shanghai(start), duration(text), calendar, options).dueAtMs
const pause = (from: string, to?: string) => (to ? { fromMs: shanghai(from), toMs: shanghai(to) } : { fromMs: shanghai(from) })

describe('statutory deadlines', () => {
  it('政府信息公开条例 33: 20 working days over National Day, which Monday to Friday alone would end too early', () => {
    expect(lastDay('2026-09-20T09:00', '20 workdays')).toBe('2026-10-22')
    expect(due('2026-09-20T09:00', '20个工作日')).toBe(shanghai('2026-10-23T00:00'))
    expect(lastDay('2026-09-20T09:00', '20 workdays', {}, calendarOf('日期,类型\n2026,全年\n'))).toBe('2026-10-16')
  })

  it('33: up to 20 working days more', () => {
    expect(lastDay('2026-09-20T09:00', '20 workdays', { extensions: [duration('20 workdays')] })).toBe('2026-11-19')
  })

  it('32, 33: the 15 working days of a third party do not count', () => {
    const thirdParty = due('2026-09-28T10:00', '15 workdays')!
    expect(thirdParty).toBe(shanghai('2026-10-24T00:00'))
    expect(
      lastDay('2026-09-20T09:00', '20 workdays', { pauses: [{ fromMs: shanghai('2026-09-28T10:00'), toMs: thirdParty }] }),
    ).toBe('2026-11-13')
    const answered = { pauses: [pause('2026-09-28T10:00', '2026-10-16T15:00')] }
    expect(lastDay('2026-09-20T09:00', '20 workdays', answered)).toBe('2026-11-06')
    expect(lastDay('2026-09-20T09:00', '20 workdays', { ...answered, extensions: [duration('20 workdays')] })).toBe('2026-12-04')
  })

  it('30: 7 working days to ask for a correction; the period begins anew on the day the correction is received', () => {
    expect(lastDay('2026-09-28T16:00', '7 workdays')).toBe('2026-10-13')
    expect(lastDay('2026-10-20T11:00', '20 workdays')).toBe('2026-11-17')
  })

  it('行政许可法 42, 82: 20 days and 10 more are working days; in plain days it would be 2026-10-10', () => {
    expect(lastDay('2026-09-20T09:00', '20 workdays')).toBe('2026-10-22')
    expect(lastDay('2026-09-20T09:00', '20 workdays', { extensions: [duration('10 workdays')] })).toBe('2026-11-05')
    expect(lastDay('2026-09-20T09:00', '20 days')).toBe('2026-10-10')
  })

  it('行政许可法 32: silence of 5 working days is acceptance; the alarm is on the fourth', () => {
    const accepted = due('2026-11-02T15:00', '5 workdays')!
    expect(accepted).toBe(shanghai('2026-11-10T00:00'))
    expect(reminders(accepted, ['2 workdays'], calendar).reminders).toEqual([
      { before: { amount: 2, unit: 'workdays' }, atMs: shanghai('2026-11-06T00:00') },
    ])
  })

  it('12345: 5 working days, a make-up Saturday among them', () => {
    expect(lastDay('2026-10-09T18:00', '5 workdays')).toBe('2026-10-15')
  })

  it('8D and maintenance: hours and minutes run through nights and holidays', () => {
    expect(due('2026-10-01T20:30', '24h')).toBe(shanghai('2026-10-02T20:30'))
    expect(due('2026-10-01T23:00', '4h')).toBe(shanghai('2026-10-02T03:00'))
    expect(due('2026-12-31T23:50', '15m')).toBe(shanghai('2027-01-01T00:05'))
  })
})

describe('the day of the start and the last day', () => {
  it('counts from the day after, also from the last millisecond of a day', () => {
    expect(lastDay('2026-09-20T23:59:59.999', '20 workdays')).toBe('2026-10-22')
    expect(lastDay('2026-09-21T00:00', '20 workdays')).toBe('2026-10-23')
    expect(lastDay('2026-11-02T23:59:59.999', '1d')).toBe('2026-11-03')
  })

  it.each([
    ['on a holiday', '2026-10-03T10:00', '1 workday', '2026-10-08'],
    ['on a make-up Saturday, which does not count as the day of the start', '2026-10-10T10:00', '1 workday', '2026-10-12'],
    ['before a make-up Saturday', '2026-10-09T10:00', '1 workday', '2026-10-10'],
    ['before a leap day', '2028-02-28T10:00', '1d', '2028-02-29'],
    ['before no leap day', '2027-02-26T10:00', '3d', '2027-03-01'],
    ['over a leap day', '2028-02-01T10:00', '30d', '2028-03-02'],
    ['at the end of a year', '2026-12-28T10:00', '3 workdays', '2026-12-31'],
  ])('starts %s', (_, start, text, day) => {
    const by = calendarOf(`${nationalDay2026}2027,全年,\n2028,全年,\n`)
    expect(lastDay(start, text, {}, by)).toBe(day)
  })

  it('moves a free last day, in days, to the next workday, a make-up Saturday included, and says from which', () => {
    expect(dueAt(shanghai('2026-09-25T09:00'), duration('10 days'), calendar)).toMatchObject({
      lastDay: '2026-10-08',
      movedFrom: '2026-10-05',
      dueAtMs: shanghai('2026-10-09T00:00'),
    })
    const friday = calendarOf(`${nationalDay2026}2026-10-08..2026-10-09,休,\n`)
    expect(lastDay('2026-09-25T09:00', '10 days', {}, friday)).toBe('2026-10-10')
    expect(lastDay('2026-09-25T09:00', '10 days', { roll: false })).toBe('2026-10-05')
    expect(dueAt(shanghai('2026-10-19T09:00'), duration('1d'), calendar)).not.toHaveProperty('movedFrom')
  })

  it('appends an extension before the last day is moved', () => {
    expect(lastDay('2026-09-25T09:00', '10 days', { extensions: [duration('2 days')] })).toBe('2026-10-08')
    expect(lastDay('2026-09-25T09:00', '10 days', { extensions: [duration('4 days')] })).toBe('2026-10-09')
    expect(due('2026-10-01T09:00', '4h', { extensions: [duration('30m')] })).toBe(shanghai('2026-10-01T13:30'))
  })
})

describe('years the calendar does not cover', () => {
  it('gives a day and says that it knows weekends only there', () => {
    const late = dueAt(shanghai('2026-12-28T10:00'), duration('5 workdays'), calendar)
    expect(late).toMatchObject({ lastDay: '2027-01-04', covered: false })
    expect(late.warnings.map((warning) => localText(warning, 'zh'))).toEqual([
      '工作日历没有 2027 年：那里的节假日与调休没有计入，只按周末推算；请补上后重算',
    ])
    const newYear = calendarOf(`${nationalDay2026}2027-01-01..2027-01-03,休,元旦\n`)
    expect(dueAt(shanghai('2026-12-28T10:00'), duration('5 workdays'), newYear)).toMatchObject({
      lastDay: '2027-01-05',
      covered: false,
    })
    const both = calendarOf(`${nationalDay2026}2027-01-01..2027-01-03,休,元旦\n2027-10-01,休,国庆\n`)
    expect(dueAt(shanghai('2026-12-28T10:00'), duration('5 workdays'), both)).toMatchObject({
      lastDay: '2027-01-05',
      covered: true,
      warnings: [],
    })
  })

  it('asks the calendar of the last day only for days, and of nothing for hours', () => {
    expect(dueAt(shanghai('2026-12-28T10:00'), duration('3d'), calendar)).toMatchObject({ lastDay: '2026-12-31', covered: true })
    expect(dueAt(shanghai('2026-12-28T10:00'), duration('4d'), calendar).covered).toBe(false)
    expect(dueAt(shanghai('2026-12-28T10:00'), duration('4d'), calendar, { roll: false }).covered).toBe(true)
    expect(dueAt(shanghai('2035-12-28T10:00'), duration('4h'), calendar).covered).toBe(true)
    expect(remaining(shanghai('2027-01-05T10:00'), shanghai('2026-12-28T10:00'), duration('1 workday'), calendar).covered).toBe(
      false,
    )
    expect(reminders(shanghai('2027-01-05T00:00'), ['5 workdays'], calendar).covered).toBe(false)
  })
})

describe('pauses', () => {
  it('adds paused minutes exactly, joins overlapping and nested ones, and leaves out what lies before and after', () => {
    const pauses = [
      pause('2026-10-20T09:10', '2026-10-20T09:20'),
      pause('2026-10-20T09:15', '2026-10-20T09:40'),
      pause('2026-10-20T09:20', '2026-10-20T09:25:00.001'),
      pause('2026-10-20T08:00', '2026-10-20T09:01:00.500'),
      pause('2026-10-20T07:00', '2026-10-20T08:30'),
      pause('2026-10-20T12:00', '2026-10-20T13:00'),
    ]
    const expected = shanghai('2026-10-20T10:31:00.500')
    expect(due('2026-10-20T09:00', '1h', { pauses })).toBe(expected)
    expect(due('2026-10-20T09:00', '1h', { pauses: pauses.toReversed() })).toBe(expected)
  })

  it('does not add a pause that begins when the time is up', () => {
    expect(due('2026-10-20T09:00', '1h', { pauses: [pause('2026-10-20T10:00', '2026-10-20T11:00')] })).toBe(
      shanghai('2026-10-20T10:00'),
    )
    expect(due('2026-10-20T09:00', '1h', { pauses: [pause('2026-10-20T10:00')] })).toBe(shanghai('2026-10-20T10:00'))
    expect(due('2026-10-20T09:00', '1 workday', { pauses: [pause('2026-10-22T00:00')] })).toBe(shanghai('2026-10-22T00:00'))
  })

  it('leaves the same number of days from the day of the pause to the day it ends', () => {
    const at = (time: string, options: PeriodOptions) =>
      remaining(shanghai(time), shanghai('2026-10-19T09:00'), duration('5 workdays'), calendar, options)
    for (const [from, to, until] of [
      ['2026-10-21T14:00', '2026-10-28T10:00', '2026-11-03'],
      ['2026-10-21T00:00', '2026-10-28T23:59:59.999', '2026-11-03'],
      ['2026-10-21T23:59:59.999', '2026-10-28T00:00:00.001', '2026-11-03'],
      ['2026-10-21T14:00', '2026-10-28T00:00', '2026-11-02'],
      ['2026-10-21T14:00', '2026-10-21T14:01', '2026-10-27'],
      ['2026-10-21T14:00', '2026-10-21T14:00', '2026-10-26'],
    ] as const) {
      const options = { pauses: [pause(from, to)] }
      expect([from, to, lastDay('2026-10-19T09:00', '5 workdays', options)]).toEqual([from, to, until])
      for (const time of [from, to]) expect(at(time, options)).toMatchObject({ left: { amount: 4, unit: 'workdays' } })
    }
    const open = dueAt(shanghai('2026-10-19T09:00'), duration('5 workdays'), calendar, { pauses: [pause('2026-10-21T14:00')] })
    expect(open).toMatchObject({ state: 'paused', dueAtMs: undefined, left: { amount: 4, unit: 'workdays' }, covered: true })
  })

  it('does not gain from a pause over free days, and loses a make-up Saturday to one', () => {
    expect(lastDay('2026-09-30T09:00', '3 workdays', { pauses: [pause('2026-10-01T00:00', '2026-10-08T00:00')] })).toBe(
      '2026-10-10',
    )
    expect(lastDay('2026-09-30T09:00', '3 workdays', { pauses: [pause('2026-10-10T09:00', '2026-10-10T18:00')] })).toBe(
      '2026-10-12',
    )
    expect(lastDay('2026-09-30T09:00', '3 workdays', { pauses: [pause('2026-10-11T09:00', '2026-10-11T18:00')] })).toBe(
      '2026-10-10',
    )
  })

  it('joins pauses that touch the same day', () => {
    const pauses = [
      pause('2026-10-20T16:00', '2026-10-22T09:00'),
      pause('2026-10-20T09:00', '2026-10-20T10:00'),
      pause('2026-10-22T16:00', '2026-10-22T17:00'),
    ]
    expect(lastDay('2026-10-19T09:00', '3 workdays', { pauses })).toBe('2026-10-27')
    expect(lastDay('2026-10-19T09:00', '3 workdays', { pauses: pauses.toReversed() })).toBe('2026-10-27')
  })

  it('does not end on a paused day when the last day moves', () => {
    const moved = { pauses: [pause('2026-10-19T08:00', '2026-10-19T12:00')] }
    expect(lastDay('2026-10-16T09:00', '1d', moved)).toBe('2026-10-20')
    const open = dueAt(shanghai('2026-10-16T09:00'), duration('1d'), calendar, { pauses: [pause('2026-10-18T08:00')] })
    expect(open).toMatchObject({ state: 'paused', left: { amount: 1, unit: 'days' } })
  })

  it('keeps minutes while a pause is open', () => {
    const pauses = [pause('2026-10-20T09:10', '2026-10-20T09:20'), pause('2026-10-20T09:30')]
    expect(dueAt(shanghai('2026-10-20T09:00'), duration('1h'), calendar, { pauses })).toMatchObject({
      state: 'paused',
      left: { amount: 40, unit: 'minutes' },
      leftMs: 40 * 60_000,
    })
  })
})

describe('what cannot be computed', () => {
  const start = shanghai('2026-10-20T09:00')
  const twice = { amount: 1, unit: 'days' } as const
  it.each([
    ['an extension in another unit', start, '5 workdays', { extensions: [twice] }, '延长的单位与原期限不同'],
    ['an extension of nothing', start, '5 days', { extensions: [{ amount: 0, unit: 'days' as const }] }, '大于零的整数'],
    ['extensions beyond a century', start, '36500 days', { extensions: [twice] }, '超过一百年'],
    [
      'a pause that ends before it begins',
      start,
      '5 days',
      { pauses: [{ fromMs: start, toMs: start - 1 }] },
      '中止的结束早于开始',
    ],
    ['a pause at no time', start, '5 days', { pauses: [{ fromMs: Number.NaN }] }, '时刻 NaN'],
    [
      'a pause that never ends but is not open',
      start,
      '5 days',
      { pauses: [{ fromMs: start, toMs: Infinity }] },
      '时刻 Infinity',
    ],
    ['a start at no time', Number.NaN, '5 days', {}, '时刻 NaN'],
    ['a start in seconds with a part of a millisecond', 1.5, '5 days', {}, '时刻 1.5'],
    ['a start in another age', 1e17, '5 days', {}, '时刻 100000000000000000'],
  ])('is an outcome: %s', (_, at, text, options: PeriodOptions, message) => {
    for (const outcome of [
      dueAt(at, duration(text), calendar, options),
      remaining(start, at, duration(text), calendar, options),
    ]) {
      expect(outcome).toMatchObject({ state: 'refused', covered: false })
      expect(outcome.state === 'refused' && localText(outcome.message, 'zh')).toContain(message)
    }
  })

  it('refuses calendars that have no zone or no workday, and units that do not exist', () => {
    const length = duration('5 days')
    expect(dueAt(start, length, { ...calendar, timeZone: 'Asia/Peking' })).toMatchObject({ state: 'refused' })
    expect(dueAt(start, length, { ...calendar, weekend: [1, 2, 3, 4, 5, 6, 7] })).toMatchObject({ state: 'refused' })
    for (const unit of ['constructor', 'months']) {
      expect(dueAt(start, JSON.parse(`{"amount":1,"unit":"${unit}"}`) as Duration, calendar)).toMatchObject({ state: 'refused' })
    }
  })

  it('never throws, whatever numbers and units it is given', () => {
    const instant = fc.oneof(
      fc.double(),
      fc.integer({ min: -3e12, max: 5e12 }),
      fc.constantFrom(0, -0, 8.64e15, Number.MAX_SAFE_INTEGER),
    )
    const length = fc.record({
      amount: fc.oneof(fc.double(), fc.nat({ max: 12_000 })),
      unit: fc.constantFrom<Duration['unit']>('minutes', 'hours', 'days', 'workdays'),
    })
    const pauses = fc.array(fc.record({ fromMs: instant, toMs: fc.option(instant, { nil: undefined }) }), { maxLength: 3 })
    const states = new Set<string>()
    fc.assert(
      fc.property(instant, instant, length, pauses, fc.array(length, { maxLength: 1 }), (start, at, text, paused, extensions) => {
        const options = { pauses: paused, extensions }
        states.add(dueAt(start, text, calendar, options).state)
        states.add(remaining(at, start, text, calendar, options).state)
        reminders(at, [text, ...extensions], calendar, { pauses: paused })
      }),
      { seed: 6, numRuns: 1_000 },
    )
    expect([...states].toSorted()).toEqual(['due', 'overdue', 'paused', 'refused', 'running'])
  })

  it('is frozen, and the same each time', () => {
    const first = dueAt(start, duration('5 workdays'), calendar)
    expect(Object.isFrozen(first)).toBe(true)
    expect(dueAt(start, duration('5 workdays'), calendar)).toEqual(first)
  })
})
