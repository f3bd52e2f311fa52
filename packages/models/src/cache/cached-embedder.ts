import { KaiwuError, type CallOptions, type Embedder } from '@kaiwu/core'
import { estimateTokens } from '../estimate/estimate-tokens.ts'
import type { Meter } from '../ledger/meter.ts'
import type { AnswerCache } from './answer-cache.ts'
import { answerKey, ownTenant, type TenantOf } from './answer-key.ts'
import { sharedRun, type SharedRun } from './shared-run.ts'

/** What an embedder takes repeated texts from. */
export type CachedEmbedderOptions = Readonly<{
  cache: AnswerCache
  /** Writes down what was saved. */
  meter: Pick<Meter, 'saved'>
  /** What tells one model at one address from every other. Default `provider/model` alone. */
  channelKey?: string
  /** Default: key, department, user and solution. */
  tenant?: TenantOf
}>

type EmbedOptions = CallOptions & Readonly<{ purpose?: 'query' | 'document' }>

/** Texts that are being embedded together: the vectors come as one item, in the order of the keys. */
type Batch = Readonly<{ keys: readonly string[]; run: SharedRun<readonly Float32Array[]> }>

// By cache, since an embedder is wrapped anew each time it is asked for.
const batchesOf = new WeakMap<AnswerCache, Map<string, Batch>>()

/**
 * An embedder that takes what it embedded before from a cache, text by text, for the same tenant; only the other texts are sent,
 * each of them once. What that saved is in the ledger, one row a call, with tokens as estimated: services count whole batches.
 */
export function cachedEmbedder(embedder: Embedder, options: CachedEmbedderOptions): Embedder {
  const { cache, channelKey = embedder.ref, tenant = ownTenant } = options
  // What was asked for or is known beforehand; the first answer may tell it later, and the keys must not change then.
  const asked = embedder.dimension
  let found = 0
  return Object.freeze({
    ref: embedder.ref,
    get dimension() {
      return embedder.dimension || found
    },
    async embed(texts: readonly string[], call: EmbedOptions = {}) {
      if (call.signal?.aborted) throw new KaiwuError('CANCELLED')
      const keys = texts.map((text) =>
        answerKey('embedding', 1, channelKey, asked, call.purpose ?? 'document', tenant(call.chargedTo ?? {}), text),
      )
      const known = new Map<string, Float32Array>()
      for (const key of new Set(keys)) {
        const vector = vectorIn(cache.read(key), embedder.dimension)
        if (vector) known.set(key, vector)
      }
      const saved = texts.filter((_, index) => known.has(keys[index]!))
      const joined = await embedOthers(embedder, cache, call, { texts, keys, known })
      noteSaved(embedder, options, call, [...saved, ...joined])
      const vectors = keys.map((key) => Float32Array.from(known.get(key)!))
      found = vectors[0]?.length ?? found
      return vectors
    },
  })
}

type Work = Readonly<{ texts: readonly string[]; keys: readonly string[]; known: Map<string, Float32Array> }>

/** Fills in what is not known. Returns the texts that somebody else was having embedded at the same time. */
async function embedOthers(embedder: Embedder, cache: AnswerCache, call: EmbedOptions, work: Work): Promise<readonly string[]> {
  const { texts, keys, known } = work
  const batches = batchesOf.get(cache) ?? new Map<string, Batch>()
  batchesOf.set(cache, batches)
  const unknown = new Map(keys.flatMap((key, index) => (known.has(key) ? [] : [[key, texts[index]!] as const])))
  const others = new Set<Batch>()
  const joined: string[] = []
  for (const [key, text] of unknown) {
    const batch = batches.get(key)
    if (!batch) continue
    others.add(batch)
    joined.push(text)
    unknown.delete(key)
  }
  if (unknown.size > 0) others.add(startBatch(embedder, cache, call, unknown, batches))
  await Promise.all(
    [...others].map(async ({ keys: ofBatch, run }) => {
      for await (const vectors of run.join(call.signal))
        for (const [index, key] of ofBatch.entries()) known.set(key, vectors[index]!)
    }),
  )
  return joined
}

function startBatch(
  embedder: Embedder,
  cache: AnswerCache,
  call: EmbedOptions,
  unknown: ReadonlyMap<string, string>,
  batches: Map<string, Batch>,
): Batch {
  const keys = [...unknown.keys()]
  async function* run(signal: AbortSignal): AsyncGenerator<readonly Float32Array[]> {
    const vectors = await embedder.embed([...unknown.values()], { ...call, signal })
    for (const [index, key] of keys.entries()) cache.write(key, 'embedding', bytesOf(vectors[index]!))
    yield vectors
  }
  const over = (): void => {
    for (const key of keys) if (batches.get(key) === batch) batches.delete(key)
  }
  const batch: Batch = { keys, run: sharedRun(run, over) }
  for (const key of keys) batches.set(key, batch)
  return batch
}

function noteSaved(
  { ref }: Embedder,
  { meter }: CachedEmbedderOptions,
  { chargedTo }: EmbedOptions,
  texts: readonly string[],
): void {
  if (texts.length === 0) return
  const promptTokens = texts.reduce((sum, text) => sum + estimateTokens(text), 0)
  meter.saved(
    { kind: 'embedding', model: ref, ...(chargedTo ? { chargedTo } : {}) },
    { promptTokens, completionTokens: 0, estimated: true },
  )
}

function bytesOf(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)
}

function vectorIn(value: Uint8Array | undefined, dimension: number): Float32Array | undefined {
  if (!value || value.length % 4 !== 0) return undefined
  // A copy begins where floats may.
  const vector = new Float32Array(Uint8Array.from(value).buffer)
  return dimension === 0 || vector.length === dimension ? vector : undefined
}
