import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '@kaiwu/core'
import { failpoint, type Queries } from '@kaiwu/store'
import { pauseAfter, type BackOff } from './back-off.ts'
import { errorText } from './job-error.ts'
import type { JobHandler, ParkedJob, RetryAt } from './job.ts'
import type { ClaimedJob, JobOutcome, JobStore, Settled } from './job-store.ts'

/** What jobs are run with. */
export type RunSettings = Readonly<{
  store: JobStore
  clock: Clock
  handlers: ReadonlyMap<string, JobHandler>
  concurrency: number
  leaseMs: number
  limitMs: number
  backOff: BackOff
  /** Told of what nobody else is told: a database out of reach, a claim that was lost. */
  report: (error: unknown) => void
}>

/** A job in the hands of this process. */
export type RunningJob = {
  readonly job: ClaimedJob
  readonly controller: AbortController
  /** When its lease was last known to begin anew, as `performance.now()` has it. */
  heldSinceMs: number
  /** Why it was aborted, if not for its time limit. */
  end?: 'stopped' | 'lost'
}

// A handler that was told to stop has so long to do it in.
const graceMs = 250
const longestAskedMs = 86_400_000
// A database that is away for a moment is asked again, or work that was done would be done twice. In parts of the first pause of jobs.
const pauses = [0.1, 0.5, 1.5]

/** Runs a job and says in the store what became of it. */
export async function runOne(settings: RunSettings, one: RunningJob): Promise<void> {
  const { store, clock, report } = settings
  const { job } = one
  const failure = await outcomeOf(settings, one)
  failpoint('job-before-settle')
  const became = (outcome: JobOutcome) => tried(settings, () => store.settle(job, outcome))
  let settled: Settled
  if (!failure) settled = await became({ became: 'done' })
  else if (one.end === 'stopped') settled = await became({ became: 'back', dueAtMs: clock.now() })
  else if (one.end !== 'lost') settled = await settleFailed(settings, job, failure.error)
  if (settled === undefined) report(new Error(`the lease of job ${job.id} (${job.kind}) was lost while it ran; it may run again`))
}

/** Puts a job back for another try, or parks it after the last. */
export async function settleFailed(settings: RunSettings, job: ClaimedJob, error: unknown): Promise<Settled> {
  const { store, clock, handlers, backOff, report } = settings
  const handler = handlers.get(job.kind)
  const nowMs = clock.now()
  // Another server of a newer version may know what to do with it.
  const pauseMs = handler ? pauseAfter(job.attempt, backOff) : backOff.mostMs
  const { retryAtMs } = (error ?? {}) as Partial<RetryAt>
  const dueAtMs = Number.isFinite(retryAtMs) ? Math.min(Math.max(retryAtMs!, nowMs), nowMs + longestAskedMs) : nowMs + pauseMs
  const outcome: JobOutcome = { became: 'failed', error: errorText(error), dueAtMs }
  const told = typeof handler === 'object' ? handler.parked : undefined
  if (!told || job.attempt < job.attempts) return tried(settings, () => store.settle(job, outcome))
  const parkedJob = parkedFrom(job, outcome.error)
  try {
    return await tried(settings, () => store.settle(job, outcome, (inside: Queries) => told(inside, parkedJob)))
  } catch (failure) {
    // Nobody could be told in the same transaction; it is parked all the same, and listed as such.
    report(failure)
    return tried(settings, () => store.settle(job, outcome))
  }
}

type Failure = Readonly<{ error: unknown }>

/** Calls the handler and waits for it, or for the signal and a little longer. @returns nothing when it went well */
async function outcomeOf({ handlers, limitMs }: RunSettings, { job, controller }: RunningJob): Promise<Failure | undefined> {
  const handler = handlers.get(job.kind)
  if (!handler) return { error: new Error(`there is no handler for jobs of kind "${job.kind}"`) }
  const { signal } = controller
  const { run, limitMs: limit = limitMs } = typeof handler === 'function' ? { run: handler } : handler
  const timer = setTimeout(() => controller.abort(new Error(`it was cut off after ${limit} ms`)), limit)
  const work = (async (): Promise<Failure | undefined> => {
    try {
      await run(JSON.parse(job.payload), { attempt: job.attempt, isLast: job.attempt >= job.attempts, signal })
      return undefined
    } catch (error) {
      return { error: signal.aborted && signal.reason !== undefined ? signal.reason : error }
    }
  })()
  try {
    const over = await Promise.race([work.then((failure) => ({ failure })), aborted(signal)])
    if (over) return over.failure
    return await Promise.race([work, wait(graceMs, { error: signal.reason as unknown })])
  } finally {
    clearTimeout(timer)
  }
}

async function aborted(signal: AbortSignal): Promise<undefined> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

async function tried<T>({ backOff }: RunSettings, work: () => Promise<T>): Promise<T> {
  for (const part of pauses) {
    try {
      return await work()
    } catch {
      await wait(part * backOff.firstMs)
    }
  }
  return work()
}

function parkedFrom({ id, kind, key, group, payload, attempt }: ClaimedJob, error: string): ParkedJob {
  return Object.freeze({
    id,
    kind,
    ...(key === undefined ? {} : { key }),
    ...(group === undefined ? {} : { group }),
    payload: JSON.parse(payload) as unknown,
    attempts: attempt,
    error,
  })
}
