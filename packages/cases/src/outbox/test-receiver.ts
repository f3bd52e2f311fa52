import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { verifyWebhook } from './webhook-signature.ts'

/** A request that came. */
export type Received = Readonly<{ key: string; body: string; headers: IncomingMessage['headers']; method: string; atMs: number }>

/** A receiver of webhooks that behaves as it is told. */
export type Receiver = Readonly<{
  url: string
  received: readonly Received[]
  /** How many connections were made, whatever was sent on them. */
  connections(): number
  /** How the next requests are answered; the last one for good. */
  answers(...answers: readonly Answer[]): void
}>

/** Answers a request. */
export type Answer = (response: ServerResponse, request: IncomingMessage) => void

/** An answer with a status. */
export const status =
  (code: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (response) =>
    void response.writeHead(code, headers).end(body)

/** Starts a receiver on this machine. Every request must be signed with the secret. */
export async function startReceiver(secret: string, now: () => number = Date.now): Promise<Receiver> {
  const received: Received[] = []
  let answers: readonly Answer[] = [status(200, {}, '{"ok":true}')]
  let connections = 0
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const body = Buffer.concat(pieces)
      const check = verifyWebhook(request.headers, body, secret, now())
      if (!check.valid) return void response.writeHead(401).end(check.reason)
      const { headers, method = '' } = request
      received.push({ key: String(headers['idempotency-key']), body: body.toString(), headers, method, atMs: Date.now() })
      const [answer] = answers
      if (answers.length > 1) answers = answers.slice(1)
      answer!(response, request)
    })
  })
  server.on('connection', () => connections++)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    connections: () => connections,
    answers: (...some) => (answers = some),
  }
}
