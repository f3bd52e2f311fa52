import { bgeLargeZh, bgeM3 } from '../provider/bge-models.ts'
import { ownMachine } from '../provider/known-limits.ts'
import { defineProvider } from '../provider/provider.ts'

const own = {
  currency: 'CNY',
  input: 0,
  output: 0,
  asOf: '2026-11-22',
  source: 'a machine of your own: nobody bills its tokens',
} as const

/** Text Embeddings Inference, as it serves BAAI's models: vectors and reranking, no chat. */
export const tei = defineProvider({
  id: 'tei',
  name: { zh: 'Text Embeddings Inference（BAAI bge）', en: 'Text Embeddings Inference (BAAI bge)' },
  baseUrl: 'http://localhost:8080/v1',
  auth: 'bearer',
  keyEnv: 'TEI_API_KEY',
  models: {},
  embeddings: {
    maxBatch: 32,
    models: {
      'BAAI/bge-m3': { ...bgeM3, prices: [own] },
      'BAAI/bge-large-zh-v1.5': { ...bgeLargeZh, prices: [own] },
    },
  },
  rerank: {
    shape: 'tei',
    // Not below /v1.
    url: 'http://localhost:8080/rerank',
    maxTexts: 32,
    models: { 'BAAI/bge-reranker-v2-m3': { prices: [own] } },
  },
  errors: [
    { status: 413, kind: 'bad-request', meaning: 'batch over max-client-batch-size (default 32)' },
    { status: 422, kind: 'bad-request', meaning: 'tokenizer' },
    { status: 424, kind: 'server', meaning: 'backend' },
    { status: 429, kind: 'rate-limit', meaning: 'overloaded' },
  ],
  limits: [
    ownMachine,
    {
      zh: '一个进程只服务一个模型：向量和重排要开两个进程、两个地址',
      en: 'One process serves one model: embeddings and reranking are two processes at two addresses',
    },
    {
      zh: '每次 32 段是默认的 --max-client-batch-size（凭记忆）',
      en: '32 texts a call is the default of --max-client-batch-size (from memory)',
    },
    {
      zh: '分数与别家的不能比较',
      en: 'Its scores compare with nobody else’s',
    },
  ],
  sources: ['huggingface/text-embeddings-inference documentation; the default of 32 from memory'],
  asOf: '2026-11-22',
})
