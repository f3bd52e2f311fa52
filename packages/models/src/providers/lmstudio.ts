import { ownMachine, whateverIsLoaded } from '../provider/known-limits.ts'
import { defineProvider } from '../provider/provider.ts'

const own = {
  currency: 'CNY',
  input: 0,
  output: 0,
  asOf: '2026-11-22',
  source: 'a machine of your own: nobody bills its tokens',
} as const

/** LM Studio. */
export const lmstudio = defineProvider({
  id: 'lmstudio',
  name: { zh: 'LM Studio', en: 'LM Studio' },
  baseUrl: 'http://127.0.0.1:1234/v1',
  auth: 'bearer',
  keyEnv: 'LMSTUDIO_API_KEY',
  chat: { quirks: ['think-tags'], structuredOutput: 'json_schema' },
  models: {},
  families: [{ match: '*', prices: [own] }],
  embeddings: { maxBatch: 32, models: {} },
  errors: [{ status: 404, code: 'model_not_found', kind: 'not-found', meaning: 'model not loaded' }],
  limits: [
    ownMachine,
    whateverIsLoaded,
    {
      zh: '没有统一的思考开关：在 LM Studio 里设置，或在 models.yaml 里写 thinkingSwitch',
      en: 'There is no one way to switch thinking: set it in LM Studio, or state thinkingSwitch in models.yaml',
    },
  ],
  sources: ['@mastra/core 1.71.0 provider registry (npm, November 2026)'],
  asOf: '2026-11-22',
})
