import { fixedSampling, named, wantsReasoningBack, wantsNoReasoningBack } from './demand.ts'
import { errorRow, reply } from './error-forms.ts'
import { chatLike, embeddingsLike, envelope, rerankLike } from './openai-like.ts'
import { byEnableThinking, thinksBy } from './thinking-state.ts'
import { completionDetails, plainUsage, promptDetails } from './usage-forms.ts'
import { messageOf, type VendorForm } from './vendor-form.ts'

const thinks = thinksBy(
  [
    { match: /R1|Thinking/, by: 'always' },
    { match: /^/, by: 'default-on' },
  ],
  byEnableThinking,
)
const newId = (serial: number): string => `0194${(0x5eed_0000 + serial).toString(16).padStart(28, '0')}`

/** SiliconFlow: {code, message, data} without an error object, and plain text for a key it does not know. */
export const siliconflow: VendorForm = Object.freeze({
  id: 'siliconflow',
  base: '/v1',
  auth: 'bearer',
  models: {
    chat: 'Qwen/Qwen3-32B',
    thinking: 'deepseek-ai/DeepSeek-V4-Pro',
    more: ['Pro/moonshotai/Kimi-K2.6', 'deepseek-ai/DeepSeek-V3.2'],
    embedding: 'BAAI/bge-m3',
    rerank: 'BAAI/bge-reranker-v2-m3',
  },
  requestIdHeader: 'x-siliconcloud-trace-id',
  newRequestId: (serial) => `ti_${newId(serial)}`,
  chat: chatLike({
    id: ({ serial }) => newId(serial),
    envelope: envelope(({ serial }) => newId(serial), { system_fingerprint: '' }),
    choice: {},
    role: 'every',
    thinks,
    usagePlace: () => 'every-frame',
    usageOnDemand: false,
    usage: (usage) => ({ ...plainUsage(usage), ...promptDetails(usage), ...completionDetails(usage) }),
    structuredOutput: () => 'json_object',
    demands: [
      wantsReasoningBack(
        named(/deepseek-v4|kimi-k(?:2\.[5-9]|[3-9])/i),
        thinks,
        'The reasoning_content in the thinking mode must be passed back to the API.',
      ),
      fixedSampling(named(/kimi-k(?:2\.[5-9]|[3-9])/i), (name) => `invalid ${name}: only 1 is allowed for this model`),
      wantsNoReasoningBack(named(/DeepSeek-R1/)),
    ],
    breaksOffWith: errorRow('overloaded', 200, '50505', 'Model service overloaded. Please try again later.'),
    errorInStream: 'frame',
  }),
  embeddings: embeddingsLike({
    maxBatch: () => 32,
    dimension: (model) => (model.endsWith('4B') ? 2560 : model.endsWith('8B') ? 4096 : 1024),
    batchError: (_call, _found, max) => errorRow('bad-request', 400, '20042', `input batch size is larger than ${max}`),
  }),
  rerank: [rerankLike('/v1/rerank', { document: 'object' })],
  errors: [
    errorRow('bad-request', 400, '20012', 'Model does not exist. Please check it carefully.'),
    errorRow('auth', 401, '', 'Invalid token', { form: 'text' }),
    errorRow('permission', 403, '30003', 'Sorry, the model requires real-name verification.'),
    errorRow('rate-limit', 429, '', 'Request was rejected due to rate limiting. Details: RPM limit reached.', {
      form: 'no-code',
    }),
    errorRow('overloaded', 503, '50505', 'Model service overloaded. Please try again later.'),
    errorRow('timeout', 504, '', '504 Gateway Timeout', { form: 'text' }),
  ],
  errorReply: (error, call) => {
    const message = messageOf(error, call)
    if (error.form === 'text') return reply(error, message)
    return reply(error, error.form === 'no-code' ? { message, data: '' } : { code: Number(error.code), message, data: null })
  },
})
