import { KaiwuError, type ErrorCode } from '@kaiwu/core'
import type { SwitchCause } from './model-reference.ts'

/** Why a call failed, as far as it matters to asking another model. `closed`: it was never asked, so the next one always is. */
export type FailureCause = SwitchCause | 'closed'

const causes: Partial<Record<ErrorCode, FailureCause>> = Object.freeze({
  MODEL_CIRCUIT_OPEN: 'closed',
  // This key is at its limit here; that of another provider may not be.
  MODEL_BUSY: 'rate-limit',
  // Without a usable key a model is as good as refused.
  MODEL_NOT_CONFIGURED: 'auth',
  MODEL_KEY_MALFORMED: 'auth',
  MODEL_REFUSED_KEY: 'auth',
  MODEL_NOT_PERMITTED: 'permission',
  MODEL_QUOTA_EXHAUSTED: 'quota',
  MODEL_RATE_LIMITED: 'rate-limit',
  MODEL_OVERLOADED: 'overloaded',
  MODEL_CONTENT_FILTERED: 'content-filter',
  MODEL_CONTEXT_TOO_LONG: 'context-length',
  MODEL_NOT_FOUND: 'not-found',
  MODEL_BAD_REQUEST: 'bad-request',
  MODEL_TIMEOUT: 'timeout',
  MODEL_FAILED: 'server',
  MODEL_UNREACHABLE: 'unreachable',
  MODEL_PROTOCOL: 'protocol',
})

/** The cause an error is; undefined when no other model can help: budgets, callers that left, mistakes of the program. */
export function switchCause(error: unknown): FailureCause | undefined {
  if (!KaiwuError.is(error)) return undefined
  return error.details['kind'] === 'timeout' ? 'timeout' : causes[error.code]
}
