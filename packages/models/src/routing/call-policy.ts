/** How long to wait, in milliseconds. Only what a model says counts as life: keep-alive comments do not. */
export type Timeouts = Readonly<{
  /** Until the connection stands. */
  connectMs: number
  /** Until the first piece of an answer, thought or text. */
  firstTokenMs: number
  /** Between two pieces. */
  idleMs: number
  /** For a whole answer. */
  totalMs: number
}>

/** When a call that failed is sent again to the same model: only before its first piece, and only when it surely was not billed. */
export type RetryPolicy = Readonly<{
  /** Further attempts. */
  most: number
  /** First wait; doubled each time, with jitter. */
  baseMs: number
  maxWaitMs: number
  /** A longer `Retry-After` is not waited for: the call goes on to the next model, or fails with it. */
  maxRetryAfterMs: number
  /** Retries per call over the last minute that all calls to a model share; keeps an outage from being multiplied. */
  budget: number
}>

/** When a model that keeps failing is left alone. */
export type CircuitPolicy = Readonly<{ failures: number; withinMs: number; openMs: number }>

/** What may be asked of one key at a time. 0: no limit. */
export type CallLimits = Readonly<{ concurrency: number; requestsPerMinute: number; tokensPerMinute: number; maxQueueMs: number }>

/** How calls to a model are made. */
export type CallPolicy = Readonly<{ timeouts: Timeouts; retry: RetryPolicy; circuit: CircuitPolicy; limits: CallLimits }>

/** What holds unless settings say otherwise. */
export const defaultPolicy: CallPolicy = Object.freeze({
  timeouts: Object.freeze({ connectMs: 5_000, firstTokenMs: 60_000, idleMs: 30_000, totalMs: 300_000 }),
  retry: Object.freeze({ most: 2, baseMs: 500, maxWaitMs: 8_000, maxRetryAfterMs: 30_000, budget: 0.1 }),
  circuit: Object.freeze({ failures: 5, withinMs: 30_000, openMs: 30_000 }),
  limits: Object.freeze({ concurrency: 0, requestsPerMinute: 0, tokensPerMinute: 0, maxQueueMs: 30_000 }),
})
