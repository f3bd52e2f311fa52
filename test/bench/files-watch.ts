/** How late the event loop is while files are read, and how much memory is kept, for `files.ts`. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const delay = monitorEventLoopDelay({ resolution: 10 })
/** Delays of all watches in milliseconds, each with how often it came. What happens between watches is none of theirs. */
const delays: (readonly [number, number])[] = []
setFlagsFromString('--expose-gc')
type Collect = (how: Readonly<{ type: 'major'; execution: 'sync'; flavor: 'last-resort' }>) => void
const collect = runInNewContext('gc') as Collect

/** Begins a watch of the event loop. */
export function watch(): void {
  delay.reset()
  delay.enable()
}

/** Ends a watch of the event loop and keeps what it saw; gives the longest delay in it, in milliseconds. */
export function watched(): number {
  delay.disable()
  let before = 0
  for (const [percentile, nanoseconds] of delay.percentiles) {
    delays.push([nanoseconds / 1e6, ((percentile - before) / 100) * delay.count])
    before = percentile
  }
  return delay.count === 0 ? 0 : Math.round(delay.max / 1e6)
}

/** The delay that so much of the time was not exceeded. */
export function delayAt(share: number): number {
  const all = delays.reduce((sum, [, times]) => sum + times, 0)
  let seen = 0
  for (const [value, times] of [...delays].sort((one, other) => one[0] - other[0])) {
    seen += times
    if (seen >= all * share) return Math.round(value * 10) / 10
  }
  return 0
}

/** Collecting once leaves what finalisers hold, and pages the allocator gives back a little later. */
export async function residentAfterCollecting(): Promise<number> {
  for (let round = 0; round < 4; round++) {
    // As a system short of memory makes it: pages kept for later are given back too.
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return process.memoryUsage.rss()
}
