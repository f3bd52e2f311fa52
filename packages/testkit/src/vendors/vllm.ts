import { errorRow, reply } from './error-forms.ts'
import { chatLike, embeddingsLike, envelope, hexId, rerankLike } from './openai-like.ts'
import { byChatTemplate, thinksBy } from './thinking-state.ts'
import { plainUsage, promptDetails } from './usage-forms.ts'
import { messageOf, type VendorForm } from './vendor-form.ts'

/** vLLM: thoughts in `reasoning`, errors by the status as their code. */
export const vllm: VendorForm = Object.freeze({
  id: 'vllm',
  base: '/v1',
  auth: 'bearer',
  models: { chat: 'Qwen3-32B', thinking: 'Qwen3-32B', embedding: 'bge-m3', rerank: 'bge-reranker-v2-m3' },
  requestIdHeader: 'x-request-id',
  newRequestId: hexId(''),
  chat: chatLike({
    envelope: envelope(({ requestId }) => `chatcmpl-${requestId}`, { system_fingerprint: null }),
    choice: { logprobs: null, stop_reason: null, token_ids: null },
    reasoning: () => 'reasoning',
    thinks: thinksBy([{ match: /^/, by: 'default-on' }], byChatTemplate),
    usage: (usage) => ({ ...plainUsage(usage), ...promptDetails(usage) }),
    reports: { cached: true, cacheWrite: false, reasoning: false },
    finishes: { stop: 'stop', 'tool-calls': 'tool_calls', length: 'length' },
    breaksOffWith: errorRow('server', 200, 'InternalServerError', 'EngineCore encountered an issue.'),
    errorInStream: 'frame',
  }),
  embeddings: embeddingsLike({ maxBatch: () => 1024 }),
  rerank: [
    rerankLike('/v1/rerank', { document: 'object' }),
    rerankLike('/v2/rerank', { document: 'object' }),
    rerankLike('/rerank', { document: 'object' }),
  ],
  errors: [
    errorRow('not-found', 404, 'NotFoundError', 'The model `{model}` does not exist.'),
    errorRow('auth', 401, 'Unauthorized', 'Unauthorized', { form: 'plain' }),
    errorRow('bad-request', 400, 'BadRequestError', 'the request is not valid'),
    errorRow('context-length', 400, 'BadRequestError', "This model's maximum context length is 32768 tokens."),
    errorRow('server', 500, 'InternalServerError', 'EngineCore encountered an issue.'),
  ],
  errorReply: (error, call) => {
    const message = messageOf(error, call)
    if (error.form === 'plain') return reply(error, { error: message })
    const code = error.status === 200 ? 500 : error.status
    return reply(error, { error: { message, type: error.code, param: null, code } })
  },
})
