import { knowsOnly, named, fixedSampling, wantsMaxCompletionTokens } from './demand.ts'
import { errorRow, openaiError } from './error-forms.ts'
import { chatLike, embeddingsLike, envelope, hexId } from './openai-like.ts'
import type { VendorForm } from './vendor-form.ts'

/** Fields of a chat completion request that OpenAI knows; others are refused. */
export const openaiFields: readonly string[] = Object.freeze(
  (
    'model messages stream stream_options temperature top_p n stop seed max_tokens max_completion_tokens presence_penalty ' +
    'frequency_penalty logit_bias logprobs top_logprobs user tools tool_choice parallel_tool_calls response_format ' +
    'reasoning_effort metadata store service_tier modalities prediction verbosity prompt_cache_key safety_identifier'
  ).split(' '),
)

/** Models of OpenAI that think out of sight and fix their sampling. */
export const openaiThinkers = named(/^(?:o\d|gpt-[5-9])/)

const demands = [
  knowsOnly(openaiFields, (name) => `Unrecognized request argument supplied: ${name}`),
  wantsMaxCompletionTokens(openaiThinkers),
  fixedSampling(
    openaiThinkers,
    (name) =>
      `Unsupported value: '${name}' does not support this value with this model. Only the default (1) value is supported.`,
  ),
]

/** OpenAI. */
export const openai: VendorForm = Object.freeze({
  id: 'openai',
  base: '/v1',
  auth: 'bearer',
  models: { chat: 'gpt-4.1', thinking: 'gpt-5.4', more: ['o3', 'gpt-6-luna'], embedding: 'text-embedding-3-small' },
  requestIdHeader: 'x-request-id',
  newRequestId: hexId('req_'),
  chat: chatLike({
    envelope: envelope(({ requestId }) => `chatcmpl-${requestId}`, { service_tier: 'default', system_fingerprint: 'fp_kaiwu' }),
    message: { refusal: null, annotations: [] },
    reasoning: () => 'hidden',
    thinks: ({ model, body }) => openaiThinkers(model) && body['reasoning_effort'] !== 'none',
    demands,
  }),
  embeddings: embeddingsLike({
    maxBatch: () => 2048,
    dimension: (model) => (model.includes('large') ? 3072 : 1536),
  }),
  errors: [
    errorRow('auth', 401, 'invalid_api_key', 'Incorrect API key provided: {key}. You can find your API key in your account.'),
    errorRow('permission', 403, 'unsupported_country_region_territory', 'Country, region, or territory not supported'),
    errorRow('not-found', 404, 'model_not_found', 'The model `{model}` does not exist or you do not have access to it.'),
    errorRow('context-length', 400, 'context_length_exceeded', "This model's maximum context length is 128000 tokens."),
    errorRow('content-filter', 400, 'content_policy_violation', 'Your request was rejected by the safety system.'),
    errorRow('rate-limit', 429, 'rate_limit_exceeded', 'Rate limit reached for {model} on requests per min (RPM).', {
      headers: { 'retry-after': '1', 'x-ratelimit-remaining-requests': '0' },
    }),
    errorRow('quota', 429, 'insufficient_quota', 'You exceeded your current quota, please check your plan and billing details.'),
    errorRow('server', 500, 'server_error', 'The server had an error while processing your request. Sorry about that!'),
    errorRow('overloaded', 503, 'overloaded', 'The engine is currently overloaded, please try again later'),
    errorRow('bad-request', 400, 'invalid_value', "Invalid value for 'messages'"),
  ],
  errorReply: openaiError,
})
