import type { Usage } from './answer.ts'
import type { ErrorCode } from './error-table.ts'
import type { Money } from './money.ts'

/** A part of a message that is not plain text alone. */
export type ContentPart =
  | Readonly<{ type: 'text'; text: string }>
  | Readonly<{ type: 'image_url'; image_url: Readonly<{ url: string; detail?: string }> }>

/** A call of a tool that a model asks for. `arguments` is JSON as the model wrote it, which may be wrong. */
export type ToolCall = Readonly<{ id: string; name: string; arguments: string }>

/** One turn of a conversation with a chat model. */
export type ChatMessage =
  | Readonly<{ role: 'system' | 'user'; content: string | readonly ContentPart[]; name?: string }>
  | Readonly<{
      role: 'assistant'
      content: string
      toolCalls?: readonly ToolCall[]
      /** What the model thought, for services that demand it back. */
      reasoning?: string
      name?: string
    }>
  | Readonly<{ role: 'tool'; content: string; toolCallId: string }>

/** A tool that a model may call. `parameters` is JSON Schema. */
export type ChatTool = Readonly<{
  name: string
  description?: string
  parameters: Readonly<Record<string, unknown>>
  strict?: boolean
}>

/** Whether a model may think before it answers, and how hard. Absent: as the service does by default. */
export type Thinking = 'off' | 'on' | 'low' | 'medium' | 'high' | Readonly<{ budgetTokens: number }>

/** The form an answer must have. A service that knows less gets the nearest it knows. */
export type AnswerFormat =
  | Readonly<{ type: 'json_object' }>
  | Readonly<{ type: 'json_schema'; name: string; schema: Readonly<Record<string, unknown>>; strict?: boolean }>

/** What is asked of a chat model. */
export type ChatRequest = Readonly<{
  messages: readonly ChatMessage[]
  tools?: readonly ChatTool[]
  toolChoice?: 'auto' | 'none' | 'required' | Readonly<{ name: string }>
  temperature?: number
  topP?: number
  maxTokens?: number
  stop?: readonly string[]
  seed?: number
  thinking?: Thinking
  format?: AnswerFormat
  /** Further fields of the service's own, sent as they are. */
  extra?: Readonly<Record<string, unknown>>
}>

/** For whom and for what a call is made: the ledger keeps it, and budgets hold by it. */
export type ChargedTo = Readonly<{
  /** Name of the gateway key that called. */
  key?: string
  user?: string
  department?: string
  solution?: string
  /** Id of the case, work order or answer that the call belongs to. */
  case?: string
  step?: string
}>

/** How a call is made. */
export type CallOptions = Readonly<{
  signal?: AbortSignal
  chargedTo?: ChargedTo
}>

/** Why a model stopped. `cut-off`: the stream ended without saying why, or the service broke off. */
export type Finish = 'stop' | 'tool-calls' | 'length' | 'filtered' | 'cut-off'

/** How a call ended: what it used, what it cost, who answered. */
export type ChatEnd = Readonly<{
  finish: Finish
  usage: Usage
  /** The `provider/model` that answered; with several to choose from, the one that did. */
  model: string
  /** Absent when nobody has said what the model costs. */
  cost?: Money
  /** The completion's id: unique, whatever the service sends. */
  id: string
  /** The service's id of the request, for asking its support. */
  requestId?: string
}>

/** What a chat model sends back: pieces as they come, then how it ended. */
export type ChatEvent =
  | Readonly<{ type: 'text'; text: string }>
  | Readonly<{ type: 'reasoning'; text: string }>
  /** A piece of a tool call; id and name come with its first piece. Pieces of one `index` belong together. */
  | Readonly<{ type: 'tool-call'; index: number; id?: string; name?: string; arguments: string }>
  /** Everything said so far is void: another model begins anew. */
  | Readonly<{ type: 'reset'; from: string; to: string; reason: ErrorCode }>
  | (Readonly<{ type: 'end' }> & ChatEnd)

/** A whole answer of a chat model. */
export type ChatCompletion = ChatEnd & Readonly<{ text: string; reasoning: string; toolCalls: readonly ToolCall[] }>

/**
 * A model behind a token API, as everything above sees it. Routing, metering and caching are chat models around chat models.
 * Both ways throw MODEL_UNREACHABLE, MODEL_TIMEOUT, MODEL_REFUSED_KEY, MODEL_NOT_PERMITTED, MODEL_QUOTA_EXHAUSTED,
 * MODEL_RATE_LIMITED, MODEL_OVERLOADED, MODEL_CONTENT_FILTERED, MODEL_CONTEXT_TOO_LONG, MODEL_NOT_FOUND, MODEL_BAD_REQUEST,
 * MODEL_FAILED, MODEL_PROTOCOL, BUDGET_EXCEEDED or CANCELLED.
 */
export type ChatModel = Readonly<{
  /** `provider/model`. */
  ref: string
  /** Asks and hands on pieces as they come. Ends with exactly one `end` event; what broke off ends with `cut-off`. */
  stream(request: ChatRequest, options?: CallOptions): AsyncIterable<ChatEvent>
  /** Asks and waits for the whole answer. */
  complete(request: ChatRequest, options?: CallOptions): Promise<ChatCompletion>
}>

/** Turns texts into vectors of one dimension; the port LangChain's `Embeddings` fit. */
export type Embedder = Readonly<{
  ref: string
  dimension: number
  /** @param options.purpose some models want a question told from a document; default `document` */
  embed(
    texts: readonly string[],
    options?: CallOptions & Readonly<{ purpose?: 'query' | 'document' }>,
  ): Promise<readonly Float32Array[]>
}>

/** Puts texts in order of how well they answer a query. */
export type Reranker = Readonly<{
  ref: string
  /** Best first; `index` is the text's place in the input. Scores of different models cannot be compared. */
  rerank(
    query: string,
    texts: readonly string[],
    options?: CallOptions & Readonly<{ top?: number }>,
  ): Promise<readonly Readonly<{ index: number; score: number }>[]>
}>
