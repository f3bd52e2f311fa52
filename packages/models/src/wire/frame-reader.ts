import { newId, type ChatEnd, type ChatEvent, type Finish, type ToolCall, type Usage } from '@kaiwu/core'
import type { FrameMemory, Quirk } from '../quirks/quirk.ts'
import type { Channel } from './channel.ts'
import type { ErrorSaid, Frame, FrameDelta, FrameToolCall, FrameUsage } from './frame.ts'
import { saidInJson } from './service-error.ts'

/** What a model can say in pieces. */
export type Piece = Exclude<ChatEvent, { type: 'end' } | { type: 'reset' }>

type CallSoFar = { id: string; name: string; arguments: string }

/**
 * Reads the frames of one answer: the vendor's departures put right, pieces handed on, and what the answer came to kept:
 * text, thoughts, tool calls, usage, the reason to stop.
 */
export class FrameReader {
  text = ''
  reasoning = ''
  /** A `[DONE]` or the end of a whole answer was seen. */
  done = false
  readonly #channel: Channel
  readonly #framed: readonly NonNullable<Quirk['frame']>[]
  readonly #failing: readonly NonNullable<Quirk['error']>[]
  readonly #quirks: readonly Quirk[]
  readonly #memory: FrameMemory = { held: '', thinking: false, started: false }
  readonly #calls: CallSoFar[] = []
  readonly #places = new Map<number, number>()
  #finish: string | undefined
  #usage: FrameUsage | undefined
  #requestId: string | undefined

  constructor(channel: Channel, quirks: readonly Quirk[]) {
    this.#channel = channel
    this.#quirks = quirks
    this.#framed = quirks.flatMap(({ frame }) => (frame ? [frame] : []))
    this.#failing = quirks.flatMap(({ error }) => (error ? [error] : []))
  }

  /** True once anything was handed on. */
  get begun(): boolean {
    return this.text !== '' || this.reasoning !== '' || this.#calls.length > 0
  }

  /** True once the model said why it stops: what breaks after that takes nothing away. */
  get finished(): boolean {
    return this.#finish !== undefined
  }

  /** The pieces of a frame, or the error that it is. */
  read(frame: Frame): readonly Piece[] | ErrorSaid {
    const error = this.#errorIn(frame)
    if (error) return error
    for (const change of this.#framed) change(frame, this.#memory)
    if (this.#memory.id === undefined && typeof frame.id === 'string' && frame.id !== '') this.#memory.id = frame.id
    if (frame.usage) this.#usage = betterUsage(this.#usage, frame.usage)
    const choice = frame.choices?.[0]
    if (!choice) return none
    if (typeof choice.finish_reason === 'string' && choice.finish_reason !== '') this.#finish = choice.finish_reason
    const delta = choice.delta ?? choice.message
    return delta ? this.#piecesOf(delta) : none
  }

  /** What a quirk withheld, at the end of the answer. */
  rest(): readonly Piece[] {
    return this.#quirks.flatMap(({ rest }) => {
      const { text = '', reasoning = '' } = rest?.(this.#memory) ?? {}
      return this.#piecesOf({ content: text, reasoning_content: reasoning })
    })
  }

  /** How the answer ended. @param prompt estimates the tokens sent, for services that do not say */
  end(requestId: string | undefined, estimate: Readonly<{ prompt(): number; text(text: string): number }>): ChatEnd {
    const id = this.#memory.id ?? newId('chatcmpl')
    const told = requestId ?? this.#requestId
    return {
      finish: this.#finishOf(),
      usage: this.#usageOf(estimate),
      model: this.#channel.ref,
      id,
      ...(told ? { requestId: told } : {}),
    }
  }

  get toolCalls(): readonly ToolCall[] {
    return this.#calls.map((call) => ({ ...call, arguments: call.arguments === '' ? '{}' : call.arguments }))
  }

  #errorIn(frame: Frame): ErrorSaid | undefined {
    if (frame.error !== undefined && frame.error !== null) return saidInJson(frame) ?? { message: JSON.stringify(frame.error) }
    for (const find of this.#failing) {
      const error = find(frame)
      if (error) return error
    }
    if (this.#requestId === undefined) {
      const id = frame['request_id'] ?? frame['sid'] ?? frame.id
      if (typeof id === 'string' && id !== '') this.#requestId = id
    }
    return undefined
  }

