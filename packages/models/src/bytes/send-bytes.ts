import type { Socket } from 'node:net'
import { KaiwuError } from '@kaiwu/core'
import type { Channel } from '../wire/channel.ts'
import { keyHeader } from '../wire/key-header.ts'
import { errorFor, saidIn, shortened } from '../wire/service-error.ts'
import { unreachable } from '../wire/unreachable.ts'
import { ChunkScanner } from './chunk-scanner.ts'
import type { Connection, ConnectionPool } from './connection-pool.ts'
import { responseHead, type ResponseHead } from './response-head.ts'

/** One request, ready to be sent. */
export type ByteRequest = Readonly<{ channel: Channel; body: string; key: string; signal: AbortSignal; accept: string }>

/** What becomes of an answer. Calls come in the order written here. */
export type ByteReceiver = Readonly<{
  /** A success began. */
  onHead(head: ResponseHead, flow: ByteFlow): void
  /** Bytes of the body, without framing. */
  onData(chunk: Buffer): void
  onEnd(): void
}>

/** Holds a service back, and lets it go on. */
export type ByteFlow = Readonly<{ pause(): void; resume(): void }>

const mostHeadBytes = 64 * 1024
const mostErrorBytes = 64 * 1024

/**
 * Sends a request over a kept connection and hands on the body's bytes as they come: no queue, no copy, no stream of Node's between
 * socket and receiver. No redirect is followed. A kept connection that turns out to be closed is replaced once by a fresh one.
 * @returns when the body is complete
 * @throws the error that the service's answer is, MODEL_UNREACHABLE, MODEL_PROTOCOL, or what the signal was aborted with
 */
export async function sendBytes(pool: ConnectionPool, request: ByteRequest, receiver: ByteReceiver): Promise<void> {
  const { channel, signal } = request
  const url = new URL(channel.baseUrl + (channel.provider.chat?.path ?? '/chat/completions'))
  const timeoutMs = channel.policy.timeouts.connectMs
  const connection = await pool.take(url, { timeoutMs, signal })
  const exchange = new Exchange(url, request, receiver)
  try {
    return await exchange.over(connection, pool)
  } catch (error) {
    if (!connection.used || exchange.answered || signal.aborted) throw error
  }
  return new Exchange(url, request, receiver).over(await pool.take(url, { timeoutMs, signal, fresh: true }), pool)
}

/** One request and its answer on one connection. */
class Exchange {
  /** A byte of an answer arrived. */
  answered = false
  readonly #url: URL
  readonly #request: ByteRequest
  readonly #receiver: ByteReceiver
  #socket!: Socket
  #over = false
  #beginning: Buffer | undefined
  #head: ResponseHead | undefined
  #scanner: ChunkScanner | undefined
  #left = 0
  #excess = false
  #refusal: Buffer[] | undefined
  #refusalBytes = 0
  #settle!: (error?: unknown) => void

  constructor(url: URL, request: ByteRequest, receiver: ByteReceiver) {
    this.#url = url
    this.#request = request
    this.#receiver = receiver
  }

