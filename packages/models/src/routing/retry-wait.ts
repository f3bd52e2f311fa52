import { KaiwuError } from '@kaiwu/core'
import type { RetryPolicy } from './call-policy.ts'
import type { RetryBudget } from './retry-budget.ts'
import { sleep as machineSleep, type Sleep } from './sleep.ts'

/** What all calls to a channel share, and where time and chance come from. */
export type RetryShared = Readonly<{ budget: RetryBudget; sleep?: Sleep; random?: () => number }>

/** Waits until the next attempt is due, or throws the error when there is to be none. */
export type Wait = (error: unknown, attempt: number, signal: AbortSignal | undefined) => Promise<void>

/** Makes the wait between attempts of calls to one channel. @throws the error itself; CANCELLED at once when the caller leaves */
export function waiter(policy: RetryPolicy, { budget, sleep = machineSleep, random = Math.random }: RetryShared): Wait {
  return async (error, attempt, signal) => {
    if (!KaiwuError.is(error) || !mayPass(error) || attempt >= policy.most || signal?.aborted) throw error
    const asked = error.details['retryAfterMs']
    if (typeof asked === 'number' && asked > policy.maxRetryAfterMs) throw error
    if (!budget.take()) throw error
    const jittered = random() * Math.min(policy.maxWaitMs, policy.baseMs * 2 ** attempt)
    // Those told to come back at the same moment do not all come at it.
    await sleep(typeof asked === 'number' ? Math.min(policy.maxRetryAfterMs, asked + jittered) : jittered, signal)
  }
}

function mayPass({ code, details }: KaiwuError): boolean {
  if (details['billed'] !== 'no') return false
  if (code === 'MODEL_UNREACHABLE' || code === 'MODEL_RATE_LIMITED' || code === 'MODEL_OVERLOADED') return true
  const status = Number(details['status'])
  return code === 'MODEL_FAILED' && (status === 408 || (status >= 500 && status < 600))
}
