import { bgeM3 } from '../provider/bge-models.ts'
import { hostedFamilies } from '../provider/hosted-families.ts'
import { defineProvider } from '../provider/provider.ts'
import { huaweiMaasModels } from './huawei-maas-models.ts'

/** Huawei Cloud ModelArts MaaS: openPangu and what else is served there. */
export const huaweiMaas = defineProvider({
  id: 'huawei-maas',
  name: { zh: '华为云 MaaS（盘古）', en: 'Huawei Cloud MaaS (openPangu)' },
  baseUrl: 'https://api.modelarts-maas.com/v2',
  otherBaseUrls: [{ url: 'https://api-ap-southeast-1.modelarts-maas.com/openai/v1', for: 'international site (Singapore)' }],
  auth: 'bearer',
  keyEnv: 'MAAS_API_KEY',
  chat: {
    quirks: ['no-message-names', 'think-tags', 'error-code-in-body'],
    thinkingSwitch: 'thinking-type',
    structuredOutput: 'none',
  },
  models: huaweiMaasModels,
  families: [...hostedFamilies, { match: 'qwen3*', thinkingSwitch: 'chat-template' }],
  embeddings: {
    baseUrl: 'https://api.modelarts-maas.com/v1',
    maxBatch: 1,
    models: {
      'bge-m3': { ...bgeM3, asOf: '2026-08-21', note: 'one text a call is a setting of others; the limit was not found' },
    },
  },
  rerank: {
    shape: 'cohere',
    url: 'https://api.modelarts-maas.com/v1/rerank',
    models: { 'bge-reranker-v2-m3': { maxTokensPerText: 8192 } },
  },
  errors: [
    { status: 400, code: 'ModelArts.81001', kind: 'bad-request', meaning: 'body' },
    { status: 401, code: 'ModelArts.81002', kind: 'auth', meaning: 'no Authorization' },
    { status: 401, code: 'ModelArts.81003', kind: 'auth', meaning: 'bad key' },
    { status: 403, code: 'ModelArts.81004', kind: 'permission', meaning: 'service not opened' },
    { status: 403, code: 'ModelArts.81005', kind: 'quota', meaning: 'free quota used up' },
    { status: 403, code: 'ModelArts.81006', kind: 'quota', meaning: 'frozen / arrears' },
    { status: 404, code: 'ModelArts.81009', kind: 'not-found', meaning: 'model' },
    { status: 403, code: 'ModelArts.81011', kind: 'content-filter', meaning: 'sensitive content' },
    { status: 403, code: 'ModelArts.81015', kind: 'permission', meaning: 'key allow-list' },
    { status: 429, code: 'ModelArts.81101', kind: 'rate-limit', meaning: 'RPM' },
    { status: 429, code: 'ModelArts.81103', kind: 'rate-limit', meaning: 'TPM' },
  ],
  limits: [
    {
      zh: '每个模型要先在控制台开通，否则 403 ModelArts.81004；国内只有贵阳一个区域',
      en: 'Each model has to be switched on in the console first, or it is a 403 ModelArts.81004; the mainland has one region, Guiyang',
    },
    {
      zh: '不认识的字段会被拒绝（extra_forbidden）：不要在 extra 里传别家的参数',
      en: 'Fields it does not know are refused (extra_forbidden): pass no parameters of others',
    },
    {
      zh: '是否支持 response_format 未经证实：要 JSON 时只在提示词里要求',
      en: 'Whether it keeps to response_format is not verified: JSON is asked for in words alone',
    },
    {
      zh: '向量和重排的价格未查到；向量每次只发一段',
      en: 'Prices of embeddings and reranking were not found; texts are embedded one a call',
    },
  ],
  sources: ['langgenius/dify-official-plugins @7af2283 (2026-08-21)', 'support.huaweicloud.com MaaS pages'],
  asOf: '2026-11-22',
})
