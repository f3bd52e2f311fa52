import {
  KaiwuError,
  systemClock,
  type ChatModel,
  type ChatRequest,
  type Clock,
  type Embedder,
  type Money,
  type Reranker,
} from '@kaiwu/core'
import { connectionPool } from './bytes/connection-pool.ts'
import { openAnswerCache, type AnswerCache } from './cache/answer-cache.ts'
import { openLedger } from './ledger/open-ledger.ts'
import type { Ledger } from './ledger/ledger.ts'
import { isModelConfig, type ModelChoice, type ModelConfig } from './model-config.ts'
import { noSettings, type ModelSettings } from './model-settings.ts'
import { openChannel } from './provider/open-channel.ts'
import { candidateOrder, type Candidate } from './routing/candidate-order.ts'
import { channelStacks, type ChannelStacks } from './routing/channel-stack.ts'
import { journey, type Journey } from './routing/journey.ts'
import type { ModelReference } from './routing/model-reference.ts'
import { resolveReference } from './routing/resolve-reference.ts'
import { leavesOf, mapRoute, type Route } from './routing/route.ts'
import { routedChat, type RoutingOptions } from './routing/routed-chat.ts'
import { convertMoney } from './ledger/exchange.ts'
import type { Channel } from './wire/channel.ts'
import type { Http } from './wire/http.ts'
import { openHttp } from './wire/open-http.ts'

/** What models are opened with. */
export type OpenModelsOptions = Readonly<{
  /** Default: none. */
  settings?: ModelSettings
  /** Where keys are read from, at each call. Default: that of the process. */
  environment?: Readonly<Record<string, string | undefined>>
  /** Folder of the ledger and the cache. Without one calls are priced, but neither kept nor held to a budget. */
  data?: string
  clock?: Clock
  /** The door to the network: another one records, or replays. */
  http?: Http
}>

/** Every model that settings and environment allow, with the limits, circuits and the ledger that their calls share. */
export type Models = Readonly<{
  settings: ModelSettings
  http: Http
  ledger?: Ledger
  /**
   * A chat model: one, or several with a strategy. Nothing is sent before the first call.
   * @throws MODEL_UNKNOWN, MODEL_NOT_CONFIGURED, MODEL_KEY_MALFORMED, MODEL_SETTINGS_INVALID; MODEL_UNPRICED when there are budgets
   * and nobody has said what a model costs
   */
  chat(choice: ModelChoice): ChatModel
  /** @throws as {@link Models.chat} */
  embedder(ref: string, options?: Readonly<{ dimension?: number }>): Embedder
  /** @throws as {@link Models.chat} */
  reranker(ref: string): Reranker
  /** The channels of a choice, in the order written. @throws as {@link Models.chat} */
  channels(choice: ModelChoice): readonly Channel[]
  /**
   * About what requests cost: each the amount of the dearest model of a choice. Nothing where nobody has said, or amounts cannot be
   * compared. @throws as {@link Models.chat}
   */
  estimate(choice: ModelChoice): (request: ChatRequest) => Money | undefined
  /**
   * The ways of requests over the models of a reference, for a caller that goes them itself: the gateway, which carries bytes where
   * it can. @throws as {@link Models.chat}
   */
  journeys(reference: ModelReference): (request: ChatRequest) => Journey
  /** Ends the connections and closes the ledger. Calls under way fail. */
  close(): void
}>

const sweepMs = 60_000

/**
 * Opens models. Pure of network: nothing is sent and no tokenizer is fetched.
 * @throws LEDGER_UNUSABLE, MODEL_SETTINGS_INVALID; USAGE_INVALID for budgets without a folder to keep a ledger in
 * @example
 * const models = openModels({ data: '.kaiwu' })
 * const { text, cost } = await models.chat(['deepseek/deepseek-flash', 'qianfan/ernie-5.1']).complete({
 *   messages: [{ role: 'user', content: '轴承温度高怎么办？' }],
 * })
 */
