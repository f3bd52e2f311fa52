import { errorRow, reply } from './error-forms.ts'
import { chatLike, embeddingsLike, envelope, hexId, rerankLike } from './openai-like.ts'
import { byChatTemplate, thinksBy } from './thinking-state.ts'
import { plainUsage } from './usage-forms.ts'
import { messageOf, type VendorForm } from './vendor-form.ts'

/** llama.cpp's server: rerank scores are logits, no ids of requests. */
export const llamacpp: VendorForm = Object.freeze({
  id: 'llamacpp',
  base: '/v1',
  auth: 'bearer',
  models: { chat: 'qwen3-8b', thinking: 'qwen3-8b', embedding: 'bge-m3', rerank: 'bge-reranker-v2-m3' },
  newRequestId: hexId(''),
  chat: chatLike({
    envelope: envelope(({ requestId }) => `chatcmpl-${requestId}`, { system_fingerprint: 'b7000-kaiwu' }),
    choice: {},
    thinks: thinksBy([{ match: /^/, by: 'default-on' }], byChatTemplate),
    usage: plainUsage,
    reports: { cached: false, cacheWrite: false, reasoning: false },
    finishes: { stop: 'stop', 'tool-calls': 'tool_calls', length: 'length' },
    breaksOffWith: errorRow('server', 200, 'server_error', 'the slot was released'),
    errorInStream: 'frame',
  }),
  embeddings: embeddingsLike({ maxBatch: () => 512 }),
  rerank: ['/v1/rerank', '/rerank', '/reranking'].map((path) => rerankLike(path, { logits: true })),
  errors: [
    errorRow('not-found', 404, 'not_found_error', 'model not found: {model}'),
    errorRow('auth', 401, 'authentication_error', 'Invalid API Key'),
    errorRow('bad-request', 400, 'invalid_request_error', "'messages' is required"),
    errorRow('context-length', 400, 'exceed_context_size_error', 'the request exceeds the available context length'),
    errorRow('overloaded', 503, 'unavailable_error', 'Loading model'),
    errorRow('server', 500, 'server_error', 'the slot was released'),
  ],
  errorReply: (error, call) =>
    reply(error, {
      error: { code: error.status === 200 ? 500 : error.status, message: messageOf(error, call), type: error.code },
    }),
})
