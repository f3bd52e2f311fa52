import type { Finish } from '@kaiwu/core'
import type { PlayedUsage, WireBody } from '../vendors/vendor-form.ts'
import type { TokenFault } from './token-fault.ts'

/** One request as the fake token API saw it. */
export type TokenRequest = Readonly<{
  method: string
  /** Path with the query. */
  path: string
  headers: Readonly<Record<string, string | readonly string[] | undefined>>
  kind: 'chat' | 'embeddings' | 'rerank' | 'other'
  /** Empty when none was sent, or none that is a JSON object. */
  body: WireBody
  /** The body as it came. */
  text: string
  /** Every id that answers to this request carry. */
  ids: readonly string[]
}>

/** A text, the very pieces it is streamed in, or either made from the request. */
export type PlayedText = string | readonly string[] | ((request: TokenRequest) => string | readonly string[])

/** A tool call the model makes. Arguments given as text are sent as they are, be they JSON or not. */
export type PlayedToolCall = Readonly<{ id?: string; name: string; arguments: string | Readonly<Record<string, unknown>> }>

/** What the model behind the API does. Everything has a default, so that `{}` is a model that says a short sentence. */
export type TokenScript = Readonly<{
  /** What it says; default `好的。`. */
  answer?: PlayedText
  /** What it thinks first, sent only when the request lets it think. */
  reasoning?: PlayedText
  /** Tools it calls instead of answering; a list is played when the request offers tools and the last message is no result. */
  toolCalls?: readonly PlayedToolCall[] | ((request: TokenRequest) => readonly PlayedToolCall[] | undefined)
  /** What it says before it calls tools; default nothing. */
  beforeCalls?: PlayedText
  /** Why it stops; default `stop`, or `tool-calls`. A text beyond {@link Finish} is sent as it is. */
  finish?: Finish | (string & Readonly<{ raw?: never }>)
  /** What is reported; default one token a character. `null`: nothing. */
  usage?: PlayedUsage | null
  /** Vector of a text; default: deterministic, of length 1. */
  embed?: (text: string, index: number, dimension: number) => readonly number[]
  /** Dimension of vectors when the request names none; default the model's own. */
  dimension?: number
  /** Score of a document; default: the share of the query's characters found in it. */
  rerankScore?: (query: string, text: string, index: number) => number
  /** Characters a piece; default 4. */
  pieceLength?: number
  /** Wait after each piece; default 0. */
  pieceDelayMs?: number
  /** Comment lines sent before the first frame, of vendors that send any; default 2. */
  keepAlives?: number
  /** What goes wrong: with every request, with the request of the same place in the list, or as the function says. */
  fault?: TokenFault | readonly (TokenFault | undefined)[] | ((request: TokenRequest, index: number) => TokenFault | undefined)
  /** Pieces sent before a fault inside a stream begins; default 2. */
  after?: number
  /** Share of requests with a fault drawn from `faultMix`, 0 to 1. */
  faultRate?: number
  /** Seed of the draw; default 1. The same seed gives the same faults in the same order of requests. */
  faultSeed?: number
  /** What is drawn from; default every fault that is over at once. */
  faultMix?: readonly TokenFault[]
  /** Wait between the bytes of a slow answer and between pieces of an endless one; default 1000 and 5. */
  slowMs?: number
  endlessMs?: number
}>
