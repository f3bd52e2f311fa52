import { ownMachine, whateverIsLoaded } from '../provider/known-limits.ts'
import { defineProvider } from '../provider/provider.ts'

const own = {
  currency: 'CNY',
  input: 0,
  output: 0,
  asOf: '2026-11-22',
  source: 'a machine of your own: nobody bills its tokens',
} as const

/** The server of llama.cpp. */
export const llamacpp = defineProvider({
  id: 'llamacpp',
  name: { zh: 'llama.cpp', en: 'llama.cpp' },
  baseUrl: 'http://127.0.0.1:8080/v1',
  auth: 'bearer',
  keyEnv: 'LLAMA_API_KEY',
  chat: { quirks: ['think-tags'], thinkingSwitch: 'chat-template', structuredOutput: 'json_schema' },
  models: {},
  families: [{ match: '*', prices: [own] }],
  embeddings: { maxBatch: 32, models: {} },
  rerank: { shape: 'cohere', url: '/rerank', models: {} },
  errors: [{ status: 404, code: 'model_not_found', kind: 'not-found', meaning: 'model not loaded' }],
  limits: [
    ownMachine,
    whateverIsLoaded,
    {
      zh: '重排要用 --embedding --pooling rank 启动；分数是原始 logit，不在 0 到 1 之间，不能和别家的比',
      en: 'Reranking needs --embedding --pooling rank; its scores are raw logits, not between 0 and 1, and compare with nobody else’s',
    },
    {
      zh: 'Qwen3-Reranker 的 GGUF 分数不对（ggml-org/llama.cpp #16407）：请用 bge-reranker',
      en: 'GGUF files of Qwen3-Reranker score wrongly (ggml-org/llama.cpp #16407): use bge-reranker',
    },
  ],
  sources: ['ggml-org/llama.cpp server documentation', 'ggml-org/llama.cpp #16407'],
  asOf: '2026-11-22',
})
