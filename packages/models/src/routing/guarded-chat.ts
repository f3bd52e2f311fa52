import { KaiwuError, type CallOptions, type ChatEnd, type ChatEvent, type ChatModel, type ChatRequest } from '@kaiwu/core'
import { beginCall, type CallGuards, type GuardedCall } from './guarded-call.ts'

/**
 * Puts limits and a circuit before a chat model. Goes inside {@link retryingChat} and outside the ledger: each attempt takes a slot
 * and is counted, and no money is set aside for a call that waits.
 * @param guards.estimateTokens all tokens a request may come to, for the limit of tokens a minute; put right at its end
 * @throws MODEL_CIRCUIT_OPEN, MODEL_BUSY, CANCELLED, and what the model throws
 */
export function guardedChat(
  model: ChatModel,
  guards: CallGuards & Readonly<{ estimateTokens(request: ChatRequest): number }>,
): ChatModel {
  const begin = (request: ChatRequest, signal: AbortSignal | undefined): Promise<GuardedCall> =>
    beginCall(guards, guards.estimateTokens(request), signal)
  return Object.freeze({
    ref: model.ref,
    async *stream(request: ChatRequest, options: CallOptions = {}): AsyncGenerator<ChatEvent> {
      const call = await begin(request, options.signal)
      try {
        for await (const event of model.stream(request, options)) {
          if (event.type === 'end') ended(call, event)
          else call.began()
          yield event
        }
      } catch (error) {
        call.failed(error)
        throw error
      } finally {
        call.left()
      }
    },
    async complete(request: ChatRequest, options: CallOptions = {}) {
      const call = await begin(request, options.signal)
      try {
        const completion = await model.complete(request, options)
        ended(call, completion)
        return completion
      } catch (error) {
        call.failed(error)
        throw error
      } finally {
        call.left()
      }
    },
  })
}

function ended(call: GuardedCall, { finish, usage, model }: ChatEnd): void {
  const tokens = usage.promptTokens + usage.completionTokens
  // A service that breaks off its answers is in trouble, though it began well.
  if (finish === 'cut-off') call.failed(new KaiwuError('MODEL_PROTOCOL', { url: model, reason: 'cut off' }), tokens)
  else call.succeeded(tokens)
}
