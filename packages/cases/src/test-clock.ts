import type { Clock } from '@kaiwu/core'

/** A clock that is put forward by hand. */
export type MovableClock = Clock & Readonly<{ move(ms: number): void }>

/** A clock that stands still until it is moved. @param start as ISO 8601 */
export function movableClock(start: string): MovableClock {
  let nowMs = Date.parse(start)
  return {
    now: () => nowMs,
    today: () => new Date(nowMs + 8 * 3_600_000).toISOString().slice(0, 10),
    move: (ms) => void (nowMs += ms),
  }
}