  #piecesOf(delta: FrameDelta): readonly Piece[] {
    const { reasoning_content: thought, content, tool_calls: calls, refusal } = delta
    const said = typeof content === 'string' && content !== '' ? content : typeof refusal === 'string' ? refusal : ''
    // Nearly every frame carries one piece of text and nothing else.
    if (said !== '' && !thought && !calls) {
      this.text += said
      return [{ type: 'text', text: said }]
    }
    const pieces: Piece[] = []
    if (typeof thought === 'string' && thought !== '') {
      this.reasoning += thought
      pieces.push({ type: 'reasoning', text: thought })
    }
    if (said !== '') {
      this.text += said
      pieces.push({ type: 'text', text: said })
    }
    if (Array.isArray(calls)) for (const call of calls) pieces.push(this.#toolPiece(call))
    return pieces
  }

  /** A piece of a tool call; indices and ids are put right, whatever the service leaves out. */
  #toolPiece({ index, id, function: called = {} }: FrameToolCall): Piece {
    const at = this.#placeOf(index, id ?? '')
    const known = this.#calls[at]
    const text = typeof called.arguments === 'string' ? called.arguments : ''
    if (known) {
      known.arguments += text
      if (known.name === '' && called.name) {
        known.name = called.name
        return { type: 'tool-call', index: at, name: called.name, arguments: text }
      }
      return { type: 'tool-call', index: at, arguments: text }
    }
    const taken = !id || this.#calls.some((call) => call.id === id)
    const call = { id: taken ? newId('call') : id, name: called.name ?? '', arguments: text }
    this.#calls.push(call)
    return { type: 'tool-call', index: at, id: call.id, name: call.name, arguments: text }
  }

  #placeOf(index: unknown, id: string): number {
    const number =
      typeof index === 'number' ? index : typeof index === 'string' && /^\d+$/.test(index) ? Number(index) : undefined
    const last = this.#calls.length - 1
    // Without an index, a new id begins a new call.
    if (number === undefined) return id === '' || this.#calls[last]?.id === id ? Math.max(last, 0) : last + 1
    const known = this.#places.get(number)
    if (known !== undefined) return known
    this.#places.set(number, last + 1)
    return last + 1
  }

  #finishOf(): Finish {
    const reason = this.#finish
    if (reason === undefined) {
      const ends = this.#quirks.some(({ endsWithoutReason }) => endsWithoutReason) && (this.done || this.#usage !== undefined)
      return ends ? (this.#calls.length > 0 ? 'tool-calls' : 'stop') : 'cut-off'
    }
    const own = this.#channel.provider.chat?.finishReasons?.[reason]
    const finish = own ?? finishes[reason] ?? 'stop'
    return finish === 'stop' && this.#calls.length > 0 ? 'tool-calls' : finish
  }

  #usageOf(estimate: Readonly<{ prompt(): number; text(text: string): number }>): Usage {
    const { prompt_tokens: sent, completion_tokens: received } = this.#usage ?? {}
    if (isCount(sent) && isCount(received) && (received > 0 || !this.begun)) return reportedUsage(this.#usage!, sent, received)
    const said = this.text + this.reasoning + this.#calls.map(({ name, arguments: text }) => name + text).join('')
    return {
      promptTokens: isCount(sent) && sent > 0 ? sent : estimate.prompt(),
      completionTokens: estimate.text(said),
      estimated: true,
    }
  }
}

const none: readonly Piece[] = []

const finishes: Readonly<Record<string, Finish | undefined>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'filtered',
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}

// Some services count along in every frame, some send zeros until the last: the later one with more in it is right.
function betterUsage(before: FrameUsage | undefined, usage: FrameUsage): FrameUsage {
  if (!before) return usage
  return (usage.completion_tokens ?? 0) >= (before.completion_tokens ?? 0) ? usage : before
}

function reportedUsage(usage: FrameUsage, promptTokens: number, completionTokens: number): Usage {
  const sent = usage.prompt_tokens_details
  const cached = sent?.cached_tokens
  const written = sent?.cache_creation_input_tokens ?? sent?.cache_write_tokens
  const thought = usage.completion_tokens_details?.reasoning_tokens
  return {
    promptTokens,
    completionTokens,
    estimated: false,
    ...(isCount(cached) ? { cachedTokens: cached } : {}),
    ...(isCount(written) ? { cacheWriteTokens: written } : {}),
    ...(isCount(thought) ? { reasoningTokens: thought } : {}),
  }
}
