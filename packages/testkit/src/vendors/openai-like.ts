import { wellFormed, type Demand } from './demand.ts'
import { errorRow } from './error-forms.ts'
import { detailedUsage } from './usage-forms.ts'
import type { ChatForm, EmbeddingForm, RerankForm, ToolCallForm, VendorCall, VendorErrorKind, WireBody } from './vendor-form.ts'

/** Seconds at which every played answer was made. */
export const playedAt = 1_795_305_600

/** Tool calls as OpenAI streams them. */
export const openaiToolCalls: ToolCallForm = Object.freeze({ arguments: 'text', laterIds: 'absent', index: true, whole: false })

const finishes = Object.freeze({
  stop: 'stop',
  'tool-calls': 'tool_calls',
  length: 'length',
  filtered: 'content_filter',
} as const)

/** The reasons to stop that OpenAI knows. */
export const openaiFinishes: NonNullable<ChatForm['finishes']> = finishes

/** OpenAI's envelope: id, object, created, model, and what else is given. */
export function envelope(id: (call: VendorCall) => string, more: WireBody = {}): ChatForm['envelope'] {
  return (call, place) => ({
    id: id(call),
    object: place === 'whole' ? 'chat.completion' : 'chat.completion.chunk',
    created: playedAt,
    model: call.model,
    ...more,
  })
}

/** A chat form like OpenAI's but for what is given. `demands` come after those every vendor has. */
export function chatLike({ demands = [], ...given }: Partial<ChatForm> & { demands?: readonly Demand[] }): ChatForm {
  const id = given.id ?? ((call: VendorCall) => `chatcmpl-${call.requestId}`)
  return Object.freeze({
    path: '/chat/completions',
    role: 'first',
    blankAfterColon: true,
    envelope: envelope(id),
    choice: { logprobs: null },
    reasoning: () => 'reasoning_content',
    thinks: () => false,
    usagePlace: () => 'own-frame',
    usageOnDemand: true,
    usage: detailedUsage,
    reports: { cached: true, cacheWrite: false, reasoning: true },
    finishes,
    ownFinishes: {},
    toolCalls: openaiToolCalls,
    structuredOutput: () => 'json_schema',
    breaksOffWith: errorRow('server', 200, 'server_error', 'The server had an error while processing your request'),
    errorInStream: 'json',
    ...given,
    id,
    demands: Object.freeze([wellFormed, ...demands]),
  } satisfies ChatForm)
}

/** Embeddings like OpenAI's but for what is given. */
export function embeddingsLike(given: Partial<EmbeddingForm> & Pick<EmbeddingForm, 'maxBatch'>): EmbeddingForm {
  return Object.freeze({
    path: '/embeddings',
    input: 'input',
    base64: 'honoured',
    dimension: () => 1024,
    batchError: (_call, found, max) =>
      errorRow('bad-request', 400, 'invalid_request_error', `'input' must hold at most ${max} texts, not ${found}`),
    reply: ({ model }, vectors, tokens) => ({
      object: 'list',
      data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })),
      model,
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    }),
    ...given,
  } satisfies EmbeddingForm)
}

/** Reranking like Cohere's but for what is given. */
export function rerankLike(path: string, given: Partial<RerankForm> = {}): RerankForm {
  return Object.freeze({
    path,
    shape: 'cohere',
    maxTexts: 1000,
    hearsTop: true,
    logits: false,
    document: 'absent',
    ...given,
  } satisfies RerankForm)
}

/** An id of 24 hexadecimal digits that counts. */
export function hexId(prefix: string): (serial: number) => string {
  return (serial) => `${prefix}${(0x5eed_0000 + serial).toString(16).padStart(24, '0')}`
}

/** Every kind of error, in the order of the vendors' tables. */
export const errorKinds: readonly VendorErrorKind[] = Object.freeze([
  'auth',
  'permission',
  'quota',
  'rate-limit',
  'overloaded',
  'content-filter',
  'context-length',
  'not-found',
  'bad-request',
  'timeout',
  'server',
])
