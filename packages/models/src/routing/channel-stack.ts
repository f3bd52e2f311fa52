import {
  KaiwuError,
  priceAt,
  priceOf,
  type ChatModel,
  type ChatRequest,
  type Clock,
  type Embedder,
  type Money,
  type Reranker,
  type TokenPrice,
} from '@kaiwu/core'
import type { AnswerCache } from '../cache/answer-cache.ts'
import type { ConnectionPool } from '../bytes/connection-pool.ts'
import { cachedChat } from '../cache/cached-chat.ts'
import { cachedEmbedder } from '../cache/cached-embedder.ts'
import { channelEmbedder } from '../embedding/channel-embedder.ts'
import { calibratedChat } from '../estimate/calibrated-chat.ts'
import { openCalibration, type Calibration } from '../estimate/calibration.ts'
import { estimatePrompt, estimateTokens } from '../estimate/estimate-tokens.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { openMeter, type Meter } from '../ledger/meter.ts'
import { meteredChat } from '../ledger/metered-chat-model.ts'
import type { ModelSettings } from '../model-settings.ts'
import { channelReranker } from '../rerank/channel-reranker.ts'
import { mostAsked } from '../wire/request-body.ts'
import { channelChatModel } from '../wire/channel-chat-model.ts'
import type { Channel } from '../wire/channel.ts'
import type { Http } from '../wire/http.ts'
import { byteLane } from './byte-lane.ts'
import { callLimiter, type CallLimiter } from './call-limits.ts'
import type { Candidate } from './candidate-order.ts'
import { circuit, type Circuit } from './circuit.ts'
import { guardedChat } from './guarded-chat.ts'
import { retryBudget, type RetryBudget } from './retry-budget.ts'
import { retryingChat } from './retrying-chat.ts'
import { steadyMeter } from './steady-meter.ts'

/** What calls to all channels share. */
export type StackOptions = Readonly<{
  settings: ModelSettings
  http: Http
  clock: Clock
  ledger?: Ledger
  cache?: AnswerCache
  /** For bytes that pass unread. Absent: everything goes through `http`, as when calls are recorded. */
  pool?: ConnectionPool
}>

/** Channels with everything around them: cache, retries, limits, circuit, ledger. */
export type ChannelStacks = Readonly<{
  /** @throws MODEL_UNPRICED when there are budgets and nobody has said what the model costs */
  chat(channel: Channel): Candidate
  /** @throws as {@link ChannelStacks.chat} */
  embedder(channel: Channel, options: Readonly<{ dimension?: number }>): Embedder
  /** @throws as {@link ChannelStacks.chat} */
  reranker(channel: Channel): Reranker
}>

type Shared = Readonly<{ limiter: CallLimiter; circuit: Circuit; budget: RetryBudget }>

/**
 * Makes stacks. Whatever is asked of one model at one address shares its circuit and its retries; whatever goes by one key to one
 * address shares its limits.
 */
export function channelStacks(options: StackOptions): ChannelStacks {
  const { settings, http, clock, ledger, cache, pool } = options
  const limiters = new Map<string, CallLimiter>()
  const shared = new Map<string, Shared>()
  const calibration = openCalibration()
  const sharedBy = (channel: Channel): Shared => {
    const service = `${channel.baseUrl} ${channel.keyEnv ?? ''}`
    const { limits, timeouts } = channel.policy
    const longestMs = timeouts.totalMs + timeouts.connectMs
    const limiter = kept(limiters, `${service} ${JSON.stringify(limits)}`, () => callLimiter(channel.ref, limits, { longestMs }))
    return kept(shared, `${channel.ref} ${service}`, () => ({
      limiter,
      circuit: circuit(channel.ref, channel.policy.circuit, { longestMs }),
      budget: retryBudget(channel.policy.retry.budget),
    }))
  }
  const meterOf = (channel: Channel, price: Price): Meter =>
    openMeter({ ledger: ledger ?? noLedger, price: (_, at) => price(at), clock, deadlineMs: deadlineOf(channel) })
  return Object.freeze({
    chat(given: Channel) {
      const channel = settings.budgets.length > 0 ? bounded(given) : given
      const price = priceFor(channel.facts.prices, channel, settings)
      const own = sharedBy(channel)
      const meter = meterOf(channel, price)
      const model = chatStack(channel, { ...options, price, own, meter, calibration })
      return Object.freeze({
        ref: channel.ref,
        address: channel.baseUrl,
        internal: channel.internal,
        model,
        ...(pool && !(cache && settings.cache.chat) ? { lane: byteLane(channel, { guards: own, meter, pool }) } : {}),
        priceEstimate: (request: ChatRequest) => estimateOf(request, price(clock.now()), clock.now()),
        circuitOpen: () => own.circuit.refusal() !== undefined,
      })
    },
    embedder(channel: Channel, { dimension }: Readonly<{ dimension?: number }>) {
      const price = priceFor(channel.facts.embedding?.prices, channel, settings)
      const meter = meterOf(channel, price)
      const steady = steadyMeter(meter, sharedBy(channel), channel.policy.retry)
      const embedder = channelEmbedder(channel, http, { meter: steady, ...(dimension === undefined ? {} : { dimension }) })
      return cache && settings.cache.embeddings
        ? cachedEmbedder(embedder, { cache, meter, channelKey: `${channel.ref} ${channel.baseUrl}` })
        : embedder
    },
    reranker(channel: Channel) {
      const meter = meterOf(channel, priceFor(channel.facts.rerank?.prices, channel, settings))
      return channelReranker(channel, http, { meter: steadyMeter(meter, sharedBy(channel), channel.policy.retry) })
    },
  })
}

