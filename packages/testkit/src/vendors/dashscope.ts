import { knownEfforts, named, noForcedToolWhenThinking, noJsonWhenThinking, streamOnly, wantsWordJson } from './demand.ts'
import { errorRow, openaiError, reply } from './error-forms.ts'
import { chatLike, embeddingsLike, envelope, rerankLike } from './openai-like.ts'
import { byEffort, byEnableThinking, thinksBy } from './thinking-state.ts'
import { completionDetails, plainUsage } from './usage-forms.ts'
import { messageOf, type VendorForm } from './vendor-form.ts'

const thinks = thinksBy(
  [
    { match: /qwen3\.8-max|qwq|-thinking/, by: 'always' },
    { match: /^qwen-max|^qwen-long|^qwen3-max$/, by: 'never' },
    { match: /^qwen3\.[5-9]|^qwen3-.*b$|^deepseek-v4|^glm-5|^kimi-k/, by: 'default-on' },
    { match: /^/, by: 'default-off' },
  ],
  byEnableThinking,
  byEffort,
)

const older = /^text-embedding-v[12]$/
const batchTooLarge = (max: number): string =>
  `<400> InternalError.Algo.InvalidParameter: Value error, batch size is invalid, it should not be larger than ${max}.: input.contents`

/** Alibaba's Model Studio, in its compatible mode; errors of the gateway come in its native form. */
export const dashscope: VendorForm = Object.freeze({
  id: 'dashscope',
  base: '/compatible-mode/v1',
  auth: 'bearer',
  models: {
    chat: 'qwen3.7-plus',
    thinking: 'qwen3.7-plus',
    more: ['qwen3.8-max', 'qwen-max', 'qwen-plus', 'qwq-plus', 'qwen3-32b'],
    embedding: 'text-embedding-v4',
    rerank: 'qwen3-rerank',
  },
  requestIdHeader: 'x-request-id',
  newRequestId: (serial) => `0f6ea2b4-1c5d-9e77-8a31-${(0x5eed_0000 + serial).toString(16).padStart(12, '0')}`,
  chat: chatLike({
    envelope: envelope(({ requestId }) => `chatcmpl-${requestId}`, { system_fingerprint: null }),
    thinks,
    usage: (usage) => ({
      ...plainUsage(usage),
      ...completionDetails(usage),
      prompt_tokens_details: {
        cached_tokens: usage.cachedTokens ?? 0,
        cache_creation_input_tokens: usage.cacheWriteTokens ?? 0,
        cache_type: 'ephemeral',
      },
    }),
    reports: { cached: true, cacheWrite: true, reasoning: true },
    toolCalls: { arguments: 'text', laterIds: 'empty', index: true, whole: false },
    structuredOutput: (model) => (model.startsWith('qwen3.8-max') ? 'json_schema' : 'json_object'),
    demands: [
      wantsWordJson(
        "<400> InternalError.Algo.InvalidParameter: 'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
      ),
      noForcedToolWhenThinking(
        () => true,
        thinks,
        '<400> InternalError.Algo.InvalidParameter: The tool_choice parameter does not support being set to required or object in thinking mode',
      ),
      noJsonWhenThinking(
        named(/^(?!qwen3\.8)/),
        thinks,
        '<400> InternalError.Algo.InvalidParameter: Json mode response is not supported when enable_thinking is true',
      ),
      streamOnly(
        named(/qwq|^qwen3-.*(?:b$|-thinking)/),
        'This model only support stream mode, please enable the stream parameter.',
      ),
      knownEfforts(
        named(/^qwen3\.8/),
        ['low', 'medium', 'xhigh'],
        (effort) => `'${effort}' is not a reasoning_effort of this model`,
      ),
    ],
    breaksOffWith: errorRow('content-filter', 200, 'data_inspection_failed', 'Output data may contain inappropriate content.'),
    errorInStream: 'frame',
  }),
  embeddings: embeddingsLike({
    maxBatch: (model) => (older.test(model) ? 25 : 10),
    dimension: (model) => (older.test(model) ? 1536 : 1024),
    base64: 'refused',
    batchError: (_call, _found, max) => errorRow('bad-request', 400, 'InvalidParameter', batchTooLarge(max)),
    reply: ({ model, requestId }, vectors, tokens) => ({
      data: vectors.map((embedding, index) => ({ embedding, index, object: 'embedding' })),
      model,
      object: 'list',
      usage: { prompt_tokens: tokens, total_tokens: tokens },
      id: requestId,
    }),
  }),
  rerank: [
    rerankLike('/compatible-api/v1/reranks', { maxTexts: 500 }),
    rerankLike('/api/v1/services/rerank/text-rerank/text-rerank', { shape: 'dashscope', maxTexts: 500, document: 'object' }),
  ],
  errors: [
    errorRow('auth', 401, 'InvalidApiKey', 'Invalid API-key provided.', { form: 'native' }),
    errorRow('auth', 401, 'invalid_api_key', 'Incorrect API key provided: {key}.'),
    errorRow('permission', 403, 'AccessDenied', 'Access denied.', { form: 'native' }),
    errorRow('permission', 403, 'AccessDenied.Unpurchased', 'Access to model denied. Please activate it first.', {
      form: 'native',
    }),
    errorRow('quota', 400, 'Arrearage', 'Access denied, please make sure your account is in good standing.', { form: 'native' }),
    errorRow('quota', 403, 'AllocationQuota.FreeTierOnly', 'The free tier of the model has been exhausted.', { form: 'native' }),
    errorRow('not-found', 404, 'ModelNotFound', 'Model can not be found.', { form: 'native' }),
    errorRow('rate-limit', 429, 'Throttling.RateQuota', 'Requests rate limit exceeded, please try again later.', {
      form: 'native',
    }),
    errorRow('rate-limit', 429, 'Throttling.AllocationQuota', 'Allocated quota exceeded, please increase your quota limit.', {
      form: 'native',
    }),
    errorRow('rate-limit', 429, 'insufficient_quota', 'You exceeded your current quota: allocated tokens per minute.'),
    errorRow('content-filter', 400, 'DataInspectionFailed', 'Input data may contain inappropriate content.', { form: 'native' }),
    errorRow('content-filter', 400, 'data_inspection_failed', 'Input data may contain inappropriate content.'),
    errorRow('bad-request', 400, 'InvalidParameter', '<400> InternalError.Algo.InvalidParameter: Range of input length'),
    errorRow('server', 500, 'InternalError', 'An internal error has occurred.', { form: 'native' }),
  ],
  errorReply: (error, call) => {
    const message = messageOf(error, call)
    if (error.form === 'native') return reply(error, { code: error.code, message, request_id: call.requestId })
    return reply(error, { ...(openaiError(error, call).body as object), request_id: call.requestId })
  },
})
