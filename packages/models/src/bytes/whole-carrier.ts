import { KaiwuError } from '@kaiwu/core'
import { estimateTokens } from '../estimate/estimate-tokens.ts'
import { allQuirks } from '../quirks/all-quirks.ts'
import type { Frame } from '../wire/frame.ts'
import { FrameReader } from '../wire/frame-reader.ts'
import { jsonIn, serviceError } from '../wire/service-error.ts'
import type { ReceivedEnd } from './received-bytes.ts'
import type { ResponseHead } from './response-head.ts'
import { noCompletion, type ByteReceiver } from './send-bytes.ts'
import type { Carrying } from './stream-carrier.ts'
import { requestIdOf } from '../wire/request-id.ts'

const mostBytes = 32 * 1024 * 1024

/** Carries an answer that comes in one piece: looked at once for what it used, and handed on byte for byte. */
export class WholeCarrier implements ByteReceiver {
  begun = false
  requestId: string | undefined
  readonly #carrying: Carrying
  readonly #parts: Buffer[] = []
  #bytes = 0
  #type = ''
  #end: ReceivedEnd | undefined

  constructor(carrying: Carrying) {
    this.#carrying = carrying
  }

  onHead({ headers }: ResponseHead): void {
    this.#type = headers['content-type'] ?? ''
    this.requestId = requestIdOf(headers)
  }

  onData(chunk: Buffer): void {
    this.#bytes += chunk.length
    const { baseUrl } = this.#carrying.channel
    if (this.#bytes > mostBytes)
      throw new KaiwuError('MODEL_PROTOCOL', { url: baseUrl, reason: `more than ${mostBytes} bytes`, billed: 'maybe' })
    this.#parts.push(chunk)
  }

  onEnd(): void {
    const { channel, call, key, sink } = this.#carrying
    const bytes = Buffer.concat(this.#parts)
    const text = bytes.toString('utf8')
    const frame = jsonIn(text) as Frame | undefined
    const reader = new FrameReader(
      channel,
      (channel.facts.quirks ?? []).map((name) => allQuirks[name]),
    )
    const said = frame && reader.read(frame)
    if (said && 'message' in said) throw serviceError(channel, { status: 200, key }, said)
    if (!frame || !Array.isArray(frame.choices)) throw noCompletion(channel, key, text, this.#type)
    const end = reader.end(this.requestId, { prompt: () => call.promptTokens, text: estimateTokens })
    this.#end = { end, thought: reader.reasoning !== '' || (end.usage.reasoningTokens ?? 0) > 0 }
    this.begun = true
    sink.begin({ type: 'application/json; charset=utf-8', ref: channel.ref, length: bytes.length })
    sink.write(bytes)
  }

  end(): ReceivedEnd {
    if (!this.#end) throw new Error('an answer has an end once it was handed on')
    return this.#end
  }
}
