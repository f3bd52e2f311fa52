import type { EmbeddingFacts } from './provider.ts'

/** BAAI's bge-m3, whoever serves it. */
export const bgeM3 = { dimension: 1024, maxInputTokens: 8192 } as const satisfies EmbeddingFacts

/** BAAI's bge-large-zh-v1.5: short texts only, and questions want a sentence in front. */
export const bgeLargeZh = {
  dimension: 1024,
  maxInputTokens: 512,
  queryPrefix: '为这个句子生成表示以用于检索相关文章：',
} as const satisfies EmbeddingFacts

/** BAAI's bge-large-en-v1.5. */
export const bgeLargeEn = { dimension: 1024, maxInputTokens: 512 } as const satisfies EmbeddingFacts
