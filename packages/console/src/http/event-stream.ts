/** One event of a `text/event-stream`: its name (`message` unless given) and its data lines joined by newlines. */
export type StreamEvent = Readonly<{ name: string; data: string }>

/** Takes a stream's bytes as they come, in pieces of any size, and gives back the events completed by each piece. */
export type EventReader = Readonly<{ push: (bytes: Uint8Array) => readonly StreamEvent[] }>

/**
 * Reads server-sent events as the HTML standard defines them: UTF-8 with an optional byte order mark, lines ended by CR, LF or
 * CRLF, comments dropped, an event dispatched by an empty line and only when it has data. Whatever follows the last empty
 * line is no event.
 * @example
 * const reader = createEventReader()
 * reader.push(new TextEncoder().encode('event: token\ndata: {"text":"第"}\n\n')) // [{ name: 'token', data: '{"text":"第"}' }]
 */
export function createEventReader(): EventReader {
  const decoder = new TextDecoder()
  let line = ''
  let afterReturn = false
  let name = ''
  let data: string[] = []

  const endLine = (): StreamEvent | undefined => {
    const ended = line
    line = ''
    if (ended !== '') {
      takeField(ended)
      return undefined
    }
    const event = data.length === 0 ? undefined : Object.freeze({ name: name === '' ? 'message' : name, data: data.join('\n') })
    name = ''
    data = []
    return event
  }

  const takeField = (field: string): void => {
    const colon = field.indexOf(':')
    const key = colon < 0 ? field : field.slice(0, colon)
    const value = colon < 0 ? '' : field.slice(colon + 1).replace(/^ /, '')
    if (key === 'event') name = value
    if (key === 'data') data.push(value)
  }

  const push = (bytes: Uint8Array): readonly StreamEvent[] => {
    const events: StreamEvent[] = []
    for (const character of decoder.decode(bytes, { stream: true })) {
      const secondOfPair = character === '\n' && afterReturn
      afterReturn = character === '\r'
      if (secondOfPair) continue
      if (character !== '\n' && character !== '\r') line += character
      else events.push(...[endLine()].filter((event) => event !== undefined))
    }
    return events
  }

  return Object.freeze({ push })
}

/** The events of a response's body, as they come. Leaving the loop ends the request. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const events = createEventReader()
  const reader = body.getReader()
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield* events.push(piece.value)
  } finally {
    await reader.cancel()
  }
}
