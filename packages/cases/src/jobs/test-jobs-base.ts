import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { systemClock, type Clock } from '@kaiwu/core'
import { openDatabase, type Database } from '@kaiwu/store'
import { startPglite, startPostgres, type PostgresServer } from '@kaiwu/testkit'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import type { NewJob } from './job.ts'
import { openJobs, type Jobs, type OpenJobsOptions } from './open-jobs.ts'
import { jobMigrations } from './test-jobs-schema.ts'

/** The kinds of database that jobs are tried on. */
export type JobKind = 'sqlite' | 'postgres'

/** Where the databases of a test file are. */
export type JobBases = Readonly<{
  kinds: readonly JobKind[]
  folder: string
  /** The real PostgreSQL, where there is one; PGlite stands in for it otherwise. */
  server(): PostgresServer | undefined
  url(): string
  address(kind: JobKind, name: string): { folder: string; url?: string; schema?: string }
  /** Opens an empty base, or one that has a name, once more. Closed when the test has ended. */
  open(kind: JobKind, name?: string): Promise<Database>
  /** So many ways into one base, each with connections of its own; on SQLite, where one process writes, the same one. */
  several(kind: JobKind, count: number): Promise<readonly Database[]>
}>

let names = 0

/** Registers what a test file needs to have databases. */
export function jobBases(): JobBases {
  const folder = mkdtempSync(join(tmpdir(), 'kaiwu-jobs-'))
  let server: PostgresServer | undefined
  let url = ''
  let close: (() => Promise<void>) | undefined
  beforeAll(async () => {
    // What holds on a real server holds on the one that stands in for it, which can be asked for.
    server = process.env['KAIWU_TEST_PGLITE'] ? undefined : await startPostgres()
    const started = server ?? (await startPglite())
    url = started.url
    close = started.close
  }, 120_000)
  afterAll(async () => {
    await close?.()
    rmSync(folder, { recursive: true, force: true })
  })
  const address = (kind: JobKind, name: string) =>
    kind === 'sqlite' ? { folder: join(folder, name) } : { folder: join(folder, name), url, schema: name }
  const open = async (kind: JobKind, name = `jobs_${process.pid}_${++names}`): Promise<Database> => {
    const database = await openDatabase({ ...address(kind, name), migrations: jobMigrations })
    onTestFinished(() => database.close())
    return database
  }
  return {
    kinds: ['sqlite', 'postgres'],
    folder,
    server: () => server,
    url: () => url,
    address,
    open,
    async several(kind, count) {
      const name = `jobs_${process.pid}_${++names}`
      const first = await open(kind, name)
      const others = kind === 'sqlite' ? Array.from({ length: count - 1 }, () => first) : []
      while (others.length < count - 1) others.push(await open(kind, name))
      return [first, ...others]
    },
  }
}

/** Opens jobs that are tried again soon, and are stopped when the test has ended. What is reported fails the test, unless it is asked for. */
export async function jobsOf(database: Database, options: Partial<OpenJobsOptions> = {}): Promise<Jobs> {
  const reports: unknown[] = []
  const jobs = await openJobs(database, {
    clock: systemClock(),
    handlers: {},
    backOff: { firstMs: 20, mostMs: 50 },
    report: (error) => reports.push(error),
    ...options,
  })
  onTestFinished(async () => {
    await jobs.stop(2_000)
    if (reports.length > 0) throw new AggregateError(reports, 'something was reported')
  })
  return jobs
}

/** Puts jobs in, in a transaction of their own. */
export async function put(database: Database, jobs: Jobs, ...some: readonly NewJob[]): Promise<void> {
  await database.transaction(async (inside) => {
    for (const job of some) await jobs.enqueue(inside, job)
  })
}

/** Waits until something holds. */
export async function until(holds: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const end = performance.now() + withinMs
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`it did not come about within ${withinMs} ms`)
    await wait(5)
  }
}

/** The machine's clock, put forward and back by hand. */
export function steppedClock(): Clock & { step(ms: number): void } {
  let stepMs = 0
  return {
    now: () => Date.now() + stepMs,
    today: () => new Date(Date.now() + stepMs).toISOString().slice(0, 10),
    step: (ms) => void (stepMs += ms),
  }
}
