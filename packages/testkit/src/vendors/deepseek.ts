import { everyModel, named, noForcedToolWhenThinking, wantsNoReasoningBack, wantsReasoningBack, wantsWordJson } from './demand.ts'
import { errorRow, reply } from './error-forms.ts'
import { chatLike, envelope, hexId } from './openai-like.ts'
import { byThinkingType, thinksBy } from './thinking-state.ts'
import { completionDetails, hitAndMiss, plainUsage, promptDetails } from './usage-forms.ts'
import { messageOf, type VendorForm } from './vendor-form.ts'

const thinks = thinksBy(
  [
    { match: /r1|reasoner/i, by: 'always' },
    { match: /^deepseek-chat$/, by: 'never' },
    { match: /^/, by: 'default-on' },
  ],
  byThinkingType,
)

// DeepSeek says what happened in `type`; `code` is the same for nearly every error, so that the status has to tell.
const types: Readonly<Record<number, string>> = { 401: 'authentication_error', 402: 'unknown_error', 422: 'invalid_parameter' }

/** DeepSeek. */
export const deepseek: VendorForm = Object.freeze({
  id: 'deepseek',
  base: '',
  otherBases: ['/v1'],
  auth: 'bearer',
  models: { chat: 'deepseek-v4-pro', thinking: 'deepseek-v4-pro', more: ['deepseek-flash'] },
  requestIdHeader: 'x-ds-trace-id',
  newRequestId: hexId(''),
  chat: chatLike({
    id: ({ requestId }) => `${requestId}-chat`,
    envelope: envelope(({ requestId }) => `${requestId}-chat`, { system_fingerprint: 'fp_prod0820_fp8_kvcache' }),
    keepAlive: ': keep-alive',
    thinks,
    usagePlace: () => 'with-finish',
    usageOnDemand: false,
    usage: (usage) => ({ ...plainUsage(usage), ...promptDetails(usage), ...completionDetails(usage), ...hitAndMiss(usage) }),
    finishes: {
      stop: 'stop',
      'tool-calls': 'tool_calls',
      length: 'length',
      filtered: 'content_filter',
      'cut-off': 'insufficient_system_resource',
    },
    ownFinishes: { insufficient_system_resource: 'cut-off' },
    structuredOutput: () => 'json_object',
    demands: [
      wantsReasoningBack(
        named(/^(?!.*r1)/i),
        thinks,
        'The `reasoning_content` in the thinking mode must be passed back to the API.',
      ),
      wantsNoReasoningBack(named(/r1/i)),
      noForcedToolWhenThinking(everyModel, thinks, 'Thinking mode does not support this tool_choice'),
      wantsWordJson("Prompt must contain the word 'json' in some form to use 'response_format' of type 'json_object'."),
    ],
    breaksOffWith: errorRow('server', 200, 'server_error', 'Service is too busy'),
  }),
  errors: [
    errorRow('auth', 401, 'invalid_request_error', 'Authentication Fails, Your api key: {key} is invalid'),
    errorRow('quota', 402, 'invalid_request_error', 'Insufficient Balance'),
    errorRow('bad-request', 400, 'invalid_request_error', 'Invalid request: messages[0].content is required'),
    errorRow('bad-request', 422, 'invalid_parameter', 'Failed to deserialize the JSON body into the target type'),
    errorRow('rate-limit', 429, 'rate_limit', 'Too many concurrent requests. Please try again later.'),
    errorRow('server', 500, 'server_error', 'Internal Server Error'),
    errorRow(
      'overloaded',
      503,
      'overloaded',
      'Service is too busy. We advise users to temporarily switch to alternative providers.',
    ),
  ],
  errorReply: (error, call) =>
    reply(error, {
      error: {
        message: messageOf(error, call),
        type: types[error.status] ?? error.code,
        param: null,
        code: error.status === 402 || error.status === 401 ? 'invalid_request_error' : error.code,
      },
    }),
})
