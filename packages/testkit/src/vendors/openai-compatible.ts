import { errorRow, openaiError, reply } from './error-forms.ts'
import { chatLike, embeddingsLike, hexId, rerankLike } from './openai-like.ts'
import { hitAndMiss, plainUsage } from './usage-forms.ts'
import { messageOf, type ChatForm, type VendorForm } from './vendor-form.ts'

/** Any service that says it is compatible: OpenAI's form without its demands. */
export const openaiCompatible: VendorForm = Object.freeze({
  id: 'openai-compatible',
  base: '/v1',
  auth: 'bearer',
  models: { chat: 'any', thinking: 'any', embedding: 'any', rerank: 'any' },
  requestIdHeader: 'x-request-id',
  newRequestId: hexId('req-'),
  chat: chatLike({ thinks: () => true }),
  embeddings: embeddingsLike({ maxBatch: () => 64, base64: 'ignored' }),
  rerank: [rerankLike('/v1/rerank')],
  errors: [
    errorRow('auth', 401, 'invalid_api_key', 'Incorrect API key provided: {key}'),
    errorRow('permission', 403, 'permission_denied', 'You are not allowed to use this model'),
    errorRow('not-found', 404, 'model_not_found', 'The model {model} does not exist'),
    errorRow('context-length', 400, 'context_length_exceeded', "This model's maximum context length is 8192 tokens"),
    errorRow('rate-limit', 429, 'rate_limit_exceeded', 'Too many requests'),
    errorRow('quota', 402, 'insufficient_quota', 'Insufficient balance'),
    errorRow('overloaded', 503, 'overloaded', 'The service is overloaded'),
    errorRow('bad-request', 400, 'invalid_request_error', 'The request is not valid'),
    errorRow('server', 500, 'server_error', 'Internal error'),
  ],
  errorReply: openaiError,
})

function odd(id: string, chat: Partial<ChatForm>, more: Partial<VendorForm> = {}): VendorForm {
  return Object.freeze({ ...openaiCompatible, id, chat: chatLike({ thinks: () => true, ...chat }), ...more })
}

const cached = { cached: true, cacheWrite: false, reasoning: false }

/**
 * Gateways that say they are compatible, each with one habit that others have too: what an adapter for any service must bear.
 * The subject is that of `openai-compatible`.
 */
export const gatewayForms: Readonly<Record<string, VendorForm>> = Object.freeze({
  'gateway-reasoning-field': odd('gateway-reasoning-field', { reasoning: () => 'reasoning' }),
  'gateway-think-tags': odd('gateway-think-tags', { reasoning: () => 'think-tags' }),
  'gateway-without-roles': odd('gateway-without-roles', { role: 'missing' }),
  'gateway-empty-roles': odd('gateway-empty-roles', { role: 'empty' }),
  'gateway-growing-usage': odd('gateway-growing-usage', { usagePlace: () => 'every-frame', usageOnDemand: false }),
  'gateway-usage-in-choice': odd('gateway-usage-in-choice', { usagePlace: () => 'in-choice', usageOnDemand: false }),
  'gateway-cached-on-top': odd('gateway-cached-on-top', {
    usage: (usage) => ({ ...plainUsage(usage), cached_tokens: usage.cachedTokens ?? 0 }),
    reports: cached,
  }),
  'gateway-hit-and-miss': odd('gateway-hit-and-miss', {
    usage: (usage) => ({ ...plainUsage(usage), ...hitAndMiss(usage) }),
    reports: cached,
  }),
  'gateway-object-arguments': odd('gateway-object-arguments', {
    toolCalls: { arguments: 'object', laterIds: 'absent', index: true, whole: true },
  }),
  'gateway-unnumbered-calls': odd('gateway-unnumbered-calls', {
    toolCalls: { arguments: 'text', laterIds: 'absent', index: false, whole: true },
  }),
  'gateway-codes': odd(
    'gateway-codes',
    { errorInStream: 'frame', breaksOffWith: errorRow('server', 200, '50000', 'Internal error') },
    { errorReply: (error, call) => reply(error, { code: error.code, message: messageOf(error, call), data: null }) },
  ),
  'gateway-base-resp': odd(
    'gateway-base-resp',
    { errorInStream: 'frame', breaksOffWith: errorRow('server', 200, '1013', 'Internal error') },
    {
      errorReply: (error, call) =>
        reply(error, {
          id: call.requestId,
          choices: [],
          base_resp: { status_code: error.code, status_msg: messageOf(error, call) },
        }),
    },
  ),
  'gateway-error-codes': odd(
    'gateway-error-codes',
    { errorInStream: 'frame', breaksOffWith: errorRow('server', 200, '336000', 'Internal error') },
    {
      errorReply: (error, call) =>
        reply(error, { error_code: error.code, error_msg: messageOf(error, call), id: call.requestId }),
    },
  ),
})
