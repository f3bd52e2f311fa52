import { lateFilter, noEmbeddings } from '../provider/known-limits.ts'
import { defineProvider } from '../provider/provider.ts'
import { sparkModels } from './spark-models.ts'

/** iFlytek Spark, both of its HTTP surfaces: /v1, and /v2 for the models that think. */
export const spark = defineProvider({
  id: 'spark',
  name: { zh: '讯飞星火', en: 'iFlytek Spark' },
  baseUrl: 'https://spark-api-open.xf-yun.com/v1',
  otherBaseUrls: [{ url: 'https://spark-api-open.xf-yun.com/v2', for: 'spark-x and later, chosen by the model' }],
  auth: 'bearer',
  keyEnv: 'SPARK_API_PASSWORD',
  otherKeyEnvs: ['SPARK_API_KEY'],
  chat: {
    quirks: ['json-word', 'code-in-body', 'no-finish-reason'],
    thinkingSwitch: 'thinking-type',
    structuredOutput: 'none',
  },
  models: sparkModels,
  families: [
    { match: 'spark-x*', baseUrl: 'https://spark-api-open.xf-yun.com/v2' },
    { match: 'general', tools: false, thinking: 'never', quirks: ['no-system-role'], note: 'older name of lite' },
  ],
  // They come at HTTP 200, within streams, and at other statuses.
  errors: [
    { code: '10007', kind: 'rate-limit', meaning: 'previous request of the user still running' },
    { code: '10008', kind: 'overloaded', meaning: 'capacity' },
    { code: '10013', kind: 'content-filter', meaning: 'input audit failed' },
    { code: '10014', kind: 'content-filter', meaning: 'output audit failed' },
    { code: '10015', kind: 'permission', meaning: 'blacklist' },
    { code: '10016', kind: 'auth', meaning: 'app/auth' },
    { code: '10019', kind: 'content-filter', meaning: 'conversation tends to violation' },
    { code: '10021', kind: 'content-filter', meaning: 'input audit' },
    { code: '10110', kind: 'overloaded', meaning: 'busy' },
    { code: '10163', kind: 'bad-request', meaning: 'parameters' },
    { code: '10907', kind: 'context-length', meaning: 'tokens over limit' },
    { code: '11200', kind: 'auth', meaning: 'not authorised or quota used up' },
    { code: '11201', kind: 'quota', meaning: 'daily limit' },
    { code: '11202', kind: 'rate-limit', meaning: 'per second' },
    { code: '11203', kind: 'rate-limit', meaning: 'concurrency' },
  ],
  limits: [
    {
      zh: '应答不带 finish_reason：以用量或 [DONE] 为结束，分不出它是否被截断（length）',
      en: 'Answers name no finish_reason: usage or [DONE] is their end, and whether one was cut by its limit cannot be told',
    },
    lateFilter,
    {
      zh: '系统消息和工具只有 Max、Ultra、X 支持；Lite、Pro 的系统消息并入第一个问题',
      en: 'Only Max, Ultra and X take system messages and tools; for Lite and Pro the system message goes before the first question',
    },
    {
      zh: '11200 既可能是未授权，也可能是额度用完',
      en: '11200 means either that the key is not authorised or that its quota is used up',
    },
    {
      zh: '除 lite 免费外价格未查到，须写在 models.yaml 里；spark-x2.5 的地址未经证实',
      en: 'Apart from lite, which is free, prices were not found: state them in models.yaml; the address of spark-x2.5 is not verified',
    },
    {
      zh: '不走 WebSocket（HMAC 签名）接口',
      en: 'The websocket surface with HMAC signatures is not spoken',
    },
    noEmbeddings,
  ],
  sources: ['xfyun.cn documentation', 'songquanpeng/one-api relay/adaptor/xunfei (2025-02-21)'],
  asOf: '2026-11-22',
})
