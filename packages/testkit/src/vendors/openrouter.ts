import { errorRow, reply } from './error-forms.ts'
import { chatLike, envelope, rerankLike } from './openai-like.ts'
import { byReasoningObject, thinksBy } from './thinking-state.ts'
import { completionDetails, plainUsage } from './usage-forms.ts'
import { messageOf, type VendorForm } from './vendor-form.ts'

/** OpenRouter: thoughts in `reasoning`, errors by number, comments while it waits for a host. */
export const openrouter: VendorForm = Object.freeze({
  id: 'openrouter',
  base: '/api/v1',
  auth: 'bearer',
  models: { chat: 'qwen/qwen3.7-plus', thinking: 'deepseek/deepseek-v4-pro', rerank: 'cohere/rerank-v3.5' },
  newRequestId: (serial) => `gen-1795305600-${(0x5eed_0000 + serial).toString(16).padStart(20, 'k')}`,
  chat: chatLike({
    id: ({ requestId }) => requestId,
    envelope: envelope(({ requestId }) => requestId, { provider: 'Kaiwu' }),
    choice: { logprobs: null, native_finish_reason: null },
    role: 'every',
    keepAlive: ': OPENROUTER PROCESSING',
    reasoning: () => 'reasoning-and-details',
    thinks: thinksBy([{ match: /^/, by: 'default-off' }], byReasoningObject),
    usageOnDemand: false,
    usage: (usage) => ({
      ...plainUsage(usage),
      cost: 0.00014,
      is_byok: false,
      prompt_tokens_details: {
        cached_tokens: usage.cachedTokens ?? 0,
        cache_write_tokens: usage.cacheWriteTokens ?? 0,
        audio_tokens: 0,
      },
      ...completionDetails(usage),
    }),
    reports: { cached: true, cacheWrite: true, reasoning: true },
    finishes: { stop: 'stop', 'tool-calls': 'tool_calls', length: 'length', filtered: 'content_filter', 'cut-off': 'error' },
    ownFinishes: { error: 'cut-off' },
    structuredOutput: () => 'json_schema',
    breaksOffWith: errorRow('server', 200, '502', 'Provider returned error'),
    errorInStream: 'frame',
  }),
  rerank: [rerankLike('/api/v1/rerank', { document: 'object' })],
  errors: [
    errorRow('bad-request', 400, '400', '{model} is not a valid model ID'),
    errorRow('auth', 401, '401', 'No auth credentials found'),
    errorRow('quota', 402, '402', 'Insufficient credits. Add more using the credits page.'),
    errorRow('content-filter', 403, '403', 'Your chosen model requires moderation and your input was flagged.'),
    errorRow('timeout', 408, '408', 'Your request timed out'),
    errorRow('rate-limit', 429, '429', 'Rate limit exceeded: free-models-per-min.', { headers: { 'retry-after': '2' } }),
    errorRow('rate-limit', 200, '429', 'Provider is rate limited'),
    errorRow('server', 502, '502', 'Provider returned error'),
    errorRow('server', 200, '502', 'Provider returned error'),
    errorRow('overloaded', 503, '503', 'No allowed providers are available for the selected model.'),
  ],
  errorReply: (error, call) =>
    reply(error, {
      error: {
        message: messageOf(error, call),
        code: Number(error.code),
        ...(error.code === '403' ? { metadata: { reasons: ['violence'], flagged_input: 'x', provider_name: 'Kaiwu' } } : {}),
      },
      user_id: 'user_kaiwu',
    }),
})
