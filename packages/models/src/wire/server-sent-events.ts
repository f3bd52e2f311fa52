import { StringDecoder } from 'node:string_decoder'

/**
 * Takes a stream of server-sent events apart, as the HTML standard says, whatever ends a line: comments, a byte order mark, several data
 * lines in one event, characters cut in two. Gives the data of events; comments count for nothing.
 */
export class ServerSentEvents {
  readonly #decoder = new StringDecoder('utf8')
  /** What no line end has followed yet, in the pieces it came in: joining a long line at each of them would take for ever. */
  #rest: string[] = []
  #data: string | undefined
  #started = false

  /** The data of the events that the bytes complete. */
  take(bytes: Uint8Array): readonly string[] {
    return this.#lines(this.#decoder.write(bytes))
  }

  /** The data of an event that no blank line ended: some services leave it out. */
  end(): readonly string[] {
    return this.#lines(`${this.#decoder.end()}\n\n`)
  }

  #lines(text: string): readonly string[] {
    const carriages = text.includes('\r') || this.#rest.at(-1)?.endsWith('\r') === true
    if (!carriages && !text.includes('\n')) {
      if (text !== '') this.#rest.push(text)
      return []
    }
    let pending = this.#rest.length === 0 ? text : this.#rest.join('') + text
    if (!this.#started) {
      this.#started = true
      if (pending.charCodeAt(0) === 0xfeff) pending = pending.slice(1)
    }
    const events: string[] = []
    let from = 0
    for (;;) {
      const at = carriages ? lineEnd(pending, from) : pending.indexOf('\n', from)
      if (at < 0) break
      const data = this.#line(pending.slice(from, at))
      from = pending.charCodeAt(at) === carriageReturn && pending.charCodeAt(at + 1) === lineFeed ? at + 2 : at + 1
      if (data !== undefined) events.push(data)
    }
    this.#rest = from === pending.length ? [] : [pending.slice(from)]
    return events
  }

  /** Takes a line and gives the data of the event that it ends. */
  #line(line: string): string | undefined {
    if (line === '') {
      const data = this.#data
      this.#data = undefined
      return data
    }
    if (!line.startsWith('data')) return undefined
    if (line.length > 4 && line.charCodeAt(4) !== colon) return undefined
    const value = line.slice(line.charCodeAt(5) === blank ? 6 : 5)
    // Services exist that put one line feed between events instead of two: a line that is whole JSON is whole.
    const whole = this.#data !== undefined && endsObject(this.#data) && (value.startsWith('{') || value === '[DONE]')
    const before = whole ? this.#data : undefined
    this.#data = whole || this.#data === undefined ? value : `${this.#data}\n${value}`
    return before
  }
}

const lineFeed = 10
const carriageReturn = 13
const blank = 32
const colon = 58

// A carriage return at the very end may be half of a line end: it waits for what follows.
function lineEnd(text: string, from: number): number {
  const feed = text.indexOf('\n', from)
  const carriage = text.indexOf('\r', from)
  if (carriage < 0) return feed
  if (feed >= 0 && feed < carriage) return feed
  return carriage === text.length - 1 ? -1 : carriage
}

function endsObject(data: string): boolean {
  return data.endsWith('}') && parses(data)
}

function parses(data: string): boolean {
  try {
    JSON.parse(data)
    return true
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}
