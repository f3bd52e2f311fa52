import { KaiwuError, type CallOptions, type ChatCompletion, type ChatEvent, type ChatModel, type ChatRequest } from '@kaiwu/core'

/** One answer of a scripted model. */
export type ScriptedTurn = Partial<Omit<ChatCompletion, 'model'>> & {
  model?: string
  /** Streamed in place of what follows from the rest. */
  events?: readonly ChatEvent[]
  error?: KaiwuError
}

/** A chat model in this process that says what it is told, and what it was asked. */
export type ScriptedModel = ChatModel & Readonly<{ requests: ChatRequest[]; options: CallOptions[] }>

/** Answers in order; the last turn is repeated. */
export function scriptedModel(...turns: readonly (ScriptedTurn | ((request: ChatRequest) => ScriptedTurn))[]): ScriptedModel {
  const requests: ChatRequest[] = []
  const seen: CallOptions[] = []
  const next = (request: ChatRequest, options: CallOptions = {}) => {
    const turn = turns[Math.min(requests.length, turns.length - 1)] ?? {}
    requests.push(request)
    seen.push(options)
    if (options.signal?.aborted) throw new KaiwuError('CANCELLED')
    const said = typeof turn === 'function' ? turn(request) : turn
    if (said.error && !said.events) throw said.error
    return said
  }
  return {
    ref: 'test/scripted-1',
    requests,
    options: seen,
    complete: async (request, options) => completionOf(next(request, options)),
    async *stream(request, options) {
      const turn = next(request, options)
      for (const event of turn.events ?? eventsOf(completionOf(turn))) {
        await new Promise((resolve) => setImmediate(resolve))
        if (options?.signal?.aborted) throw new KaiwuError('CANCELLED')
        yield event
      }
      if (turn.error) throw turn.error
    },
  }
}

/** The whole answer of a turn. */
export function completionOf({ events: _, error: __, ...turn }: ScriptedTurn): ChatCompletion {
  const toolCalls = turn.toolCalls ?? []
  return {
    text: '',
    reasoning: '',
    toolCalls,
    finish: toolCalls.length > 0 ? 'tool-calls' : 'stop',
    usage: { promptTokens: 10, completionTokens: 5, estimated: false },
    model: 'test/scripted-1',
    // As Ollama does: the same id again and again.
    id: 'chatcmpl-1',
    ...turn,
  }
}

/** The events of a whole answer: thoughts, words and arguments in pieces of three characters. */
export function eventsOf({ text, reasoning, toolCalls, ...end }: ChatCompletion): ChatEvent[] {
  return [
    ...pieces(reasoning).map((piece) => ({ type: 'reasoning', text: piece }) as const),
    ...pieces(text).map((piece) => ({ type: 'text', text: piece }) as const),
    ...toolCalls.flatMap(({ id, name, arguments: said }, index): ChatEvent[] => [
      { type: 'tool-call', index, id, name, arguments: '' },
      ...pieces(said).map((piece) => ({ type: 'tool-call', index, arguments: piece }) as const),
    ]),
    { type: 'end', ...end },
  ]
}

function pieces(text: string): string[] {
  return [...text].flatMap((_, at, all) => (at % 3 === 0 ? [all.slice(at, at + 3).join('')] : []))
}
