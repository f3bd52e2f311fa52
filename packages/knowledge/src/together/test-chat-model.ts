import { KaiwuError, type CallOptions, type ChatCompletion, type ChatModel, type ChatRequest } from '@kaiwu/core'

/** A chat model that says what it is told to, and keeps what it was asked. For tests. */
export type SayingModel = ChatModel & { readonly asked: { request: ChatRequest; options: CallOptions }[] }

const usage = Object.freeze({ promptTokens: 90, completionTokens: 12, estimated: false })

/** @param says the text of its answers, or what it throws; `undefined`: it does not answer and pays no heed to signals */
export function sayingModel(says: string | Error | undefined, finish: ChatCompletion['finish'] = 'stop'): SayingModel {
  const asked: SayingModel['asked'] = []
  return {
    ref: 'fake/chat',
    asked,
    async *stream() {
      yield* []
      throw new KaiwuError('MODEL_FAILED')
    },
    async complete(request, options = {}) {
      asked.push({ request, options })
      if (says === undefined) return await new Promise<never>(() => undefined)
      if (says instanceof Error) throw says
      const cost = { currency: 'CNY', micros: 120 } as const
      return { text: says, reasoning: '', toolCalls: [], finish, usage, model: 'fake/chat', id: 'c1', cost }
    },
  }
}
