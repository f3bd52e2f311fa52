import type { LookupFunction } from 'node:net'
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { checkedAddresses, type HostAddress, type ResolveHost } from './address-guard.ts'

/** What is posted. */
export type PostOptions = Readonly<{
  url: string
  headers: Readonly<Record<string, string>>
  body: string
  internal: boolean
  resolve: ResolveHost
  signal: AbortSignal
  timeoutMs: number
}>

/** What was answered. */
export type PostAnswer = Readonly<{ status: number; text: string; retryAfter: string | undefined; location: string | undefined }>

const mostRead = 65_536
const mostKept = 2_048

/**
 * Posts a body and reads the answer, at most 64 KB of it. It connects to an address that was looked at before and may be called, uses no
 * proxy, keeps no connection, and follows nothing.
 * @throws Error when the host may not be called, or there was no whole answer in time
 */
export async function postBody(options: PostOptions): Promise<PostAnswer> {
  const { url, internal, resolve, timeoutMs } = options
  const late = AbortSignal.timeout(timeoutMs)
  const signal = AbortSignal.any([options.signal, late])
  const { hostname } = new URL(url)
  try {
    const addresses = await untilAborted(checkedAddresses(hostname, internal, resolve), signal)
    return await answerTo(options, addresses, signal)
  } catch (error) {
    if (late.aborted) throw new Error(`no answer within ${timeoutMs / 1_000} s`, { cause: error })
    throw error
  }
}

function answerTo(
  { url, headers, body }: PostOptions,
  addresses: readonly HostAddress[],
  signal: AbortSignal,
): Promise<PostAnswer> {
  const bytes = Buffer.from(body)
  const options: RequestOptions = {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'content-length': String(bytes.length), connection: 'close' },
    // A pool of connections would hand out one whose address was looked at some other time; an agent might use a proxy.
    agent: false,
    lookup: pinned(addresses),
    signal,
    maxHeaderSize: 16_384,
  }
  return new Promise((done, fail) => {
    const start = url.startsWith('https:') ? httpsRequest : httpRequest
    const sent = start(url, options, (response) => {
      readAnswer(response).then(done, fail)
    })
    sent.on('error', fail)
    sent.end(bytes)
  })
}

/** Answers look-ups with the addresses that were looked at. */
function pinned(addresses: readonly HostAddress[]): LookupFunction {
  return (_, { all }, callback) => {
    if (all) callback(null, [...addresses])
    else callback(null, addresses[0]!.address, addresses[0]!.family)
  }
}

async function readAnswer(response: IncomingMessage): Promise<PostAnswer> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of response as AsyncIterable<Uint8Array>) {
    pieces.push(piece)
    length += piece.length
    // What came suffices; breaking off closes the connection.
    if (length >= mostRead) break
  }
  const { 'retry-after': retryAfter, location } = response.headers
  return { status: response.statusCode ?? 0, text: shown(Buffer.concat(pieces)), retryAfter, location }
}

/** The beginning of somebody else's answer, as it may be kept: no half characters, and no control characters. */
function shown(bytes: Uint8Array): string {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, mostKept), { stream: true })
  return text.replace(/[^\P{Cc}\n\t]/gu, '?')
}

/** Ends with the signal, whatever the work does: a look-up cannot be broken off. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  return new Promise<T>((done, fail) => {
    const stop = (): void => fail(signal.reason as Error)
    signal.addEventListener('abort', stop, { once: true })
    work.then(done, fail).finally(() => signal.removeEventListener('abort', stop))
  })
}
