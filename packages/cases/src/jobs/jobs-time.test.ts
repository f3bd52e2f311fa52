import { setTimeout as wait } from 'node:timers/promises'
import { openDatabase } from '@kaiwu/store'
import { describe, expect, it, onTestFinished } from 'vitest'
import { jobBases, jobsOf, put, steppedClock, until } from './test-jobs-base.ts'
import { jobMigrations } from './test-jobs-schema.ts'

const bases = jobBases()

describe.each(bases.kinds)('jobs on %s', (kind) => {
  it('cut off a handler that never ends, and bear whatever handlers throw', async () => {
    const database = await bases.open(kind)
    const seen: string[] = []
    const jobs = await jobsOf(database, {
      attempts: 1,
      limitMs: 5_000,
      handlers: {
        never: {
          limitMs: 100,
          run: (_, { signal }) => {
            signal.addEventListener('abort', () => seen.push('told'))
            return new Promise(() => undefined)
          },
        },
        late: { limitMs: 50, run: () => wait(400).then(() => Promise.reject(new Error('too late to matter'))) },
        sync: () => {
          throw new Error('at once')
        },
        nothing: () => Promise.reject(undefined),
      },
    })
    jobs.start()
    await put(database, jobs, ...['never', 'late', 'sync', 'nothing', 'unknown'].map((kind) => ({ kind, payload: 1 })))
    await until(async () => (await jobs.counts()).parked === 5)
    expect(seen).toEqual(['told'])
    const errors = new Map((await jobs.parked()).map(({ kind, error }) => [kind, error]))
    expect(Object.fromEntries(errors)).toEqual({
      never: 'it was cut off after 100 ms',
      late: 'it was cut off after 50 ms',
      sync: 'at once',
      nothing: 'undefined',
      unknown: 'there is no handler for jobs of kind "unknown"',
    })
    await wait(400)
  })

  it('are let end by a process that stops, or are given back, which is no try', async () => {
    const [one, other] = await bases.several(kind, 2)
    const seen: string[] = []
    const run = (name: string) => ({
      async long(_: unknown, { signal }: { signal: AbortSignal }) {
        seen.push(name)
        if (name === 'one') await wait(60_000, undefined, { signal })
      },
      async short() {
        await wait(300)
        seen.push('short ended')
      },
    })
    const first = await jobsOf(one!, { attempts: 1, handlers: run('one') })
    first.start()
    await put(one!, first, { kind: 'long', payload: 1 }, { kind: 'short', payload: 1 })
    await until(async () => (await first.counts()).running === 2)
    const began = performance.now()
    await first.stop(600)
    expect(performance.now() - began).toBeLessThan(2_000)
    expect(seen).toEqual(['one', 'short ended'])
    const second = await jobsOf(other!, { attempts: 1, handlers: run('other') })
    expect(await second.counts()).toEqual({ due: 1, later: 0, running: 0, parked: 0 })
    second.start()
    await until(async () => (await second.counts()).due === 0)
    await until(() => seen.length === 3)
    expect(seen).toEqual(['one', 'short ended', 'other'])
  })

  // WF-04
  it('run once when the clock is set back an hour, and soon when it is put forward', async () => {
    const database = await bases.open(kind)
    const clock = steppedClock()
    const seen: unknown[] = []
    const jobs = await jobsOf(database, {
      clock,
      leaseMs: 500,
      handlers: {
        async note(payload) {
          seen.push(payload)
          if (payload === 'long') await wait(1_200)
        },
      },
    })
    jobs.start()
    await put(database, jobs, { kind: 'note', payload: 'now', dueAtMs: clock.now() + 200 })
    await put(database, jobs, { kind: 'note', payload: 'long' })
    await until(() => seen.length === 2)
    clock.step(-3_600_000)
    await wait(600)
    clock.step(7_200_000)
    await wait(800)
    clock.step(-3_600_000)
    expect(seen).toHaveLength(2)
    await put(database, jobs, { kind: 'note', payload: 'in a month', dueAtMs: clock.now() + 30 * 86_400_000 })
    await wait(300)
    const began = performance.now()
    clock.step(30 * 86_400_000)
    await until(() => seen.length === 3)
    expect(performance.now() - began).toBeLessThan(1_500)
  })

  it('hold their lease as long as they run, and are taken over when it has ended', async () => {
    const [one, other] = await bases.several(kind, 2)
    const seen: string[] = []
    const handlers = (name: string) => ({
      async long() {
        seen.push(`${name} begins`)
        await wait(1_200)
        seen.push(`${name} ends`)
      },
    })
    const first = await jobsOf(one!, { leaseMs: 500, handlers: handlers('one') })
    const second = await jobsOf(other!, { leaseMs: 500, handlers: handlers('other') })
    first.start()
    await put(one!, first, { kind: 'long', payload: 1 })
    await until(() => seen.length === 1)
    second.start()
    await until(() => seen.length === 2)
    await wait(400)
    expect(seen).toEqual(['one begins', 'one ends'])
  })

  it('are found soon that another server put in', async () => {
    const [one, other] = await bases.several(kind, 2)
    const seen: number[] = []
    const worker = await jobsOf(one!, { handlers: { note: async () => void seen.push(Date.now()) } })
    worker.start()
    await wait(300)
    const elsewhere = kind === 'sqlite' ? worker : await jobsOf(other!)
    const put_ = Date.now()
    await put(other!, elsewhere, { kind: 'note', payload: 1 })
    await until(() => seen.length === 1)
    expect(seen[0]! - put_).toBeLessThan(1_000)
  })

  it('are aborted before their lease ends when it cannot be renewed, and run again', async () => {
    const database = await bases.open(kind)
    const reports: unknown[] = []
    const seen: string[] = []
    const jobs = await jobsOf(database, {
      leaseMs: 600,
      report: (error) => reports.push(error),
      handlers: {
        async long(_, { attempt, signal }) {
          const began = performance.now()
          try {
            if (attempt === 1) await wait(10_000, undefined, { signal })
          } finally {
            const isSoon = performance.now() - began < 600
            seen.push(`${attempt}: ${signal.aborted ? (signal.reason as Error).message : 'ended'}, ${isSoon ? 'soon' : 'late'}`)
          }
        },
      },
    })
    jobs.start()
    await put(database, jobs, { kind: 'long', payload: 1 })
    await until(async () => (await jobs.counts()).running === 1)
    // Nothing else can be written for longer than a lease.
    await database.transaction(() => wait(1_500))
    await until(() => seen.length === 2)
    expect(seen).toEqual(['1: its lease was lost, soon', '2: ended, soon'])
    await until(async () => (await jobs.counts()).running === 0)
    expect(await jobs.counts()).toEqual({ due: 0, later: 0, running: 0, parked: 0 })
    expect(reports.map(String)).toEqual([expect.stringContaining('was lost while it ran')])
  })
})

describe('jobs of a folder that two processes hold', () => {
  // WF-02
  it('are run by the one that may write; the other idles', async () => {
    const one = await bases.open('sqlite', 'held')
    const other = await openDatabase({ ...bases.address('sqlite', 'held'), migrations: jobMigrations, access: 'write-or-read' })
    onTestFinished(() => other.close())
    expect(other.writable).toBe(false)
    const seen: string[] = []
    const first = await jobsOf(one, { handlers: { note: async () => void seen.push('one') } })
    const second = await jobsOf(other, { handlers: { note: async () => void seen.push('other') } })
    second.start()
    first.start()
    await put(one, first, { kind: 'note', payload: 1 }, { kind: 'note', payload: 2, dueAtMs: Date.now() + 600_000 })
    await until(() => seen.length === 1)
    await until(async () => (await second.counts()).running === 0)
    expect([seen, await second.counts()]).toEqual([['one'], { due: 0, later: 1, running: 0, parked: 0 }])
  })
})
