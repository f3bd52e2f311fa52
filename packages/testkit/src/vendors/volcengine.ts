import { errorRow, openaiError } from './error-forms.ts'
import { chatLike, embeddingsLike, envelope } from './openai-like.ts'
import { byThinkingType, thinksBy } from './thinking-state.ts'
import type { VendorForm } from './vendor-form.ts'

/** Volcengine Ark: Doubao, under codes of several words. */
export const volcengine: VendorForm = Object.freeze({
  id: 'volcengine',
  base: '/api/v3',
  auth: 'bearer',
  models: {
    chat: 'doubao-seed-2-1-pro-260628',
    thinking: 'doubao-seed-2-1-pro-260628',
    embedding: 'doubao-embedding-large-text',
  },
  requestIdHeader: 'x-request-id',
  newRequestId: (serial) => `021795305600${(0x5eed_0000 + serial).toString(16).padStart(40, '0')}`,
  chat: chatLike({
    id: ({ requestId }) => requestId,
    envelope: envelope(({ requestId }) => requestId, { service_tier: 'default' }),
    role: 'every',
    thinks: thinksBy([{ match: /seed|^ep-/, by: 'default-on' }], byThinkingType),
    toolCalls: { arguments: 'text', laterIds: 'repeated', index: true, whole: false },
    breaksOffWith: errorRow(
      'content-filter',
      200,
      'OutputTextSensitiveContentDetected',
      'The request failed because the output text may contain sensitive information.',
    ),
    errorInStream: 'frame',
  }),
  embeddings: embeddingsLike({ maxBatch: () => 32, dimension: () => 2048 }),
  errors: [
    errorRow('bad-request', 400, 'InvalidParameter', 'A parameter specified in the request is not valid. Request id: {id}'),
    errorRow('bad-request', 400, 'MissingParameter', 'The request failed because it is missing a required parameter.'),
    errorRow('content-filter', 400, 'InputTextSensitiveContentDetected', 'The input text may contain sensitive information.'),
    errorRow('content-filter', 400, 'InputTextRiskDetection', 'The input text may contain risks.'),
    errorRow('content-filter', 400, 'OutputTextSensitiveContentDetected', 'The output text may contain sensitive information.'),
    errorRow('auth', 401, 'AuthenticationError', 'The API key in the request is missing or invalid. Request id: {id}'),
    errorRow('quota', 403, 'AccountOverdueError', 'Your account has an overdue balance.'),
    errorRow('quota', 429, 'QuotaExceeded', 'Your account has exhausted its free quota for the model.'),
    errorRow('permission', 403, 'AccessDenied', 'You do not have access to the requested resource.'),
    errorRow('permission', 404, 'ModelNotOpen', 'Your account has not activated the model {model}.'),
    errorRow('not-found', 404, 'InvalidEndpointOrModel.NotFound', 'The model or endpoint {model} does not exist.'),
    errorRow('not-found', 400, 'InvalidEndpoint.ClosedEndpoint', 'The endpoint is closed.'),
    errorRow('rate-limit', 429, 'RateLimitExceeded.EndpointRPMExceeded', 'The requests per minute limit is exceeded.'),
    errorRow('rate-limit', 429, 'RateLimitExceeded.EndpointTPMExceeded', 'The tokens per minute limit is exceeded.'),
    errorRow('overloaded', 429, 'ServerOverloaded', 'The service is currently unable to handle additional requests.'),
    errorRow('server', 500, 'InternalServiceError', 'The service encountered an unexpected internal error.'),
  ],
  errorReply: openaiError,
})
