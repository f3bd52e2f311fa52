import type { CallOptions, ChatEvent, ChatModel, ChatRequest } from '@kaiwu/core'
import type { RetryPolicy } from './call-policy.ts'
import { waiter, type RetryShared } from './retry-wait.ts'

/**
 * Sends a call that failed again to the same model: only before anything was handed on, only when the service surely did not
 * bill it (`details.billed` is `no`), and only for faults that pass. Waits as long as the service says, up to
 * `maxRetryAfterMs`; else exponentially longer, with full jitter. Goes outside limits, circuit and ledger: each attempt is
 * counted by them, and none is held while it waits.
 * @throws what the last attempt threw; CANCELLED at once when the caller leaves, also while it waits
 */
export function retryingChat(model: ChatModel, policy: RetryPolicy, shared: RetryShared): ChatModel {
  const wait = waiter(policy, shared)
  return Object.freeze({
    ref: model.ref,
    async *stream(request: ChatRequest, options: CallOptions = {}): AsyncGenerator<ChatEvent> {
      shared.budget.called()
      for (let attempt = 0; ; attempt++) {
        let begun = false
        try {
          for await (const event of model.stream(request, options)) {
            begun = true
            yield event
          }
          return
        } catch (error) {
          if (begun) throw error
          await wait(error, attempt, options.signal)
        }
      }
    },
    async complete(request: ChatRequest, options: CallOptions = {}) {
      shared.budget.called()
      for (let attempt = 0; ; attempt++) {
        try {
          return await model.complete(request, options)
        } catch (error) {
          await wait(error, attempt, options.signal)
        }
      }
    },
  })
}
