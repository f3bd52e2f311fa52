import { failpoint } from '@kaiwu/store'
import { keepLeases } from './keep-leases.ts'
import type { ClaimedJob } from './job-store.ts'
import { napUntil, type Nap } from './nap.ts'
import { runOne, settleFailed, type RunningJob, type RunSettings } from './run-one.ts'

/** Something that runs due jobs until it is stopped. */
export type JobRunner = Readonly<{
  /** A transaction that has not ended yet puts in a job for this instant. */
  expect(dueAtMs: number): void
  /** Something has changed: looks for due jobs. */
  wake(): void
  /** Takes no more jobs; what still runs after the time is aborted and given back. */
  stop(timeoutMs: number): Promise<void>
}>

type Runner = {
  readonly settings: RunSettings
  readonly running: Map<string, RunningJob>
  readonly over: Set<Promise<void>>
  /** The earliest job that open transactions have put in. */
  expectedMs: number
  /** Something has changed since the last look. */
  changed: boolean
  stopping: boolean
  /** When to look for lapsed leases again, as `performance.now()` has it. */
  sweepAtMs: number
  nap: Nap | undefined
}

/** Starts to run jobs. It asks the store when one is due, and sleeps in between. */
export function runJobs(settings: RunSettings): JobRunner {
  const runner: Runner = {
    settings,
    running: new Map(),
    over: new Set(),
    expectedMs: Infinity,
    changed: false,
    stopping: false,
    sweepAtMs: 0,
    nap: undefined,
  }
  const leases = keepLeases(settings, runner.running)
  const loop = work(runner)
  return Object.freeze({
    expect(dueAtMs: number) {
      runner.expectedMs = Math.min(runner.expectedMs, dueAtMs)
      if (hasRoom(runner)) runner.nap?.wake(dueAtMs)
    },
    wake: () => wake(runner),
    async stop(timeoutMs: number) {
      runner.stopping = true
      wake(runner)
      await loop
      const all = Promise.all(runner.over)
      const late = setTimeout(() => {
        for (const one of runner.running.values()) {
          one.end ??= 'stopped'
          one.controller.abort(new Error('the process stops'))
        }
      }, timeoutMs)
      await all
      clearTimeout(late)
      await leases.stop()
    },
  })
}

function wake(runner: Runner): void {
  runner.changed = true
  runner.nap?.wake(-Infinity)
}

const hasRoom = ({ running, settings }: Runner): boolean => running.size < settings.concurrency

async function work(runner: Runner): Promise<void> {
  const { clock, report } = runner.settings
  for (let failures = 0; !runner.stopping;) {
    try {
      await sweep(runner)
      const dueAtMs = await takeDue(runner)
      failures = 0
      runner.nap = napUntil({ clock, dueAtMs, latestMs: runner.sweepAtMs })
    } catch (error) {
      report(error)
      // The database is away; it is asked less and less often.
      const latestMs = performance.now() + Math.min(10_000, 500 * 2 ** failures++)
      runner.changed = false
      runner.nap = napUntil({ clock, dueAtMs: Infinity, latestMs })
    }
    if (runner.changed || runner.stopping) runner.nap.wake(-Infinity)
    else if (hasRoom(runner)) runner.nap.wake(runner.expectedMs)
    await runner.nap.over
    runner.nap = undefined
  }
}

/** Takes the jobs that are due, as long as there is room. @returns when to look again */
async function takeDue(runner: Runner): Promise<number> {
  const { store, clock, concurrency } = runner.settings
  if (runner.expectedMs < Infinity) {
    runner.expectedMs = Infinity
    // What is being put in can be seen once it is kept.
    await store.afterTransactions()
  }
  runner.changed = false
  while (!runner.stopping && hasRoom(runner)) {
    const dueAtMs = await store.nextDueAtMs()
    if (dueAtMs === undefined) return Infinity
    if (dueAtMs > clock.now()) return dueAtMs
    const heldSinceMs = performance.now()
    const claimed = await store.claim(clock.now(), concurrency - runner.running.size)
    failpoint('job-after-claim')
    for (const job of claimed) launch(runner, job, heldSinceMs)
    // Another server was faster, or is about to free the group.
    if (claimed.length === 0) return clock.now() + againMs
  }
  // Whatever ends makes room, and wakes.
  return Infinity
}

const againMs = 200

function launch(runner: Runner, job: ClaimedJob, heldSinceMs: number): void {
  const one: RunningJob = { job, controller: new AbortController(), heldSinceMs }
  runner.running.set(job.id, one)
  const over = runOne(runner.settings, one)
    .catch(runner.settings.report)
    .finally(() => {
      if (runner.running.get(job.id) === one) runner.running.delete(job.id)
      runner.over.delete(over)
      wake(runner)
    })
  runner.over.add(over)
}

/** From time to time, puts back what processes have left behind that ended or lost their leases. */
async function sweep(runner: Runner): Promise<void> {
  const { settings, running } = runner
  if (performance.now() < runner.sweepAtMs) return
  runner.sweepAtMs = performance.now() + settings.leaseMs / 3
  for (const job of await settings.store.lapsed(settings.clock.now())) {
    // Its own are not lost to itself, even if the clock was put forward.
    if (running.has(job.id) || runner.stopping) continue
    await settleFailed(settings, job, new Error('the process that ran it has ended, or lost its lease'))
  }
}
