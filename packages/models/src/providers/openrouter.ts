import { hostedFamilies } from '../provider/hosted-families.ts'
import { noEmbeddings } from '../provider/known-limits.ts'
import { defineProvider } from '../provider/provider.ts'

const read = { currency: 'USD', asOf: '2026-07-02', source: 'anomalyco/models.dev @f3fc692' } as const
const hybrid = { tools: true, structuredOutput: 'json_object', thinking: 'switchable' } as const
const claimed = 'json_schema is claimed by others, json_object is safe'

/** OpenRouter: models of many vendors. */
export const openrouter = defineProvider({
  id: 'openrouter',
  name: { zh: 'OpenRouter', en: 'OpenRouter' },
  baseUrl: 'https://openrouter.ai/api/v1',
  auth: 'bearer',
  keyEnv: 'OPENROUTER_API_KEY',
  chat: {
    quirks: ['reasoning-field'],
    thinkingSwitch: 'reasoning-object',
    structuredOutput: 'json_object',
    finishReasons: { error: 'cut-off' },
  },
  models: {
    'deepseek/deepseek-v4-flash': {
      ...hybrid,
      contextTokens: 1_048_575,
      maxOutputTokens: 65_536,
      prices: [{ ...read, input: 0.098, output: 0.196, cacheRead: 0.02 }],
      note: claimed,
    },
    'deepseek/deepseek-v4-pro': {
      ...hybrid,
      contextTokens: 1_048_576,
      maxOutputTokens: 384_000,
      prices: [{ ...read, input: 0.435, output: 0.87, cacheRead: 0.003625 }],
      note: claimed,
    },
    'qwen/qwen3.7-plus': {
      ...hybrid,
      contextTokens: 1_000_000,
      maxOutputTokens: 65_536,
      prices: [{ ...read, input: 0.32, output: 1.28, cacheRead: 0.064 }],
      note: claimed,
    },
    'qwen/qwen3.7-max': {
      ...hybrid,
      contextTokens: 1_000_000,
      maxOutputTokens: 65_536,
      prices: [{ ...read, input: 1.25, output: 3.75, cacheRead: 0.25 }],
      note: claimed,
    },
    'z-ai/glm-5.2': {
      ...hybrid,
      contextTokens: 1_048_576,
      maxOutputTokens: 32_768,
      prices: [{ ...read, input: 0.93, output: 3, cacheRead: 0.18 }],
      note: claimed,
    },
  },
  families: hostedFamilies,
  rerank: { shape: 'cohere', url: '/rerank', models: {} },
  // They come at their status, or at HTTP 200 with the status as the code.
  errors: [
    { code: '400', kind: 'bad-request' },
    { code: '401', kind: 'auth' },
    { code: '402', kind: 'quota', meaning: 'credits' },
    { code: '403', kind: 'content-filter', meaning: 'moderation, metadata.reasons' },
    { code: '408', kind: 'timeout' },
    { code: '429', kind: 'rate-limit' },
    { code: '502', kind: 'server', meaning: 'upstream' },
    { code: '503', kind: 'overloaded', meaning: 'no provider meets requirements' },
  ],
  limits: [
    {
      zh: '费用按价格表计，不取它返回的 usage.cost；它按所选的上游计价，可能与表不同',
      en: 'Cost is told by the table of prices, not by usage.cost; it charges by the host it chose, which may differ',
    },
    {
      zh: '并非每个上游都支持工具和 JSON；用 extra 传 provider: {require_parameters: true} 可避开',
      en: 'Not every host behind it knows tools and JSON; pass provider: {require_parameters: true} to avoid those',
    },
    {
      zh: '思考以文字带回（reasoning_content），不带回签名的 reasoning_details',
      en: 'Thoughts are sent back as text (reasoning_content), signed reasoning_details are not',
    },
    {
      zh: '重排有哪些模型未查到',
      en: 'Which models it has for reranking was not found',
    },
    noEmbeddings,
  ],
  sources: [
    'anomalyco/models.dev @f3fc692 (2026-07-02)',
    '@mastra/core 1.71.0 provider registry (npm, November 2026)',
    'openrouter.ai documentation',
  ],
  asOf: '2026-11-22',
})