type Price = (at: number) => TokenPrice | undefined

type ChatStack = StackOptions & Readonly<{ price: Price; own: Shared; meter: Meter; calibration: Calibration }>

/** Each around the one before: what costs money is closest to the wire, what saves it outermost. */
function chatStack(channel: Channel, stack: ChatStack): ChatModel {
  const { http, ledger, cache, settings, clock, price, own, meter, calibration } = stack
  const promptTokens = (request: ChatRequest): number => calibration.corrected(channel.ref, estimatePrompt(request))
  const maxOutputTokens = mostAsked(channel, undefined)
  const metered = meteredChat(calibratedChat(channelChatModel(channel, http), calibration), {
    ledger: ledger ?? noLedger,
    price,
    estimateTokens,
    estimatePrompt: promptTokens,
    thinks: channel.facts.thinking === 'always' || channel.facts.thinking === 'hidden',
    clock,
    deadlineMs: deadlineOf(channel),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
  })
  const guarded = guardedChat(metered, {
    limiter: own.limiter,
    circuit: own.circuit,
    estimateTokens: (request) => promptTokens(request) + (request.maxTokens ?? maxOutputTokens ?? 0),
  })
  const retrying = retryingChat(guarded, channel.policy.retry, { budget: own.budget })
  if (!cache || !settings.cache.chat) return retrying
  return cachedChat(retrying, { cache, meter, channelKey: `${channel.ref} ${channel.baseUrl}` })
}

// What is set aside for an answer must be the most it can come to, so an answer without a limit gets one.
const mostTokensOfAnswer = 8_192

function bounded(channel: Channel): Channel {
  return { ...channel, answerTokens: Math.min(channel.facts.maxOutputTokens ?? mostTokensOfAnswer, mostTokensOfAnswer) }
}

// Long enough for a whole answer; what is not settled by then has died with its process.
function deadlineOf({ policy: { timeouts } }: Channel): number {
  return timeouts.totalMs + timeouts.connectMs + 60_000
}

function priceFor(prices: readonly TokenPrice[] | undefined, { ref }: Channel, { budgets }: ModelSettings): Price {
  if (budgets.length > 0 && (prices ?? []).length === 0) throw new KaiwuError('MODEL_UNPRICED', { model: ref })
  return (at) => priceAt(prices ?? [], at)
}

// What a usual answer comes to, for comparing models; a budget goes by the most it may come to.
const usualOutputTokens = 1_000

function estimateOf(request: ChatRequest, price: TokenPrice | undefined, at: number): Money | undefined {
  if (!price) return undefined
  const completionTokens = Math.min(request.maxTokens ?? usualOutputTokens, usualOutputTokens)
  return priceOf({ promptTokens: Math.ceil(estimatePrompt(request)), completionTokens, estimated: true }, price, { at })
}

/** Calls are priced but not kept. */
const noLedger: Pick<Ledger, 'reserve' | 'settle'> = Object.freeze({ reserve: () => '', settle: () => undefined })

function kept<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
