import { named } from './demand.ts'
import { errorRow, openaiError } from './error-forms.ts'
import { chatLike, embeddingsLike, envelope, hexId } from './openai-like.ts'
import { byThinkingType, thinksBy } from './thinking-state.ts'
import type { VendorForm } from './vendor-form.ts'

const schemas = named(/^hy\d/)
const objects = named(/^hunyuan-2/)

/** Tencent's TokenHub: Hunyuan. */
export const tencent: VendorForm = Object.freeze({
  id: 'tencent',
  base: '/v1',
  auth: 'bearer',
  models: {
    chat: 'hy4',
    thinking: 'hy4',
    more: ['hunyuan-2.0-instruct-20251111', 'hunyuan-turbos-latest', 'hunyuan-t1-latest'],
    embedding: 'hunyuan-embedding',
  },
  requestIdHeader: 'x-request-id',
  newRequestId: hexId(''),
  chat: chatLike({
    id: ({ requestId }) => requestId,
    envelope: envelope(({ requestId }) => requestId, { note: '以上内容为AI生成，不代表开发者立场' }),
    role: 'every',
    choice: {},
    thinks: thinksBy(
      [
        { match: /-t1|thinking/, by: 'always' },
        { match: /^hy\d/, by: 'default-on' },
      ],
      byThinkingType,
    ),
    usagePlace: () => 'every-frame',
    usageOnDemand: false,
    structuredOutput: (model) => (schemas(model) ? 'json_schema' : objects(model) ? 'json_object' : 'none'),
    breaksOffWith: errorRow('server', 200, 'server_error', '服务内部错误'),
    errorInStream: 'frame',
  }),
  embeddings: embeddingsLike({ maxBatch: () => 1, base64: 'ignored' }),
  errors: [
    errorRow('auth', 401, '401', 'Incorrect API key provided: {key}; the key and the site may not match.'),
    errorRow('permission', 402, '402', 'The model is not activated.'),
    errorRow('rate-limit', 429, '429', 'Too many requests.'),
    errorRow('bad-request', 400, '400', 'invalid parameter'),
  ],
  errorReply: openaiError,
})
