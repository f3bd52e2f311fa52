import { KaiwuError } from '@kaiwu/core'
import type { Sleep } from './sleep.ts'

/** A clock whose minutes pass in no time. */
export type VirtualClock = Readonly<{
  now(): number
  sleep: Sleep
  /** How long each wait was meant to be, in order. */
  waits: readonly number[]
  /** Waits under way. */
  sleeping(): number
  /** Lets time pass, waking whoever is due, each at its moment. */
  advance(ms: number): Promise<void>
}>

/** Starts at 1,000,000 ms. */
export function virtualClock(): VirtualClock {
  let now = 1_000_000
  const sleepers = new Set<{ at: number; wake(): void }>()
  const waits: number[] = []
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  return {
    now: () => now,
    waits,
    sleeping: () => sleepers.size,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(new KaiwuError('CANCELLED'))
        waits.push(ms)
        const onAbort = (): void => {
          sleepers.delete(sleeper)
          reject(new KaiwuError('CANCELLED'))
        }
        const sleeper = {
          at: now + ms,
          wake() {
            sleepers.delete(sleeper)
            signal?.removeEventListener('abort', onAbort)
            resolve()
          },
        }
        signal?.addEventListener('abort', onAbort, { once: true })
        sleepers.add(sleeper)
      }),
    async advance(ms) {
      const end = now + ms
      await settle()
      for (;;) {
        const next = [...sleepers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0]
        if (!next) break
        now = Math.max(now, next.at)
        next.wake()
        await settle()
      }
      now = end
      await settle()
    },
  }
}
