import { KaiwuError, type CallOptions, type Reranker } from '@kaiwu/core'
import { failureOf, withinSignal, type ModelFailure } from './ask-for-json.ts'

/** How the first passages are put in order anew. */
export type RerankSettings = Readonly<{
  /** How many of the fused passages are read; those behind them stay where they are. */
  top: number
  /** Longest text sent of a passage, in characters, with its title and headings; most rerankers read little more. */
  maxCharacters: number
  timeoutMs: number
}>

/** 30 passages of 1,200 characters: a page and a half of results, about 20,000 tokens. */
export const defaultRerankSettings: RerankSettings = Object.freeze({ top: 30, maxCharacters: 1200, timeoutMs: 5000 })

/** What a reranker is given of a passage. */
export type RerankedText = Readonly<{ title: string; path: readonly string[]; text: string }>

/** Where a reranker put a passage, from 1. Its score is its own: it compares with those of the same search alone. */
export type RerankPart = Readonly<{ rank: number; score: number }>

/** Hits in the reranker's order, those that it read with their part; with `failure`, in the order in which they came. */
export type Reranking<T> = Readonly<{
  hits: readonly Readonly<{ hit: T; rerank?: RerankPart }>[]
  /** The model that was asked; absent when there was nothing to order. */
  model?: string
  failure?: ModelFailure
}>

/**
 * Lets a reranker put the first hits in order. Only its order is used: scores of different models, and of one model for different
 * questions, cannot be compared. When it fails, is late, or says what does not hold, the order stays and the reason is handed back.
 * @param textOf what the reranker reads of a hit
 * @throws CANCELLED when the caller's signal was
 * @example
 * const { hits, failure } = await rerank(question, fused, reranker, textOf, defaultRerankSettings, { signal })
 */
export async function rerank<T>(
  query: string,
  hits: readonly T[],
  reranker: Reranker,
  textOf: (hit: T) => RerankedText,
  settings: RerankSettings = defaultRerankSettings,
  { signal, chargedTo }: CallOptions = {},
): Promise<Reranking<T>> {
  const read = hits.slice(0, Math.max(0, settings.top))
  if (read.length < 2) return Object.freeze({ hits: hits.map((hit) => Object.freeze({ hit })) })
  const texts = read.map((hit) => sentText(textOf(hit), settings.maxCharacters))
  const timeout = AbortSignal.timeout(settings.timeoutMs)
  const ends = signal ? AbortSignal.any([signal, timeout]) : timeout
  let failure: ModelFailure
  try {
    const order = await withinSignal(reranker.rerank(query, texts, { signal: ends, ...(chargedTo && { chargedTo }) }), ends)
    const wrong = wrongIn(order, read.length)
    if (wrong === undefined) return Object.freeze({ hits: ordered(hits, read.length, order), model: reranker.ref })
    failure = { code: 'ANSWER_UNUSABLE', message: wrong }
  } catch (error) {
    if (signal?.aborted) throw new KaiwuError('CANCELLED', {}, { cause: error })
    failure = failureOf(error, timeout.aborted)
  }
  return Object.freeze({ hits: hits.map((hit) => Object.freeze({ hit })), model: reranker.ref, failure })
}

type Order = Awaited<ReturnType<Reranker['rerank']>>

/** Best first as the model gave it; what it left out stays behind, in the order in which it came. */
function ordered<T>(hits: readonly T[], read: number, order: Order): Reranking<T>['hits'] {
  const named = new Set(order.map(({ index }) => index))
  return [
    ...order.map(({ index, score }, at) => Object.freeze({ hit: hits[index]!, rerank: Object.freeze({ rank: at + 1, score }) })),
    ...hits.filter((_, at) => at >= read || !named.has(at)).map((hit) => Object.freeze({ hit })),
  ]
}

/** What does not hold in an order; nothing when it does. */
function wrongIn(order: unknown, read: number): string | undefined {
  if (!Array.isArray(order) || order.length === 0) return 'no order'
  const seen = new Set<number>()
  for (const entry of order as { index?: unknown; score?: unknown }[]) {
    const { index, score } = entry ?? {}
    if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= read)
      return `index ${String(index)} of ${read}`
    if (seen.has(index)) return `index ${index} twice`
    if (typeof score !== 'number' || !Number.isFinite(score)) return `score ${String(score)}`
    seen.add(index)
  }
  return undefined
}

/** Title, headings and text, cut to the budget at the end of the text: what a passage is about stands in front. */
function sentText({ title, path, text }: RerankedText, maxCharacters: number): string {
  const headings = path.filter((heading, at) => heading !== title && path.indexOf(heading) === at)
  const lead = [title, ...headings].filter((line) => line !== '').join(' > ')
  // A lead of its own must not leave the text unread.
  const said = lead.slice(0, Math.floor(maxCharacters / 3))
  return whole(`${said}${said === '' ? '' : '\n'}${text}`.slice(0, maxCharacters))
}

/** A cut between the halves of a character would send a broken one. */
function whole(text: string): string {
  return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text
}
