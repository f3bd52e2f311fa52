import type { Embedder } from '@kaiwu/core'
import { givenVectors } from './ingest-base.ts'

/** An embedder whose vectors are given; each model has others. */
export function crashEmbedder(model: string): Embedder {
  const { embedder } = givenVectors(64)
  return {
    ...embedder,
    ref: `bench/${model}`,
    embed: (texts, options) =>
      embedder.embed(
        texts.map((text) => `${model}${text}`),
        options,
      ),
  }
}
