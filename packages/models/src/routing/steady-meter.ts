import type { Meter, MeteredRun, MeteredWork } from '../ledger/meter.ts'
import type { RetryPolicy } from './call-policy.ts'
import { beginCall, type CallGuards } from './guarded-call.ts'
import type { RetryBudget } from './retry-budget.ts'
import { waiter } from './retry-wait.ts'

/**
 * Runs metered calls that are not streams under limits and circuit, and again when one failed without having been billed. Put
 * around the meter, so that each request of many is tried again by itself: those that were answered are not paid for twice.
 */
export function steadyMeter(
  meter: Pick<Meter, 'run'>,
  shared: CallGuards & Readonly<{ budget: RetryBudget }>,
  policy: RetryPolicy,
): Pick<Meter, 'run'> {
  const wait = waiter(policy, shared)
  return Object.freeze({
    async run<T>(call: MeteredRun, work: MeteredWork<T>): Promise<T> {
      shared.budget.called()
      for (let attempt = 0; ; attempt++) {
        try {
          return await guarded(shared, call, () => meter.run(call, work))
        } catch (error) {
          await wait(error, attempt, call.signal)
        }
      }
    },
  })
}

async function guarded<T>(guards: CallGuards, { promptTokens, signal }: MeteredRun, work: () => Promise<T>): Promise<T> {
  const call = await beginCall(guards, promptTokens, signal)
  try {
    const result = await work()
    call.succeeded()
    return result
  } catch (error) {
    call.failed(error)
    throw error
  } finally {
    call.left()
  }
}
