import { defineQuirk } from './quirk.ts'

/** Assistant turns carry back what the model thought. */
export const replayReasoning = defineQuirk({
  name: 'replay-reasoning',
  why: {
    zh: '思考模式下，带工具调用的助手轮次必须带回 reasoning_content，否则第二轮报 400',
    en: 'while it thinks, assistant turns with tool calls must carry reasoning_content back, or the second turn is a 400',
  },
  request(body, { request, replay }) {
    // A system message may have been put in front.
    const before = body.messages.length - request.messages.length
    for (const [at, message] of request.messages.entries()) {
      if (message.role !== 'assistant') continue
      const { reasoning, toolCalls = [] } = message
      const sent =
        replay === 'always' ||
        (replay === 'tool-calls' && toolCalls.length > 0) ||
        (replay === 'if-present' && reasoning !== undefined)
      if (sent) body.messages[at + before]!['reasoning_content'] = reasoning ?? ''
    }
  },
})
