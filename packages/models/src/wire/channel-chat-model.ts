import { KaiwuError, type CallOptions, type ChatCompletion, type ChatEvent, type ChatModel, type ChatRequest } from '@kaiwu/core'
import { estimatePrompt, estimateTokens } from '../estimate/estimate-tokens.ts'
import { allQuirks } from '../quirks/all-quirks.ts'
import type { Quirk } from '../quirks/quirk.ts'
import { callGuard, type CallGuard } from './call-guard.ts'
import type { Channel } from './channel.ts'
import type { Frame } from './frame.ts'
import { FrameReader, type Piece } from './frame-reader.ts'
import type { Http, HttpResponse } from './http.ts'
import { requestBody } from './request-body.ts'
import { requestIdOf } from './request-id.ts'
import { beginningOf, sendTo, wholeOf, type Sending } from './send-to.ts'
import { ServerSentEvents } from './server-sent-events.ts'
import { saidInJson, serviceError, shortened } from './service-error.ts'

/**
 * One model at one address: one attempt for each call, one parse for each piece. What comes back is what any other service would
 * have sent; what is no answer is an error. Retries, limits, budgets and other models are wrapped around it.
 */
export function channelChatModel(channel: Channel, http: Http): ChatModel {
  const quirks = (channel.facts.quirks ?? []).map((name) => allQuirks[name])
  const streamOnly = channel.facts.quirks?.includes('stream-only') === true
  const stream = (request: ChatRequest, options: CallOptions = {}) => streamed({ channel, http, quirks, request, options })
  return Object.freeze({
    ref: channel.ref,
    stream,
    complete: (request: ChatRequest, options: CallOptions = {}) =>
      streamOnly ? collect(stream(request, options)) : whole({ channel, http, quirks, request, options }),
  })
}

type Asked = Readonly<{ channel: Channel; http: Http; quirks: readonly Quirk[]; request: ChatRequest; options: CallOptions }>

/** The whole answer of a stream. */
export async function collect(events: AsyncIterable<ChatEvent>): Promise<ChatCompletion> {
  let text = ''
  let reasoning = ''
  let calls: { id: string; name: string; arguments: string }[] = []
  for await (const event of events) {
    if (event.type === 'text') text += event.text
    else if (event.type === 'reasoning') reasoning += event.text
    else if (event.type === 'reset') [text, reasoning, calls] = ['', '', []]
    else if (event.type === 'tool-call') {
      const call = (calls[event.index] ??= { id: '', name: '', arguments: '' })
      call.id ||= event.id ?? ''
      call.name ||= event.name ?? ''
      call.arguments += event.arguments
    } else {
      const { type: _, ...end } = event
      return { ...end, text, reasoning, toolCalls: calls.filter(Boolean) }
    }
  }
  throw new Error('a chat model ends with its end')
}

async function* streamed(asked: Asked): AsyncGenerator<ChatEvent> {
  const { channel, quirks, request, options } = asked
  const reader = new FrameReader(channel, quirks)
  const guard = callGuard(channel.baseUrl, channel.policy.timeouts, { outer: options.signal })
  const sending = sendingOf(asked, guard, true)
  let response: HttpResponse | undefined
  try {
    response = await sendTo(sending)
    yield* eventsOf(response, reader, sending, guard)
    guard.signal.throwIfAborted()
    yield { type: 'end', ...endOf(reader, response, request, channel) }
  } catch (error) {
    throw told(error, guard, channel)
  } finally {
    guard.stop()
    if (!reader.done) response?.cancel()
  }
}

function endOf(reader: FrameReader, response: HttpResponse, request: ChatRequest, channel: Channel) {
  const end = reader.end(requestIdOf(response.headers), { prompt: () => estimatePrompt(request), text: estimateTokens })
  if (
    reader.text === '' &&
    reader.toolCalls.length === 0 &&
    (end.finish === 'stop' || (end.finish === 'cut-off' && !reader.begun))
  )
    throw new KaiwuError('MODEL_PROTOCOL', { url: channel.baseUrl, reason: 'no completion in the answer', billed: 'maybe' })
  return end
}

async function* eventsOf(response: HttpResponse, reader: FrameReader, sending: Sending, guard: CallGuard): AsyncGenerator<Piece> {
  const type = response.headers['content-type'] ?? ''
  if (/\b(json|html)\b/.test(type)) return yield* wholeInPlaceOfStream(await beginningOf(response), type, reader, sending)
  const events = new ServerSentEvents()
  let bytes = 0
  try {
    for await (const chunk of response.body) {
      bytes += chunk.length
      if (bytes > mostBytes) throw protocol(sending, `more than ${mostBytes} bytes`)
      for (const data of events.take(chunk)) {
        for (const piece of read(data, reader, sending)) {
          guard.beat()
          yield piece
          // The rest may have arrived already; a caller that left gets none of it.
          if (guard.signal.aborted) throw guard.signal.reason
        }
      }
      if (reader.done) break
    }
    for (const data of events.end()) yield* read(data, reader, sending)
  } catch (error) {
    // What breaks after the model said why it stops takes nothing away from the answer.
    if (!reader.finished || guard.signal.aborted) throw error
  }
  yield* reader.rest()
}

