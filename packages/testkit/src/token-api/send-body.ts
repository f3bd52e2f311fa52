import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { clientLeft, writeBytes } from './event-stream.ts'
import type { TokenFault } from './token-fault.ts'

const beatMs = 20

/** Sends a body of JSON in one go, with the fault it is to have. Returns when it is over or the client has left. */
export async function sendBody(
  response: ServerResponse,
  text: string,
  { fault, slowMs, headers }: Readonly<{ fault: TokenFault | undefined; slowMs: number; headers: Record<string, string> }>,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json', ...headers })
  const half = text.slice(0, text.length / 2)
  if (fault === 'truncated-json' || fault === 'malformed-line') return void response.end(half)
  if (fault === 'two-jsons-in-a-line') return void response.end(text + text)
  if (fault === 'nul-in-json') return void response.end(text.replace(':', ':\0'))
  if (fault === 'invalid-utf8')
    return void response.end(Buffer.concat([Buffer.from(half), Uint8Array.of(0xe4, 0xff), Buffer.from(half)]))
  if (fault === 'stall') {
    await writeBytes(response, half, undefined, 0)
    return clientLeft(response)
  }
  if (fault === 'reset') {
    await writeBytes(response, half, undefined, 0)
    await sleep(10)
    return void response.socket?.resetAndDestroy()
  }
  // Blanks before a body are allowed, and some proxies send them for ever.
  while ((fault === 'endless' || fault === 'keep-alive-only') && !response.destroyed) {
    await writeBytes(response, '\n', undefined, 0)
    await sleep(beatMs)
  }
  await writeBytes(response, text, fault, slowMs)
  response.end()
}
