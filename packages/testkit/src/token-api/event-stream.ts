import type { ServerResponse } from 'node:http'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { WireBody } from '../vendors/vendor-form.ts'
import type { TokenFault } from './token-fault.ts'

/** Writes server-sent events, in the way a fault of the bytes asks for. */
export type EventStream = Readonly<{
  /** A frame of JSON. */
  frame(body: WireBody): Promise<void>
  /** Two frames on one data line, which no client can read. */
  joined(first: WireBody, second: WireBody): Promise<void>
  /** Bytes or text as they are. */
  raw(bytes: string | Uint8Array): Promise<void>
  /** A comment, between frames. */
  comment(line: string): Promise<void>
  /** `[DONE]`, and the end of the answer. */
  done(): Promise<void>
}>

const lineEnds: ReadonlySet<unknown> = new Set(['carriage-returns', 'loose-sse'])
const marked: ReadonlySet<unknown> = new Set(['byte-order-mark', 'loose-sse'])

/** Sends the head of a stream of events and returns what writes its body. */
export function openEventStream(
  response: ServerResponse,
  fault: TokenFault | undefined,
  { blankAfterColon, headers, slowMs }: Readonly<{ blankAfterColon: boolean; headers: Record<string, string>; slowMs: number }>,
): EventStream {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', ...headers })
  response.flushHeaders()
  if (marked.has(fault)) response.write('\ufeff')
  const end = lineEnds.has(fault) ? '\r\n' : '\n'
  const field = blankAfterColon && fault !== 'loose-sse' ? 'data: ' : 'data:'
  const raw = (bytes: string | Uint8Array): Promise<void> => writeBytes(response, bytes, fault, slowMs)
  const event = (text: string): Promise<void> => {
    const data = (fault === 'multi-line-data' ? text.split('\n') : [text]).map((line) => `${field}${line}${end}`).join('')
    return raw(`${before(fault, end)}${data}${end}`)
  }
  return {
    frame: (body) => event(fault === 'multi-line-data' ? JSON.stringify(body, null, 1) : JSON.stringify(body)),
    joined: (first, second) => event(`${JSON.stringify(first)}${JSON.stringify(second)}`),
    raw,
    comment: (line) => raw(`${line}${end}${end}`),
    async done() {
      if (fault === 'no-newline') await raw(`${field}[DONE]`)
      else await event('[DONE]')
      response.end()
    },
  }
}

function before(fault: TokenFault | undefined, end: string): string {
  if (fault === 'event-lines') return `event: message${end}id: 1${end}retry: 10${end}unknown: line${end}`
  if (fault === 'loose-sse') return `: comment${end}event: message${end}`
  if (fault === 'comments-between') return `: still here${end}:${end}`
  return fault === 'nul-bytes' ? `\0\0${end}` : ''
}

/** Writes and waits until the network has taken it; byte by byte where the fault says so. */
export async function writeBytes(
  response: ServerResponse,
  bytes: string | Uint8Array,
  fault: TokenFault | undefined,
  slowMs: number,
): Promise<void> {
  if (response.destroyed) return
  if (fault === 'split-utf8' || fault === 'slow-loris') {
    for (const byte of Buffer.from(bytes)) {
      if (response.destroyed) return
      response.write(Uint8Array.of(byte))
      await (fault === 'slow-loris' ? sleep(slowMs) : nextTurn())
    }
    return
  }
  if (response.write(bytes)) await nextTurn()
  else await drained(response)
}

/** Resolves once the client has taken what was written, or has left. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      response.off('drain', over).off('close', over)
      resolve()
    }
    response.on('drain', over).on('close', over)
  })
}

/** Resolves once the client has left. */
export function clientLeft(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => (response.destroyed ? resolve() : response.once('close', () => resolve())))
}
