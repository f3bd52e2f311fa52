import { setTimeout as wait } from 'node:timers/promises'
import { KaiwuError } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { retryAt, type ParkedJob } from './job.ts'
import { jobBases, jobsOf, put, until } from './test-jobs-base.ts'

const bases = jobBases()

describe.each(bases.kinds)('jobs on %s', (kind) => {
  it('are there with the transaction that puts them in, and not without', async () => {
    const database = await bases.open(kind)
    const seen: unknown[] = []
    const jobs = await jobsOf(database, { handlers: { note: async (payload) => void seen.push(payload) } })
    jobs.start()
    const failed = database.transaction(async (inside) => {
      await jobs.enqueue(inside, { kind: 'note', payload: 'lost' })
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    await database.transaction(async (inside) => {
      await jobs.enqueue(inside, { kind: 'note', payload: 'kept' })
      await wait(300)
      expect(seen).toEqual([])
    })
    await until(() => seen.length > 0)
    await wait(200)
    expect(seen).toEqual(['kept'])
    expect(await jobs.counts()).toEqual({ due: 0, later: 0, running: 0, parked: 0 })
  })

  // WF-15
  it('bring payloads as they were', async () => {
    const database = await bases.open(kind)
    const payloads = [
      { lc: 1, type: 'secret', id: ['OPENAI_API_KEY'] },
      { nul: 'a\0b', half: '\ud800', text: "更换 6205-2RS '?' $1 ?2 {id,id}", many: 1e21, least: -5e-324, b: 1, a: [null, true] },
      null,
      '',
      JSON.parse('{"__proto__":{"polluted":1},"constructor":2}'),
    ]
    const seen: string[] = []
    const jobs = await jobsOf(database, { handlers: { note: async (payload) => void seen.push(JSON.stringify(payload)) } })
    await put(database, jobs, ...payloads.map((payload) => ({ kind: 'note', payload })))
    jobs.start()
    await until(() => seen.length === payloads.length)
    expect(seen.sort()).toEqual(payloads.map((payload) => JSON.stringify(payload)).sort())
    await expect(put(database, jobs, { kind: 'note', payload: undefined })).rejects.toThrow(TypeError)
    for (const bad of [
      { kind: "x'; DROP" },
      { kind: 'note', key: 'a\0b' },
      { kind: 'note', group: '\ud800' },
      { kind: 'note', dueAtMs: NaN },
    ]) {
      await expect(put(database, jobs, { payload: 1, ...bad })).rejects.toThrow(RangeError)
    }
  })

  it('run when they are due, not before and at most a second after', async () => {
    const database = await bases.open(kind)
    const late: number[] = []
    const jobs = await jobsOf(database, {
      handlers: { note: async (payload) => void late.push(Date.now() - (payload as { dueAtMs: number }).dueAtMs) },
    })
    jobs.start()
    const now = Date.now()
    const dues = [900, 300, 1_300, 600].map((more) => now + more)
    await put(database, jobs, ...dues.map((dueAtMs) => ({ kind: 'note', payload: { dueAtMs }, dueAtMs })))
    expect(await jobs.counts()).toMatchObject({ due: 0, later: 4 })
    await until(() => late.length === 4)
    expect(Math.min(...late)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...late)).toBeLessThan(1_000)
  })

  it('have at most one waiting for a key, at the earlier time and with the later payload', async () => {
    const database = await bases.open(kind)
    const seen: unknown[] = []
    const jobs = await jobsOf(database, {
      handlers: { remind: async (payload) => void seen.push(payload), other: async () => undefined },
    })
    const at = (more: number, payload: string, key = 'case_1') => ({ kind: 'remind', key, payload, dueAtMs: Date.now() + more })
    await put(database, jobs, at(60_000, 'one'), at(300, 'two'), at(90_000, 'three'), at(60_000, 'far', 'case_2'))
    await put(database, jobs, { ...at(60_000, 'x'), kind: 'other' })
    expect(await jobs.counts()).toMatchObject({ due: 0, later: 3 })
    jobs.start()
    await until(() => seen.length > 0)
    expect(seen).toEqual(['three'])
    expect(await database.transaction((inside) => jobs.cancel(inside, 'remind', 'case_2'))).toBe(1)
    expect(await database.transaction((inside) => jobs.cancel(inside, 'remind', 'case_2'))).toBe(0)
    expect(await jobs.counts()).toEqual({ due: 0, later: 1, running: 0, parked: 0 })
  })

  it('let a new one of a key wait beside the one that runs, and take its place should that fail', async () => {
    const database = await bases.open(kind)
    const seen: unknown[] = []
    let open = (): void => undefined
    const opened = new Promise<void>((resolve) => (open = resolve))
    const jobs = await jobsOf(database, {
      handlers: {
        async once(payload) {
          seen.push(payload)
          if (payload !== 'first') return
          await opened
          throw new Error('in vain')
        },
      },
    })
    jobs.start()
    await put(database, jobs, { kind: 'once', key: 'k', group: 'g', payload: 'first' })
    await until(() => seen.length === 1)
    await put(database, jobs, { kind: 'once', key: 'k', group: 'g', payload: 'second' })
    open()
    await until(() => seen.length === 2)
    await wait(200)
    expect(seen).toEqual(['first', 'second'])
    expect(await jobs.counts()).toEqual({ due: 0, later: 0, running: 0, parked: 0 })
  })

  it('run so many at a time, and of a group one, whoever runs them', async () => {
    const databases = await bases.several(kind, 3)
    const now = new Map<string, number>()
    const most = new Map<string, number>()
    const ran = new Map<number, number>()
    const within = async (name: string, work: () => Promise<void>): Promise<void> => {
      now.set(name, (now.get(name) ?? 0) + 1)
      most.set(name, Math.max(most.get(name) ?? 0, now.get(name)!))
      await work()
      now.set(name, now.get(name)! - 1)
    }
    const workers = await Promise.all(
      databases.map((database, worker) => {
        const run = async (payload: unknown): Promise<void> => {
          const { number, group } = payload as { number: number; group: string }
          ran.set(number, (ran.get(number) ?? 0) + 1)
          await within(`worker ${worker}`, () => within(group, () => wait(5 + Math.random() * 10)))
        }
        return jobsOf(database, { concurrency: 2, handlers: { one: run, two: run } })
      }),
    )
    const some = Array.from({ length: 60 }, (_, number) => ({ number, group: `case_${number % 5}` }))
    await put(
      databases[0]!,
      workers[0]!,
      ...some.map((job) => ({ kind: job.number % 2 ? 'one' : 'two', group: job.group, payload: job })),
    )
    for (const jobs of workers) jobs.start()
    await until(() => ran.size === 60, 15_000)
    expect([...ran.values()].every((times) => times === 1)).toBe(true)
    expect(Math.max(...[0, 1, 2].map((worker) => most.get(`worker ${worker}`) ?? 0))).toBe(2)
    expect([0, 1, 2, 3, 4].map((group) => most.get(`case_${group}`))).toEqual([1, 1, 1, 1, 1])
  })

  // WF-05
  it('are parked after so many tries, with what went wrong, while others go on', async () => {
    const database = await bases.open(kind)
    const tries: number[] = []
    const ended: unknown[] = []
    let poisoned = true
    const jobs = await jobsOf(database, {
      attempts: 3,
      handlers: {
        async poison(_, { attempt, isLast }) {
          tries.push(attempt)
          expect(isLast).toBe(attempt % 3 === 0)
          if (poisoned)
            throw new Error('Bearer abcdefgh12345678 to https://u:pw@host/?api_key=hidden99 sk-abcdef123456\n    at f (x.ts:1:1)')
        },
        fine: async (payload) => void ended.push(payload),
      },
    })
    jobs.start()
    await put(database, jobs, { kind: 'poison', key: 'p', group: 'g', payload: { case: 1 } })
    await put(database, jobs, ...[1, 2, 3].map((payload) => ({ kind: 'fine', payload })))
    await until(async () => (await jobs.counts()).parked === 1)
    await until(() => ended.length === 3)
    expect(tries).toEqual([1, 2, 3])
    const [one] = await jobs.parked()
    expect(one).toEqual({
      id: expect.any(String),
      kind: 'poison',
      key: 'p',
      group: 'g',
      payload: { case: 1 },
      attempts: 3,
      error: 'Bearer … to https://…@host/?api_key=… …',
    })
    expect(await jobs.retry('no such job')).toBe(false)
    expect(await jobs.retry(one!.id)).toBe(true)
    expect(await jobs.retry(one!.id)).toBe(false)
    await until(async () => (await jobs.counts()).parked === 1)
    expect(tries).toEqual([1, 2, 3, 4, 5, 6])
    poisoned = false
    await jobs.retry(one!.id)
    await until(() => tries.length === 7)
    await until(async () => (await jobs.counts()).running === 0)
    expect(await jobs.counts()).toEqual({ due: 0, later: 0, running: 0, parked: 0 })
  })

  it('tell of being parked in the same transaction, and are parked also when that fails', async () => {
    const database = await bases.open(kind)
    const reports: unknown[] = []
    const told: ParkedJob[] = []
    const jobs = await jobsOf(database, {
      attempts: 1,
      report: (error) => reports.push(error),
      handlers: {
        task: {
          run: async () => Promise.reject(new KaiwuError('FILE_EMPTY', { name: 'a.md' })),
          async parked(inside, job) {
            if (job.payload === 'bad') throw new Error('cannot be told')
            await inside.run('INSERT INTO effects (text) VALUES (?)', job.error)
            told.push(job)
          },
        },
      },
    })
    jobs.start()
    await put(database, jobs, { kind: 'task', payload: 'good' })
    await until(async () => (await jobs.counts()).parked === 1)
    expect(await database.all('SELECT text FROM effects')).toEqual([{ text: expect.stringMatching(/^FILE_EMPTY: /) }])
    expect(told).toEqual(await jobs.parked())
    await put(database, jobs, { kind: 'task', payload: 'bad' })
    await until(async () => (await jobs.counts()).parked === 2)
    expect(reports).toEqual([new Error('cannot be told')])
  })

  it('wait as long as a handler asks', async () => {
    const database = await bases.open(kind)
    const at: number[] = []
    const jobs = await jobsOf(database, {
      handlers: {
        async ask() {
          at.push(Date.now())
          if (at.length === 1) throw retryAt('429', Date.now() + 700)
        },
      },
    })
    jobs.start()
    await put(database, jobs, { kind: 'ask', payload: 1 })
    await until(() => at.length === 2)
    expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(699)
    expect(at[1]! - at[0]!).toBeLessThan(1_700)
  })
})
