import { bgeLargeZh, bgeM3 } from '../provider/bge-models.ts'
import { ownMachine, whateverIsLoaded } from '../provider/known-limits.ts'
import { defineProvider } from '../provider/provider.ts'

const own = {
  currency: 'CNY',
  input: 0,
  output: 0,
  asOf: '2026-11-22',
  source: 'a machine of your own: nobody bills its tokens',
} as const

/** Xinference. */
export const xinference = defineProvider({
  id: 'xinference',
  name: { zh: 'Xinference', en: 'Xinference' },
  baseUrl: 'http://localhost:9997/v1',
  auth: 'bearer',
  keyEnv: 'XINFERENCE_API_KEY',
  chat: { quirks: ['think-tags'], structuredOutput: 'none' },
  models: {},
  families: [{ match: '*', prices: [own] }],
  embeddings: {
    maxBatch: 32,
    models: {
      'bge-m3': { ...bgeM3, prices: [own] },
      'bge-large-zh-v1.5': { ...bgeLargeZh, prices: [own] },
    },
  },
  rerank: { shape: 'cohere', url: '/rerank', models: { 'bge-reranker-v2-m3': { prices: [own] } } },
  errors: [{ status: 404, code: 'model_not_found', kind: 'not-found', meaning: 'model not loaded' }],
  limits: [
    ownMachine,
    whateverIsLoaded,
    {
      zh: '模型名是启动模型时的 uid',
      en: 'The name of a model is the uid it was launched with',
    },
    {
      zh: '思考开关和结构化输出随所用引擎而定，未查证：在 models.yaml 里写',
      en: 'How to switch thinking and which forms of an answer are kept depends on the engine: state it in models.yaml',
    },
  ],
  sources: ['Xinference documentation'],
  asOf: '2026-11-22',
})
