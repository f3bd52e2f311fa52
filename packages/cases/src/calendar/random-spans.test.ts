import fc from 'fast-check'
import { expect, it } from 'vitest'
import { dueAt } from './due-at.ts'
import type { DurationUnit } from './duration.ts'
import type { Pause } from './pause.ts'
import { remaining } from './remaining.ts'
import { calendarOf } from './test-calendars.ts'

// The second opinion below shares nothing with the code it checks: it watches a clock tick hour by hour (or minute by minute),
// reads the date off it as text, and crosses days off a list. Slow and plain on purpose.

type Tables = Readonly<{ zone: string; off: Set<string>; on: Set<string> }>
type Span = Readonly<{
  start: number
  amount: number
  unit: DurationUnit
  extra: number
  pauses: readonly Pause[]
  roll: boolean
}>
type Opinion = Readonly<{ due: number | null; left: (at: number) => number }>

const hour = 3_600_000
const minute = 60_000
const dateTexts = new Map<string, Intl.DateTimeFormat>()

function dateText(at: number, zone: string): string {
  if (!dateTexts.has(zone)) dateTexts.set(zone, new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }))
  return dateTexts.get(zone)!.format(new Date(at))
}

function isOff(date: string, { off, on }: Tables): boolean {
  if (on.has(date)) return false
  if (off.has(date)) return true
  return ['Sat', 'Sun'].includes(new Date(`${date}T12:00:00Z`).toUTCString().slice(0, 3))
}

/** Every whole day after the start, as the ticking clock shows it. */
function* daysAfter(start: number, zone: string) {
  let tick = Math.floor(start / hour) * hour
  let shown = dateText(tick, zone)
  let begin: number | null = null
  for (;;) {
    tick += hour
    const now = dateText(tick, zone)
    if (now === shown) continue
    if (begin !== null) yield { date: shown, begin, end: tick }
    begin = tick
    shown = now
  }
}

function slowDays({ start, amount, unit, extra, pauses, roll }: Span, tables: Tables): Opinion {
  const ends: number[] = []
  let wanted = amount + extra
  const left = (over: number[]) => (at: number) => amount + extra - over.filter((end) => end <= at).length
  for (const { date, begin, end } of daysAfter(start, tables.zone)) {
    const forever = pauses.some((pause) => pause.toMs === undefined && pause.fromMs < end)
    if (forever) return { due: null, left: (at) => Math.max(1, left(ends)(at)) }
    if (pauses.some(({ fromMs, toMs }) => fromMs < toMs! && fromMs < end && toMs! > begin)) continue
    if (wanted > 0) {
      if (unit === 'workdays' && isOff(date, tables)) continue
      wanted -= 1
      ends.push(end)
    }
    if (wanted === 0 && !(unit === 'days' && roll && isOff(date, tables))) {
      return { due: end, left: (at) => (at >= end ? 0 : Math.max(1, left(ends)(at))) }
    }
  }
  throw new Error('the days never end')
}

function slowMinutes({ start, amount, unit, extra, pauses }: Span): Opinion {
  let wanted = (amount + extra) * (unit === 'hours' ? 60 : 1)
  const lived: number[] = []
  for (let tick = start; ; tick += minute) {
    const stopped = pauses.filter(({ fromMs, toMs }) => fromMs <= tick && (toMs === undefined || tick < toMs))
    if (stopped.some(({ toMs }) => toMs === undefined))
      return { due: null, left: (at) => wanted + lived.filter((end) => end > at).length }
    if (stopped.length > 0) continue
    lived.push(tick + minute)
    wanted -= 1
    if (wanted === 0) return { due: tick + minute, left: (at) => lived.filter((end) => end > at).length }
  }
}

const zones = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Africa/Cairo']
const firstDay = Date.UTC(2026, 0, 1)
const dayNames = (days: readonly number[]) => days.map((day) => new Date(firstDay + day * 24 * hour).toISOString().slice(0, 10))
const day = fc.nat({ max: 729 })

