import type { TokenPrice } from '@kaiwu/core'
import { noEmbeddings } from '../provider/known-limits.ts'
import { defineProvider } from '../provider/provider.ts'

const weekdays = { timeZone: 'Asia/Shanghai', days: [1, 2, 3, 4, 5], multiplier: 2 } as const
const read: Pick<TokenPrice, 'currency' | 'asOf' | 'source' | 'windows'> = {
  currency: 'CNY',
  asOf: '2026-10',
  source: 'api-docs.deepseek.com pricing page, after 2026-10-17',
  windows: [
    { ...weekdays, from: '09:00', to: '12:00' },
    { ...weekdays, from: '14:00', to: '18:00' },
  ],
}
const v4 = {
  contextTokens: 1_000_000,
  maxOutputTokens: 384_000,
  tools: true,
  structuredOutput: 'json_object',
  thinking: 'switchable',
} as const
const claimed = 'json_schema is claimed by others (models.dev), json_object is safe'

/** DeepSeek. */
export const deepseek = defineProvider({
  id: 'deepseek',
  name: { zh: 'DeepSeek（深度求索）', en: 'DeepSeek' },
  baseUrl: 'https://api.deepseek.com',
  otherBaseUrls: [{ url: 'https://api.deepseek.com/v1', for: 'the same API' }],
  auth: 'bearer',
  keyEnv: 'DEEPSEEK_API_KEY',
  chat: {
    quirks: ['json-word', 'cached-tokens-elsewhere'],
    thinkingSwitch: 'thinking-type',
    efforts: ['high', 'max'],
    structuredOutput: 'json_object',
    finishReasons: { insufficient_system_resource: 'cut-off' },
  },
  models: {
    'deepseek-flash': {
      ...v4,
      prices: [{ ...read, input: 1, output: 4, cacheRead: 0.02 }],
      note: `${claimed}; build V4.1-Flash-1017; USD 0.15/0.6/0.003 off-peak`,
    },
    'deepseek-v4-pro': {
      ...v4,
      prices: [{ ...read, input: 4.5, output: 13.5, cacheRead: 0.15 }],
      note: `${claimed}; build 0813; USD 0.66/1.98/0.022 off-peak`,
    },
    'deepseek-v4-flash': {
      ...v4,
      prices: [{ ...read, input: 1, output: 4, cacheRead: 0.02 }],
      note: `${claimed}; legacy name of deepseek-flash; deepseek-chat and deepseek-reasoner are older aliases`,
    },
  },
  families: [
    {
      match: 'deepseek-*',
      thinking: 'switchable',
      replay: 'tool-calls',
      quirks: ['replay-reasoning', 'no-forced-tool-when-thinking'],
    },
    // It refuses turns that carry thoughts.
    { match: '*r1*', thinking: 'always', replay: 'never' },
  ],
  errors: [
    { status: 400, code: 'invalid_request_error', kind: 'bad-request', meaning: 'format; also missing reasoning_content replay' },
    { status: 401, code: 'authentication_error', kind: 'auth', meaning: 'key' },
    { status: 402, code: 'insufficient_balance', kind: 'quota', meaning: 'Insufficient Balance' },
    { status: 422, code: 'invalid_parameter', kind: 'bad-request', meaning: 'parameters (LangChain would retry it)' },
    { status: 429, code: 'rate_limit', kind: 'rate-limit', meaning: 'concurrency' },
    { status: 500, code: 'server_error', kind: 'server' },
    { status: 503, code: 'overloaded', kind: 'overloaded' },
  ],
  concurrency: 500,
  limits: [
    {
      zh: '高峰价（北京时间工作日 9–12 点、14–18 点，三项都乘 2）把法定节假日也算作工作日，除非列在 except 里：只会多计',
      en: 'Peak prices (Beijing, Monday to Friday 09–12 and 14–18, all three doubled) count public holidays as working days unless they are listed in `except`: never less than the bill',
    },
    {
      zh: '账号并发上限 flash 2500、pro 500；默认按 500 控制',
      en: 'An account may have 2500 calls at a time on flash and 500 on pro; 500 is the default here',
    },
    {
      zh: '思考时忽略 temperature、top_p 等；reasoning_effort 只认 high 和 max，其他档位取最接近的',
      en: 'While it thinks, temperature, top_p and their like are ignored; reasoning_effort knows high and max only, others become the nearest',
    },
    {
      zh: '只走 OpenAI 接口，不走 Anthropic 接口',
      en: 'Only the OpenAI surface is spoken, not the Anthropic one',
    },
    noEmbeddings,
  ],
  sources: [
    'api-docs.deepseek.com pricing page (names V4.1-Flash-1017, so after 2026-10-17)',
    'deepseek-ai/DeepSeek-V3 #1376',
    'langchain-ai/langchainjs #10883',
    '@mastra/core 1.71.0 provider registry (npm, November 2026)',
  ],
  asOf: '2026-11-22',
})
