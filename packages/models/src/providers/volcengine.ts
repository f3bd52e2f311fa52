import { hostedFamilies } from '../provider/hosted-families.ts'
import { lateFilter } from '../provider/known-limits.ts'
import { defineProvider } from '../provider/provider.ts'
import { volcengineModels } from './volcengine-models.ts'

/** Volcengine Ark: Doubao and what else is served there. */
export const volcengine = defineProvider({
  id: 'volcengine',
  name: { zh: '火山方舟（豆包）', en: 'Volcengine Ark (Doubao)' },
  baseUrl: 'https://ark.cn-beijing.volces.com/api/v3',
  auth: 'bearer',
  keyEnv: 'ARK_API_KEY',
  otherKeyEnvs: ['VOLCANO_ENGINE_API_KEY'],
  chat: {
    quirks: [],
    thinkingSwitch: 'thinking-type',
    structuredOutput: 'none',
  },
  models: volcengineModels,
  families: [{ match: 'doubao-seed-*', structuredOutput: 'json_schema', thinking: 'switchable' }, ...hostedFamilies],
  embeddings: {
    maxBatch: 32,
    models: {
      'doubao-embedding-large-text': {
        maxInputTokens: 4096,
        asOf: '2026-11-22',
        note: '4096 tokens and 32 texts are settings of others; dimension and price were not found',
      },
      'doubao-embedding-vision': {
        maxInputTokens: 128_000,
        asOf: '2026-11-22',
        note: 'at /embeddings/multimodal, with a body of its own: not spoken',
      },
    },
  },
  errors: [
    { status: 400, code: 'InvalidParameter', kind: 'bad-request' },
    { status: 400, code: 'MissingParameter', kind: 'bad-request' },
    { status: 400, code: 'InputTextSensitiveContentDetected', kind: 'content-filter' },
    { status: 400, code: 'InputTextRiskDetection', kind: 'content-filter' },
    { status: 400, code: 'OutputTextSensitiveContentDetected', kind: 'content-filter' },
    { status: 401, code: 'AuthenticationError', kind: 'auth' },
    { status: 403, code: 'AccountOverdueError', kind: 'quota' },
    { status: 403, code: 'AccessDenied', kind: 'permission' },
    { status: 404, code: 'InvalidEndpointOrModel.NotFound', kind: 'not-found' },
    { status: 404, code: 'ModelNotOpen', kind: 'permission', meaning: 'activate the model' },
    { status: 400, code: 'InvalidEndpoint.ClosedEndpoint', kind: 'not-found' },
    { status: 429, code: 'RateLimitExceeded.*', kind: 'rate-limit' },
    { status: 429, code: 'QuotaExceeded', kind: 'quota' },
    { status: 429, code: 'ServerOverloaded', kind: 'overloaded' },
    { status: 500, code: 'InternalServiceError', kind: 'server' },
  ],
  limits: [
    {
      zh: '模型要先开通，或用推理接入点 ep-… 调用；接入点背后的模型和价格要写在 models.yaml 里',
      en: 'A model has to be switched on, or called by an endpoint ep-…; say in models.yaml what stands behind an endpoint and what it costs',
    },
    {
      zh: '模型名带日期，常常下线',
      en: 'Names of models carry dates and are retired often',
    },
    lateFilter,
    {
      zh: '显式缓存另收存储费（每百万 token 每小时 0.017 元），不计在内；这里也不用显式缓存',
      en: 'Explicit caching has a fee for storage (CNY 0.017 a million tokens an hour) that is not counted, nor is such a cache used here',
    },
    {
      zh: 'doubao-seed-1-8 回答不超过 200 token 的优惠价不计：只会多计',
      en: 'The lower price of short answers of doubao-seed-1-8 is not counted on: never less than the bill',
    },
    {
      zh: '向量维数未查到：第一次调用后按实际维数；doubao-embedding-vision 不支持',
      en: 'The dimension of its embeddings was not found: the first call tells; doubao-embedding-vision is not spoken',
    },
  ],
  sources: [
    'lobehub/lobehub packages/model-bank @18a6dcf (2026, day not known)',
    '@mastra/core 1.71.0 provider registry (npm, November 2026)',
    'volcengine.com documentation',
  ],
  asOf: '2026-11-22',
})
