import { KaiwuError, type CallOptions, type Reranker } from '@kaiwu/core'
import { addressBesideChat } from '../embedding/address-beside-chat.ts'
import { estimateAll, noMeter, usageIn, type CallMeter } from '../embedding/reported-usage.ts'
import { inBatches, pieces } from '../embedding/in-batches.ts'
import { postJson } from '../embedding/post-json.ts'
import type { RerankShape } from '../provider/provider.ts'
import type { Channel } from '../wire/channel.ts'
import type { Http } from '../wire/http.ts'
import { cohereForm } from './cohere-form.ts'
import { cutToTokens } from './cut-to-tokens.ts'
import { dashscopeForm } from './dashscope-form.ts'
import type { RerankEntry, RerankForm } from './rerank-shape.ts'
import { teiForm } from './tei-form.ts'

/** How a model reranks, beside what is known about it. */
export type ChannelRerankerOptions = Readonly<{
  /** Keeps account of each request. */
  meter?: CallMeter
  /** Requests at a time for one call; default 2. */
  concurrency?: number
}>

type Scored = Readonly<{ index: number; score: number }>

const forms: Readonly<Record<RerankShape, RerankForm>> = { cohere: cohereForm, dashscope: dashscopeForm, tei: teiForm }

/**
 * The reranking model at one address, as a reranker. Texts beyond what the service takes at once go in further requests; scores of
 * one model can be compared. Texts that are too long are cut. Every text must come back with a score. One attempt for each request.
 * @throws (from `rerank`) MODEL_PROTOCOL for a text without a score, or what a call of the service throws
 */
export function channelReranker(channel: Channel, http: Http, options: ChannelRerankerOptions = {}): Reranker {
  const { ref, facts, provider } = channel
  const { maxTexts = provider.rerank?.maxTexts ?? 100, maxTokensPerText } = facts.rerank ?? {}
  const { meter = noMeter, concurrency = 2 } = options
  const form = forms[facts.rerank?.shape ?? provider.rerank?.shape ?? 'cohere']
  const url = addressOf(channel)

  const score = async (query: string, texts: readonly string[], signal: AbortSignal, { chargedTo }: CallOptions) => {
    // The query is read anew with each text.
    const promptTokens = estimateAll(texts) + estimateAll([query]) * texts.length
    const call = { kind: 'rerank', model: ref, promptTokens, signal, ...(chargedTo ? { chargedTo } : {}) } as const
    return meter.run(call, async (report) => {
      const body = form.body({ model: channel.model, query, texts })
      const { json, requestId } = await postJson({ channel, http, url, body, signal }, form.expected)
      report({ usage: usageIn(json, promptTokens), ...(requestId === undefined ? {} : { requestId }) })
      return scoresOf(form.entries(json), texts.length, url)
    })
  }
  return Object.freeze({
    ref,
    async rerank(query: string, texts: readonly string[], given: CallOptions & Readonly<{ top?: number }> = {}) {
      if (given.signal?.aborted) throw new KaiwuError('CANCELLED')
      const sent = maxTokensPerText === undefined ? texts : texts.map((text) => cutToTokens(text, maxTokensPerText))
      const work = (batch: readonly string[], signal: AbortSignal) => score(query, batch, signal, given)
      const scores = (await inBatches(pieces(sent, Math.max(1, maxTexts)), concurrency, work, given.signal)).flat()
      const best: readonly Scored[] = scores.map((one, index) => Object.freeze({ index, score: one })).toSorted(byScore)
      return given.top === undefined ? best : best.slice(0, Math.max(0, given.top))
    },
  })
}

function byScore(a: Scored, b: Scored): number {
  return b.score - a.score || a.index - b.index
}

function addressOf(channel: Channel): string {
  const { facts, provider, model } = channel
  const own = facts.rerank?.url
  const known = provider.rerank?.models[model]?.url
  // What the operator set is taken as it stands.
  if (own !== undefined && own !== known && /^https?:/.test(own)) return own
  return addressBesideChat(channel, own ?? provider.rerank?.url ?? '/rerank')
}

/** The score of each text, in the order of the texts. */
function scoresOf(entries: readonly RerankEntry[], expected: number, url: string): readonly number[] {
  const scores = new Map<number, number>()
  for (const { index, score } of entries) {
    if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= expected || scores.has(index))
      throw wrong(url, `a result has the index ${JSON.stringify(index)} among ${expected} texts`)
    if (typeof score !== 'number' || !Number.isFinite(score))
      throw wrong(url, `the score of text ${index} is ${JSON.stringify(score)}`)
    scores.set(index, score)
  }
  return Array.from({ length: expected }, (_, index) => {
    const score = scores.get(index)
    if (score === undefined) throw wrong(url, `text ${index} of ${expected} has no score`)
    return score
  })
}

function wrong(url: string, reason: string): KaiwuError {
  return new KaiwuError('MODEL_PROTOCOL', { url, reason, billed: 'maybe' })
}
