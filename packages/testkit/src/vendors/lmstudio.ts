import { errorRow, openaiError } from './error-forms.ts'
import { chatLike, embeddingsLike, envelope, hexId } from './openai-like.ts'
import { plainUsage } from './usage-forms.ts'
import type { VendorForm } from './vendor-form.ts'

/** LM Studio: close to OpenAI; older versions pass over `encoding_format`. */
export const lmstudio: VendorForm = Object.freeze({
  id: 'lmstudio',
  base: '/v1',
  auth: 'any',
  models: { chat: 'qwen3-8b', embedding: 'text-embedding-bge-m3' },
  newRequestId: hexId(''),
  chat: chatLike({
    envelope: envelope(({ requestId }) => `chatcmpl-${requestId}`, { system_fingerprint: 'qwen3-8b' }),
    role: 'every',
    thinks: ({ body }) => body['reasoning_effort'] !== 'none',
    usage: plainUsage,
    reports: { cached: false, cacheWrite: false, reasoning: false },
    finishes: { stop: 'stop', 'tool-calls': 'tool_calls', length: 'length' },
    breaksOffWith: errorRow('server', 200, 'internal_error', 'The model has crashed without additional information.'),
    errorInStream: 'frame',
  }),
  embeddings: embeddingsLike({ maxBatch: () => 512, base64: 'ignored' }),
  errors: [
    errorRow('not-found', 404, 'model_not_found', 'Model "{model}" is not loaded.'),
    errorRow('bad-request', 400, 'invalid_request_error', "'messages' field is required"),
    errorRow('context-length', 400, 'context_length_exceeded', 'The number of tokens to keep exceeds the context length.'),
  ],
  errorReply: openaiError,
})
