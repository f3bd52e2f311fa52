import type { Clock } from '@kaiwu/core'
import type { Database, Queries } from '@kaiwu/store'
import { defaultBackOff, type BackOff } from './back-off.ts'
import type { JobCounts, JobHandler, NewJob, ParkedJob } from './job.ts'
import type { JobStore, StoredJob } from './job-store.ts'
import { runJobs, type JobRunner } from './run-jobs.ts'
import { sqliteJobs } from './sqlite-jobs.ts'

/** How to open the jobs of a base. */
export type OpenJobsOptions = Readonly<{
  clock: Clock
  /** Who does the work, by kind. */
  handlers: Readonly<Record<string, JobHandler>>
  /** How many jobs this process runs at a time. Default 4. */
  concurrency?: number
  /** How long a claim holds without being renewed; it is renewed while the job runs. Default 30 s. */
  leaseMs?: number
  /** After how long a handler is cut off. Default 5 minutes. */
  limitMs?: number
  /** How many tries a job has before it is parked. Default 5. */
  attempts?: number
  backOff?: BackOff
  /** Told of what has no other place: a database out of reach, a lease lost. Default: a warning of the process. */
  report?: (error: unknown) => void
}>

/** Work that must happen later, or again. */
export type Jobs = Readonly<{
  /**
   * Puts a job in, within a transaction of the caller: without the one there is not the other.
   * @throws RangeError for a kind, key or group that no store could keep
   * @throws TypeError for a payload that is no JSON
   */
  enqueue(inside: Queries, job: NewJob): Promise<void>
  /** Takes away what waits under a key; what runs already is not stopped. @returns how many jobs waited, 0 or 1 */
  cancel(inside: Queries, kind: string, key: string): Promise<number>
  /** Begins to run jobs here. Without it, this process only puts them in; one that may only read a base does neither. */
  start(): void
  /**
   * Takes no more jobs, lets those that run end, and after the time aborts them and gives them back. Nothing can be done with the jobs
   * afterwards.
   */
  stop(timeoutMs: number): Promise<void>
  /** Those that failed too often, the longest parked first, at most so many (1,000). */
  parked(limit?: number): Promise<readonly ParkedJob[]>
  /** Lets a parked one be tried again, at once and as often as a new one. @returns false when none is parked under the id */
  retry(id: string): Promise<boolean>
  counts(): Promise<JobCounts>
}>

/**
 * Opens the jobs of a base: on SQLite in its table (`jobTables`), on PostgreSQL by pg-boss. A job runs **at least once**: after a crash
 * it runs again when its lease has ended, on SQLite as soon as the base is opened again. Two never run at the same time as long as
 * handlers end soon after their signal. Tries lie 2 s, 4 s, 8 s … up to 10 minutes apart, of which chance takes up to a half; after
 * the last a job is parked, and others go on.
 * @throws what the database throws; on PostgreSQL DATABASE_UNUSABLE without the right to make the schema of pg-boss
 * @example
 * const jobs = await openJobs(database, { clock, handlers: { remind: async (payload) => remind(payload) } })
 * jobs.start()
 * await database.transaction((inside) => jobs.enqueue(inside, { kind: 'remind', key: caseId, payload: { caseId }, dueAtMs }))
 */
export async function openJobs(database: Database, options: OpenJobsOptions): Promise<Jobs> {
  const { clock, leaseMs = 30_000, attempts = 5 } = options
  const store = await storeOf(database, leaseMs, clock)
  let runner: JobRunner | undefined
  let unwatch: (() => void) | undefined
  return Object.freeze({
    async enqueue(inside: Queries, job: NewJob) {
      const stored = storedJob(job, clock.now(), attempts)
      await store.enqueue(inside, stored)
      runner?.expect(stored.dueAtMs)
    },
    cancel: (inside: Queries, kind: string, key: string) => store.cancel(inside, kind, key),
    start() {
      if (runner || !database.writable) return
      runner = runJobs({
        store,
        clock,
        handlers: new Map(Object.entries(options.handlers)),
        concurrency: options.concurrency ?? 4,
        leaseMs,
        limitMs: options.limitMs ?? 300_000,
        backOff: options.backOff ?? defaultBackOff,
        report: options.report ?? warn,
      })
      unwatch = database.onChange(runner.wake)
    },
    async stop(timeoutMs: number) {
      unwatch?.()
      await runner?.stop(timeoutMs)
      await store.close()
    },
    parked: async (limit = 1_000) => Object.freeze(await store.parked(limit)),
    async retry(id: string) {
      const found = await store.retry(id, clock.now(), attempts)
      if (found) runner?.wake()
      return found
    },
    counts: () => store.counts(clock.now()),
  } satisfies Jobs)
}

async function storeOf(database: Database, leaseMs: number, clock: Clock): Promise<JobStore> {
  if (database.kind === 'sqlite') return sqliteJobs(database, leaseMs)
  // pg-boss takes a quarter of a second to load, and is wanted here alone.
  const { bossJobs } = await import('./boss-jobs.ts')
  return bossJobs(database, leaseMs, clock)
}

const kinds = /^[a-z][\w.:-]{0,99}$/i
const mostCharacters = 300

function storedJob({ kind, key, group, payload, dueAtMs, attempts }: NewJob, nowMs: number, usual: number): StoredJob {
  if (!kinds.test(kind)) throw new RangeError(`a kind of jobs is a word of letters, digits and _.:- ("${kind}" is not)`)
  for (const name of [key, group]) if (name !== undefined) checkName(name)
  const json = JSON.stringify(payload) as string | undefined
  if (json === undefined) throw new TypeError(`the payload of a job is JSON; this one is a ${typeof payload}`)
  const stored = { kind, key, group, payload: json, dueAtMs: Math.ceil(dueAtMs ?? nowMs), attempts: attempts ?? usual }
  if (!Number.isSafeInteger(stored.dueAtMs)) throw new RangeError(`${dueAtMs} is no instant`)
  if (!Number.isSafeInteger(stored.attempts) || stored.attempts < 1) throw new RangeError('a job is tried at least once')
  return stored
}

function checkName(name: string): void {
  // PostgreSQL keeps no NUL, and half a character is none.
  if (name === '' || name.length > mostCharacters || /[\p{Cc}\p{Cs}]/u.test(name)) {
    throw new RangeError(`a key or group has 1 to ${mostCharacters} characters, none of them control characters`)
  }
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error))
}
