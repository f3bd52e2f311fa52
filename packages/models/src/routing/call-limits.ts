import { KaiwuError } from '@kaiwu/core'
import type { CallLimits } from './call-policy.ts'
import { sleep as machineSleep, type Sleep } from './sleep.ts'
import { monotonic, SlidingWindow, type WindowEntry } from './sliding-window.ts'

/** Leave to make one call. */
export type CallSlot = Readonly<{
  /** The call is over. Again: nothing. @param tokens what it used; absent: the estimate stands */
  release(tokens?: number): void
  /** The call was never sent: as if the slot had not been taken. */
  undo(): void
}>

/** Lets calls through as fast as one key at one service may be used, the others waiting in the order they came. */
export type CallLimiter = Readonly<{
  /** @param tokens estimate of all tokens of the call @throws MODEL_BUSY when it would wait too long; CANCELLED at once on abort */
  acquire(tokens: number, signal?: AbortSignal): Promise<CallSlot>
  /** Calls that wait. */
  waiting(): number
  /** Calls that are being made. */
  running(): number
}>

/** Where time comes from, and after how long a slot that nobody gave back is taken back: no call takes longer. */
export type CallLimiterOptions = Readonly<{ now?: () => number; sleep?: Sleep; longestMs?: number }>

/**
 * Limits on calls at a time, and on calls and tokens within any 60 seconds. One for each key at each service.
 * @param name of what is limited, for messages
 */
export function callLimiter(name: string, limits: CallLimits, options: CallLimiterOptions = {}): CallLimiter {
  const queue = new CallQueue(name, limits, options)
  return Object.freeze({
    acquire: (tokens: number, signal?: AbortSignal) => queue.acquire(tokens, signal),
    waiting: () => queue.waiting,
    running: () => queue.running,
  })
}

type Waiter = Readonly<{ tokens: number; take(slot: CallSlot): void }>
type Running = { readonly until: number }

class CallQueue {
  readonly #name: string
  readonly #limits: CallLimits
  readonly #now: () => number
  readonly #sleep: Sleep
  readonly #longestMs: number
  readonly #requests: SlidingWindow
  readonly #tokens: SlidingWindow
  /** In the order they began, so that the first is the first to be taken back. */
  readonly #running = new Set<Running>()
  readonly #waiters: Waiter[] = []
  #stopAlarm: (() => void) | undefined

  constructor(name: string, limits: CallLimits, options: CallLimiterOptions) {
    const { now = monotonic, sleep = machineSleep, longestMs = 300_000 } = options
    this.#name = name
    this.#limits = limits
    this.#now = now
    this.#sleep = sleep
    this.#longestMs = longestMs
    this.#requests = new SlidingWindow(60_000, now)
    this.#tokens = new SlidingWindow(60_000, now)
  }

  get waiting(): number {
    return this.#waiters.length
  }

  get running(): number {
    return this.#running.size
  }

  async acquire(estimated: number, signal: AbortSignal | undefined): Promise<CallSlot> {
    if (signal?.aborted) throw new KaiwuError('CANCELLED')
    // A call larger than a whole minute's tokens goes when nothing else was sent in the last one.
    const tokens = Math.min(estimated, this.#limits.tokensPerMinute || Infinity)
    if (this.#waiters.length === 0 && !this.#obstacle(tokens)) return this.#take(tokens)
    const { maxQueueMs, requestsPerMinute } = this.#limits
    const turn = requestsPerMinute - 1 - this.#waiters.length
    // Who is sure to wait in vain hears it now.
    if (maxQueueMs === 0 || (requestsPerMinute > 0 && this.#requests.msUntilAtMost(turn) > maxQueueMs)) throw this.#busy(tokens)
    return this.#queue(tokens, signal)
  }

  #queue(tokens: number, signal: AbortSignal | undefined): Promise<CallSlot> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        stopWaiting()
        signal?.removeEventListener('abort', onAbort)
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1)
      }
      const giveUp = (error: KaiwuError): void => {
        leave()
        reject(error)
        this.#admit()
      }
      const onAbort = (): void => giveUp(new KaiwuError('CANCELLED'))
      const waiter: Waiter = {
        tokens,
        take: (slot) => {
          leave()
          resolve(slot)
        },
      }
      const stopWaiting = this.#after(this.#limits.maxQueueMs, () => giveUp(this.#busy(tokens)))
      signal?.addEventListener('abort', onAbort, { once: true })
      this.#waiters.push(waiter)
      this.#admit()
    })
  }

  /** Lets in who may go, in order; the first who may not sets the alarm for when that changes by itself. */
  #admit(): void {
    this.#stopAlarm?.()
    this.#stopAlarm = undefined
    for (let first = this.#waiters[0]; first; first = this.#waiters[0]) {
      const obstacle = this.#obstacle(first.tokens)
      if (obstacle) {
        this.#stopAlarm = this.#after(Math.max(1, obstacle.ms), () => this.#admit())
        return
      }
      first.take(this.#take(first.tokens))
    }
  }

  #take(tokens: number): CallSlot {
    const running: Running = { until: this.#now() + this.#longestMs }
    const request = this.#requests.add(1)
    const counted = this.#tokens.add(tokens)
    this.#running.add(running)
    let over = false
    const finish = (correct: () => void): void => {
      if (over) return
      over = true
      this.#running.delete(running)
      correct()
      this.#admit()
    }
    return Object.freeze({
      release: (used?: number) => finish(() => this.#correct(counted, used)),
      undo: () =>
        finish(() => {
          this.#requests.correct(request, 0)
          this.#tokens.correct(counted, 0)
        }),
    })
  }

  #correct(counted: WindowEntry, used: number | undefined): void {
    if (used !== undefined) this.#tokens.correct(counted, used)
  }

  /** What keeps a call from being made now, and in how many milliseconds that will have changed at the latest. */
  #obstacle(tokens: number): Readonly<{ limit: keyof CallLimits; ms: number }> | undefined {
    const { concurrency, requestsPerMinute, tokensPerMinute } = this.#limits
    const now = this.#now()
    for (const slot of this.#running) if (slot.until <= now) this.#running.delete(slot)
    const [oldest] = this.#running
    if (concurrency > 0 && oldest && this.#running.size >= concurrency) return { limit: 'concurrency', ms: oldest.until - now }
    if (requestsPerMinute > 0 && this.#requests.total() + 1 > requestsPerMinute)
      return { limit: 'requestsPerMinute', ms: this.#requests.msUntilAtMost(requestsPerMinute - 1) }
    if (tokensPerMinute > 0 && this.#tokens.total() + tokens > tokensPerMinute)
      return { limit: 'tokensPerMinute', ms: this.#tokens.msUntilAtMost(tokensPerMinute - tokens) }
    return undefined
  }

  #busy(tokens: number): KaiwuError {
    const { limit, ms } = this.#obstacle(tokens) ?? { limit: 'maxQueueMs', ms: 1000 }
    // Nobody knows when a running call ends: as long again as a call waits at most.
    const wait = limit === 'concurrency' ? this.#limits.maxQueueMs : ms
    return new KaiwuError('MODEL_BUSY', {
      model: this.#name,
      limit: `${limit} ${this.#limits[limit]}`,
      seconds: Math.max(1, Math.ceil(wait / 1000)),
      billed: 'no',
    })
  }

  #after(ms: number, act: () => void): () => void {
    const controller = new AbortController()
    void this.#sleep(ms, controller.signal).then(
      () => {
        if (!controller.signal.aborted) act()
      },
      (error: unknown) => {
        if (!controller.signal.aborted) throw error
      },
    )
    return () => controller.abort()
  }
}
