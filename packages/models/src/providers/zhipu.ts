import { keyOfOneSite, lateFilter } from '../provider/known-limits.ts'
import { defineProvider } from '../provider/provider.ts'
import { zhipuModels } from './zhipu-models.ts'

const read = {
  currency: 'CNY',
  input: 0.5,
  output: 0,
  asOf: '2026-08-21',
  source: 'langgenius/dify-official-plugins @7af2283',
} as const

/** Zhipu GLM. */
export const zhipu = defineProvider({
  id: 'zhipu',
  name: { zh: '智谱（GLM）', en: 'Zhipu (GLM)' },
  baseUrl: 'https://open.bigmodel.cn/api/paas/v4',
  otherBaseUrls: [
    { url: 'https://api.z.ai/api/paas/v4', for: 'international site' },
    { url: 'https://open.bigmodel.cn/api/coding/paas/v4', for: 'coding plan' },
  ],
  auth: 'bearer',
  keyEnv: 'ZHIPU_API_KEY',
  otherKeyEnvs: ['ZHIPUAI_API_KEY', 'ZAI_API_KEY'],
  chat: {
    quirks: [],
    thinkingSwitch: 'thinking-type',
    structuredOutput: 'json_object',
    finishReasons: { sensitive: 'filtered', network_error: 'cut-off' },
  },
  models: zhipuModels,
  families: ['glm-4.5*', 'glm-4.6*', 'glm-4.7*', 'glm-5*'].map((match) => ({ match, thinking: 'switchable' })),
  embeddings: {
    maxBatch: 64,
    models: {
      'embedding-3': { dimension: 2048, dimensions: [1024, 512, 256], maxInputTokens: 3072, prices: [read] },
      'embedding-2': { dimension: 1024, maxInputTokens: 512, prices: [read] },
    },
  },
  rerank: {
    shape: 'cohere',
    url: '/rerank',
    models: { rerank: { note: 'its price was not found' } },
  },
  errors: [
    { status: 401, code: '1000', kind: 'auth' },
    { status: 401, code: '1001', kind: 'auth' },
    { status: 401, code: '1002', kind: 'auth' },
    { status: 401, code: '1003', kind: 'auth' },
    { status: 401, code: '1004', kind: 'auth' },
    { status: 429, code: '1113', kind: 'quota', meaning: 'arrears' },
    { status: 400, code: '1210', kind: 'bad-request', meaning: 'parameter' },
    { status: 400, code: '1211', kind: 'not-found', meaning: 'model missing' },
    { status: 400, code: '1214', kind: 'bad-request', meaning: 'parameter' },
    { status: 403, code: '1220', kind: 'permission' },
    { status: 400, code: '1261', kind: 'context-length', meaning: 'prompt too long' },
    { status: 400, code: '1301', kind: 'content-filter', meaning: 'sensitive' },
    { status: 429, code: '1302', kind: 'rate-limit', meaning: 'concurrency' },
    { status: 429, code: '1303', kind: 'rate-limit', meaning: 'frequency' },
    { status: 429, code: '1304', kind: 'quota', meaning: 'daily limit' },
    { status: 429, code: '1305', kind: 'overloaded', meaning: 'model overloaded' },
    { status: 429, code: '1308', kind: 'quota', meaning: 'plan limit' },
    { status: 429, code: '1310', kind: 'quota', meaning: 'plan limit' },
    { status: 500, code: '1200', kind: 'server' },
  ],
  limits: [
    keyOfOneSite,
    lateFilter,
    {
      zh: 'tool_choice 可能只支持 auto（2026 年未证实）：强制调用工具可能被拒绝',
      en: 'tool_choice may know auto only (not verified in 2026): a forced tool may be refused',
    },
    {
      zh: '思考默认不带回；要用“保留思考”（clear_thinking: false），在 models.yaml 里给模型加 replay-reasoning 和 replay: if-present',
      en: 'Thoughts are not sent back; for preserved thinking (clear_thinking: false) give the model replay-reasoning and replay: if-present in models.yaml',
    },
    {
      zh: '限流按并发计，没有响应头可据以调速',
      en: 'Its limits count calls at a time, and no header tells of them',
    },
    {
      zh: '重排的分数可能几乎相同，排序前请在自己的数据上试',
      en: 'Scores of its reranker can be nearly constant: try it on your own data',
    },
    {
      zh: '回答不超过 200 token 的优惠价不计：只会多计',
      en: 'The lower price of answers of at most 200 tokens is not counted on: never less than the bill',
    },
  ],
  sources: [
    'langgenius/dify-official-plugins @7af2283 (2026-08-21)',
    'lobehub/lobehub packages/model-bank @008f047 and, for the tiers of GLM-5, its table of Tencent @137f501 (2026)',
    '@mastra/core 1.71.0 provider registry (npm, November 2026)',
    'docs.bigmodel.cn',
    'docs.rs lmkit 0.1.0: shape of rerank',
  ],
  asOf: '2026-11-22',
})