  async over(connection: Connection, pool: ConnectionPool): Promise<void> {
    const { signal } = this.#request
    const { socket } = connection
    this.#socket = socket
    const onAbort = (): void => this.#settle(signal.reason)
    const onData = (chunk: Buffer): void => this.#take(chunk)
    const onError = (error: Error): void => this.#broke(error)
    const onEnd = (): void => this.#ended()
    const onClose = (): void => this.#broke(new Error('the connection was closed'))
    let whole = false
    try {
      await new Promise<void>((resolve, reject) => {
        this.#settle = (error) => {
          this.#over = true
          if (error === undefined) resolve()
          else reject(error as Error)
        }
        if (signal.aborted) return onAbort()
        signal.addEventListener('abort', onAbort, { once: true })
        socket.on('data', onData).on('error', onError).on('end', onEnd).on('close', onClose)
        socket.write(this.#text())
      })
      whole = true
    } finally {
      signal.removeEventListener('abort', onAbort)
      socket.off('data', onData).off('error', onError).off('end', onEnd).off('close', onClose)
      if (whole && this.#head?.reusable && !this.#excess) pool.give(this.#url, connection)
      else pool.drop(connection)
    }
  }

  #text(): string {
    const { channel, body, key, accept } = this.#request
    const auth = keyHeader(channel, key).join(': ')
    const { host, pathname, search } = this.#url
    return `POST ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\n${auth}\r\ncontent-type: application/json\r\naccept: ${accept}\r\naccept-encoding: identity\r\nuser-agent: kaiwu\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  }

  #take(chunk: Buffer): void {
    // What follows the answer in the same turn.
    if (this.#over) return
    this.answered = true
    try {
      const rest = this.#head ? chunk : this.#begin(chunk)
      if (rest && this.#head) this.#body(rest)
    } catch (error) {
      this.#settle(KaiwuError.is(error) ? error : this.#protocol((error as Error).message))
    }
  }

  /** Reads the head; returns what follows it. */
  #begin(chunk: Buffer): Buffer | undefined {
    const bytes = this.#beginning ? Buffer.concat([this.#beginning, chunk]) : chunk
    const end = bytes.indexOf('\r\n\r\n')
    if (end < 0) {
      if (bytes.length > mostHeadBytes) throw new Error('the head is too long')
      this.#beginning = bytes
      return undefined
    }
    const head = responseHead(bytes.toString('latin1', 0, end))
    const rest = bytes.subarray(end + 4)
    this.#beginning = undefined
    if (head.status < 200) return rest.length > 0 ? this.#begin(rest) : undefined
    const coding = head.headers['content-encoding'] ?? 'identity'
    if (coding !== 'identity') throw new Error(`content-encoding ${coding.slice(0, 40)}, which nobody asked for`)
    this.#head = head
    if (head.framing.kind === 'chunked') this.#scanner = new ChunkScanner()
    if (head.framing.kind === 'length') this.#left = head.framing.length
    if (head.status >= 200 && head.status < 300) {
      const socket = this.#socket
      this.#receiver.onHead(head, { pause: () => void socket.pause(), resume: () => void socket.resume() })
    } else this.#refusal = []
    if (head.framing.kind === 'length' && this.#left === 0) this.#complete()
    return rest.length > 0 ? rest : undefined
  }

  #body(bytes: Buffer): void {
    const data = this.#scanner ? this.#scanner.take(bytes) : this.#measured(bytes)
    if (data && !this.#refusal) this.#receiver.onData(data)
    if (data && this.#refusal && this.#refusalBytes < mostErrorBytes) {
      this.#refusal.push(data)
      this.#refusalBytes += data.length
    }
    this.#excess ||= this.#scanner?.excess === true
    const over = this.#scanner ? this.#scanner.done : this.#head!.framing.kind === 'length' && this.#left === 0
    if (over || this.#refusalBytes >= mostErrorBytes) this.#complete()
  }

  /** What belongs to a body without chunks. */
  #measured(bytes: Buffer): Buffer {
    if (this.#head!.framing.kind !== 'length') return bytes
    this.#excess = bytes.length > this.#left
    const own = this.#excess ? bytes.subarray(0, this.#left) : bytes
    this.#left -= own.length
    return own
  }

  #complete(): void {
    if (this.#refusal) return this.#settle(this.#refused())
    try {
      this.#receiver.onEnd()
      this.#settle()
    } catch (error) {
      this.#settle(error)
    }
  }

  #refused(): KaiwuError {
    const { channel, key } = this.#request
    const { status, headers } = this.#head!
    const said = Buffer.concat(this.#refusal ?? []).toString('utf8')
    return errorFor(channel, { status, headers, key }, said)
  }

  #ended(): void {
    if (this.#head?.framing.kind === 'close') this.#complete()
    else this.#broke(new Error('the connection was closed'))
  }

  #broke(error: Error): void {
    // A refusal that breaks off is a refusal.
    if (this.#refusal) this.#settle(this.#refused())
    else this.#settle(unreachable(this.#url.origin, error, this.#head ? 'maybe' : 'no'))
  }

  #protocol(reason: string): KaiwuError {
    const { channel, key } = this.#request
    return new KaiwuError('MODEL_PROTOCOL', { url: channel.baseUrl, reason: shortened(reason, key), billed: 'maybe' })
  }
}

/** The error of a body that should have been a completion and is not. */
export function noCompletion(channel: Channel, key: string, body: string, type: string): KaiwuError {
  const { code, message } = saidIn(body)
  if (code !== undefined) return errorFor(channel, { status: 200, key }, body)
  const said = /\bhtml\b/.test(type) ? type : shortened(message.slice(0, 80), key)
  return new KaiwuError('MODEL_PROTOCOL', {
    url: channel.baseUrl,
    reason: `${said || 'nothing'} in place of a completion`,
    billed: 'maybe',
  })
}
