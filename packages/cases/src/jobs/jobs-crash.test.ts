import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { KaiwuError, systemClock } from '@kaiwu/core'
import { openDatabase, type Database } from '@kaiwu/store'
import pg from 'pg'
import { getRollbackPlans } from 'pg-boss'
import { thorough } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openJobs } from './open-jobs.ts'
import { defaultBackOff } from './back-off.ts'
import { jobBases, jobsOf, put, until } from './test-jobs-base.ts'
import type { JobsChildTask } from './test-jobs-child.ts'
import { jobMigrations } from './test-jobs-schema.ts'

const bases = jobBases()
const script = fileURLToPath(new URL('./test-jobs-child.ts', import.meta.url))
const rounds = thorough ? 20 : 2
const waiting = thorough ? 10_000 : 1_000

/** Runs a process with jobs, and kills it some time after it is ready, if wanted. */
async function child(task: JobsChildTask, killAfterMs?: number): Promise<void> {
  const started = spawn(process.execPath, ['--conditions=kaiwu-src', script, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(started, 'exit')
  await Promise.race([once(started.stdout, 'data'), ended])
  if (killAfterMs !== undefined) {
    await wait(killAfterMs)
    started.kill('SIGKILL')
  }
  expect(await ended).toEqual(killAfterMs === undefined ? [0, null] : [null, 'SIGKILL'])
}

/** What happened, in its order. */
async function effectsOf(database: Database): Promise<readonly (readonly [string, string])[]> {
  const rows = await database.all<{ text: string }>('SELECT text FROM effects ORDER BY id')
  return rows.map(({ text }) => text.split(' ') as [string, string])
}

const named = (effects: readonly (readonly [string, string])[], what: string): string[] =>
  effects.filter(([kind]) => kind === what).map(([, name]) => name)

describe.each(bases.kinds)('jobs on %s', (kind) => {
  it('are not lost, whenever the processes that run them are killed', { timeout: 240_000 }, async () => {
    const name = `killed_${kind}`
    for (let round = 0; round < rounds; round++) {
      // With PostgreSQL there are three workers, and all are killed.
      const workers = Array.from({ length: kind === 'sqlite' || !bases.server() ? 1 : 3 }, () =>
        child({ ...bases.address(kind, name), puts: true, leaseMs: 600 }, 50 + Math.random() * 250),
      )
      await Promise.all(workers)
    }
    await child({ ...bases.address(kind, name), puts: false, leaseMs: 600 })
    const effects = await effectsOf(await bases.open(kind, name))
    const put_ = named(effects, 'put')
    const ended = named(effects, 'end')
    expect(put_.length).toBeGreaterThanOrEqual(rounds)
    expect(new Set(ended)).toEqual(new Set(put_))
    const begun = named(effects, 'begin').length
    console.log(`${kind}: ${rounds} rounds of kills, ${put_.length} jobs put in, begun ${begun} and ended ${ended.length} times`)
  })
})

describe('jobs on PostgreSQL', () => {
  it('do not run twice at the same time with several processes', { timeout: 120_000 }, async () => {
    const name = 'together'
    const database = await bases.open('postgres', name)
    const jobs = await jobsOf(database)
    const some = Array.from({ length: 60 }, (_, number) => ({ kind: 'effect', group: `g${number % 20}`, payload: number }))
    await put(database, jobs, ...some)
    const task = { ...bases.address('postgres', name), puts: false, leaseMs: 30_000 }
    await Promise.all(Array.from({ length: bases.server() ? 3 : 1 }, () => child(task)))
    const effects = await effectsOf(database)
    const running = new Set<string>()
    for (const [what, number] of effects) {
      const group = `g${Number(number) % 20}`
      expect(running.has(group)).toBe(what === 'end')
      if (what === 'begin') running.add(group)
      else running.delete(group)
    }
    expect(effects).toHaveLength(120)
  })

  it('need no superuser, and say so where a right is missing', { timeout: 60_000 }, async ({ skip }) => {
    const server = bases.server()
    if (!server) return skip('PGlite lets everybody in')
    const admin = new pg.Client({ connectionString: server.url })
    await admin.connect()
    onTestFinished(() => admin.end())
    await admin.query("CREATE ROLE plain LOGIN PASSWORD 'plain'")
    await admin.query('CREATE DATABASE plain')
    const url = new URL(server.url)
    Object.assign(url, { username: 'plain', password: 'plain', pathname: '/plain' })
    const open = async () => {
      const database = await openDatabase({
        folder: `${bases.folder}/plain`,
        url: url.href,
        schema: 'own',
        migrations: jobMigrations,
      })
      onTestFinished(() => database.close())
      return database
    }
    const prepare = new pg.Client({ connectionString: Object.assign(new URL(server.url), { pathname: '/plain' }).href })
    await prepare.connect()
    onTestFinished(() => prepare.end())
    await prepare.query('CREATE SCHEMA own AUTHORIZATION plain')
    const refused = await openJobs(await open(), { clock: systemClock(), handlers: {} }).catch((error: unknown) => error)
    expect(KaiwuError.is(refused) && `${refused.code} ${refused.message}`).toMatch(/DATABASE_UNUSABLE .*permission denied/)
    await prepare.query('CREATE SCHEMA own_jobs AUTHORIZATION plain')
    const database = await open()
    const seen: unknown[] = []
    const jobs = await jobsOf(database, { handlers: { note: async (payload) => void seen.push(payload) } })
    jobs.start()
    await put(database, jobs, { kind: 'note', payload: 1 })
    await until(() => seen.length === 1)
  })

  it('bring an older schema of pg-boss up to date, and leave a newer one alone', { timeout: 60_000 }, async ({ skip }) => {
    const server = bases.server()
    if (!server) return skip('PGlite takes no scripts besides its one session')
    const database = await bases.open('postgres', 'aged')
    const first = await jobsOf(database)
    await put(database, first, { kind: 'note', payload: 'kept' })
    await first.stop(100)
    const admin = new pg.Client({ connectionString: server.url })
    await admin.connect()
    onTestFinished(() => admin.end())
    const versionOf = async () => Number((await admin.query('SELECT version FROM aged_jobs.version')).rows[0].version)
    const newest = await versionOf()
    for (const version of [newest, newest - 1]) await admin.query(getRollbackPlans('aged_jobs', version))
    expect(await versionOf()).toBe(newest - 2)
    const seen: unknown[] = []
    const jobs = await jobsOf(database, { handlers: { note: async (payload) => void seen.push(payload) } })
    jobs.start()
    await until(() => seen.length === 1)
    expect([seen, await versionOf()]).toEqual([['kept'], newest])
    await admin.query('UPDATE aged_jobs.version SET version = 9999')
    await expect(openJobs(database, { clock: systemClock(), handlers: {} })).rejects.toMatchObject({ code: 'STORE_NEWER' })
  })

  it('go on when the server was away', { timeout: 60_000 }, async ({ skip }) => {
    const server = bases.server()
    if (!server) return skip('PGlite keeps nothing')
    const database = await bases.open('postgres')
    const reports: unknown[] = []
    const seen: unknown[] = []
    const jobs = await jobsOf(database, {
      leaseMs: 2_000,
      backOff: defaultBackOff,
      report: (error) => reports.push(error),
      handlers: { note: async (payload) => (await wait(200), void seen.push(payload)) },
    })
    jobs.start()
    await put(
      database,
      jobs,
      { kind: 'note', payload: 'before' },
      { kind: 'note', payload: 'later', dueAtMs: Date.now() + 1_000 },
    )
    await until(async () => (await jobs.counts()).running === 1)
    await server.kill('SIGKILL')
    await wait(500)
    await server.restart()
    await until(() => seen.includes('later'), 30_000)
    await until(async () => (await jobs.counts()).running === 0, 30_000)
    expect(await jobs.counts()).toEqual({ due: 0, later: 0, running: 0, parked: 0 })
    expect(new Set(seen)).toEqual(new Set(['before', 'later']))
  })
})

describe.each(bases.kinds)(`${waiting} waiting jobs on %s`, (kind) => {
  // WF-06
  it('hold nobody up, and cost nothing while they wait', { timeout: 120_000 }, async () => {
    const name = `many_${kind}`
    const database = await bases.open(kind, name)
    const filling = await jobsOf(database)
    const later = Date.now() + 3_600_000
    const began = performance.now()
    for (let at = 0; at < waiting; at += 1_000) {
      const some = Array.from({ length: 1_000 }, (_, index) => ({
        kind: 'note',
        group: `g${index % 50}`,
        payload: at,
        dueAtMs: later + index,
      }))
      await put(database, filling, ...some)
    }
    const filled = performance.now()
    const seen: number[] = []
    const jobs = await jobsOf(database, { handlers: { note: async () => void seen.push(performance.now()) } })
    const opened = performance.now()
    jobs.start()
    await put(database, jobs, { kind: 'note', payload: 'now' })
    await until(() => seen.length === 1)
    const startMs = seen[0]! - opened
    await wait(200)
    const before = process.cpuUsage()
    const from = performance.now()
    await wait(thorough ? 3_000 : 1_000)
    const { user, system } = process.cpuUsage(before)
    const share = (user + system) / 1_000 / (performance.now() - from)
    expect(await jobs.counts()).toEqual({ due: 0, later: waiting, running: 0, parked: 0 })
    const figures = [
      `put in ${Math.round(filled - began)} ms`,
      `first job after ${Math.round(startMs)} ms`,
      `idle CPU ${(share * 100).toFixed(1)} %`,
    ]
    console.log(`${kind}: ${figures.join(', ')}`)
    expect(startMs).toBeLessThan(5_000)
    expect(share).toBeLessThan(0.1)
  })
})
