import { fixedSampling, knownEfforts, named, noForcedToolWhenThinking, plainToolSchemas, wantsReasoningBack } from './demand.ts'
import { errorRow, typedError } from './error-forms.ts'
import { chatLike, envelope, hexId } from './openai-like.ts'
import { byThinkingType, thinksBy } from './thinking-state.ts'
import { completionDetails, plainUsage } from './usage-forms.ts'
import type { VendorForm } from './vendor-form.ts'

const kimi = named(/^kimi-k(?:2\.[5-9]|[3-9])/)
const thinks = thinksBy(
  [
    { match: /^kimi-k3|thinking/, by: 'always' },
    { match: /^kimi-k2\.[5-9]/, by: 'default-on' },
  ],
  byThinkingType,
)

/** Moonshot Kimi: errors by type, cached tokens at the top of usage, which older models put inside the choice. */
export const moonshot: VendorForm = Object.freeze({
  id: 'moonshot',
  base: '/v1',
  auth: 'bearer',
  models: { chat: 'moonshot-v1-32k', thinking: 'kimi-k2.6', more: ['kimi-k3'] },
  requestIdHeader: 'msh-request-id',
  newRequestId: hexId(''),
  chat: chatLike({
    envelope: envelope(({ requestId }) => `chatcmpl-${requestId}`, { system_fingerprint: 'fpv0_kaiwu' }),
    choice: {},
    thinks,
    usagePlace: ({ model }) => (kimi(model) ? 'with-finish' : 'in-choice'),
    usageOnDemand: false,
    usage: (usage) => ({ ...plainUsage(usage), ...completionDetails(usage), cached_tokens: usage.cachedTokens ?? 0 }),
    toolCalls: { arguments: 'text', laterIds: 'absent', index: true, whole: false },
    structuredOutput: (model) => (kimi(model) ? 'json_schema' : 'json_object'),
    demands: [
      wantsReasoningBack(
        kimi,
        thinks,
        'thinking is enabled but reasoning_content is missing in assistant tool call message at index 1',
      ),
      fixedSampling(kimi, (name) => `invalid ${name}: only 1 is allowed for this model`),
      plainToolSchemas,
      noForcedToolWhenThinking(kimi, thinks, "tool_choice 'specified' is incompatible with thinking enabled"),
      knownEfforts(named(/^kimi-k3/), ['low', 'high', 'max'], (effort) => `invalid reasoning_effort: ${effort}`),
    ],
    breaksOffWith: errorRow(
      'overloaded',
      200,
      'engine_overloaded_error',
      'The engine is currently overloaded, please try again later',
    ),
    errorInStream: 'frame',
  }),
  errors: [
    errorRow('content-filter', 400, 'content_filter', 'The request was rejected because it was considered high risk'),
    errorRow('bad-request', 400, 'invalid_request_error', 'Invalid request: the message at position 0 is empty'),
    errorRow('auth', 401, 'invalid_authentication_error', 'Invalid Authentication'),
    errorRow('permission', 403, 'permission_denied_error', 'The API you are accessing is not open'),
    errorRow(
      'quota',
      429,
      'exceeded_current_quota_error',
      'Your account is suspended, please check your plan and billing details',
    ),
    errorRow(
      'rate-limit',
      429,
      'rate_limit_reached_error',
      'Your account request reached max request: 3, please try again after 1 seconds',
    ),
    errorRow('overloaded', 429, 'engine_overloaded_error', 'The engine is currently overloaded, please try again later'),
  ],
  errorReply: typedError,
})
