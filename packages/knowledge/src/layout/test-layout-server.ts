/**
 * A layout service over real HTTP, for tests.
 * @module
 */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** What the server was asked. */
export type LayoutCall = Readonly<{ method: string; path: string; headers: IncomingHttpHeaders; body: Buffer }>

/** Starts a server that gives every request to `answer`; it ends with the test. */
export async function layoutServer(
  answer: (reply: ServerResponse, call: LayoutCall) => void,
): Promise<Readonly<{ url: string; calls: LayoutCall[] }>> {
  const calls: LayoutCall[] = []
  const server = createServer((request, reply) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const call = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks),
      }
      calls.push(call)
      answer(reply, call)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  )
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls }
}

/** Answers with JSON. */
export function sendJson(reply: ServerResponse, value: unknown, status = 200): void {
  reply.writeHead(status, { 'content-type': 'application/json' })
  reply.end(JSON.stringify(value))
}
