import type { ChatEnd, KaiwuError } from '@kaiwu/core'
import { estimateTokens } from '../estimate/estimate-tokens.ts'
import { allQuirks } from '../quirks/all-quirks.ts'
import type { Channel } from '../wire/channel.ts'
import type { Frame } from '../wire/frame.ts'
import { FrameReader } from '../wire/frame-reader.ts'
import { ServerSentEvents } from '../wire/server-sent-events.ts'
import { jsonIn, serviceError } from '../wire/service-error.ts'

// The first bytes tell how many tokens so many bytes are.
const firstBytes = 16 * 1024
// Usage, the reason to stop and [DONE] are in the last ones: at least this many are kept, at most twice as many.
const lastBytes = 4 * 1024
const thinking = Buffer.from('"reasoning_content":"')

/** What a stream came to, read off the bytes that were kept of it. `told`: the error is one that clients of OpenAI's form know. */
export type ReceivedEnd = Readonly<{ end: ChatEnd; thought: boolean; error?: KaiwuError; told?: boolean }>

/**
 * The beginning and the end of a stream that passes through unread: enough to say at its end what it used, exactly where the service
 * reports it. A few kilobytes, however long the stream.
 */
export class ReceivedBytes {
  #total = 0
  readonly #first: Buffer[] = []
  #firstBytes = 0
  #older: Buffer[] = []
  #last: Buffer[] = []
  #lastBytes = 0

  take(chunk: Buffer): void {
    this.#total += chunk.length
    if (this.#firstBytes < firstBytes) {
      this.#first.push(chunk)
      this.#firstBytes += chunk.length
    }
    this.#last.push(chunk)
    this.#lastBytes += chunk.length
    if (this.#lastBytes < lastBytes) return
    this.#older = this.#last
    this.#last = []
    this.#lastBytes = 0
  }

  /** Reads what was kept. @param promptTokens estimate, for services that do not report */
  end(
    channel: Channel,
    { promptTokens, key, requestId }: Readonly<{ promptTokens: number; key: string; requestId?: string }>,
  ): ReceivedEnd {
    const last = readFrames(channel, Buffer.concat([...this.#older, ...this.#last]), key)
    const told = last.error ? { error: last.error, told: last.told === true } : {}
    const estimates = { prompt: () => promptTokens, text: estimateTokens }
    const end = last.reader.end(requestId, estimates)
    const first = Buffer.concat(this.#first)
    const thought = last.reader.reasoning !== '' || (end.usage.reasoningTokens ?? 0) > 0 || first.includes(thinking)
    if (!end.usage.estimated) return { end, thought, ...told }
    const { reader } = readFrames(channel, first, key)
    return { end: { ...end, usage: { ...end.usage, completionTokens: this.#extrapolated(reader) } }, thought, ...told }
  }

  #extrapolated(reader: FrameReader): number {
    const said = reader.text + reader.reasoning + reader.toolCalls.map(({ name, arguments: text }) => name + text).join('')
    return Math.round((estimateTokens(said) * this.#total) / this.#firstBytes)
  }
}

function readFrames(
  channel: Channel,
  bytes: Buffer,
  key: string,
): Readonly<{ reader: FrameReader; error?: KaiwuError; told?: boolean }> {
  const reader = new FrameReader(
    channel,
    (channel.facts.quirks ?? []).map((name) => allQuirks[name]),
  )
  const events = new ServerSentEvents()
  for (const data of [...events.take(bytes), ...events.end()]) {
    if (data === '[DONE]') reader.done = true
    // The first line of what was kept may be the end of one.
    const frame = jsonIn(data) as Frame | undefined
    const said = frame && reader.read(frame)
    if (said && 'message' in said)
      return { reader, told: !!frame['error'], error: serviceError(channel, { status: 200, begun: true, key }, said) }
  }
  return { reader }
}
