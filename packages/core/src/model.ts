import type { Usage } from './answer.ts'
import type { TokenPrice } from './money.ts'

/** One turn of a conversation with a chat model. */
export type ChatMessage = Readonly<{ role: 'system' | 'user' | 'assistant'; content: string }>

/** What a chat model sends back: text as it comes, then how it ended. */
export type ChatEvent =
  | Readonly<{ type: 'text'; text: string }>
  | Readonly<{ type: 'end'; finish: 'stop' | 'length' | 'filtered' | 'cut-off'; usage: Usage }>

/** A model behind a token API, as everything above `models` sees it. */
export type ChatModel = Readonly<{
  /** `provider/model`. */
  ref: string
  /** Absent when nobody has said what it costs. */
  price?: TokenPrice
  /**
   * Sends one conversation. Ends with exactly one `end` event.
   * @throws MODEL_UNREACHABLE, MODEL_TIMEOUT, MODEL_REFUSED_KEY, MODEL_RATE_LIMITED, MODEL_FAILED, MODEL_PROTOCOL, CANCELLED
   */
  stream(messages: readonly ChatMessage[], options?: { signal?: AbortSignal }): AsyncIterable<ChatEvent>
}>

/** Turns texts into vectors of one dimension; the port LangChain's `Embeddings` fit. */
export type Embedder = Readonly<{
  ref: string
  dimension: number
  embed(texts: readonly string[], options?: { signal?: AbortSignal }): Promise<readonly Float32Array[]>
}>
