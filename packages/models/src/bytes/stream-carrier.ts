import { KaiwuError } from '@kaiwu/core'
import { allQuirks } from '../quirks/all-quirks.ts'
import type { Channel } from '../wire/channel.ts'
import type { Frame } from '../wire/frame.ts'
import { FrameReader } from '../wire/frame-reader.ts'
import { jsonIn, serviceError } from '../wire/service-error.ts'
import type { ByteCall, ByteSink } from './byte-call.ts'
import { ReceivedBytes, type ReceivedEnd } from './received-bytes.ts'
import type { ResponseHead } from './response-head.ts'
import { noCompletion, type ByteFlow, type ByteReceiver } from './send-bytes.ts'
import { UsageLineFilter } from './usage-line-filter.ts'
import { requestIdOf } from '../wire/request-id.ts'

const dataField = Buffer.from('data:')
const lineFeed = 10
const carriageReturn = 13
const colon = 58
const mostHeldBytes = 64 * 1024

/** What carrying an answer needs beside the answer. */
export type Carrying = Readonly<{ channel: Channel; call: ByteCall; key: string; sink: ByteSink; onLife: () => void }>

/** Carries a stream from a service to a client, unread but for its first event and its last bytes. */
export class StreamCarrier implements ByteReceiver {
  /** Something was handed on. */
  begun = false
  requestId: string | undefined
  readonly #carrying: Carrying
  readonly #received = new ReceivedBytes()
  readonly #filter: UsageLineFilter | undefined
  #flow: ByteFlow | undefined
  #type = ''
  /** Before the first event: comments, and what may be no stream at all. */
  #held: Buffer | undefined

  constructor(carrying: Carrying) {
    this.#carrying = carrying
    if (!carrying.call.wantsUsage) this.#filter = new UsageLineFilter()
  }

  onHead({ headers }: ResponseHead, flow: ByteFlow): void {
    this.#flow = flow
    this.#type = headers['content-type'] ?? 'text/event-stream'
    this.requestId = requestIdOf(headers)
  }

  onData(chunk: Buffer): void {
    if (!this.begun) return this.#first(this.#held ? Buffer.concat([this.#held, chunk]) : chunk)
    this.#received.take(chunk)
    // Only what a model says counts as life, keep-alive comments do not.
    const first = chunk[0]
    if ((first !== colon && first !== lineFeed && first !== carriageReturn) || chunk.includes(dataField)) this.#carrying.onLife()
    this.#hand(this.#filter ? this.#filter.take(chunk) : chunk)
  }

  onEnd(): void {
    if (this.begun) return this.#hand(this.#filter?.rest())
    const { channel, key } = this.#carrying
    throw noCompletion(channel, key, this.#held?.toString('utf8') ?? '', this.#type)
  }

  /** What it came to. */
  end(): ReceivedEnd {
    const { channel, call, key } = this.#carrying
    return this.#received.end(channel, {
      promptTokens: call.promptTokens,
      key,
      ...(this.requestId === undefined ? {} : { requestId: this.requestId }),
    })
  }

  /** Waits for the first event to be whole: until then another service can still be asked. */
  #first(bytes: Buffer): void {
    this.#held = bytes
    const isStream = !/\b(?:json|html)\b/.test(this.#type)
    const at = isStream ? bytes.indexOf(dataField) : -1
    if (at < 0 || bytes.indexOf(lineFeed, at) < 0) {
      if (bytes.length > mostHeldBytes)
        throw noCompletion(this.#carrying.channel, this.#carrying.key, bytes.toString('utf8'), this.#type)
      return
    }
    this.#refuseError(bytes.toString('utf8', at))
    const { channel, sink, onLife } = this.#carrying
    this.begun = true
    this.#held = undefined
    sink.begin({ type: 'text/event-stream; charset=utf-8', ref: channel.ref })
    onLife()
    this.#received.take(bytes)
    this.#hand(this.#filter ? this.#filter.take(bytes) : bytes)
  }

  #refuseError(text: string): void {
    const { channel, key } = this.#carrying
    const frame = jsonIn(text.slice(dataField.length, text.indexOf('\n'))) as Frame | undefined
    const quirks = (channel.facts.quirks ?? []).map((name) => allQuirks[name])
    const said = frame && new FrameReader(channel, quirks).read(frame)
    if (said && 'message' in said) throw serviceError(channel, { status: 200, key }, said)
  }

  #hand(bytes: Buffer | undefined): void {
    if (!bytes || bytes.length === 0 || this.#carrying.sink.write(bytes)) return
    const flow = this.#flow
    flow?.pause()
    void this.#carrying.sink.drained().then(() => flow?.resume())
  }
}

/** The error of a stream that ended without saying why. */
export function cutOff({ baseUrl }: Channel): KaiwuError {
  return new KaiwuError('MODEL_PROTOCOL', { url: baseUrl, reason: 'the answer broke off', billed: 'maybe' })
}
