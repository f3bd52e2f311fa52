import type { TokenPrice } from '@kaiwu/core'
import type { QuirkName } from '../quirks/quirk-names.ts'
import type { ThinkingSwitch } from '../wire/thinking-switch.ts'

/** What a service supports for answers in a given form. `none`: the form is asked for in words alone. */
export type StructuredOutput = 'json_schema' | 'json_object' | 'none'

/** What an error means, whatever the service calls it. Says which error of the table is raised. */
export type ErrorKind =
  | 'auth'
  | 'permission'
  | 'quota'
  | 'rate-limit'
  | 'overloaded'
  | 'content-filter'
  | 'context-length'
  | 'not-found'
  | 'bad-request'
  | 'timeout'
  | 'server'

/**
 * One error a service is known to send. `status` 200 is an error inside a success, or inside a stream. Rows with a code are
 * looked at before rows without one; `code` may end in `*`. What no row names is told by its status alone.
 */
export type ErrorRow = Readonly<{ status?: number; code?: string; kind: ErrorKind; meaning?: string }>

/** What is known about a chat model, on the day given. Everything is optional: a model nobody has described works too. */
export type ModelFacts = Readonly<{
  /** Tokens it takes, sent and received together. */
  contextTokens?: number
  maxOutputTokens?: number
  /** Whether it calls tools; absent: nobody has said. */
  tools?: boolean
  structuredOutput?: StructuredOutput
  /** `never` thinks, may (`switchable`), `always` does, or does so out of sight (`hidden`). */
  thinking?: 'never' | 'switchable' | 'always' | 'hidden'
  /** How this model is told to think or not, where it differs from its provider's way. */
  thinkingSwitch?: ThinkingSwitch
  /** The efforts of thinking it knows, lowest first; others become the nearest. Absent: low, medium, high. */
  efforts?: readonly string[]
  /** Replaces the provider's: whether thoughts are sent back. */
  replay?: ReplayRule
  /** Departures of this model beside its provider's. */
  quirks?: readonly QuirkName[]
  /** Replaces the provider's, for models on an address of their own. */
  baseUrl?: string
  /** Dated prices; none: nobody has said what it costs. */
  prices?: readonly TokenPrice[]
  /** ISO date, month or year on which this was read. */
  asOf?: string
  note?: string
}>

/** Facts of all models whose id matches: `*` stands for anything. */
export type ModelFamily = Readonly<{ match: string }> & ModelFacts

/** Which assistant turns carry what the model thought back to the service. */
export type ReplayRule = 'never' | 'tool-calls' | 'if-present' | 'always'

/** What is known about an embedding model. */
export type EmbeddingFacts = Readonly<{
  dimension?: number
  /** Further dimensions it can be asked for. */
  dimensions?: readonly number[]
  /** Texts a call. */
  maxBatch?: number
  /** Tokens a text; longer ones are refused or cut by the service. */
  maxInputTokens?: number
  /** Put before a question, never before a document. */
  queryPrefix?: string
  baseUrl?: string
  prices?: readonly TokenPrice[]
  asOf?: string
  note?: string
}>

/** How a reranker is asked: A as Cohere and Jina do, B as DashScope's native address, C as Text Embeddings Inference. */
export type RerankShape = 'cohere' | 'dashscope' | 'tei'

/** What is known about a reranking model. */
export type RerankFacts = Readonly<{
  shape?: RerankShape
  /** Whole address; absent: the provider's. */
  url?: string
  maxTexts?: number
  maxTokensPerText?: number
  prices?: readonly TokenPrice[]
  asOf?: string
  note?: string
}>

/**
 * A token API as data: no functions, so that it can be read, compared, overridden in a file and printed.
 * What its API does differently from OpenAI's is a quirk by name; what it cannot do is said in `limits`.
 */
export type Provider = Readonly<{
  id: string
  name: Readonly<{ zh: string; en: string }>
  /** Base of the chat API, without a slash at its end; empty when only the operator knows it. `{name}` holes are filled by the operator. */
  baseUrl: string
  /** Further addresses: other regions, plans or surfaces. */
  otherBaseUrls?: readonly Readonly<{ url: string; for: string }>[]
  /** How the key is sent: `Authorization: Bearer`, or a header `api-key`. */
  auth: 'bearer' | 'api-key'
  /** Environment variable of the key; absent: it needs none. */
  keyEnv?: string
  /** Names that other programs use for the same key. */
  otherKeyEnvs?: readonly string[]
  chat?: Readonly<{
    /** Default `/chat/completions`. */
    path?: string
    quirks: readonly QuirkName[]
    thinkingSwitch?: ThinkingSwitch
    efforts?: readonly string[]
    replay?: ReplayRule
    /** What is safe for a model nobody has described. */
    structuredOutput: StructuredOutput
    /** Reasons to stop that OpenAI does not know → what they mean. */
    finishReasons?: Readonly<Record<string, 'stop' | 'length' | 'filtered' | 'cut-off'>>
  }>
  models: Readonly<Record<string, ModelFacts>>
  families?: readonly ModelFamily[]
  embeddings?: Readonly<{
    /** Default `/embeddings`. */
    path?: string
    baseUrl?: string
    /** Texts a call of a model nobody has described. */
    maxBatch: number
    models: Readonly<Record<string, EmbeddingFacts>>
  }>
  rerank?: Readonly<{
    shape: RerankShape
    /** Whole address, or a path below the base. */
    url: string
    maxTexts?: number
    models: Readonly<Record<string, RerankFacts>>
  }>
  errors: readonly ErrorRow[]
  /** Calls at a time that the vendor is known to allow; absent: nobody has said. */
  concurrency?: number
  /** Known limits and deviations that no code puts right, and why. */
  limits: readonly Readonly<{ zh: string; en: string }>[]
  sources: readonly string[]
  /** ISO date on which all this was put together. */
  asOf: string
}>

/** Freezes a provider with everything in it. */
export function defineProvider(provider: Provider): Provider {
  return deepFreeze(provider)
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) deepFreeze(inner)
  }
  return value
}
