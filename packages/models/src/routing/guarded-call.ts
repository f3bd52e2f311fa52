import { KaiwuError, type ErrorCode } from '@kaiwu/core'
import type { CallLimiter, CallSlot } from './call-limits.ts'
import type { Circuit, Passage } from './circuit.ts'

/** What a call to a channel has to pass. */
export type CallGuards = Readonly<{ limiter: CallLimiter; circuit: Circuit }>

/** A call that has been let through. Whichever of its ends is told first counts; one of them must be told. */
export type GuardedCall = Readonly<{
  /** The service began to answer. */
  began(): void
  /** @param tokens all tokens of the call; absent: as estimated */
  succeeded(tokens?: number): void
  failed(error: unknown, tokens?: number): void
  /** It is over, and says nothing about the service. */
  left(): void
}>

const neverSent: ReadonlySet<ErrorCode> = new Set([
  'BUDGET_EXCEEDED',
  'CURRENCY_RATE_MISSING',
  'LEDGER_UNUSABLE',
  'MODEL_KEY_MALFORMED',
  'MODEL_NOT_CONFIGURED',
  'MODEL_UNPRICED',
])

/**
 * Begins a call: a circuit that is open refuses it at once, before it takes a place in the queue; one that opened while it waited
 * refuses it without having used up anything. When the caller's signal is aborted everything is given back at once, even if
 * nobody reads on.
 * @param tokens estimate of all tokens of the call
 * @throws MODEL_CIRCUIT_OPEN, MODEL_QUOTA_EXHAUSTED, MODEL_BUSY, CANCELLED
 */
export async function beginCall(
  { limiter, circuit }: CallGuards,
  tokens: number,
  signal: AbortSignal | undefined,
): Promise<GuardedCall> {
  const refusal = circuit.refusal()
  if (refusal) throw refusal
  const slot = await limiter.acquire(tokens, signal)
  const passage = entered(circuit, slot)
  const left = (): void => {
    signal?.removeEventListener('abort', left)
    passage.left()
    slot.release()
  }
  signal?.addEventListener('abort', left, { once: true })
  return Object.freeze({
    began: passage.began,
    succeeded(used?: number) {
      passage.succeeded()
      slot.release(used)
      left()
    },
    failed(error: unknown, used?: number) {
      passage.failed(error)
      if (KaiwuError.is(error) && neverSent.has(error.code)) slot.undo()
      else slot.release(KaiwuError.is(error) && error.details['billed'] === 'no' ? 0 : used)
      left()
    },
    left,
  })
}

function entered(circuit: Circuit, slot: CallSlot): Passage {
  try {
    return circuit.enter()
  } catch (error) {
    slot.undo()
    throw error
  }
}
