import { KaiwuError, type CallOptions, type Embedder } from '@kaiwu/core'
import type { Channel } from '../wire/channel.ts'
import type { Http } from '../wire/http.ts'
import { addressBesideChat } from './address-beside-chat.ts'
import { estimateAll, noMeter, usageIn, type CallMeter } from './reported-usage.ts'
import { inBatches, pieces } from './in-batches.ts'
import { postJson } from './post-json.ts'
import { readVector } from './read-vector.ts'

/** How a model embeds, beside what is known about it. */
export type ChannelEmbedderOptions = Readonly<{
  /** Asked of the service where it differs from the model's own; checked in any case. */
  dimension?: number
  /** Keeps account of each request. */
  meter?: CallMeter
  /** Requests at a time for one call; default 2. */
  concurrency?: number
}>

/** What an embedder may be told beside the texts. */
type EmbedOptions = CallOptions & Readonly<{ purpose?: 'query' | 'document' }>

/**
 * The embedding model at one address, as an embedder. Texts go in batches the service takes, vectors come back in the order of the
 * texts, and each is checked. One attempt for each request. `dimension` is 0 until the first answer when nobody has said it.
 * @throws (from `embed`) EMBEDDING_COUNT_WRONG, VECTOR_DIMENSION_WRONG, VECTOR_INVALID, or what a call of the service throws
 */
export function channelEmbedder(channel: Channel, http: Http, options: ChannelEmbedderOptions = {}): Embedder {
  const { provider, facts, ref } = channel
  const { maxBatch = provider.embeddings?.maxBatch ?? 10, queryPrefix = '', dimension: known } = facts.embedding ?? {}
  const { meter = noMeter, concurrency = 2 } = options
  const asked = options.dimension !== undefined && options.dimension !== known ? { dimensions: options.dimension } : {}
  const url = addressOf(channel)
  let dimension = options.dimension ?? known ?? 0

  const embedBatch = async (texts: readonly string[], signal: AbortSignal, { chargedTo }: EmbedOptions) => {
    const promptTokens = estimateAll(texts)
    const call = { kind: 'embedding', model: ref, promptTokens, signal, ...(chargedTo ? { chargedTo } : {}) } as const
    return meter.run(call, async (report) => {
      const body = { model: channel.model, input: texts, encoding_format: 'float', ...asked }
      const { json, requestId } = await postJson({ channel, http, url, body, signal }, 'data')
      report({ usage: usageIn(json, promptTokens), ...(requestId === undefined ? {} : { requestId }) })
      const vectors = inOrder((json as { data: unknown }).data, texts.length, ref, url).map((sent) => readVector(sent, ref))
      for (const { length: found } of vectors) {
        if (dimension === 0) dimension = found
        if (found !== dimension)
          throw new KaiwuError('VECTOR_DIMENSION_WRONG', { model: ref, found, expected: dimension, billed: 'maybe' })
      }
      return vectors
    })
  }
  return Object.freeze({
    ref,
    get dimension() {
      return dimension
    },
    async embed(texts: readonly string[], given: EmbedOptions = {}) {
      if (given.signal?.aborted) throw new KaiwuError('CANCELLED')
      const sent = given.purpose === 'query' && queryPrefix !== '' ? texts.map((text) => queryPrefix + text) : texts
      const work = (batch: readonly string[], signal: AbortSignal) => embedBatch(batch, signal, given)
      return (await inBatches(pieces(sent, Math.max(1, maxBatch)), concurrency, work, given.signal)).flat()
    },
  })
}

function addressOf(channel: Channel): string {
  const { facts, provider } = channel
  const path = provider.embeddings?.path ?? '/embeddings'
  const own = facts.embedding?.baseUrl
  const known = provider.embeddings?.models[channel.model]?.baseUrl
  // What the operator set is taken as it stands.
  if (own !== undefined && own !== known) return own + path
  return addressBesideChat(channel, (own ?? provider.embeddings?.baseUrl ?? '') + path)
}

/** The vectors in the order of the texts: some services answer in another one, and number them. */
function inOrder(data: unknown, expected: number, model: string, url: string): readonly unknown[] {
  const entries = Array.isArray(data) ? (data as readonly ({ index?: unknown; embedding?: unknown } | null)[]) : []
  if (entries.length !== expected)
    throw new KaiwuError('EMBEDDING_COUNT_WRONG', { model, expected, found: entries.length, billed: 'maybe' })
  if (entries.every((entry) => entry?.index === undefined)) return entries.map((entry) => entry?.embedding)
  const ordered = new Map(entries.map((entry) => [entry?.index, entry?.embedding]))
  return Array.from({ length: expected }, (_, index) => {
    if (!ordered.has(index))
      throw new KaiwuError('MODEL_PROTOCOL', { url, reason: `no vector has the index ${index}`, billed: 'maybe' })
    return ordered.get(index)
  })
}