export function openModels(options: OpenModelsOptions = {}): Models {
  const { settings = noSettings, environment = process.env, data, clock = systemClock(), http = openHttp() } = options
  const { budgets, rates, currency, cache: caching } = settings
  if (data === undefined && budgets.length > 0)
    throw new KaiwuError('USAGE_INVALID', { reason: 'budgets need a ledger: say in which folder (data)' })
  const ledger = data === undefined ? undefined : openLedger({ folder: data, budgets, rates, currency, clock })
  const cache = data === undefined ? undefined : cacheOf(data, caching)
  // Calls of processes that died are looked for at opening, and now and then.
  const sweep = ledger && setInterval(() => ledger.settleAbandoned(clock.now()), sweepMs).unref()
  // A door of somebody's own, which records or replays, is not to be passed by.
  const pool = options.http === undefined ? connectionPool() : undefined
  const stacks = channelStacks({
    settings,
    http,
    clock,
    ...(pool ? { pool } : {}),
    ...(ledger ? { ledger } : {}),
    ...(cache ? { cache } : {}),
  })
  const channelOf = (choice: string | ModelConfig): Channel => {
    return isModelConfig(choice)
      ? openChannel(choice.ref, { settings, environment, config: choice })
      : openChannel(choice, { settings, environment })
  }
  const choosing: Choosing = { settings, stacks, channelOf }
  return Object.freeze({
    settings,
    http,
    ...(ledger ? { ledger } : {}),
    chat: (choice: ModelChoice) => chatModel(choice, choosing),
    embedder: (ref: string, wanted: Readonly<{ dimension?: number }> = {}) => stacks.embedder(channelOf(ref), wanted),
    reranker: (ref: string) => stacks.reranker(channelOf(ref)),
    channels: (choice: ModelChoice) => choicesOf(choice, settings).map(channelOf),
    estimate(choice: ModelChoice) {
      const candidates = choicesOf(choice, settings).map((one) => stacks.chat(channelOf(one)))
      const { convert } = routingOf(settings)
      return (request: ChatRequest) =>
        dearest(
          candidates.map(({ priceEstimate }) => priceEstimate(request)),
          convert,
        )
    },
    journeys(reference: ModelReference) {
      const route = routeOf(reference, choosing)
      const { mayLeaveTheHouse, convert } = routingOf(settings)
      return (request: ChatRequest) => journey(candidateOrder(route, { request, random: Math.random, convert }), mayLeaveTheHouse)
    },
    close() {
      clearInterval(sweep)
      void http.close()
      pool?.close()
      cache?.close()
      ledger?.close()
    },
  })
}

type Choosing = Readonly<{
  settings: ModelSettings
  stacks: ChannelStacks
  channelOf(choice: string | ModelConfig): Channel
}>

function chatModel(choice: ModelChoice, choosing: Choosing): ChatModel {
  const { settings, stacks, channelOf } = choosing
  if (isModelConfig(choice)) return stacks.chat(channelOf(choice)).model
  const route = routeOf(choice, choosing)
  return 'leaf' in route ? route.leaf.model : routedChat(route, routingOf(settings))
}

function routeOf(reference: ModelReference, { settings, stacks, channelOf }: Choosing): Route<Candidate> {
  return mapRoute(resolveReference(reference, settings.aliases), (ref) => stacks.chat(channelOf(ref)))
}

/** The models of a choice, without how one is chosen of them. */
function choicesOf(choice: ModelChoice, { aliases }: ModelSettings): readonly (string | ModelConfig)[] {
  return isModelConfig(choice) ? [choice] : leavesOf(resolveReference(choice, aliases))
}

function dearest(amounts: readonly (Money | undefined)[], convert: Required<RoutingOptions>['convert']): Money | undefined {
  const [first] = amounts
  if (!first) return undefined
  const { currency } = first
  const micros = amounts.map((one) => one && (one.currency === currency ? one : convert(one, currency))?.micros)
  return micros.includes(undefined) ? undefined : Object.freeze({ micros: Math.max(...micros.map((one) => one ?? 0)), currency })
}

function routingOf({ mayLeaveTheHouse, rates }: ModelSettings): Required<Pick<RoutingOptions, 'mayLeaveTheHouse' | 'convert'>> {
  return { mayLeaveTheHouse, convert: (money, to) => convertMoney(money, to, rates) }
}

function cacheOf(folder: string, { chat, embeddings, maxAgeDays }: ModelSettings['cache']): AnswerCache | undefined {
  return chat || embeddings ? openAnswerCache({ folder, maxAgeDays }) : undefined
}
