import { whateverIsLoaded } from '../provider/known-limits.ts'
import { defineProvider } from '../provider/provider.ts'

/**
 * Any service of the OpenAI form that has no file of its own. Departures in what comes back are put up with, all of them that do
 * no harm where they are not; nothing is done to what is sent.
 */
export const openaiCompatible = defineProvider({
  id: 'openai-compatible',
  name: { zh: '任何 OpenAI 兼容服务', en: 'Any OpenAI-compatible service' },
  baseUrl: '',
  auth: 'bearer',
  chat: {
    quirks: [
      'reasoning-field',
      'think-tags',
      'usage-in-choice',
      'cached-tokens-elsewhere',
      'tool-arguments-object',
      'code-in-body',
      'error-code-in-body',
      'base-resp',
    ],
    structuredOutput: 'none',
    finishReasons: {
      sensitive: 'filtered',
      network_error: 'cut-off',
      insufficient_system_resource: 'cut-off',
      error: 'cut-off',
    },
  },
  models: {},
  embeddings: { maxBatch: 10, models: {} },
  rerank: { shape: 'cohere', url: '/rerank', models: {} },
  errors: [],
  limits: [
    whateverIsLoaded,
    {
      zh: '不知道它怎样开关思考、是否要求带回思考、支持哪种结构化输出：在 models.yaml 里写；未写时 JSON 只在提示词里要求',
      en: 'How it switches thinking, whether it wants thoughts back and which forms of an answer it keeps is not known: state it in models.yaml; JSON is asked for in words alone until then',
    },
    {
      zh: '不知道价格：未写价格时不计费用，设了预算就不调用',
      en: 'What it costs is not known: without a price nothing is counted, and a budget lets no call pass',
    },
    {
      zh: '不需要密钥；需要时写 keyEnv',
      en: 'It is called without a key unless keyEnv is given',
    },
  ],
  sources: ['the departures that other providers here are known for'],
  asOf: '2026-11-22',
})
