import {
  KaiwuError,
  type CallOptions,
  type ChatCompletion,
  type ChatEvent,
  type ChatModel,
  type ChatRequest,
  type ErrorCode,
  type Finish,
} from '@kaiwu/core'
import { collect } from '../wire/channel-chat-model.ts'

/** What a scripted model does at one call: say pieces, then end, throw, or hang until the caller leaves. */
export type Scripted = Readonly<{
  say?: readonly string[]
  end?: Finish
  fail?: KaiwuError
  hang?: boolean
}>

/** A model in this process that does what it is told, call by call; the last thing told is done from then on. */
export type ScriptedChat = ChatModel &
  Readonly<{
    calls: readonly ChatRequest[]
    /** Streams that are being read. */
    open(): number
  }>

/** @param script one for each call */
export function scriptedChat(ref: string, ...script: readonly Scripted[]): ScriptedChat {
  const calls: ChatRequest[] = []
  let open = 0
  async function* stream(request: ChatRequest, { signal }: CallOptions = {}): AsyncGenerator<ChatEvent> {
    const { say = [], end = 'stop', fail, hang = false } = script[Math.min(calls.length, script.length - 1)] ?? {}
    calls.push(request)
    open += 1
    try {
      for (const text of say) {
        if (signal?.aborted) throw new KaiwuError('CANCELLED')
        yield { type: 'text', text }
        await Promise.resolve()
      }
      if (hang) await aborted(signal)
      if (fail) throw fail
      const usage = { promptTokens: 10, completionTokens: say.join('').length, estimated: false }
      yield { type: 'end', finish: end, usage, model: ref, id: `${ref}-${calls.length}` }
    } finally {
      open -= 1
    }
  }
  return Object.freeze({
    ref,
    stream,
    complete: (request: ChatRequest, options: CallOptions = {}): Promise<ChatCompletion> => collect(stream(request, options)),
    calls,
    open: () => open,
  })
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new KaiwuError('CANCELLED')), { once: true })
  })
}

/** An error as a channel throws it. */
export function modelError(code: ErrorCode, details: Record<string, string | number> = {}): KaiwuError {
  return new KaiwuError(code, { url: 'http://model', model: 'a/x', reason: 'because', status: 0, billed: 'no', ...details })
}

/** A request of one line. */
export const question: ChatRequest = Object.freeze({ messages: [{ role: 'user' as const, content: '轴承温度高怎么办？' }] })

/** Reads a stream to its end or error. */
export async function readAll(events: AsyncIterable<ChatEvent>): Promise<{ events: ChatEvent[]; error?: unknown }> {
  const read: ChatEvent[] = []
  try {
    for await (const event of events) read.push(event)
    return { events: read }
  } catch (error) {
    return { events: read, error }
  }
}

/** What a reader has before its eyes: text since the last reset. */
export function textOf(events: readonly ChatEvent[]): string {
  const from = events.findLastIndex(({ type }) => type === 'reset')
  return events
    .slice(from + 1)
    .map((event) => (event.type === 'text' ? event.text : ''))
    .join('')
}
