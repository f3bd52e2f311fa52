import { KaiwuError, type ChargedTo, type Embedder, type Language } from '@kaiwu/core'
import { estimateTokens } from '@kaiwu/models'
import type { EmbeddingsRequest } from '../schemas/embeddings.ts'

/** Texts to embed, for a caller who may use the model. */
export type GatewayEmbeddings = Readonly<{
  embedder: Embedder
  body: EmbeddingsRequest
  chargedTo: ChargedTo
  signal: AbortSignal
  language: Language
}>

/**
 * Vectors in OpenAI's form: base64 of little-endian float32 for clients that ask for it, as OpenAI's own do by themselves.
 * @throws REQUEST_INVALID for tokens in place of texts; what the embedder throws
 */
export async function gatewayEmbeddings({ embedder, body, chargedTo, signal, language }: GatewayEmbeddings): Promise<object> {
  const texts = textsOf(body.input, language)
  const vectors = await embedder.embed(texts, { signal, chargedTo })
  const tokens = texts.reduce((sum, text) => sum + estimateTokens(text), 0)
  return {
    object: 'list',
    data: vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: body.encoding_format === 'base64' ? base64Of(vector) : Array.from(vector),
    })),
    model: body.model,
    // The ledger has what the service reported; this is what clients show.
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  }
}

function textsOf(input: EmbeddingsRequest['input'], language: Language): readonly string[] {
  if (typeof input === 'string') return [input]
  const texts = input.filter((one) => typeof one === 'string')
  if (texts.length === input.length) return texts
  throw new KaiwuError('REQUEST_INVALID', {
    reason: language === 'zh' ? 'input：要文字，不要词元编号' : 'input: it must be texts, not numbers of tokens',
  })
}

function base64Of(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64')
}
