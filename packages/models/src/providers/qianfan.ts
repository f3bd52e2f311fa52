import { hostedFamilies } from '../provider/hosted-families.ts'
import { defineProvider } from '../provider/provider.ts'
import { qianfanModels } from './qianfan-models.ts'

const read = {
  currency: 'CNY',
  input: 0.5,
  output: 0,
  asOf: '2026-08-21',
  source: 'langgenius/dify-official-plugins @7af2283',
} as const

/** Baidu Qianfan, its v2 surface. */
export const qianfan = defineProvider({
  id: 'qianfan',
  name: { zh: '百度千帆（文心）', en: 'Baidu Qianfan (ERNIE)' },
  baseUrl: 'https://qianfan.baidubce.com/v2',
  auth: 'bearer',
  keyEnv: 'QIANFAN_API_KEY',
  chat: {
    quirks: ['json-word', 'cached-tokens-elsewhere', 'error-code-in-body'],
    thinkingSwitch: 'thinking-type',
    structuredOutput: 'json_object',
  },
  models: qianfanModels,
  families: [...hostedFamilies, ...['ernie-*', 'qwen*'].map((match) => ({ match, thinkingSwitch: 'enable-thinking' as const }))],
  embeddings: {
    maxBatch: 16,
    models: {
      'embedding-v1': { dimension: 384, maxInputTokens: 384, prices: [read] },
      'bge-large-zh': { dimension: 1024, maxInputTokens: 512, prices: [read] },
      'bge-large-en': { dimension: 1024, maxInputTokens: 512, prices: [read] },
      'tao-8k': { dimension: 1024, maxBatch: 1, maxInputTokens: 8192, prices: [read] },
    },
  },
  rerank: {
    shape: 'cohere',
    url: '/rerank',
    models: {
      'bce-reranker-base': { maxTokensPerText: 4096, prices: [read], note: 'also called bce-reranker-base_v1' },
    },
  },
  errors: [
    { status: 400, code: 'malformed_json', kind: 'bad-request' },
    { status: 400, code: 'invalid_model', kind: 'not-found' },
    { status: 400, code: 'invalid_messages', kind: 'bad-request' },
    { status: 400, code: 'invalid_argument', kind: 'bad-request' },
    { status: 400, code: 'characters_too_long', kind: 'context-length' },
    { status: 400, code: 'tokens_too_long', kind: 'context-length' },
    { status: 400, code: 'unsafe_request', kind: 'content-filter' },
    { status: 401, code: 'access_denied', kind: 'permission' },
    { status: 401, code: 'no_parameter_permission', kind: 'permission' },
    { status: 401, code: 'invalid_iam_token', kind: 'auth' },
    { status: 401, code: 'invalid_appid', kind: 'auth' },
    { status: 429, code: 'rpm_rate_limit_exceeded', kind: 'rate-limit', meaning: 'RPM' },
    { status: 429, code: 'tpm_rate_limit_exceeded', kind: 'rate-limit', meaning: 'TPM' },
    { status: 429, code: 'BILLING_INSUFFICIENT_BALANCE', kind: 'quota', meaning: 'AppBuilder surface' },
    { status: 500, code: 'internal_error', kind: 'server' },
    // Of the v1 surface.
    { status: 200, code: '4', kind: 'rate-limit', meaning: 'cluster overload' },
    { status: 200, code: '6', kind: 'permission', meaning: 'no permission' },
    { status: 200, code: '13', kind: 'auth', meaning: 'IAM' },
    { status: 200, code: '14', kind: 'auth', meaning: 'IAM' },
    { status: 200, code: '17', kind: 'quota', meaning: 'daily limit / overdue' },
    { status: 200, code: '18', kind: 'rate-limit', meaning: 'QPS' },
    { status: 200, code: '19', kind: 'quota', meaning: 'total limit' },
    { status: 200, code: '110', kind: 'auth', meaning: 'token invalid/expired, refresh once' },
    { status: 200, code: '111', kind: 'auth', meaning: 'token invalid/expired, refresh once' },
    { status: 200, code: '336003', kind: 'context-length', meaning: 'message too long / invalid' },
    { status: 200, code: '336501', kind: 'rate-limit', meaning: 'RPM' },
    { status: 200, code: '336502', kind: 'rate-limit', meaning: 'TPM' },
    { status: 200, code: '336000', kind: 'server', meaning: 'internal' },
  ],
  limits: [
    {
      zh: '只走 v2（bce-v3/ALTAK-… 密钥），不走 v1 的 access_token；v1 的错误码仍能识别',
      en: 'Only v2 is spoken (keys bce-v3/ALTAK-…), not v1 with its access_token; errors of v1 are understood all the same',
    },
    {
      zh: 'embedding-v1 每段最多 384 token，bge 系列 512：片段要切得更短',
      en: 'embedding-v1 takes 384 tokens a text, the bge models 512: cut passages shorter than that',
    },
    {
      zh: '缓存命中按输入价的 40% 计费；没有公布缓存价的模型按输入价计：只会多计',
      en: 'Cached tokens cost 40 % of input; models without a published cached rate are counted at the rate of input: never less than the bill',
    },
    {
      zh: '输入超过 3.2 万 token 时整个请求按高档价计，这是对价目的理解，未经证实',
      en: 'Above 32,000 tokens sent the whole request is counted at the dearer rate: an understanding of the price list, not verified',
    },
    {
      zh: '不发送 appid 请求头；不走 /v2/responses',
      en: 'The header appid is not sent; /v2/responses is not spoken',
    },
  ],
  sources: [
    'lobehub/lobehub packages/model-bank (2026, day not known)',
    'langgenius/dify-official-plugins @7af2283 (2026-08-21)',
    'cloud.baidu.com error page rmwbl43x7 (2026-11-11)',
    'the word "json" as a matter of caution',
    'songquanpeng/one-api relay/adaptor/baidu (2025-02-21): errors of v1',
  ],
  asOf: '2026-11-22',
})
