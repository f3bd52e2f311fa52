import {
  KaiwuError,
  type CallOptions,
  type ChatCompletion,
  type ChatEvent,
  type ChatModel,
  type ChatRequest,
  type Currency,
  type ErrorCode,
  type Money,
} from '@kaiwu/core'
import { candidateOrder, type Candidate } from './candidate-order.ts'
import { journey, type Failure, type Journey } from './journey.ts'
import { leavesOf, type Route } from './route.ts'

/** How a route is followed. */
export type RoutingOptions = Readonly<{
  /** The name it goes by; default: the first model's. */
  ref?: string
  /** Whether a model outside may be asked after one of the house. */
  mayLeaveTheHouse: boolean
  /** An amount in another currency at a rate somebody stated. Absent: prices in different currencies are not compared. */
  convert?: (money: Money, to: Currency) => Money | undefined
  random?: () => number
}>

/**
 * One chat model out of several: each request is answered by one of them, and the end says by which. A model that is being left
 * alone is passed over. When one fails before anything was handed on, the next is asked silently. When one fails after that, or
 * breaks off, the next is asked and `reset` voids what came before its first piece; texts of two models are never joined. When
 * nobody else begins either, what was handed on stands: a clean break keeps its `cut-off` end, else the last error is thrown.
 *
 * Refusals of content, too long or bad requests go on only where `on` says so; budgets and callers that left never do. After a model
 * of the house has had its turn, models outside are left out unless `mayLeaveTheHouse`.
 * @throws the last error, with all models asked in `details.tried`; MODEL_CIRCUIT_OPEN of the first when all are left alone
 */
export function routedChat(route: Route<Candidate>, options: RoutingOptions): ChatModel {
  const { mayLeaveTheHouse, convert = () => undefined, random = Math.random } = options
  const setOut = (request: ChatRequest): Journey => journey(candidateOrder(route, { request, random, convert }), mayLeaveTheHouse)
  return Object.freeze({
    ref: options.ref ?? leavesOf(route)[0]?.ref ?? '',
    async *stream(request: ChatRequest, call: CallOptions = {}) {
      yield* streamed(setOut(request), request, call)
    },
    async complete(request: ChatRequest, call: CallOptions = {}) {
      return completed(setOut(request), request, call)
    },
  })
}

type EndEvent = Extract<ChatEvent, { type: 'end' }>

async function* streamed(way: Journey, request: ChatRequest, call: CallOptions): AsyncGenerator<ChatEvent> {
  let standing: Failure<EndEvent> | undefined
  for (let asked: Candidate | undefined = way.first(); asked;) {
    const attempt = { begun: false, voids: standing }
    const failure: Failure<EndEvent> | undefined = yield* attempted(asked, attempt, request, call)
    if (!failure) return
    const { begun } = attempt
    if (begun) standing = undefined
    if (call.signal?.aborted) throw cancelled(failure)
    asked = way.next(failure)
    if (asked) {
      if (begun) standing = failure
    } else yield* outcome(way, failure, standing)
  }
}

type Attempt = { begun: boolean; readonly voids: Failure<EndEvent> | undefined }

/** Hands on what one model says; returns how it failed, unless it did not. Its clean break is kept back. */
async function* attempted(
  { ref, model }: Candidate,
  attempt: Attempt,
  request: ChatRequest,
  call: CallOptions,
): AsyncGenerator<ChatEvent, Failure<EndEvent> | undefined> {
  const { voids } = attempt
  let end: EndEvent | undefined
  try {
    for await (const event of model.stream(request, call)) {
      if (event.type === 'end') end = event
      if (event.type === 'end' && event.finish === 'cut-off') continue
      if (!attempt.begun && voids) yield { type: 'reset', from: voids.from, to: ref, reason: codeOf(voids.error) }
      attempt.begun = true
      yield event
    }
  } catch (error) {
    // What breaks after the end was handed on is no reason to begin anew.
    if (end && end.finish !== 'cut-off') throw error
    return { from: ref, error }
  }
  if (!end) return { from: ref, error: new KaiwuError('MODEL_PROTOCOL', { url: ref, reason: 'no end', billed: 'maybe' }) }
  return end.finish === 'cut-off' ? { from: ref, error: cutOff(ref), end } : undefined
}

/** How a stream ends when nobody else is asked. */
function* outcome(way: Journey, failure: Failure<EndEvent>, standing: Failure<EndEvent> | undefined): Generator<ChatEvent, void> {
  if (failure.end && !standing) return yield failure.end
  if (standing?.end && way.couldHelp(failure)) return yield standing.end
  throw way.told(failure.end && standing ? standing.error : failure.error)
}

async function completed(way: Journey, request: ChatRequest, call: CallOptions): Promise<ChatCompletion> {
  let partial: ChatCompletion | undefined
  for (let asked = way.first(); ;) {
    const failure = await completedBy(asked, request, call)
    if ('finish' in failure) return failure
    if (call.signal?.aborted) throw cancelled(failure)
    if (failure.end && (failure.end.text !== '' || !partial)) partial = failure.end
    const next = way.next(failure)
    if (next) asked = next
    else if (partial && (failure.end || way.couldHelp(failure))) return partial
    else throw way.told(failure.error)
  }
}

async function completedBy(
  { ref, model }: Candidate,
  request: ChatRequest,
  call: CallOptions,
): Promise<ChatCompletion | Failure<ChatCompletion>> {
  try {
    const completion = await model.complete(request, call)
    return completion.finish === 'cut-off' ? { from: ref, error: cutOff(ref), end: completion } : completion
  } catch (error) {
    return { from: ref, error }
  }
}

function cutOff(ref: string): KaiwuError {
  return new KaiwuError('MODEL_PROTOCOL', { url: ref, reason: 'the answer broke off', billed: 'maybe' })
}

function cancelled({ error }: Failure<unknown>): KaiwuError {
  return KaiwuError.is(error) && error.code === 'CANCELLED' ? error : new KaiwuError('CANCELLED', {}, { cause: error })
}

function codeOf(error: unknown): ErrorCode {
  return KaiwuError.is(error) ? error.code : 'INTERNAL'
}
