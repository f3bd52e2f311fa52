import type { Finish } from '@kaiwu/core'
import type { Demand } from './demand.ts'

/** A body of JSON as it came or goes. */
export type WireBody = Readonly<Record<string, unknown>>

/** One request as a vendor sees it, and what belongs to its answer. */
export type VendorCall = Readonly<{
  /** Path with the query, as asked for. */
  path: string
  body: WireBody
  model: string
  /** The key that came; empty when none did. */
  key: string
  /** Counts the requests of this server from 0. */
  serial: number
  /** The vendor's id of this request. */
  requestId: string
}>

/** What an error means, whatever the vendor calls it. */
export type VendorErrorKind =
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

/** An error a vendor sends. `{key}` and `{model}` in the message are filled from the request. `status` 200: inside a success. */
export type VendorError = Readonly<{
  kind: VendorErrorKind
  status: number
  code: string
  message: string
  /** Which of the vendor's several forms it comes in. */
  form?: string
  headers?: Readonly<Record<string, string>>
}>

/** An error as bytes: its status and its body, which is JSON unless it is text. */
export type ErrorReply = Readonly<{ status: number; headers?: Readonly<Record<string, string>>; body: object | string }>

/** Tokens as the scripted model reports them. */
export type PlayedUsage = Readonly<{
  promptTokens: number
  completionTokens: number
  cachedTokens?: number
  cacheWriteTokens?: number
  reasoningTokens?: number
}>

/** How thoughts are sent: under a name, in tags within the text, as details beside a name, or not at all. */
export type ReasoningWay =
  | 'reasoning_content'
  | 'reasoning'
  | 'think-tags'
  | 'reasoning_content-and-details'
  | 'reasoning-and-details'
  | 'hidden'

/** Where a stream says what was used. */
export type UsagePlace =
  /** in a frame of its own whose choices are empty */
  | 'own-frame'
  /** in the frame that names the reason to stop */
  | 'with-finish'
  /** inside choices[0] of that frame */
  | 'in-choice'
  /** in every frame, growing */
  | 'every-frame'
  /** in the frame of the last piece, where no reason to stop is ever sent */
  | 'with-last-piece'
  | 'never'

/** How tool calls are sent. */
export type ToolCallForm = Readonly<{
  /** As text, or as a JSON object in one piece. */
  arguments: 'text' | 'object'
  /** What later pieces of a call carry as its id. */
  laterIds: 'absent' | 'empty' | 'repeated'
  /** Whether pieces are numbered; if not, each call comes in one piece. */
  index: boolean
  /** Whether each call comes in one piece. */
  whole: boolean
}>

/** What a service supports for answers in a given form. */
export type StructuredOutput = 'json_schema' | 'json_object' | 'none'

/** A vendor's chat completions. */
export type ChatForm = Readonly<{
  /** Below the base. */
  path: string
  /** Where the role of an answer's pieces is said. */
  role: 'first' | 'every' | 'missing' | 'empty'
  /** A comment line sent while the request waits. */
  keepAlive?: string
  /** After `data:`; some vendors send no blank. */
  blankAfterColon: boolean
  /** A frame before the first, as Azure sends. */
  preamble?(call: VendorCall): object
  /** Fields beside `choices`. `whole` is a completion that was not streamed. */
  envelope(call: VendorCall, place: 'frame' | 'last' | 'whole'): WireBody
  /** Fields of the whole message beside its content. */
  message?: WireBody
  /** Fields of a choice beside its delta or message. */
  choice: WireBody
  reasoning(call: VendorCall): ReasoningWay
  /** Whether the model thinks, by its nature and by what the request says. */
  thinks(call: VendorCall): boolean
  usagePlace(call: VendorCall): UsagePlace
  /** Whether a stream reports usage only when `stream_options.include_usage` asks for it. */
  usageOnDemand: boolean
  usage(usage: PlayedUsage): WireBody
  /** Which numbers of {@link PlayedUsage} the vendor lets through. */
  reports: Readonly<{ cached: boolean; cacheWrite: boolean; reasoning: boolean }>
  /** What the vendor calls the reasons to stop; none: it sends no reason. */
  finishes: Readonly<Partial<Record<Finish, string>>> | undefined
  /** Reasons to stop that OpenAI does not know → what they mean. */
  ownFinishes: Readonly<Record<string, Finish>>
  /** Id of a completion. */
  id(call: VendorCall): string
  toolCalls: ToolCallForm
  structuredOutput(model: string): StructuredOutput
  /** What the vendor refuses, beyond what all do. */
  demands: readonly Demand[]
  /** What it sends when it breaks off in the middle of an answer. */
  breaksOffWith: VendorError
  /** How an error of HTTP 200 reaches a client that asked for a stream. */
  errorInStream: 'frame' | 'json'
}>

