import { KaiwuError, type ErrorCode } from '@kaiwu/core'
import type { CircuitPolicy } from './call-policy.ts'
import { monotonic, SlidingWindow } from './sliding-window.ts'

/** One call on its way through a circuit. Each may be told more than once; what comes first counts. */
export type Passage = Readonly<{
  /** The service began to answer: a probe that gets this far lets the others in. */
  began(): void
  succeeded(): void
  failed(error: unknown): void
  /** It ended without saying anything about the service: the caller left. */
  left(): void
}>

/** Leaves a model alone that keeps failing, and tries it again with one call after a while. */
export type Circuit = Readonly<{
  /** Why a call would be refused now: MODEL_CIRCUIT_OPEN, or MODEL_QUOTA_EXHAUSTED as the service said it while the account is empty. */
  refusal(): KaiwuError | undefined
  /** Begins a call. @throws what {@link Circuit.refusal} says */
  enter(): Passage
}>

/** Where time comes from (milliseconds of a clock that is never set back), and how long a call may take at most: a probe that nobody ended by then no longer counts. */
export type CircuitOptions = Readonly<{ now?: () => number; longestMs?: number }>

/**
 * Opens after `failures` in a row within `withinMs`; a success in between starts the count anew, so that a few faults among many
 * calls never stop them all. After `openMs` one call goes through: when the service answers, it closes, else it opens again.
 *
 * An empty account opens it at once and for ten times as long, since nobody tops up within seconds; calls meanwhile get the
 * service's own error. A refused key, a missing permission and an unknown model do not open it: their answer costs nothing, and a
 * corrected setting works at once. What is wrong with a request, content filters and callers that leave never count.
 */
export function circuit(ref: string, policy: CircuitPolicy, options: CircuitOptions = {}): Circuit {
  const state = new CircuitState(ref, policy, options)
  return Object.freeze({ refusal: () => state.refusal(), enter: () => state.enter() })
}

/** The service is in trouble. */
const failures: ReadonlySet<ErrorCode> = new Set([
  'MODEL_UNREACHABLE',
  'MODEL_TIMEOUT',
  'MODEL_RATE_LIMITED',
  'MODEL_OVERLOADED',
  'MODEL_FAILED',
  'MODEL_PROTOCOL',
])

/** The service answered, if only with a refusal: a probe that got this has done its work. */
const answers: ReadonlySet<ErrorCode> = new Set([
  'MODEL_REFUSED_KEY',
  'MODEL_NOT_PERMITTED',
  'MODEL_NOT_FOUND',
  'MODEL_BAD_REQUEST',
  'MODEL_CONTENT_FILTERED',
  'MODEL_CONTEXT_TOO_LONG',
])

const emptyAccountFactor = 10

class CircuitState {
  readonly #ref: string
  readonly #policy: CircuitPolicy
  readonly #now: () => number
  readonly #longestMs: number
  readonly #failures: SlidingWindow
  /** 0: closed. After this moment one call at a time is let in. */
  #openUntil = 0
  #probeSince: number | undefined
  #emptyAccount: KaiwuError | undefined
  /** Calls that began before it last opened or closed say nothing about now. */
  #age = 0

  constructor(ref: string, policy: CircuitPolicy, { now = monotonic, longestMs = 300_000 }: CircuitOptions) {
    this.#ref = ref
    this.#policy = policy
    this.#now = now
    this.#longestMs = longestMs
    this.#failures = new SlidingWindow(policy.withinMs, now)
  }

  refusal(): KaiwuError | undefined {
    const now = this.#now()
    const probing = this.#probeSince !== undefined && now - this.#probeSince < this.#longestMs
    if (this.#openUntil === 0 || (now >= this.#openUntil && !probing)) return undefined
    const seconds = Math.max(1, Math.ceil((this.#openUntil - now) / 1000))
    if (this.#emptyAccount) return new KaiwuError(this.#emptyAccount.code, { ...this.#emptyAccount.details, seconds })
    return new KaiwuError('MODEL_CIRCUIT_OPEN', { model: this.#ref, seconds, billed: 'no' })
  }

  enter(): Passage {
    const refusal = this.refusal()
    if (refusal) throw refusal
    const probe = this.#openUntil !== 0
    if (probe) {
      this.#probeSince = this.#now()
      this.#age += 1
    }
    let age = this.#age
    let over = false
    const once = (act: () => void) => (): void => {
      if (!over && age === this.#age) act()
      over = true
    }
    return Object.freeze({
      began: () => {
        if (over || age !== this.#age || this.#openUntil === 0) return
        this.#close()
        age = this.#age
      },
      succeeded: once(() => (this.#openUntil === 0 ? this.#failures.clear() : this.#close())),
      failed: (error: unknown) => once(() => this.#fail(error, probe))(),
      left: once(() => this.#giveBack()),
    })
  }

  #fail(error: unknown, probe: boolean): void {
    const code = KaiwuError.is(error) ? error.code : undefined
    if (KaiwuError.is(error) && code === 'MODEL_QUOTA_EXHAUSTED') {
      this.#open(this.#policy.openMs * emptyAccountFactor)
      this.#emptyAccount = error
    } else if (code && failures.has(code)) {
      this.#failures.add(1)
      if (probe || this.#failures.total() >= this.#policy.failures) this.#open(this.#policy.openMs)
    } else if (code && answers.has(code) && this.#openUntil !== 0) this.#close()
    else this.#giveBack()
  }

  #open(forMs: number): void {
    this.#openUntil = this.#now() + forMs
    this.#emptyAccount = undefined
    this.#renew()
  }

  #close(): void {
    this.#openUntil = 0
    this.#emptyAccount = undefined
    this.#renew()
  }

  #renew(): void {
    this.#probeSince = undefined
    this.#failures.clear()
    this.#age += 1
  }

  #giveBack(): void {
    if (this.#openUntil !== 0) this.#probeSince = undefined
  }
}
