import { defineProvider } from '../provider/provider.ts'
import { openaiModels } from './openai-models.ts'

const read = { currency: 'USD', output: 0, asOf: '2026-07-02', source: 'anomalyco/models.dev @f3fc692' } as const

/** OpenAI. */
export const openai = defineProvider({
  id: 'openai',
  name: { zh: 'OpenAI', en: 'OpenAI' },
  baseUrl: 'https://api.openai.com/v1',
  auth: 'bearer',
  keyEnv: 'OPENAI_API_KEY',
  chat: {
    quirks: ['json-word'],
    thinkingSwitch: 'reasoning-effort',
    structuredOutput: 'json_schema',
  },
  models: openaiModels,
  families: ['o*', 'gpt-5*', 'gpt-6*'].map((match) => ({
    match,
    thinking: 'hidden',
    quirks: ['fixed-sampling', 'max-completion-tokens'],
  })),
  embeddings: {
    maxBatch: 256,
    models: {
      'text-embedding-3-small': {
        dimension: 1536,
        dimensions: [512, 256],
        maxInputTokens: 8191,
        prices: [{ ...read, input: 0.02 }],
      },
      'text-embedding-3-large': {
        dimension: 3072,
        dimensions: [1024, 256],
        maxInputTokens: 8191,
        prices: [{ ...read, input: 0.13 }],
      },
      'text-embedding-ada-002': { dimension: 1536, maxInputTokens: 8192, prices: [{ ...read, input: 0.1 }] },
    },
  },
  errors: [
    { status: 401, code: 'invalid_api_key', kind: 'auth', meaning: 'bad key' },
    { status: 403, code: 'unsupported_country_region_territory', kind: 'permission', meaning: 'region blocked (mainland China)' },
    { status: 404, code: 'model_not_found', kind: 'not-found', meaning: 'model' },
    { status: 400, code: 'context_length_exceeded', kind: 'context-length', meaning: 'prompt too long' },
    { status: 400, code: 'content_policy_violation', kind: 'content-filter', meaning: 'moderation' },
    { status: 429, code: 'rate_limit_exceeded', kind: 'rate-limit', meaning: 'RPM/TPM' },
    { status: 429, code: 'insufficient_quota', kind: 'quota', meaning: 'out of credit' },
    { status: 500, code: 'server_error', kind: 'server' },
    { status: 503, kind: 'overloaded', meaning: 'overloaded' },
  ],
  limits: [
    {
      zh: 'o*、gpt-5*、gpt-6* 不给出思考内容，但照样计费',
      en: 'o*, gpt-5* and gpt-6* do not show what they think; it is billed all the same',
    },
    {
      zh: '不思考以 reasoning_effort: none 表达；o* 等较早的型号不接受，请设为 low',
      en: 'Thinking off is said with reasoning_effort none, which o* and other older ones may refuse: ask for low',
    },
    {
      zh: 'strict 的 json_schema 要求属性全部必填、additionalProperties 为 false；可选字段写成可为 null',
      en: 'A strict json_schema wants every property required and additionalProperties false; write optional ones as nullable',
    },
    {
      zh: '一次向量请求合计最多 30 万 token、2048 段；这里每次最多发 256 段',
      en: 'A call for embeddings takes 300,000 tokens and 2048 texts in all; 256 texts are sent at most',
    },
    {
      zh: '只走 Chat Completions，不走 Responses 接口',
      en: 'Only Chat Completions is spoken, not the Responses API',
    },
    {
      zh: '不向中国大陆提供服务（403 unsupported_country_region_territory）',
      en: 'It does not serve mainland China (403 unsupported_country_region_territory)',
    },
  ],
  sources: [
    '@pydantic/genai-prices 0.1.8 (npm, 2026-09-23)',
    'anomalyco/models.dev @f3fc692 (2026-07-02)',
    'error codes and the word "json" partly from memory',
  ],
  asOf: '2026-11-22',
})
