import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { KaiwuError } from '@kaiwu/core'
import type { App } from './create-app.ts'

/** Where to listen. */
export type ListenOptions = Readonly<{
  /** 0 takes a free one. */
  port: number
  /** Default 127.0.0.1: this machine alone. */
  host?: string
  /** How long answers under way may take once the server is told to close; default 10,000. */
  graceMs?: number
}>

/** A server at work. */
export type RunningServer = Readonly<{
  /** Where it is reached from this machine. */
  url: string
  /** Takes no new connection, lets answers under way finish, aborts those that take too long, and closes the app's solutions. */
  close(): Promise<void>
}>

/**
 * Listens with an app. When that fails the app stays open, for another try or to be closed.
 * @throws PORT_TAKEN, USAGE_INVALID when the host or port cannot be listened on; LISTENING_OPEN for a host that others reach while nobody
 * has been set up
 */
export async function startServer(app: App, { port, host = '127.0.0.1', graceMs }: ListenOptions): Promise<RunningServer> {
  if (!isLoopback(host)) await app.refuseOpen(host)
  const server = createServer(app.app)
  // Whoever asks before they send a body is told to go on once they are let in.
  server.on('checkContinue', app.app)
  await listen(server, port, host)
  app.allowHost(host)
  let closing: Promise<void> | undefined
  return Object.freeze({
    url: urlOf(server, host),
    close: () => (closing ??= close(server, app, graceMs)),
  })
}

/** True for the addresses that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i.test(host)
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') throw new KaiwuError('PORT_TAKEN', { port }, { cause: error })
    if (code === undefined) throw error
    throw new KaiwuError('USAGE_INVALID', { reason: `${host}:${port}: ${message}` }, { cause: error })
  }
}

async function close(server: Server, app: App, graceMs: number | undefined): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  await app.close(graceMs === undefined ? {} : { graceMs })
  // What remains is connections that clients keep for a next request.
  server.closeAllConnections()
  await closed
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo
  const everywhere = host === '0.0.0.0' || host === '::'
  return `http://${everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`
}