/** A start within two years; pauses around it, some of them at midnight, overlapping, empty or still open. */
const span = fc
  .record({
    at: fc.nat({ max: 650 * 24 * 60 }),
    unit: fc.constantFrom<DurationUnit>('workdays', 'workdays', 'days', 'days', 'hours', 'minutes'),
    amount: fc.integer({ min: 1, max: 25 }),
    extra: fc.constantFrom(0, 0, 1, 10),
    roll: fc.boolean(),
    pauses: fc.array(
      fc.record({
        from: fc.integer({ min: -2_000, max: 30_000 }),
        length: fc.oneof(fc.constantFrom(0, 1, 1_440), fc.nat({ max: 8_000 })),
        midnight: fc.boolean(),
        open: fc.integer({ min: 1, max: 20 }),
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ at, unit, amount, extra, roll, pauses }): Span => {
    const start = firstDay + at * minute
    const clock = unit === 'hours' || unit === 'minutes'
    return {
      start,
      unit,
      amount,
      extra,
      roll,
      pauses: pauses.map(({ from, length, midnight, open }) => {
        const near = start + (clock ? Math.trunc(from / 20) : from) * minute
        const fromMs = midnight ? Math.floor(near / (24 * hour)) * 24 * hour - 8 * hour : near
        return open === 1 ? { fromMs } : { fromMs, toMs: fromMs + length * minute }
      }),
    }
  })

it('agrees with an independent, slow implementation on 1,000 random spans of random calendars', { timeout: 120_000 }, () => {
  const seen = { due: 0, paused: 0, moved: 0 }
  const calendarDays = fc.record({
    zone: fc.constantFrom(...zones),
    off: fc.uniqueArray(day, { maxLength: 60 }),
    weekends: fc.uniqueArray(day, { maxLength: 40 }),
  })
  fc.assert(
    fc.property(calendarDays, span, fc.nat(), ({ zone, off, weekends }, each, instant) => {
      const offDays = new Set(dayNames(off))
      const tables: Tables = { zone, off: offDays, on: new Set() }
      for (const date of dayNames(weekends)) if (isOff(date, tables) && !offDays.has(date)) tables.on.add(date)
      const rows = [...[...offDays].map((date) => `${date},休`), ...[...tables.on].map((date) => `${date},班`)]
      const calendar = calendarOf(`日期,类型\n2026,全年\n2027,全年\n2028,全年\n${rows.join('\n')}\n`, { timeZone: zone })
      const slow = each.unit === 'hours' || each.unit === 'minutes' ? slowMinutes(each) : slowDays(each, tables)
      const duration = { amount: each.amount, unit: each.unit }
      const extensions = each.extra > 0 ? [{ amount: each.extra, unit: each.unit }] : []
      const options = { pauses: each.pauses, extensions, roll: each.roll }
      const due = dueAt(each.start, duration, calendar, options)
      expect([due.state, due.dueAtMs]).toEqual(slow.due === null ? ['paused', undefined] : ['due', slow.due])
      expect(dueAt(each.start, duration, calendar, { ...options, pauses: each.pauses.toReversed() })).toEqual(due)
      const at = each.start + (instant % 40_000) * minute
      const stands = remaining(at, each.start, duration, calendar, options)
      expect(stands.state !== 'refused' && stands.left.amount).toBe(slow.left(at))
      expect(stands.state === 'overdue').toBe(slow.due !== null && at >= slow.due)
      if (due.state === 'due') seen.due++
      if (due.state === 'due' && due.movedFrom) seen.moved++
      if (due.state === 'paused') seen.paused++
    }),
    { seed: 20_261_022, numRuns: 1_000 },
  )
  expect(seen.due + seen.paused).toBe(1_000)
  expect([seen.due > 500, seen.paused > 50, seen.moved > 20]).toEqual([true, true, true])
})
