import { keyOfOneSite } from '../provider/known-limits.ts'
import { defineProvider } from '../provider/provider.ts'
import { tencentModels } from './tencent-models.ts'

/** Tencent Hunyuan on TokenHub. */
export const tencent = defineProvider({
  id: 'tencent',
  name: { zh: '腾讯混元（TokenHub）', en: 'Tencent Hunyuan (TokenHub)' },
  baseUrl: 'https://tokenhub.tencentmaas.com/v1',
  otherBaseUrls: [
    { url: 'https://api.hunyuan.cloud.tencent.com/v1', for: 'the older surface, being moved' },
    { url: 'https://api.lkeap.cloud.tencent.com/coding/v3', for: 'coding plan' },
  ],
  auth: 'bearer',
  keyEnv: 'TENCENT_TOKENHUB_API_KEY',
  otherKeyEnvs: ['HUNYUAN_API_KEY'],
  chat: {
    quirks: ['json-word'],
    thinkingSwitch: 'thinking-type',
    structuredOutput: 'none',
    finishReasons: { sensitive: 'filtered' },
  },
  models: tencentModels,
  embeddings: {
    baseUrl: 'https://api.hunyuan.cloud.tencent.com/v1',
    maxBatch: 1,
    models: {
      'hunyuan-embedding': {
        dimension: 1024,
        maxInputTokens: 1024,
        asOf: '2026-11-22',
        note: 'at the older address; CNY 0.7 is not verified, so it is not counted on',
      },
    },
  },
  errors: [
    { status: 401, kind: 'auth', meaning: 'key or site mismatch' },
    { status: 402, kind: 'permission', meaning: 'model not activated' },
    { status: 429, kind: 'rate-limit' },
    { status: 400, kind: 'bad-request' },
  ],
  limits: [
    keyOfOneSite,
    {
      zh: '402 是模型未开通，不是欠费',
      en: 'A 402 means that the model is not switched on, not that the balance is used up',
    },
    {
      zh: '向量在旧地址上，可能需要另一个密钥（HUNYUAN_API_KEY）',
      en: 'Embeddings are at the older address and may want another key (HUNYUAN_API_KEY)',
    },
    {
      zh: '不走云 API 3.0（TC3-HMAC 签名）',
      en: 'Cloud API 3.0 with TC3-HMAC signatures is not spoken',
    },
    {
      zh: 'hy4 的上下文长度未查到',
      en: 'How long a context hy4 takes was not found',
    },
  ],
  sources: [
    'lobehub/lobehub packages/model-bank @137f501 (2026, day not known)',
    'langgenius/dify-official-plugins @7af2283 (2026-08-21)',
    '@mastra/core 1.71.0 provider registry (npm, November 2026)',
    'Tencent Cloud documentation (release of 2026-11-04)',
    'finish_reason sensitive and the word "json" from memory',
  ],
  asOf: '2026-11-22',
})
