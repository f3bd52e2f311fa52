import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { unreachable } from '../wire/unreachable.ts'

/** Keeps connections to services between two requests. */
export type ConnectionPool = Readonly<{
  /** @throws MODEL_UNREACHABLE when no connection stands within the time; what the signal was aborted with */
  take(origin: URL, options: Readonly<{ timeoutMs: number; signal: AbortSignal; fresh?: boolean }>): Promise<Connection>
  /** Gives a connection back whose answer was read to its end. */
  give(origin: URL, connection: Connection): void
  /** Ends a connection whose answer was not read to its end. */
  drop(connection: Connection): void
  close(): void
}>

/** A connection and whether it served a request before. */
export type Connection = Readonly<{ socket: Socket; used: boolean }>

// Shorter than the five seconds after which many servers hang up: a request must not meet a connection on its way out.
const idleMs = 4_000
const mostIdle = 256

/** An empty pool. */
export function connectionPool(): ConnectionPool {
  const idle = new Map<string, Idle[]>()
  const busy = new Set<Socket>()
  let closed = false
  return Object.freeze({
    async take(
      origin: URL,
      { timeoutMs, signal, fresh = false }: Readonly<{ timeoutMs: number; signal: AbortSignal; fresh?: boolean }>,
    ) {
      signal.throwIfAborted()
      const kept = fresh ? undefined : idle.get(origin.origin)?.pop()
      if (kept) {
        kept.wake()
        busy.add(kept.socket)
        return { socket: kept.socket, used: true }
      }
      const socket = await connected(origin, timeoutMs, signal)
      if (closed) socket.destroy()
      busy.add(socket)
      return { socket, used: false }
    },
    give(origin: URL, { socket }: Connection) {
      busy.delete(socket)
      const list = idle.get(origin.origin) ?? []
      if (closed || !socket.readable || !socket.writable || list.length >= mostIdle) return void socket.destroy()
      idle.set(origin.origin, list)
      list.push(asleep(socket, list))
    },
    drop({ socket }: Connection) {
      busy.delete(socket)
      socket.on('error', () => socket.destroy()).destroy()
    },
    close() {
      closed = true
      for (const list of idle.values()) for (const { socket } of [...list]) socket.destroy()
      for (const socket of busy) socket.destroy()
      idle.clear()
      busy.clear()
    },
  })
}

type Idle = Readonly<{ socket: Socket; wake(): void }>

/** Lets a connection rest. Whatever the service says unasked, or that it hangs up, ends it. */
function asleep(socket: Socket, list: Idle[]): Idle {
  const drop = (): void => {
    const at = list.findIndex((one) => one.socket === socket)
    if (at >= 0) list.splice(at, 1)
    socket.destroy()
  }
  const events = ['timeout', 'data', 'end', 'error', 'close'] as const
  for (const event of events) socket.on(event, drop)
  socket.setTimeout(idleMs).resume()
  return {
    socket,
    wake() {
      socket.setTimeout(0)
      for (const event of events) socket.off(event, drop)
    },
  }
}

async function connected(origin: URL, timeoutMs: number, signal: AbortSignal): Promise<Socket> {
  const { hostname, protocol } = origin
  const host = hostname.replace(/^\[|\]$/g, '')
  const secure = protocol === 'https:'
  const port = Number(origin.port || (secure ? 443 : 80))
  const socket = secure
    ? connectTls({ host, port, ALPNProtocols: ['http/1.1'], ...(isIP(host) ? {} : { servername: host }) })
    : connectPlain({ host, port })
  socket.setNoDelay(true)
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      socket.off('error', onError)
    }
    const fail = (error: Error): void => {
      stop()
      socket.on('error', () => socket.destroy())
      socket.destroy()
      reject(error)
    }
    const onAbort = (): void => fail(signal.reason as Error)
    const onError = (error: Error): void => fail(unreachable(origin.origin, error, 'no'))
    const timer = setTimeout(
      () => fail(unreachable(origin.origin, new Error(`no connection within ${timeoutMs} ms`), 'no')),
      timeoutMs,
    )
    signal.addEventListener('abort', onAbort, { once: true })
    socket.once('error', onError)
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      stop()
      resolve(socket)
    })
  })
}
