import { errorRow, reply } from './error-forms.ts'
import { chatLike, embeddingsLike, hexId, rerankLike } from './openai-like.ts'
import { byChatTemplate, thinksBy } from './thinking-state.ts'
import { plainUsage } from './usage-forms.ts'
import { messageOf, type VendorForm } from './vendor-form.ts'

/** Xinference: errors under `detail`. */
export const xinference: VendorForm = Object.freeze({
  id: 'xinference',
  base: '/v1',
  auth: 'any',
  models: { chat: 'qwen3', thinking: 'qwen3', embedding: 'bge-m3', rerank: 'bge-reranker-v2-m3' },
  newRequestId: hexId(''),
  chat: chatLike({
    id: ({ requestId }) => `chat${requestId}`,
    choice: {},
    thinks: thinksBy([{ match: /^/, by: 'default-on' }], byChatTemplate),
    usage: plainUsage,
    reports: { cached: false, cacheWrite: false, reasoning: false },
    finishes: { stop: 'stop', 'tool-calls': 'tool_calls', length: 'length' },
    breaksOffWith: errorRow('server', 200, '500', 'Remote server 127.0.0.1:1 closed'),
    errorInStream: 'frame',
  }),
  embeddings: embeddingsLike({ maxBatch: () => 512, base64: 'ignored' }),
  rerank: [rerankLike('/v1/rerank', { document: 'object' })],
  errors: [
    errorRow('not-found', 404, '', 'Model not found in the model list, uid: {model}'),
    errorRow('bad-request', 400, '', 'Invalid input. Please specify the prompt.'),
    errorRow('server', 500, '', 'Remote server 127.0.0.1:1 closed'),
  ],
  errorReply: (error, call) => {
    const message = messageOf(error, call)
    return reply(error, error.status === 200 ? { error: message } : { detail: message })
  },
})
