import type { Currency } from '@kaiwu/core'
import type { Budget, ExchangeRate } from './ledger/ledger.ts'
import type { EmbeddingFacts, ModelFacts, Provider, RerankFacts } from './provider/provider.ts'
import type { CallLimits, CircuitPolicy, RetryPolicy, Timeouts } from './routing/call-policy.ts'
import type { ModelReference } from './routing/model-reference.ts'

/** How calls are made, where it differs from the default. */
export type PolicySettings = Readonly<{
  timeouts?: Partial<Timeouts>
  retry?: Partial<RetryPolicy>
  circuit?: Partial<CircuitPolicy>
  limits?: Partial<CallLimits>
}>

/** What an operator says about a provider: a new one, or one that is known, changed. */
export type ProviderSettings = PolicySettings &
  Readonly<{
    /** The known provider it is like; default: itself when it is known, else any OpenAI-compatible service. */
    like?: string
    name?: string
    baseUrl?: string
    /** What `{name}` holes in the address stand for. */
    values?: Readonly<Record<string, string>>
    /** Environment variable of the key; null: it needs none. */
    keyEnv?: string | null
    /** Departures to put right beside those known, and those that are not there after all. */
    quirks?: Provider['models'][string]['quirks']
    notQuirks?: Provider['models'][string]['quirks']
    /** Whether what is asked may go there only, as services in the house. Default: addresses on this machine and in private networks. */
    internal?: boolean
  }>

/** What an operator says about a model, by `provider/model`. */
export type ModelOverride = ModelFacts &
  PolicySettings &
  Readonly<{ maxTokens?: number; embedding?: EmbeddingFacts; rerank?: RerankFacts }>

/** A key for clients of the gateway. The key itself is never kept. */
export type GatewayKey = Readonly<{
  name: string
  /** SHA-256 of the key, in hexadecimal. */
  sha256: string
  /** Aliases it may use; absent: all. */
  models?: readonly string[]
  user?: string
  department?: string
}>

/** What an operator sets: `models.yaml`. Everything is optional. */
export type ModelSettings = Readonly<{
  providers: Readonly<Record<string, ProviderSettings>>
  models: Readonly<Record<string, ModelOverride>>
  /** Names that solutions and clients of the gateway use → which model answers. */
  aliases: Readonly<Record<string, ModelReference>>
  /** Whether an answer may move from a service in the house to one outside when the first fails. Default false. */
  mayLeaveTheHouse: boolean
  budgets: readonly Budget[]
  rates: readonly ExchangeRate[]
  /** Currency of budgets and reports where rates allow. Default CNY. */
  currency: Currency
  keys: readonly GatewayKey[]
  /** Exact repeats are answered from a cache. Off by default. */
  cache: Readonly<{ chat: boolean; embeddings: boolean; maxAgeDays: number }>
}>

/** Settings when there is no `models.yaml`. */
export const noSettings: ModelSettings = Object.freeze({
  providers: Object.freeze({}),
  models: Object.freeze({}),
  aliases: Object.freeze({}),
  mayLeaveTheHouse: false,
  budgets: Object.freeze([]),
  rates: Object.freeze([]),
  currency: 'CNY',
  keys: Object.freeze([]),
  cache: Object.freeze({ chat: false, embeddings: false, maxAgeDays: 30 }),
})
