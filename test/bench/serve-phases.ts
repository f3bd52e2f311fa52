/**
 * Ways of asking, for the bench of serving: as many as go at a time, or so many a second; and how late the event loop is meanwhile.
 * @module
 */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { percentile } from './measures.ts'

/** What a while of searching came to. */
export type Served = Readonly<{
  searches: number
  perSecond: number
  p50Ms: number
  p99Ms: number
  mostMs: number
  /** How much later than due a timer went off. */
  loopP99Ms: number
  loopMostMs: number
  cpuShare: number
}>

/** Searches once: the n-th question. */
export type SearchOnce = (at: number) => Promise<unknown>

const probeMs = 5

/** Asks `atOnce` at a time, each again as soon as it is answered. */
export function saturated(search: SearchOnce, atOnce: number, forMs: number): Promise<Served> {
  return served(forMs, async (until, times) => {
    let asked = 0
    const one = async (): Promise<void> => {
      while (performance.now() < until) {
        // A request comes in through the event loop.
        const at = performance.now()
        await nextTurn()
        await search(asked++)
        times.push(performance.now() - at)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, one))
  })
}

/** Asks so many a second, whether or not those before have been answered; times count from when each was due. */
export function paced(search: SearchOnce, aSecond: number, forMs: number): Promise<Served> {
  return served(forMs, async (until, times) => {
    const started = performance.now()
    const running: Promise<unknown>[] = []
    for (let asked = 0; ; asked++) {
      const due = started + (asked * 1000) / aSecond
      if (due >= until) break
      const wait = due - performance.now()
      if (wait > 0) await sleep(wait)
      // A timer goes off a millisecond late at most when nothing holds the loop; what is late beyond counts.
      running.push(search(asked).then(() => times.push(performance.now() - due)))
    }
    await Promise.all(running)
  })
}

async function served(forMs: number, ask: (until: number, times: number[]) => Promise<void>): Promise<Served> {
  const times: number[] = []
  const started = performance.now()
  const cpu = process.cpuUsage()
  const probe = loopProbe()
  await ask(started + forMs, times)
  const late = probe.stop()
  const ms = performance.now() - started
  const { user, system } = process.cpuUsage(cpu)
  return {
    searches: times.length,
    perSecond: (times.length / ms) * 1000,
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    mostMs: percentile(times, 1),
    loopP99Ms: percentile(late, 0.99),
    loopMostMs: percentile(late, 1),
    cpuShare: (user + system) / 1000 / ms,
  }
}

/** Sets a timer again and again, and notes how late each goes off. */
function loopProbe(): Readonly<{ stop(): number[] }> {
  const late: number[] = []
  let set = performance.now()
  const went = (): void => {
    late.push(Math.max(0, performance.now() - set - probeMs))
    set = performance.now()
    timer = setTimeout(went, probeMs)
  }
  let timer = setTimeout(went, probeMs)
  return {
    stop() {
      clearTimeout(timer)
      return late
    },
  }
}
