import { monotonic, SlidingWindow } from './sliding-window.ts'

/** The retries that all calls to a channel share, so that an outage is not multiplied by retrying it. */
export type RetryBudget = Readonly<{
  /** A call was made; retries of it do not count. */
  called(): void
  /** Takes one retry, or says that there is none left. */
  take(): boolean
}>

/**
 * Retries may be `ratio` of the calls of the last minute, and `atLeast` a minute so that a lone call may be retried at all.
 * Once there are `atLeast / ratio` calls a minute, requests are at most `1 + ratio` times calls, whatever fails.
 * @param ratio `budget` of the retry policy; 0: no retries at all
 */
export function retryBudget(
  ratio: number,
  { atLeast = 3, now = monotonic }: Readonly<{ atLeast?: number; now?: () => number }> = {},
): RetryBudget {
  const calls = new SlidingWindow(60_000, now)
  const retries = new SlidingWindow(60_000, now)
  return Object.freeze({
    called() {
      calls.add(1)
    },
    take() {
      if (ratio === 0 || retries.total() + 1 > Math.max(atLeast, ratio * calls.total())) return false
      retries.add(1)
      return true
    },
  })
}
