import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { createGunzip, createGzip } from 'node:zlib'
import express, { type Express, type Response } from 'express'
import { describe, expect, it, onTestFinished } from 'vitest'
import { clientBytes } from './client-bytes.ts'

const pieces = ['甲乙', 'b'.repeat(20), 'c'.repeat(5000)]

/** Answers with three pieces as a stream, or with one piece of a known length. */
function answering(app: Express): Express {
  const stream = (_: unknown, response: Response): void => {
    const client = clientBytes(response)
    client.begin({ type: 'text/event-stream', ref: 'up/m' })
    for (const piece of pieces) client.write(Buffer.from(piece))
    client.end()
  }
  return app.get('/stream', stream).get('/whole', (_, response) => {
    const client = clientBytes(response)
    client.begin({ type: 'application/json', ref: 'up/m', length: 2 })
    client.write(Buffer.from('{}'))
    client.end()
  })
}

async function listening(app: Express): Promise<Socket> {
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  onTestFinished(() => {
    socket.destroy()
    server.close()
  })
  return socket
}

/** What comes back for some requests on one connection. */
async function received(socket: Socket, requests: string, until: (text: Buffer) => boolean): Promise<Buffer> {
  const parts: Buffer[] = []
  socket.on('data', (part) => parts.push(part))
  socket.write(requests)
  await expect.poll(() => until(Buffer.concat(parts)), { timeout: 3000 }).toBe(true)
  return Buffer.concat(parts)
}

const get = (path: string, version = '1.1'): string => `GET ${path} HTTP/${version}\r\nhost: localhost\r\n\r\n`
const ends = (count: number) => (bytes: Buffer) => bytes.toString().split('\r\n0\r\n\r\n').length > count

/** The body of a chunked answer. */
function unframed(body: string): string {
  let rest = Buffer.from(body)
  let text = ''
  for (;;) {
    const at = rest.indexOf('\r\n')
    const size = Number.parseInt(rest.toString('latin1', 0, at), 16)
    if (size === 0) return text
    text += rest.toString('utf8', at + 2, at + 2 + size)
    expect(rest.toString('latin1', at + 2 + size, at + 4 + size)).toBe('\r\n')
    rest = rest.subarray(at + 4 + size)
  }
}

describe('clientBytes', () => {
  it('frames each piece as a chunk, in bytes', async () => {
    const text = (await received(await listening(answering(express())), get('/stream'), ends(1))).toString()
    const [head = '', body = ''] = text.split(/\r\n\r\n([^]*)/)
    expect(head).toContain('Transfer-Encoding: chunked')
    expect(unframed(body)).toBe(pieces.join(''))
  })

  it('keeps answers to requests sent at once in their order', async () => {
    const requests = get('/stream') + get('/whole') + get('/stream')
    const text = (await received(await listening(answering(express())), requests, ends(2))).toString()
    const answers = text
      .split('HTTP/1.1 200 OK\r\n')
      .slice(1)
      .map((answer) => answer.slice(answer.indexOf('\r\n\r\n') + 4))
    expect([unframed(answers[0]!), answers[1], unframed(answers[2]!)]).toEqual([pieces.join(''), '{}', pieces.join('')])
  })

  it('frames nothing for clients of HTTP/1.0', async () => {
    const socket = await listening(answering(express()))
    const text = (await received(socket, get('/stream', '1.0'), () => socket.readableEnded)).toString()
    expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toBe(pieces.join(''))
  })

  it('leaves the bytes to a middleware that compresses them', async () => {
    const app = express()
    app.use((_, response, next) => {
      const gzip = createGzip()
      const { write, end } = response
      gzip.on('data', (part: Buffer) => write.call(response, part, 'utf8'))
      gzip.on('end', () => end.call(response, undefined, 'utf8'))
      response.setHeader('content-encoding', 'gzip')
      response.write = (part: Buffer) => gzip.write(part)
      response.end = () => {
        gzip.end()
        return response
      }
      next()
    })
    const all = await received(await listening(answering(app)), get('/stream'), (bytes) =>
      bytes.subarray(-5).equals(Buffer.from('0\r\n\r\n')),
    )
    let rest = all.subarray(all.indexOf('\r\n\r\n') + 4)
    const gunzip = createGunzip()
    const text: Buffer[] = []
    gunzip.on('data', (part: Buffer) => text.push(part))
    for (;;) {
      const at = rest.indexOf('\r\n')
      const size = Number.parseInt(rest.toString('latin1', 0, at), 16)
      if (size === 0) break
      gunzip.write(rest.subarray(at + 2, at + 2 + size))
      rest = rest.subarray(at + 4 + size)
    }
    gunzip.end()
    await once(gunzip, 'end')
    expect(Buffer.concat(text).toString()).toBe(pieces.join(''))
  })
})
