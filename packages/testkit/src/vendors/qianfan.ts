import { errorRow, openaiError, reply } from './error-forms.ts'
import { chatLike, embeddingsLike, envelope, rerankLike } from './openai-like.ts'
import { byEnableThinking, byThinkingType, thinksBy } from './thinking-state.ts'
import { plainUsage } from './usage-forms.ts'
import type { VendorForm } from './vendor-form.ts'

const thinks = thinksBy(
  [
    { match: /^ernie-x1|thinking/, by: 'always' },
    { match: /^ernie-4|^qianfan-/, by: 'never' },
    { match: /^/, by: 'default-off' },
  ],
  byEnableThinking,
  byThinkingType,
)

/** Baidu Qianfan, its v2 surface: cached tokens at the top of usage. */
export const qianfan: VendorForm = Object.freeze({
  id: 'qianfan',
  base: '/v2',
  auth: 'bearer',
  models: {
    chat: 'ernie-5.1',
    thinking: 'ernie-5.1',
    more: ['ernie-4.5-turbo-128k', 'ernie-x1-turbo-32k'],
    embedding: 'bge-large-zh',
    rerank: 'bce-reranker-base',
  },
  requestIdHeader: 'x-bce-request-id',
  newRequestId: (serial) => `7d9f1c2e-5b60-4a3b-8c9d-${(0x5eed_0000 + serial).toString(16).padStart(12, '0')}`,
  chat: chatLike({
    id: ({ serial }) => `as-kaiwu${serial}`,
    envelope: envelope(({ serial }) => `as-kaiwu${serial}`),
    choice: { flag: 0 },
    role: 'every',
    thinks,
    usagePlace: () => 'with-finish',
    usageOnDemand: false,
    usage: (usage) => ({ ...plainUsage(usage), cached_tokens: usage.cachedTokens ?? 0 }),
    reports: { cached: true, cacheWrite: false, reasoning: false },
    toolCalls: { arguments: 'text', laterIds: 'absent', index: true, whole: true },
    structuredOutput: () => 'json_object',
    breaksOffWith: errorRow('content-filter', 200, 'unsafe_request', 'the content of the answer is not safe'),
    errorInStream: 'frame',
  }),
  embeddings: embeddingsLike({
    maxBatch: (model) => (model === 'tao-8k' ? 1 : 16),
    dimension: (model) => (model === 'embedding-v1' ? 384 : 1024),
    base64: 'refused',
    batchError: (_call, found, max) =>
      errorRow('bad-request', 400, 'invalid_argument', `input: at most ${max} texts, got ${found}`),
  }),
  rerank: [rerankLike('/v2/rerank', { document: 'text' })],
  errors: [
    errorRow('bad-request', 400, 'invalid_argument', 'the argument is invalid'),
    errorRow('bad-request', 400, 'malformed_json', 'Invalid JSON body'),
    errorRow('bad-request', 400, 'invalid_messages', 'the messages are invalid'),
    errorRow('not-found', 400, 'invalid_model', 'The model does not exist or you do not have access to it.'),
    errorRow('context-length', 400, 'characters_too_long', 'the max input characters is 516096'),
    errorRow('context-length', 400, 'tokens_too_long', 'prompt tokens too long'),
    errorRow('content-filter', 400, 'unsafe_request', 'the content is not safe'),
    errorRow('auth', 401, 'invalid_iam_token', 'IAM Certification failed'),
    errorRow('auth', 401, 'invalid_appid', 'No permission to use the appid'),
    errorRow('permission', 401, 'access_denied', 'access denied'),
    errorRow('permission', 401, 'no_parameter_permission', 'no permission to use the parameter'),
    errorRow('rate-limit', 429, 'rpm_rate_limit_exceeded', 'Rate limit reached for RPM'),
    errorRow('rate-limit', 429, 'tpm_rate_limit_exceeded', 'Rate limit reached for TPM'),
    errorRow('quota', 429, 'BILLING_INSUFFICIENT_BALANCE', 'insufficient balance'),
    errorRow('server', 500, 'internal_error', 'Internal error'),
  ],
  errorReply: (error, call) => reply(error, { ...(openaiError(error, call).body as object), id: `as-kaiwu${call.serial}` }),
})
