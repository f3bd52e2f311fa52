import { inspect } from 'node:util'
import { KaiwuError } from '@kaiwu/core'
import type { IdleGuard } from './idle-guard.ts'
import { shortened, statusError, type ModelCall } from './model-call.ts'

type Failed = Readonly<{ call: ModelCall; guard: IdleGuard; cancelled: boolean }>

/** Says in Kaiwu's terms what went wrong with a call to a model service, and who must act. Never shows the key. */
export function toKaiwuError(error: unknown, { call, guard, cancelled }: Failed): KaiwuError {
  const { url, key } = call
  if (cancelled) return new KaiwuError('CANCELLED')
  const expired = guard.expired()
  if (expired) return new KaiwuError('MODEL_TIMEOUT', { url, seconds: expired.limitMs / 1000, phase: expired.phase })
  if (KaiwuError.is(error)) return error
  const innermost = innermostOf(error)
  const reason = shortened(innermost.message || innermost.code || String(error), key)
  // The client puts the body of an error frame here; such a frame comes inside a stream that began with 200.
  if (typeof innermost.error === 'object' && innermost.error !== null) return statusError(call, 200, reason)
  const cause = inspect(error, { depth: 8 }).includes(key) ? {} : { cause: error }
  const protocol =
    error instanceof SyntaxError || (error instanceof TypeError && !/terminated|fetch failed|network/i.test(error.message))
  return new KaiwuError(protocol ? 'MODEL_PROTOCOL' : 'MODEL_UNREACHABLE', { url, reason }, cause)
}

type Thrown = { message?: string; cause?: unknown; code?: string; error?: unknown }

/** `Connection error.` says less than `connect ECONNREFUSED` inside it. */
function innermostOf(error: unknown): Thrown {
  let innermost = error as Thrown
  while (innermost.cause && typeof innermost.cause === 'object') innermost = innermost.cause
  return innermost
}
