import type { Clock } from '@kaiwu/core'

/** A wait that ends when something is due. */
export type Nap = Readonly<{
  over: Promise<void>
  /** Ends it if it would have lasted beyond this instant. */
  wake(dueAtMs: number): void
}>

/** Until when to wait. */
export type NapOptions = Readonly<{
  clock: Clock
  /** An instant by the clock, or never. */
  dueAtMs: number
  /** The end in any case, as `performance.now()` has it. */
  latestMs: number
}>

// A clock that is put forward is noticed within a second; looking at it costs next to nothing.
const lookMs = 1_000

/** Waits by a timer, and looks at the clock from time to time, since that one may be put forward or back. */
export function napUntil({ clock, dueAtMs, latestMs }: NapOptions): Nap {
  let timer: NodeJS.Timeout
  let end: () => void
  const over = new Promise<void>((resolve) => (end = resolve))
  const look = (): void => {
    const left = Math.min(dueAtMs - clock.now(), latestMs - performance.now())
    if (left <= 0) return end()
    timer = setTimeout(look, dueAtMs === Infinity ? left : Math.min(left, lookMs))
  }
  look()
  return {
    over,
    wake(soonerAtMs) {
      if (soonerAtMs >= dueAtMs) return
      clearTimeout(timer)
      end()
    },
  }
}