// An endless answer is no answer; the longest that vendors give is a hundredth of this.
const mostBytes = 32 * 1024 * 1024

function read(data: string, reader: FrameReader, sending: Sending): readonly Piece[] {
  if (data === '[DONE]') {
    reader.done = true
    return []
  }
  return data.trim() === '' ? [] : readFrame(parsed(data, sending), reader, sending)
}

function readFrame(frame: Frame, reader: FrameReader, sending: Sending): readonly Piece[] {
  const pieces = reader.read(frame)
  if (!('message' in pieces)) return pieces
  throw serviceError(sending.channel, { status: 200, begun: reader.begun, key: sending.key }, pieces)
}

function parsed(data: string, sending: Sending): Frame {
  try {
    const frame: unknown = JSON.parse(data)
    if (typeof frame === 'object' && frame !== null) return frame as Frame
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw protocol(sending, `a piece that is not JSON: ${data.slice(0, 80)}`)
}

/** Some services answer with a whole completion although a stream was asked for, and most say their errors so. */
function* wholeInPlaceOfStream(body: string, type: string, reader: FrameReader, sending: Sending): Generator<Piece> {
  const frame = wholeFrame(body, type, sending)
  yield* readFrame(frame, reader, sending)
  mustBeCompletion(frame, sending)
  reader.done = true
  yield* reader.rest()
}

/** A success without a completion is an error that the service tells in some form of its own, or nothing at all. */
function mustBeCompletion(frame: Frame, sending: Sending): void {
  if (Array.isArray(frame.choices)) return
  const said = saidInJson(frame)
  if (said) throw serviceError(sending.channel, { status: 200, key: sending.key }, said)
  throw protocol(sending, 'no completion in the answer')
}

function wholeFrame(body: string, type: string, sending: Sending): Frame {
  let frame: unknown
  try {
    frame = JSON.parse(body)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const said = /\bhtml\b/.test(type) ? type : body.slice(0, 80)
    throw protocol(sending, shortened(`${said || 'nothing'} in place of a completion`, sending.key))
  }
  if (typeof frame !== 'object' || frame === null || Array.isArray(frame))
    throw protocol(sending, `${body.slice(0, 80)} in place of a completion`)
  return frame as Frame
}

async function whole(asked: Asked): Promise<ChatCompletion> {
  const { channel, quirks, request, options } = asked
  const reader = new FrameReader(channel, quirks)
  const guard = callGuard(channel.baseUrl, channel.policy.timeouts, { outer: options.signal, whole: true })
  const sending = sendingOf(asked, guard, false)
  let response: HttpResponse | undefined
  try {
    response = await sendTo(sending)
    const type = response.headers['content-type'] ?? ''
    const body = await wholeOf(response, mostBytes, () => protocol(sending, `more than ${mostBytes} bytes`))
    const frame = wholeFrame(body, type, sending)
    readFrame(frame, reader, sending)
    mustBeCompletion(frame, sending)
    reader.rest()
    reader.done = true
    const end = endOf(reader, response, request, channel)
    return { ...end, text: reader.text, reasoning: reader.reasoning, toolCalls: reader.toolCalls }
  } catch (error) {
    throw told(error, guard, channel)
  } finally {
    guard.stop()
    response?.cancel()
  }
}

function sendingOf({ channel, http, quirks, request }: Asked, guard: CallGuard, stream: boolean): Sending {
  const body = JSON.stringify(requestBody(channel, quirks, request, stream))
  const url = channel.baseUrl + (channel.provider.chat?.path ?? '/chat/completions')
  return {
    channel,
    http,
    url,
    body,
    key: channel.key(),
    signal: guard.signal,
    accept: stream ? 'text/event-stream' : 'application/json',
  }
}

function protocol({ channel }: Sending, reason: string): KaiwuError {
  return new KaiwuError('MODEL_PROTOCOL', { url: channel.baseUrl, reason, billed: 'maybe' })
}

/** What a call failed with, and always which model it was. */
function told(thrown: unknown, { signal }: CallGuard, { ref }: Channel): unknown {
  const error: unknown = signal.aborted ? signal.reason : thrown
  if (!KaiwuError.is(error) || !error.code.startsWith('MODEL_') || error.details['model'] !== undefined) return error
  return new KaiwuError(error.code, { ...error.details, model: ref }, { cause: error.cause })
}
