import { bgeLargeEn, bgeLargeZh, bgeM3 } from '../provider/bge-models.ts'
import { hostedFamilies } from '../provider/hosted-families.ts'
import { keyOfOneSite } from '../provider/known-limits.ts'
import { defineProvider } from '../provider/provider.ts'
import { siliconflowModels } from './siliconflow-models.ts'

const read = { currency: 'CNY', output: 0, asOf: '2026-08-21', source: 'langgenius/dify-official-plugins @7af2283' } as const
const free = { ...read, input: 0 } as const
const cheap = { ...read, input: 0.07 } as const

/** SiliconFlow: open models, among them BAAI's for embeddings and reranking. */
export const siliconflow = defineProvider({
  id: 'siliconflow',
  name: { zh: '硅基流动', en: 'SiliconFlow' },
  baseUrl: 'https://api.siliconflow.cn/v1',
  otherBaseUrls: [{ url: 'https://api.siliconflow.com/v1', for: 'international site' }],
  auth: 'bearer',
  keyEnv: 'SILICONFLOW_API_KEY',
  otherKeyEnvs: ['SILICONFLOW_CN_API_KEY'],
  chat: {
    quirks: ['code-in-body'],
    thinkingSwitch: 'enable-thinking',
    structuredOutput: 'json_object',
  },
  models: siliconflowModels,
  families: hostedFamilies,
  embeddings: {
    maxBatch: 32,
    models: {
      'BAAI/bge-m3': { ...bgeM3, prices: [free] },
      'Pro/BAAI/bge-m3': { ...bgeM3, prices: [cheap] },
      'BAAI/bge-large-zh-v1.5': { ...bgeLargeZh, prices: [free] },
      'BAAI/bge-large-en-v1.5': { ...bgeLargeEn, prices: [free] },
      'Qwen/Qwen3-Embedding-0.6B': { dimension: 1024, maxInputTokens: 32_768, prices: [cheap] },
      'Qwen/Qwen3-Embedding-4B': { dimension: 2560, maxInputTokens: 32_768, prices: [{ ...read, input: 0.14 }] },
      'Qwen/Qwen3-Embedding-8B': { dimension: 4096, maxInputTokens: 32_768, prices: [{ ...read, input: 0.28 }] },
    },
  },
  rerank: {
    shape: 'cohere',
    url: '/rerank',
    models: {
      'BAAI/bge-reranker-v2-m3': { prices: [free] },
      'Pro/BAAI/bge-reranker-v2-m3': { prices: [cheap] },
      'Qwen/Qwen3-Reranker-0.6B': { prices: [cheap] },
      'Qwen/Qwen3-Reranker-4B': { prices: [{ ...read, input: 0.14 }] },
      'Qwen/Qwen3-Reranker-8B': { prices: [{ ...read, input: 0.28 }] },
      'netease-youdao/bce-reranker-base_v1': { prices: [free] },
    },
  },
  errors: [
    { status: 400, code: '20012', kind: 'bad-request', meaning: 'model missing / parameter' },
    { status: 401, kind: 'auth' },
    { status: 403, kind: 'permission', meaning: 'real-name verification or balance' },
    { status: 429, kind: 'rate-limit', meaning: 'RPM/TPM' },
    { status: 503, code: '50505', kind: 'overloaded' },
    { status: 504, kind: 'timeout' },
  ],
  limits: [
    keyOfOneSite,
    {
      zh: '403 既可能是未实名，也可能是余额不足',
      en: 'A 403 means either that the account was not verified by name or that its balance is used up',
    },
    {
      zh: '向量每次 32 段是凭记忆；被拒绝时在 models.yaml 里调小 maxBatch',
      en: '32 texts a call of embeddings is from memory; set a smaller maxBatch in models.yaml when it is refused',
    },
    {
      zh: 'Pro/ 开头的是付费资源池；DeepSeek-V4-Pro 3/6 元与其他平台 12/24 元不一致，请核对账单',
      en: 'Pro/ is the paid pool; CNY 3/6 for DeepSeek-V4-Pro does not agree with 12/24 elsewhere: check the bill',
    },
    {
      zh: 'thinking_budget 只能在 128 到 32768 之间，不在本地检查',
      en: 'thinking_budget has to be between 128 and 32,768, which is not checked here',
    },
  ],
  sources: [
    'langgenius/dify-official-plugins @7af2283 (2026-08-21)',
    '@mastra/core 1.71.0 provider registry (npm, November 2026)',
  ],
  asOf: '2026-11-22',
})
