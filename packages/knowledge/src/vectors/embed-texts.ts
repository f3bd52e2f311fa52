import { KaiwuError, type Embedder } from '@kaiwu/core'
import { vectorFlaw } from './vector-flaw.ts'

/** How texts are embedded. */
export type EmbedTextsOptions = Readonly<{
  signal?: AbortSignal
  /** What is embedded; default documents. */
  purpose?: 'query' | 'document'
  /** Texts per call; default 32. What one request of a service may carry is the embedder's own business. */
  batch?: number
}>

/**
 * Embeds texts in batches, one after the other, and checks what comes back: as many vectors as texts, in their order,
 * each usable. Nothing is returned unless all of it is.
 * @throws EMBEDDING_FAILED, EMBEDDING_COUNT_WRONG, VECTOR_INVALID, VECTOR_DIMENSION_WRONG, CANCELLED, and the embedder's own KaiwuErrors
 */
export async function embedTexts(
  embedder: Embedder,
  texts: readonly string[],
  { signal, purpose, batch = 32 }: EmbedTextsOptions = {},
): Promise<Float32Array[]> {
  const vectors: Float32Array[] = []
  for (let at = 0; at < texts.length; at += batch) {
    const some = texts.slice(at, at + batch)
    const given = await called(embedder, some, { ...(signal && { signal }), ...(purpose && { purpose }) })
    const found = Array.isArray(given) ? given.length : 0
    if (found !== some.length)
      throw new KaiwuError('EMBEDDING_COUNT_WRONG', { model: embedder.ref, found, expected: some.length })
    for (const vector of given) {
      const flaw = vectorFlaw(vector, { model: embedder.ref, dimension: embedder.dimension })
      if (flaw) throw flaw
      // Copied, because an embedder may fill the same array again for the next batch.
      vectors.push(vector.slice())
    }
  }
  return vectors
}

async function called(
  embedder: Embedder,
  texts: readonly string[],
  options: Readonly<{ signal?: AbortSignal; purpose?: 'query' | 'document' }>,
): Promise<readonly Float32Array[]> {
  const { signal } = options
  if (signal?.aborted) throw new KaiwuError('CANCELLED')
  try {
    return await embedder.embed(texts, options)
  } catch (error) {
    if (signal?.aborted) throw new KaiwuError('CANCELLED', {}, { cause: error })
    if (KaiwuError.is(error)) throw error
    throw new KaiwuError(
      'EMBEDDING_FAILED',
      { model: embedder.ref, reason: error instanceof Error ? error.message : String(error) },
      { cause: error },
    )
  }
}
