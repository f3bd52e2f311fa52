import {
  KaiwuError,
  newId,
  type CallOptions,
  type ChatCompletion,
  type ChatEnd,
  type ChatEvent,
  type ChatModel,
  type ChatRequest,
} from '@kaiwu/core'
import type { Meter } from '../ledger/meter.ts'
import { collect } from '../wire/channel-chat-model.ts'
import type { AnswerCache } from './answer-cache.ts'
import { answerKey, ownTenant, type TenantOf } from './answer-key.ts'
import { sharedRun, type SharedRun } from './shared-run.ts'

/** What a chat model answers repeats from. */
export type CachedChatOptions = Readonly<{
  cache: AnswerCache
  /** Writes down what was saved. */
  meter: Pick<Meter, 'saved'>
  /** What tells one model at one address from every other: `provider/model` and the address. */
  channelKey: string
  /** Default: key, department, user and solution. */
  tenant?: TenantOf
}>

type Flights = Map<string, SharedRun<ChatEvent>>

// By cache, since a model is wrapped anew each time it is asked for.
const flightsOf = new WeakMap<AnswerCache, Flights>()

/**
 * A chat model that answers exact repeats from a cache: the same request at temperature 0 for the same tenant. A repeat says what
 * was said then, with the usage of then, costs nothing, and is in the ledger as `saved`. The same asked twice at once is asked once.
 *
 * Requests with tools count too: only what the model said is kept, so a tool runs again each time. An answer that was cut off,
 * filtered or too long is never kept. Every other request goes through untouched.
 */
export function cachedChat(model: ChatModel, options: CachedChatOptions): ChatModel {
  const repeatable = ({ temperature }: ChatRequest): boolean => temperature === 0
  return Object.freeze({
    ...model,
    stream: (request: ChatRequest, call: CallOptions = {}) =>
      repeatable(request) ? answered(model, options, { request, call, whole: false }) : model.stream(request, call),
    complete: (request: ChatRequest, call: CallOptions = {}) =>
      repeatable(request) ? completed(answered(model, options, { request, call, whole: true })) : model.complete(request, call),
  })
}

type Asked = Readonly<{ request: ChatRequest; call: CallOptions; whole: boolean }>

/** What is kept of an answer. */
type Kept = Readonly<Pick<ChatCompletion, 'text' | 'reasoning' | 'toolCalls' | 'finish' | 'usage' | 'model'>>

async function* answered(model: ChatModel, options: CachedChatOptions, asked: Asked): AsyncGenerator<ChatEvent> {
  const { cache, channelKey, tenant = ownTenant } = options
  const { request, call } = asked
  if (call.signal?.aborted) throw new KaiwuError('CANCELLED')
  const key = answerKey('chat', 1, channelKey, tenant(call.chargedTo ?? {}), request)
  const kept = keptIn(cache.read(key))
  if (kept) return yield* repeated(eventsOf({ ...kept, id: '' }), options, model, call)
  const flights = flightsOf.get(cache) ?? new Map<string, SharedRun<ChatEvent>>()
  flightsOf.set(cache, flights)
  const flight = flights.get(key)
  if (flight) return yield* repeated(flight.join(call.signal), options, model, call)
  const started = sharedRun(
    (signal) => remembered(model, cache, key, { ...asked, call: { ...call, signal } }),
    () => {
      if (flights.get(key) === started) flights.delete(key)
    },
  )
  flights.set(key, started)
  yield* started.join(call.signal)
}

/** Asks the model, and keeps what it says when it has said all. */
async function* remembered(model: ChatModel, cache: AnswerCache, key: string, asked: Asked): AsyncGenerator<ChatEvent> {
  const { request, call, whole } = asked
  const said: ChatEvent[] = []
  for await (const event of whole ? completedEvents(model, request, call) : model.stream(request, call)) {
    said.push(event)
    if (event.type === 'end' && (event.finish === 'stop' || event.finish === 'tool-calls')) {
      const { text, reasoning, toolCalls, finish, usage, model: ref } = await completed(said)
      const kept: Kept = { text, reasoning, toolCalls, finish, usage, model: ref }
      cache.write(key, 'chat', Buffer.from(JSON.stringify(kept)))
    }
    yield event
  }
}

async function* completedEvents(model: ChatModel, request: ChatRequest, call: CallOptions): AsyncGenerator<ChatEvent> {
  yield* eventsOf(await model.complete(request, call))
}

/** What was said to somebody else, or earlier: it costs nothing, and the ledger keeps what it would have cost. */
async function* repeated(
  events: AsyncIterable<ChatEvent> | Iterable<ChatEvent>,
  { meter }: CachedChatOptions,
  { ref }: ChatModel,
  { chargedTo, signal }: CallOptions,
): AsyncGenerator<ChatEvent> {
  for await (const event of events) {
    if (signal?.aborted) throw new KaiwuError('CANCELLED')
    if (event.type !== 'end') yield event
    else {
      const saved = meter.saved({ kind: 'chat', model: ref, ...(chargedTo ? { chargedTo } : {}) }, event.usage)
      const { requestId: _, ...end } = event
      yield { ...end, id: newId('chatcmpl'), cost: { micros: 0, currency: saved?.currency ?? 'CNY' } }
    }
  }
}

function* eventsOf({ text, reasoning, toolCalls, ...end }: Kept & ChatEnd): Generator<ChatEvent> {
  if (reasoning !== '') yield { type: 'reasoning', text: reasoning }
  if (text !== '') yield { type: 'text', text }
  for (const [index, call] of toolCalls.entries()) yield { type: 'tool-call', index, ...call }
  yield { type: 'end', ...end }
}

async function completed(events: AsyncIterable<ChatEvent> | Iterable<ChatEvent>): Promise<ChatCompletion> {
  return Object.freeze(await collect(events as AsyncIterable<ChatEvent>))
}

function keptIn(value: Uint8Array | undefined): Kept | undefined {
  if (!value) return undefined
  try {
    return JSON.parse(Buffer.from(value).toString('utf8')) as Kept
  } catch (error) {
    // A damaged row is an answer that is not known.
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
