import type { Usage } from '@kaiwu/core'
import { cutOff, StreamCarrier } from '../bytes/stream-carrier.ts'
import { mostReceived, sentBody, type ByteCall, type ByteSink } from '../bytes/byte-call.ts'
import type { ConnectionPool } from '../bytes/connection-pool.ts'
import { passesUnread } from '../bytes/passes-unread.ts'
import type { ReceivedEnd } from '../bytes/received-bytes.ts'
import { sendBytes } from '../bytes/send-bytes.ts'
import { WholeCarrier } from '../bytes/whole-carrier.ts'
import { endOf, noUsage, surelyUnbilled, type CallEnd, type Meter, type OpenCall } from '../ledger/meter.ts'
import { callGuard } from '../wire/call-guard.ts'
import type { Channel } from '../wire/channel.ts'
import type { RequestBody } from '../wire/frame.ts'
import { beginCall, type CallGuards, type GuardedCall } from './guarded-call.ts'

/**
 * A channel for a caller that has a request in OpenAI's form and wants the answer's bytes as they come: nothing is parsed and nothing
 * put together again. Calls take their turn, heed the circuit and the timeouts and are in the ledger like all others; they are not
 * retried.
 */
export type ByteLane = Readonly<{
  /** Whether the channel needs nothing put right for this request. */
  carries(body: RequestBody): boolean
  /**
   * Asks, and hands on the answer. What is thrown before `sink.begin` may be answered by another channel.
   * @throws whatever a chat model throws; MODEL_PROTOCOL for a stream that ended without saying why
   */
  pass(call: ByteCall, sink: ByteSink): Promise<void>
}>

/** Makes the lane of what a channel's other calls pass, too. */
export function byteLane(channel: Channel, way: Readonly<{ guards: CallGuards; meter: Meter; pool: ConnectionPool }>): ByteLane {
  return Object.freeze({
    carries: (body: RequestBody) => passesUnread(channel, body),
    pass: (call: ByteCall, sink: ByteSink) => pass(channel, way, call, sink),
  })
}

type Way = Parameters<typeof byteLane>[1]

async function pass(channel: Channel, { guards, meter, pool }: Way, call: ByteCall, sink: ByteSink): Promise<void> {
  const key = channel.key()
  const open = await begin(channel, { guards, meter }, call)
  const stream = call.body.stream === true
  const guard = callGuard(channel.baseUrl, channel.policy.timeouts, { outer: call.signal, whole: !stream })
  const told: ByteSink = {
    ...sink,
    begin(head) {
      open.begun()
      sink.begin(head)
    },
  }
  const carrying = { channel, call, key, sink: told, onLife: guard.beat }
  const carrier = stream ? new StreamCarrier(carrying) : new WholeCarrier(carrying)
  let failure: Readonly<{ error: unknown }> | undefined
  try {
    const accept = stream ? 'text/event-stream' : 'application/json'
    await sendBytes(pool, { channel, body: sentBody(channel, call.body), key, signal: guard.signal, accept }, carrier)
  } catch (error) {
    failure = { error: guard.signal.aborted ? (guard.signal.reason as unknown) : error }
  } finally {
    guard.stop()
  }
  if (!carrier.begun) throw closed(open, call, failure?.error)
  const received = carrier.end()
  const { outcome, error, throws } = outcomeOf(channel, received, failure, call.signal.aborted)
  open.close(endFor(outcome, received), error)
  if (throws) throw error
}

type Told = Readonly<{ outcome: CallEnd['outcome']; error?: unknown; throws: boolean }>

function outcomeOf(
  channel: Channel,
  { end: { finish }, error, told = false }: ReceivedEnd,
  failure: Readonly<{ error: unknown }> | undefined,
  left: boolean,
): Told {
  const ok = finish === 'stop' || finish === 'tool-calls'
  // What breaks after the model said why it stops takes nothing away from the answer.
  if (finish !== 'cut-off' && !left) return { outcome: ok ? 'ok' : 'incomplete', throws: false }
  if (failure) return { outcome: left ? 'cancelled' : 'failed', error: failure.error, throws: true }
  if (error) return { outcome: 'failed', error, throws: !told }
  return { outcome: 'incomplete', error: cutOff(channel), throws: true }
}

function endFor(outcome: CallEnd['outcome'], { end: { usage, requestId }, thought }: ReceivedEnd): CallEnd {
  return { outcome, usage, thinking: thought, ...(requestId === undefined ? {} : { requestId }) }
}

/** Closes a call of which nothing was handed on. */
function closed(open: OpenByteCall, { promptTokens, signal }: ByteCall, error: unknown): unknown {
  const sent: Usage = { promptTokens: Math.ceil(promptTokens), completionTokens: 0, estimated: true }
  open.close({ outcome: endOf(error, signal), usage: surelyUnbilled(error) ? noUsage : sent }, error)
  return error
}

type OpenByteCall = Readonly<{ begun(): void; close(end: CallEnd, error?: unknown): void }>

async function begin(
  channel: Channel,
  { guards, meter }: Omit<Way, 'pool'>,
  { body, promptTokens, mayThink, chargedTo, signal }: ByteCall,
): Promise<OpenByteCall> {
  const completionTokens = mostReceived(channel, body)
  const guarded = await beginCall(guards, promptTokens + completionTokens, signal)
  try {
    const call = { kind: 'chat', model: channel.ref, promptTokens, completionTokens, mayThink, chargedTo } as const
    return openCall(guarded, meter.open(call))
  } catch (error) {
    guarded.failed(error)
    throw error
  }
}

function openCall(guarded: GuardedCall, metered: OpenCall): OpenByteCall {
  return Object.freeze({
    begun() {
      guarded.began()
      metered.begun()
    },
    close(end: CallEnd, error?: unknown) {
      const tokens = end.usage.promptTokens + end.usage.completionTokens
      if (end.outcome === 'cancelled') guarded.left()
      else if (error === undefined) guarded.succeeded(tokens)
      else guarded.failed(error, tokens)
      metered.close(end)
    },
  })
}
