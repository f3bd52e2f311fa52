/** Says how long a caller has to wait. */
export type RateLimit = Readonly<{
  /** Counts one request of a caller. Returns whole seconds to wait, 0 when it may go on. */
  take(caller: string): number
}>

// Enough for every desk of a plant; beyond it those who waited longest are forgotten, which favours nobody who asks a lot.
const mostCallers = 10_000

/**
 * A token bucket for each caller: a minute's worth at once, then evenly. Kept in memory, for one process; 0 sets no limit.
 * @param now milliseconds of a clock that never goes back
 */
export function rateLimit(perMinute: number, now: () => number = () => performance.now()): RateLimit {
  if (perMinute <= 0) return Object.freeze({ take: () => 0 })
  const buckets = new Map<string, Readonly<{ left: number; at: number }>>()
  const everyMs = 60_000 / perMinute
  return Object.freeze({
    take(caller: string) {
      const at = now()
      const bucket = buckets.get(caller) ?? { left: perMinute, at }
      const left = Math.min(perMinute, bucket.left + (at - bucket.at) / everyMs)
      const goes = left >= 1
      // Taken out first, so that the map's order is that of the last request.
      buckets.delete(caller)
      buckets.set(caller, { left: goes ? left - 1 : left, at })
      if (buckets.size > mostCallers) buckets.delete(buckets.keys().next().value!)
      return goes ? 0 : Math.max(1, Math.ceil(Math.round((1 - left) * everyMs) / 1000))
    },
  })
}
