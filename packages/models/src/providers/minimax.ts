import { keyOfOneSite } from '../provider/known-limits.ts'
import { defineProvider } from '../provider/provider.ts'

const read = {
  currency: 'CNY',
  asOf: '2026-08-21',
  source: 'langgenius/dify-official-plugins @7af2283; lobehub/lobehub model-bank',
} as const
const thinker = { tools: true, structuredOutput: 'none', thinking: 'always' } as const

/** MiniMax. */
export const minimax = defineProvider({
  id: 'minimax',
  name: { zh: 'MiniMax（稀宇）', en: 'MiniMax' },
  baseUrl: 'https://api.minimaxi.com/v1',
  otherBaseUrls: [{ url: 'https://api.minimax.io/v1', for: 'international site' }],
  auth: 'bearer',
  keyEnv: 'MINIMAX_API_KEY',
  chat: {
    quirks: ['positive-temperature', 'think-tags', 'base-resp'],
    structuredOutput: 'none',
  },
  models: {
    'MiniMax-M3': {
      ...thinker,
      contextTokens: 1_000_000,
      maxOutputTokens: 128_000,
      thinking: 'switchable',
      thinkingSwitch: 'thinking-adaptive',
      prices: [{ ...read, input: 2.1, output: 8.4, tiers: [{ above: 512_000, input: 4.2, output: 16.8 }] }],
      note: 'USD 0.3/1.2/0.06; another table has the dearer tier alone',
    },
    'MiniMax-M2.7': {
      ...thinker,
      contextTokens: 204_800,
      maxOutputTokens: 131_072,
      prices: [{ ...read, input: 2.1, output: 8.4, cacheRead: 0.42 }],
      note: 'USD 0.3/1.2/0.06',
    },
    'MiniMax-M2.7-highspeed': {
      ...thinker,
      contextTokens: 204_800,
      maxOutputTokens: 131_072,
      prices: [{ ...read, input: 4.2, output: 16.8 }],
    },
    'MiniMax-M2.5': {
      ...thinker,
      contextTokens: 204_800,
      maxOutputTokens: 131_072,
      prices: [{ ...read, input: 2.1, output: 8.4, cacheRead: 0.21 }],
    },
  },
  errors: [
    { status: 200, code: '1001', kind: 'timeout' },
    { status: 200, code: '1002', kind: 'rate-limit' },
    { status: 200, code: '1004', kind: 'auth' },
    { status: 200, code: '1008', kind: 'quota', meaning: 'balance' },
    { status: 200, code: '1013', kind: 'server' },
    { status: 200, code: '1026', kind: 'content-filter', meaning: 'input' },
    { status: 200, code: '1027', kind: 'content-filter', meaning: 'output' },
    { status: 200, code: '1039', kind: 'rate-limit', meaning: 'token limit (TPM)' },
    { status: 200, code: '2013', kind: 'bad-request', meaning: 'parameters' },
  ],
  limits: [
    keyOfOneSite,
    {
      zh: '不支持 response_format：JSON 只在提示词里要求，再检查',
      en: 'It knows no response_format: JSON is asked for in words alone, and checked',
    },
    {
      zh: '思考以 reasoning_details 给出，不带回给它：多轮调用工具时效果可能变差',
      en: 'Thoughts come in reasoning_details and are not sent back: answers over several turns of tools may be the worse for it',
    },
    {
      zh: 'embo-01 的向量接口（{texts, type}，1536 维，每百万 token 0.5 元）不是 OpenAI 形式，不支持',
      en: 'Embeddings of embo-01 ({texts, type}, 1536 numbers, CNY 0.5 a million tokens) are not of the OpenAI form and not spoken',
    },
    {
      zh: '不走 Anthropic 接口',
      en: 'The Anthropic surface is not spoken',
    },
  ],
  sources: [
    'langgenius/dify-official-plugins @7af2283 (2026-08-21)',
    'anomalyco/models.dev @f3fc692 (2026-07-02)',
    '@mastra/core 1.71.0 provider registry (npm, November 2026)',
  ],
  asOf: '2026-11-22',
})
