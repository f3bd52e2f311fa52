import { ownMachine, whateverIsLoaded } from '../provider/known-limits.ts'
import { defineProvider } from '../provider/provider.ts'

const own = {
  currency: 'CNY',
  input: 0,
  output: 0,
  asOf: '2026-11-22',
  source: 'a machine of your own: nobody bills its tokens',
} as const

/** Ollama. */
export const ollama = defineProvider({
  id: 'ollama',
  name: { zh: 'Ollama', en: 'Ollama' },
  baseUrl: 'http://localhost:11434/v1',
  otherBaseUrls: [{ url: 'https://ollama.com/v1', for: 'its cloud' }],
  auth: 'bearer',
  keyEnv: 'OLLAMA_API_KEY',
  chat: {
    quirks: ['reasoning-field', 'think-tags', 'colliding-ids'],
    thinkingSwitch: 'reasoning-effort',
    structuredOutput: 'json_schema',
  },
  models: {},
  families: [{ match: '*', prices: [own] }],
  embeddings: { maxBatch: 32, models: {} },
  errors: [{ status: 404, code: 'model_not_found', kind: 'not-found', meaning: 'model not loaded' }],
  limits: [
    ownMachine,
    whateverIsLoaded,
    {
      zh: '默认上下文（num_ctx）很小，过长的提示会被悄悄截断；用 OLLAMA_CONTEXT_LENGTH 调大',
      en: 'Its default context (num_ctx) is small and longer prompts are cut in silence; raise OLLAMA_CONTEXT_LENGTH',
    },
    {
      zh: '本机服务不检查密钥',
      en: 'A service on this machine does not look at the key',
    },
    {
      zh: '不思考以 reasoning_effort: none 表达，有的版本和模型不认',
      en: 'Thinking off is said with reasoning_effort none, which some versions and models do not know',
    },
  ],
  sources: ['Ollama documentation', 'ollama/ollama PR #15089: colliding ids, replayed against a server of our own'],
  asOf: '2026-11-22',
})
