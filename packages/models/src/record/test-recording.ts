import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { tempFolder } from '@kaiwu/testkit'
import { onTestFinished } from 'vitest'
import type { Http, HttpRequest } from '../wire/http.ts'

/** A key that may be seen nowhere. */
export const canary = 'sk-kaiwu-canary-7f3a9c51e08d4b26'
/** A folder for recordings that is gone when the test is done. */
export async function recordings(): Promise<string> {
  const folder = await tempFolder()
  onTestFinished(() => folder.remove())
  return folder.path
}

/** A server that answers as told; gone when the test is done. */
export async function plainServer(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A request with the key in its header. */
export const post = (url: string, body = '{}', headers: Record<string, string> = {}): HttpRequest => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json', authorization: `Bearer ${canary}`, ...headers },
  body,
  connectTimeoutMs: 1_000,
})

/** The answer to a request, with its body in the pieces in which it came. */
export async function piecesOf(http: Http, request: HttpRequest) {
  const response = await http.send(request)
  const pieces: Uint8Array[] = []
  for await (const piece of response.body) pieces.push(Uint8Array.from(piece))
  return { status: response.status, headers: response.headers, pieces }
}

/** The pieces of a body as one text. */
export const textOf = (pieces: readonly Uint8Array[]): string => Buffer.concat(pieces).toString()

/** Everything that stands in a folder, the bytes of pieces among it. */
export function written(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder).flatMap((name) => {
      const text = readFileSync(join(folder, name), 'utf8')
      const pieces = text
        .split('\n')
        .filter(Boolean)
        .map((line) => (JSON.parse(line) as { answer?: { pieces: [number, string][] } }).answer?.pieces ?? [])
        .map((list) => Buffer.concat(list.map(([, base64]) => Buffer.from(base64, 'base64'))).toString('latin1'))
      return [
        [name, text],
        [`${name} pieces`, pieces.join('\n')],
      ]
    }),
  )
}
