import type { RunningJob, RunSettings } from './run-one.ts'

/**
 * Renews the leases of the jobs that run, a third of a lease apart. What could not be renewed in time is aborted before anybody else may
 * take it: a process that is cut off from the database stops by itself.
 */
export function keepLeases({ store, clock, leaseMs, report }: RunSettings, running: ReadonlyMap<string, RunningJob>) {
  let renewing: Promise<void> | undefined
  const lose = (one: RunningJob): void => {
    one.end ??= 'lost'
    one.controller.abort(new Error('its lease was lost'))
  }
  const renew = async (some: readonly RunningJob[]): Promise<void> => {
    const askedMs = performance.now()
    try {
      const jobs = some.map(({ job }) => job)
      const held = await store.renew(jobs, clock.now())
      for (const one of some) {
        if (held.has(one.job.id)) one.heldSinceMs = askedMs
        // It may just have ended, and then there is nothing to hold.
        else if (running.get(one.job.id) === one) lose(one)
      }
    } catch (error) {
      report(error)
    }
  }
  const look = (): void => {
    const some = [...running.values()].filter(({ end }) => end === undefined)
    const nowMs = performance.now()
    for (const one of some) if (nowMs - one.heldSinceMs > (leaseMs * 5) / 6) lose(one)
    const due = some.filter((one) => one.end === undefined && nowMs - one.heldSinceMs > leaseMs / 3)
    if (due.length > 0) renewing ??= renew(due).finally(() => (renewing = undefined))
  }
  const timer = setInterval(look, Math.max(10, leaseMs / 12))
  timer.unref()
  return Object.freeze({
    async stop() {
      clearInterval(timer)
      await renewing
    },
  })
}
