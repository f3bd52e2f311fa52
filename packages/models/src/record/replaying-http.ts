import { setTimeout as wait } from 'node:timers/promises'
import { errorTable, KaiwuError, type ErrorCode } from '@kaiwu/core'
import type { Http, HttpRequest, HttpResponse } from '../wire/http.ts'
import { exchangeKey, type ExchangeRecord } from './exchange-record.ts'
import { readRecordings } from './read-recordings.ts'
import { scrubberFor } from './secret-scrubber.ts'

/** How a recording is played. */
export type ReplayOptions = Readonly<{
  /** With the pauses of the recording, or without. Default `at-once`. */
  speed?: 'recorded' | 'at-once'
}>

/**
 * A door that leads to a recording in place of the network. A request is answered by what was recorded for the same method, address
 * and body, byte for byte and piece by piece, equal requests in the order in which they were recorded; keys do not count. What
 * broke breaks again in the same way, and what the caller had left hangs until the caller leaves.
 * @throws (from `send` and from bodies) RECORDING_MISSING, and whatever was recorded
 * @example
 * const models = openModels({ http: replayingHttp('recordings') })
 */
export function replayingHttp(folder: string, { speed = 'at-once' }: ReplayOptions = {}): Http {
  let recorded: Map<string, ExchangeRecord[]> | undefined
  const pause = async (ms: number, signal: AbortSignal | undefined): Promise<void> => {
    // A turn of the loop, so that pieces come apart as they do from a network.
    await (speed === 'recorded' ? leavable(wait(ms, undefined, { ref: true, ...(signal ? { signal } : {}) }), signal) : turn())
    signal?.throwIfAborted()
  }
  return Object.freeze({
    async send(request: HttpRequest) {
      request.signal?.throwIfAborted()
      const { url, body } = scrubberFor(request)
      const missing = (reason: string) =>
        new KaiwuError('RECORDING_MISSING', { folder, method: request.method, url, reason, billed: 'no' })
      recorded ??= readRecordings(folder)
      const list = recorded.get(exchangeKey({ method: request.method, url, body }))
      const record = list?.shift()
      if (!record) throw missing(list ? 'every answer recorded for it was given' : 'it was not recorded')
      return answerOf(record, request.signal, pause, missing)
    },
    close: async () => undefined,
  })
}

type Pause = (ms: number, signal: AbortSignal | undefined) => Promise<void>
type Missing = (reason: string) => KaiwuError

async function answerOf(
  record: ExchangeRecord,
  signal: AbortSignal | undefined,
  pause: Pause,
  missing: Missing,
): Promise<HttpResponse> {
  const { answer } = record
  if (!answer) {
    await ended(record, signal, pause, missing)
    throw missing('the recording has no answer to it')
  }
  await pause(answer.afterMs, signal)
  const cancelled = new AbortController()
  const either = signal ? AbortSignal.any([signal, cancelled.signal]) : cancelled.signal
  async function* body(pieces: NonNullable<ExchangeRecord['answer']>['pieces']): AsyncGenerator<Uint8Array> {
    for (const [afterMs, base64] of pieces) {
      await pause(afterMs, either)
      yield Uint8Array.from(Buffer.from(base64, 'base64'))
    }
    await ended(record, either, pause, missing)
  }
  return {
    status: answer.status,
    headers: { ...answer.headers },
    body: body(answer.pieces),
    cancel: () => cancelled.abort(new KaiwuError('CANCELLED')),
  }
}

/** Ends as the exchange did: by itself, by an error, or not at all. */
async function ended(record: ExchangeRecord, signal: AbortSignal | undefined, pause: Pause, missing: Missing): Promise<void> {
  const { end, endAfterMs, error } = record
  if (end === 'left') {
    if (!signal) throw missing('the caller had left before it ended')
    await leavable(new Promise<never>(() => undefined), signal)
  }
  await pause(endAfterMs, signal)
  if (error) throw new KaiwuError(isCode(error.code) ? error.code : 'MODEL_UNREACHABLE', { ...error.details })
}

function isCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorTable, code)
}

/** Waits until something happens or the caller leaves. */
function leavable<T>(something: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return something
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(signal.reason as Error)
    if (signal.aborted) return leave()
    signal.addEventListener('abort', leave, { once: true })
    something
      .then(resolve, (error: unknown) => reject(signal.aborted ? (signal.reason as Error) : (error as Error)))
      .finally(() => {
        signal.removeEventListener('abort', leave)
      })
  })
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
