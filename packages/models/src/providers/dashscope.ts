import { hostedFamilies } from '../provider/hosted-families.ts'
import { keyOfOneSite } from '../provider/known-limits.ts'
import { defineProvider } from '../provider/provider.ts'
import { dashscopeModels } from './dashscope-models.ts'

const read = { currency: 'CNY', output: 0, asOf: '2026-08-21', source: 'langgenius/dify-official-plugins @7af2283' } as const
const native = 'https://dashscope.aliyuncs.com/api/v1/services/rerank/text-rerank/text-rerank'

/** Alibaba Cloud Model Studio: Qwen and what else is served there. */
export const dashscope = defineProvider({
  id: 'dashscope',
  name: { zh: '阿里云百炼（通义千问）', en: 'Alibaba Cloud Model Studio (Qwen)' },
  baseUrl: 'https://dashscope.aliyuncs.com/compatible-mode/v1',
  otherBaseUrls: [
    { url: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1', for: 'international site (Singapore)' },
    { url: 'https://{WorkspaceId}.{region}.maas.aliyuncs.com/compatible-mode/v1', for: 'a workspace of your own' },
  ],
  auth: 'bearer',
  keyEnv: 'DASHSCOPE_API_KEY',
  chat: {
    quirks: ['json-word'],
    thinkingSwitch: 'enable-thinking',
    structuredOutput: 'json_object',
  },
  models: dashscopeModels,
  families: [
    ...hostedFamilies,
    ...['qwen-*', 'qwen3-*', 'qwen3.5-*', 'qwen3.6-*', 'qwen3.7-*', 'qwen3.8-flash*', '*deepseek-v*', '*glm-*', '*kimi-*'].map(
      (match) => ({ match, quirks: ['no-forced-tool-when-thinking', 'no-json-when-thinking'] as const }),
    ),
    // The open models think by default and then answer in streams alone.
    { match: 'qwen3-*b', thinking: 'switchable', quirks: ['stream-only'] },
    { match: 'qwen3-*-thinking*', thinking: 'always', quirks: ['stream-only'] },
    { match: 'qwq*', thinking: 'always', quirks: ['stream-only', 'no-forced-tool-when-thinking', 'no-json-when-thinking'] },
  ],
  embeddings: {
    maxBatch: 10,
    models: {
      'text-embedding-v4': {
        dimension: 1024,
        dimensions: [2048, 1536, 768, 512, 256, 128, 64],
        maxInputTokens: 8192,
        prices: [{ ...read, input: 0.5 }],
        note: 'international USD 0.07; 0.25 through the batch API',
      },
      'text-embedding-v3': {
        dimension: 1024,
        dimensions: [768, 512, 256, 128, 64],
        maxInputTokens: 8192,
        prices: [{ ...read, input: 0.5 }],
        note: 'one table has 0.7, the documentation 0.5',
      },
      'text-embedding-v2': { dimension: 1536, maxBatch: 25, maxInputTokens: 2048, prices: [{ ...read, input: 0.7 }] },
      'text-embedding-v1': { dimension: 1536, maxBatch: 25, maxInputTokens: 2048, prices: [{ ...read, input: 0.7 }] },
      'qwen3-vl-embedding': { asOf: '2026-11', note: 'texts and images, at an address of its own: not spoken' },
      'qwen3.7-text-embedding': { asOf: '2026-11', note: 'newly listed; its limits were not found' },
    },
  },
  rerank: {
    shape: 'cohere',
    // Not below compatible-mode, and in the plural.
    url: 'https://dashscope.aliyuncs.com/compatible-api/v1/reranks',
    maxTexts: 500,
    models: {
      'qwen3-rerank': {
        maxTexts: 500,
        maxTokensPerText: 4000,
        asOf: '2026-02-11',
        note: '120,000 tokens a call; USD 0.1 in Singapore, the mainland price was not found',
      },
      'gte-rerank-v2': {
        shape: 'dashscope',
        url: native,
        maxTexts: 500,
        maxTokensPerText: 4000,
        prices: [{ ...read, input: 0.8, asOf: '2026-11-22', source: 'help.aliyun.com gte-rerank-v2' }],
        note: '30,000 tokens a call, 5040 calls a minute',
      },
      'qwen3-vl-rerank': {
        shape: 'dashscope',
        url: native,
        maxTexts: 100,
        maxTokensPerText: 8000,
        asOf: '2026-02-11',
        note: '800,000 tokens a call; USD 0.1 for text, 0.258 for images; only text is sent',
      },
    },
  },
  errors: [
    { status: 401, code: 'InvalidApiKey', kind: 'auth', meaning: 'key' },
    { status: 403, code: 'AccessDenied', kind: 'permission' },
    { status: 403, code: 'AccessDenied.Unpurchased', kind: 'permission', meaning: 'service not activated' },
    { status: 400, code: 'Arrearage', kind: 'quota', meaning: 'account overdue' },
    { status: 404, code: 'ModelNotFound', kind: 'not-found' },
    { status: 429, code: 'Throttling.RateQuota', kind: 'rate-limit', meaning: 'RPM/RPS' },
    { status: 429, code: 'Throttling.AllocationQuota', kind: 'rate-limit', meaning: 'TPM' },
    {
      status: 429,
      code: 'insufficient_quota',
      kind: 'rate-limit',
      meaning: 'allocated quota exceeded (despite the name a TPM limit)',
    },
    { status: 403, code: 'AllocationQuota.FreeTierOnly', kind: 'quota', meaning: 'free tier used up' },
    { status: 400, code: 'DataInspectionFailed', kind: 'content-filter', meaning: 'input or output flagged' },
    { status: 400, code: 'data_inspection_failed', kind: 'content-filter', meaning: 'input or output flagged' },
    { status: 400, code: 'InvalidParameter', kind: 'bad-request' },
    { status: 500, code: 'InternalError', kind: 'server' },
  ],
  limits: [
    keyOfOneSite,
    {
      zh: '429 insufficient_quota 是每分钟 token 限额，不是欠费，按限流处理',
      en: 'A 429 insufficient_quota is a limit of tokens a minute, not a balance: it is treated as a rate limit',
    },
    {
      zh: '向量走兼容接口：不能用 text_type、稀疏向量和 instruct；qwen3-vl-embedding 不支持',
      en: 'Embeddings go through the compatible surface: no text_type, sparse vectors or instruct; qwen3-vl-embedding is not spoken',
    },
    {
      zh: '哪些只思考的模型只支持流式，文档没有列全；遇到时在 models.yaml 里加 stream-only',
      en: 'Which thinking models answer in streams alone is not listed in full; add stream-only in models.yaml when one refuses',
    },
    {
      zh: '重排一次请求的 token 总数有上限（qwen3-rerank 12 万，gte-rerank-v2 3 万），不在本地检查',
      en: 'A call to rerank has a limit of tokens in all (qwen3-rerank 120,000, gte-rerank-v2 30,000), which is not checked here',
    },
    {
      zh: 'qwen-plus 输入超过 12.8 万 token 且思考时，输出实际单价 24 或 64，这里按 8 计：会少计',
      en: 'qwen-plus with more than 128,000 tokens sent costs 24 or 64 for output when it thinks, counted here as 8: less than the bill',
    },
    {
      zh: 'qwen-long 的文件（file-id）要用 extra 自己传',
      en: 'Files of qwen-long (file-id) have to be passed by yourself',
    },
  ],
  sources: [
    'langgenius/dify-official-plugins @7af2283 (2026-08-21)',
    'lobehub/lobehub packages/model-bank @0e45b9c (2026): tiers and cached rates',
    '@mastra/core 1.71.0 provider registry (npm, November 2026)',
    'help.aliyun.com/en/model-studio/gte-rerank-v2; alibabacloud.com/help/en/model-studio/text-rerank-api (2026-02-11)',
    'cloudwego/eino #994',
    'which Qwen models are stream-only: from memory',
  ],
  asOf: '2026-11-22',
})
