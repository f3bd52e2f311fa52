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

/** vLLM. */
export const vllm = defineProvider({
  id: 'vllm',
  name: { zh: 'vLLM', en: 'vLLM' },
  baseUrl: 'http://localhost:8000/v1',
  auth: 'bearer',
  keyEnv: 'VLLM_API_KEY',
  chat: {
    quirks: ['reasoning-field', 'think-tags'],
    thinkingSwitch: 'chat-template',
    structuredOutput: 'json_schema',
  },
  models: {},
  families: [{ match: '*', prices: [own] }],
  embeddings: {
    maxBatch: 32,
    models: {
      'BAAI/bge-m3': { ...bgeM3, prices: [own] },
      'BAAI/bge-large-zh-v1.5': { ...bgeLargeZh, prices: [own] },
    },
  },
  rerank: { shape: 'cohere', url: '/rerank', models: { 'BAAI/bge-reranker-v2-m3': { prices: [own] } } },
  errors: [{ status: 404, code: 'model_not_found', kind: 'not-found', meaning: 'model not loaded' }],
  limits: [
    ownMachine,
    whateverIsLoaded,
    {
      zh: '思考字段新版叫 reasoning、旧版叫 reasoning_content，两种都读；要带回思考时在 models.yaml 里给模型加 replay-reasoning',
      en: 'Thoughts are called reasoning by newer versions and reasoning_content by older ones, both are read; to have them sent back give the model replay-reasoning in models.yaml',
    },
    {
      zh: '密钥由启动参数 --api-key 设定；工具调用要用 --enable-auto-tool-choice 启动',
      en: 'Its key is set by --api-key; tools need --enable-auto-tool-choice',
    },
  ],
  sources: ['vllm-project/vllm #27752, #33402, #42664, #50624'],
  asOf: '2026-11-22',
})
