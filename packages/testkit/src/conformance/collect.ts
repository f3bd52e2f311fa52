import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { KaiwuError, type ChatEnd, type ChatEvent, type ErrorCode, type ToolCall } from '@kaiwu/core'

/** A stream that has been read to its end. */
export type Collected = Readonly<{
  events: readonly ChatEvent[]
  text: string
  reasoning: string
  toolCalls: readonly ToolCall[]
  end: ChatEnd
}>

/** Reads a stream to its end and holds it to the port: one `end`, and nothing after it. */
export async function collect(stream: AsyncIterable<ChatEvent>): Promise<Collected> {
  const events: ChatEvent[] = []
  for await (const event of stream) events.push(event)
  const ends = events.filter((event) => event.type === 'end')
  assert.equal(ends.length, 1, `a stream has one end event, not ${ends.length}`)
  assert.equal(events.at(-1), ends[0], 'nothing follows the end event')
  assert.ok(!events.some((event) => event.type === 'reset'), 'one channel never resets')
  return { events, text: textOf(events), reasoning: thoughtsOf(events), toolCalls: toolCallsOf(events), end: ends[0]! }
}

/** The text that events carry. */
export function textOf(events: readonly ChatEvent[]): string {
  return events.map((event) => (event.type === 'text' ? event.text : '')).join('')
}

function thoughtsOf(events: readonly ChatEvent[]): string {
  return events.map((event) => (event.type === 'reasoning' ? event.text : '')).join('')
}

function toolCallsOf(events: readonly ChatEvent[]): readonly ToolCall[] {
  const calls = new Map<number, { id: string; name: string; arguments: string }>()
  for (const event of events) {
    if (event.type !== 'tool-call') continue
    const call = calls.get(event.index) ?? { id: '', name: '', arguments: '' }
    calls.set(event.index, {
      id: event.id ?? call.id,
      name: event.name ?? call.name,
      arguments: call.arguments + event.arguments,
    })
  }
  return [...calls.entries()].toSorted(([a], [b]) => a - b).map(([, call]) => call)
}

/** What an attempt ended with: the error it threw, or what it handed back. */
export async function outcomeOf<T>(attempt: Promise<T>): Promise<Readonly<{ error: unknown } | { value: T }>> {
  try {
    return { value: await attempt }
  } catch (error) {
    return { error }
  }
}

/** Holds an attempt to a KaiwuError of one of the codes, in which the key is nowhere to be found. */
export async function expectError(
  attempt: Promise<unknown>,
  codes: readonly ErrorCode[],
  key: string,
  about = '',
): Promise<KaiwuError> {
  const outcome = await outcomeOf(attempt)
  if (!('error' in outcome))
    assert.fail(`${about} success in place of ${codes.join(' or ')}: ${inspect(outcome.value, { depth: 6 })}`)
  const { error } = outcome
  if (!KaiwuError.is(error)) assert.fail(`${about} no KaiwuError but ${inspect(error)}`)
  assert.ok(codes.includes(error.code), `${about} ${error.code} in place of ${codes.join(' or ')}: ${error.message}`)
  for (const said of [
    error.message,
    error.text('zh'),
    error.text('en'),
    inspect(error, { depth: 8 }),
    JSON.stringify(error.details),
  ])
    assert.ok(!said.includes(key), `${about} the key is in: ${said}`)
  return error
}

/** Waits until something is so; fails with what was waited for. */
export async function until(what: string, limitMs: number, isSo: () => boolean): Promise<number> {
  const begun = performance.now()
  while (!isSo()) {
    if (performance.now() - begun > limitMs) assert.fail(`${what} took longer than ${limitMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  return performance.now() - begun
}

/** Codes of errors that say a service failed, in whichever way. */
export const failures: readonly ErrorCode[] = Object.freeze([
  'MODEL_UNREACHABLE',
  'MODEL_PROTOCOL',
  'MODEL_FAILED',
  'MODEL_OVERLOADED',
  'MODEL_TIMEOUT',
])