/** A vendor's embeddings. */
export type EmbeddingForm = Readonly<{
  /** Path of the base, where it differs from that of the chat API. */
  base?: string
  /** Below the base. */
  path: string
  /** The field of the texts. */
  input: 'input' | 'texts'
  maxBatch(model: string): number
  /** How it refuses a batch that is too large. */
  batchError(call: VendorCall, found: number, max: number): VendorError
  /** What it does with `encoding_format: base64`. */
  base64: 'honoured' | 'refused' | 'ignored'
  /** Usual dimension of a model. */
  dimension(model: string): number
  reply(call: VendorCall, vectors: readonly (readonly number[] | string)[], tokens: number): WireBody
}>

/** A document's place and score, as the model gives them. */
export type PlayedScore = Readonly<{ index: number; score: number; text: string }>

/** A vendor's reranking at one address. */
export type RerankForm = Readonly<{
  /** Path from the root of the host. */
  path: string
  shape: 'cohere' | 'dashscope' | 'tei'
  maxTexts: number
  /** Whether `top_n` is heard; if not, all documents come back. */
  hearsTop: boolean
  /** Scores beyond 0..1. */
  logits: boolean
  /** How a document comes back with its score. */
  document: 'text' | 'object' | 'absent'
}>

/**
 * One vendor's API as its clients see it: data and a little code, written from the vendor's documentation and not from
 * Kaiwu's adapter, which is the other side of the same wire.
 */
export type VendorForm = Readonly<{
  id: string
  /** Path of the base URL, without a slash at its end; may be empty. */
  base: string
  /** Further bases that answer in the same form. */
  otherBases?: readonly string[]
  /** `any`: a key is not looked at. */
  auth: 'bearer' | 'api-key' | 'any'
  /** Models that show the vendor's form. */
  models: Readonly<{
    chat?: string
    thinking?: string
    /** Further chat models that differ from these in what they demand or send. */
    more?: readonly string[]
    embedding?: string
    rerank?: string
  }>
  /** Header with the id of the request. */
  requestIdHeader?: string
  /** Field of a body with the id of the request. */
  requestIdField?: string
  /** What an id of a request looks like. */
  newRequestId(serial: number): string
  chat?: ChatForm
  embeddings?: EmbeddingForm
  rerank?: readonly RerankForm[]
  /** Errors it is known to send; the first of a kind stands for it. */
  errors: readonly VendorError[]
  errorReply(error: VendorError, call: VendorCall): ErrorReply
}>

/** The first error of a kind; every vendor has a way to refuse a request and a key. */
export function errorOfKind(form: VendorForm, kind: VendorErrorKind): VendorError | undefined {
  return form.errors.find((error) => error.kind === kind)
}

/** Fills `{key}`, `{model}` and `{id}` in the message of an error. */
export function messageOf({ message }: VendorError, { key, model, requestId }: VendorCall): string {
  return message.replaceAll('{key}', key).replaceAll('{model}', model).replaceAll('{id}', requestId)
}
