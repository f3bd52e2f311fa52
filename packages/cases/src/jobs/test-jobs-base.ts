import { setTimeout as wait } from 'node:timers/promises'
import { systemClock, type Clock } from '@kaiwu/core'
import type { Database } from '@kaiwu/store'
import { onTestFinished } from 'vitest'
import { testBases, type TestBases } from '../test-database.ts'
import type { NewJob } from './job.ts'
import { openJobs, type Jobs, type OpenJobsOptions } from './open-jobs.ts'
import { jobMigrations } from './test-jobs-schema.ts'

/** Registers what a test file needs to have databases with jobs. */
export const jobBases = (): TestBases => testBases(jobMigrations)

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
