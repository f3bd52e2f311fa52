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
  options: EmbedTextsOptions = {},
): Promise<Float32Array[]> {
  const vectors: Float32Array[] = []
  await embedEach(embedder, texts, (vector) => vectors.push(vector.slice()), options)
  return vectors
}

/**
 * As {@link embedTexts}, handing over one vector after the other, in the order of the texts.
 * @param take copies what it is given: an embedder may fill the same array again for the next batch
 */
export async function embedEach(
  embedder: Embedder,
  texts: readonly string[],
  take: (vector: Float32Array, at: number) => void,
  { signal, purpose, batch = 32 }: EmbedTextsOptions = {},
): Promise<void> {
  for (let first = 0; first < texts.length; first += batch) {
    const some = texts.slice(first, first + batch)
    const given = await called(embedder, some, { ...(signal && { signal }), ...(purpose && { purpose }) })
    const found = Array.isArray(given) ? given.length : 0
    if (found !== some.length)
      throw new KaiwuError('EMBEDDING_COUNT_WRONG', { model: embedder.ref, found, expected: some.length })
    for (const [at, vector] of given.entries()) {
      const flaw = vectorFlaw(vector, { model: embedder.ref, dimension: embedder.dimension })
      if (flaw) throw flaw
      take(vector, first + at)
    }
  }
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
