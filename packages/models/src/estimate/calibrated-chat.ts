import type { CallOptions, ChatEnd, ChatModel, ChatRequest } from '@kaiwu/core'
import type { Calibration } from './calibration.ts'
import { estimatePrompt } from './estimate-tokens.ts'

/** A chat model whose reports of what was sent teach the estimate. */
export function calibratedChat(model: ChatModel, calibration: Calibration): ChatModel {
  const learn = (request: ChatRequest, { usage }: ChatEnd): void => {
    if (!usage.estimated) calibration.learn(model.ref, { estimated: estimatePrompt(request), reported: usage.promptTokens })
  }
  return Object.freeze({
    ref: model.ref,
    async *stream(request: ChatRequest, options: CallOptions = {}) {
      for await (const event of model.stream(request, options)) {
        if (event.type === 'end') learn(request, event)
        yield event
      }
    },
    async complete(request: ChatRequest, options: CallOptions = {}) {
      const completion = await model.complete(request, options)
      learn(request, completion)
      return completion
    },
  })
}
