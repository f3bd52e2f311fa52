import { randomBytes } from 'node:crypto'
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { KaiwuError } from '@kaiwu/core'
import type { Http, HttpRequest, HttpResponse } from '../wire/http.ts'
import type { ExchangeEnd, ExchangeRecord } from './exchange-record.ts'
import { scrubberFor, type Scrubber } from './secret-scrubber.ts'

/**
 * A door around the door to the network that writes down every exchange, one JSON line each, into a new file of the folder: what
 * was asked, what came back piece by piece, and how it ended, be it by breaking. Keys, tokens and cookies are not written down;
 * prompts and answers are. {@link replayingHttp} plays it again without a network.
 * @example
 * const models = openModels({ http: recordingHttp(openHttp(), 'recordings') })
 */
export function recordingHttp(http: Http, folder: string): Http {
  mkdirSync(folder, { recursive: true })
  const stamp = new Date().toISOString().replaceAll(/[-:.]/g, '')
  const path = join(folder, `${stamp}-${process.pid}-${randomBytes(3).toString('hex')}.jsonl`)
  const write = (record: ExchangeRecord): void => appendFileSync(path, `${JSON.stringify(record)}\n`, { mode: 0o600 })
  const open = new Set<RunningExchange>()
  let count = 0
  return Object.freeze({
    async send(request: HttpRequest) {
      const exchange = beginExchange(request, count++, (record) => {
        open.delete(exchange)
        write(record)
      })
      open.add(exchange)
      try {
        return exchange.answered(await http.send(request))
      } catch (error) {
        exchange.broke(error)
        throw error
      }
    },
    async close() {
      for (const exchange of open) exchange.over('let-go')
      await http.close()
    },
  })
}

type RunningExchange = Readonly<{
  answered(response: HttpResponse): HttpResponse
  broke(error: unknown): void
  over(end: ExchangeEnd): void
}>

function beginExchange(request: HttpRequest, n: number, write: (record: ExchangeRecord) => void): RunningExchange {
  const scrubber = scrubberFor(request)
  const at = new Date().toISOString()
  const sinceLast = stopwatch()
  const pieces: [afterMs: number, bytes: Uint8Array][] = []
  let answer: Readonly<{ status: number; headers: Record<string, string>; afterMs: number }> | undefined
  let written = false
  const over = (end: ExchangeEnd, error?: ExchangeRecord['error']): void => {
    if (written) return
    written = true
    const { url, headers, body } = scrubber
    write({
      ...{ v: 1, n, at, method: request.method, url, headers },
      ...(body === undefined ? {} : { body }),
      ...(answer ? { answer: { ...answer, pieces: encoded(pieces, scrubber) } } : {}),
      end,
      endAfterMs: sinceLast(),
      ...(error ? { error } : {}),
    })
  }
  const broke = (error: unknown): void =>
    request.signal?.aborted ? over('left') : over('broken', told(error, request.url, scrubber))
  return {
    over,
    broke,
    answered(response) {
      answer = { status: response.status, headers: scrubber.replied(response.headers), afterMs: sinceLast() }
      const body = overheard(response.body, {
        piece: (bytes) => pieces.push([sinceLast(), Uint8Array.from(bytes)]),
        over: () => over('end'),
        broke,
        letGo: () => over(request.signal?.aborted ? 'left' : 'let-go'),
      })
      const cancel = (): void => {
        over(request.signal?.aborted ? 'left' : 'let-go')
        response.cancel()
      }
      return { status: response.status, headers: response.headers, body, cancel }
    },
  }
}

type Ears = Readonly<{ piece(bytes: Uint8Array): void; over(): void; broke(error: unknown): void; letGo(): void }>

/** The same bytes at the same time, with somebody listening. */
function overheard(body: AsyncIterable<Uint8Array>, ears: Ears): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const inner = body[Symbol.asyncIterator]()
      return {
        async next() {
          try {
            const result = await inner.next()
            if (result.done) ears.over()
            else ears.piece(result.value)
            return result
          } catch (error) {
            ears.broke(error)
            throw error
          }
        },
        async return() {
          ears.letGo()
          await inner.return?.()
          return { done: true, value: undefined }
        },
      }
    },
  }
}

function encoded(pieces: readonly (readonly [number, Uint8Array])[], scrubber: Scrubber): [number, string][] {
  const clean = scrubber.pieces(pieces.map(([, bytes]) => bytes))
  return pieces.map(([afterMs], index) => [afterMs, Buffer.from(clean[index]!).toString('base64')])
}

function told(error: unknown, url: string, scrubber: Scrubber): NonNullable<ExchangeRecord['error']> {
  const known = KaiwuError.is(error)
  const details = known ? error.details : { url, reason: String(error) }
  return {
    code: known ? error.code : 'MODEL_UNREACHABLE',
    details: Object.fromEntries(
      Object.entries(details).map(([name, value]) => [name, typeof value === 'string' ? scrubber.text(value) : value]),
    ),
  }
}

/** Milliseconds since it was last asked. */
function stopwatch(): () => number {
  let last = performance.now()
  return () => {
    const now = performance.now()
    const passed = Math.round((now - last) * 10) / 10
    last = now
    return passed
  }
}
