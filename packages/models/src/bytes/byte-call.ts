import type { ChargedTo } from '@kaiwu/core'
import { mostAsked } from '../wire/request-body.ts'
import type { Channel } from '../wire/channel.ts'
import type { RequestBody } from '../wire/frame.ts'

/** A chat request in OpenAI's form, to be passed on as it is. */
export type ByteCall = Readonly<{
  body: RequestBody
  /** Whether the client asked for usage at the end of a stream. It is asked for in any case. */
  wantsUsage: boolean
  /** Tokens sent, as estimated. */
  promptTokens: number
  mayThink: boolean
  chargedTo: ChargedTo
  signal: AbortSignal
}>

/** How an answer begins. */
export type ByteHead = Readonly<{
  /** Its media type. */
  type: string
  /** The `provider/model` that answers. */
  ref: string
  /** Bytes to come, where that is known. */
  length?: number
}>

/** Where an answer goes. Nothing is written before a service began to answer. */
export type ByteSink = Readonly<{
  begin(head: ByteHead): void
  /** Returns false when the client reads more slowly than this comes; the service is then held back until `drained`. */
  write(bytes: Buffer): boolean
  drained(): Promise<void>
}>

// What a model answers with at most when nobody says; the ledger sets it aside.
const usualMost = 4_096

/** The most tokens an answer may have. */
export function mostReceived(channel: Channel, body: RequestBody): number {
  const one = mostAsked(channel, wishIn(body)) ?? usualMost
  return one * (count(body['n']) ?? 1)
}

/** The request as the service gets it: the client's own but for the model's name, usage that is always reported, and the limit that settings put on answers. */
export function sentBody(channel: Channel, body: RequestBody): string {
  const { model, facts } = channel
  const options = body['stream_options']
  const reported = typeof options === 'object' && options !== null ? options : {}
  const most = mostAsked(channel, wishIn(body))
  const renamed = body['max_completion_tokens'] !== undefined || facts.quirks?.includes('max-completion-tokens')
  return JSON.stringify({
    ...body,
    model,
    ...(body.stream === true ? { stream_options: { ...reported, include_usage: true } } : {}),
    ...(most === undefined ? {} : { [renamed ? 'max_completion_tokens' : 'max_tokens']: most }),
  })
}

function wishIn(body: RequestBody): number | undefined {
  return count(body['max_completion_tokens']) ?? count(body['max_tokens'])
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined
}
