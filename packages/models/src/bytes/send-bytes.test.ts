import { createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { noSettings } from '../model-settings.ts'
import { openChannel } from '../provider/open-channel.ts'
import type { Channel } from '../wire/channel.ts'
import { connectionPool, type ConnectionPool } from './connection-pool.ts'
import { sendBytes } from './send-bytes.ts'

type Service = Readonly<{ channel: Channel; pool: ConnectionPool; sockets: Socket[]; asked: string[]; server: Server }>

/** A service that speaks raw bytes: `answer` gets each request. */
async function service(answer: (socket: Socket, request: string, at: number) => void | Promise<void>): Promise<Service> {
  const sockets: Socket[] = []
  const asked: string[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => socket.destroy())
    socket.on('data', (data) => {
      asked.push(data.toString())
      void answer(socket, data.toString(), asked.length - 1)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const pool = connectionPool()
  onTestFinished(() => {
    pool.close()
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  const settings = {
    ...noSettings,
    providers: { up: { like: 'volcengine', baseUrl, keyEnv: 'K', timeouts: { connectMs: 300 } } },
  }
  return { channel: openChannel('up/m', { settings, environment: { K: 'sk-k' } }), pool, sockets, asked, server }
}

async function sent(
  { channel, pool }: Pick<Service, 'channel' | 'pool'>,
  signal = new AbortController().signal,
): Promise<string> {
  let received = ''
  let ends = 0
  await sendBytes(
    pool,
    { channel, body: '{"甲":1}', key: 'sk-k', signal, accept: 'text/event-stream' },
    { onHead: () => undefined, onData: (chunk) => (received += chunk.toString('latin1')), onEnd: () => ends++ },
  )
  expect(ends).toBe(1)
  return received
}

const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'
const measured = 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc'

describe('sendBytes', () => {
  it('asks with the key, the length in bytes and no compression', async () => {
    const up = await service((socket) => void socket.write(measured))
    expect(await sent(up)).toBe('abc')
    expect(up.asked[0]).toBe(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: ${new URL(up.channel.baseUrl).host}\r\nauthorization: Bearer sk-k\r\ncontent-type: application/json\r\naccept: text/event-stream\r\naccept-encoding: identity\r\nuser-agent: kaiwu\r\ncontent-length: 9\r\n\r\n{"甲":1}`,
    )
  })

  it.each([
    ['chunks', chunked],
    ['a length', measured],
    ['provisional answers first', `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${measured}`],
  ])('reads a body of %s, byte by byte as well', async (_, text) => {
    const whole = await service((socket) => void socket.write(text))
    expect([await sent(whole), await sent(whole)]).toEqual(['abc', 'abc'])
    expect(whole.sockets).toHaveLength(1)
    const slow = await service(async (socket) => {
      socket.setNoDelay(true)
      for (const byte of text) {
        socket.write(byte)
        await sleep(0)
      }
    })
    expect(await sent(slow)).toBe('abc')
  })

  it('reads a body that ends with its connection', async () => {
    const up = await service((socket) => void socket.end('HTTP/1.1 200 OK\r\n\r\nabc'))
    expect([await sent(up), await sent(up)]).toEqual(['abc', 'abc'])
    expect(up.sockets).toHaveLength(2)
  })

  it.each([
    ['after chunks', `${chunked}HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\nsmuggled`],
    ['after a length', `${measured}smuggled`],
  ])('never takes bytes that follow an answer (%s) for the next one', async (_, text) => {
    const up = await service((socket) => void socket.write(text))
    expect([await sent(up), await sent(up)]).toEqual(['abc', 'abc'])
    expect(up.sockets).toHaveLength(2)
  })

  it('never takes what a service says unasked for an answer', async () => {
    const up = await service(async (socket) => {
      socket.write(measured)
      await sleep(20)
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\nsmuggled')
    })
    expect(await sent(up)).toBe('abc')
    await sleep(60)
    expect(await sent(up)).toBe('abc')
    expect(up.sockets).toHaveLength(2)
  })

  it('asks again on a fresh connection when a kept one was closed meanwhile, once', async () => {
    const up = await service((socket, _, at) => void (at === 1 ? socket.resetAndDestroy() : socket.write(measured)))
    expect([await sent(up), await sent(up)]).toEqual(['abc', 'abc'])
    expect(up.asked).toHaveLength(3)
    const dead = await service((socket, _, at) => void (at >= 1 ? socket.resetAndDestroy() : socket.write(measured)))
    await sent(dead)
    await expect(sent(dead)).rejects.toMatchObject({ code: 'MODEL_UNREACHABLE', details: { billed: 'no' } })
    expect(dead.asked).toHaveLength(3)
  })

  it('does not ask again when a fresh connection breaks, or an answer has begun', async () => {
    const fresh = await service((socket) => void socket.resetAndDestroy())
    await expect(sent(fresh)).rejects.toMatchObject({ code: 'MODEL_UNREACHABLE', details: { billed: 'no' } })
    expect(fresh.asked).toHaveLength(1)
    const begun = await service(
      (socket, _, at) => void (at === 0 ? socket.write(measured) : socket.end('HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\na')),
    )
    await sent(begun)
    await expect(sent(begun)).rejects.toMatchObject({ code: 'MODEL_UNREACHABLE', details: { billed: 'maybe' } })
    expect(begun.asked).toHaveLength(2)
  })

  it.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9\r\n\r\n'],
    ['compression nobody asked for', 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 3\r\n\r\nabc'],
    ['broken framing', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'],
    ['two ways to end', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n'],
    ['an endless head', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(70_000)}`],
  ])('refuses %s', async (_, text) => {
    const up = await service((socket) => void socket.write(text))
    await expect(sent(up)).rejects.toMatchObject({ code: 'MODEL_PROTOCOL' })
    await expect.poll(() => up.sockets[0]!.destroyed || up.sockets[0]!.readableEnded).toBe(true)
  })

  it.each([
    ['a refusal', 'HTTP/1.1 401 No\r\ncontent-length: 35\r\n\r\n{"error":{"message":"sk-k is wrong"}}', 'MODEL_REFUSED_KEY'],
    [
      'a refusal that breaks off',
      'HTTP/1.1 429 Slow\r\nretry-after: 2\r\ncontent-length: 900\r\n\r\n{"error":',
      'MODEL_RATE_LIMITED',
    ],
    [
      'a redirect, which is not followed',
      'HTTP/1.1 307 There\r\nlocation: http://127.0.0.1:1/v1\r\ncontent-length: 0\r\n\r\n',
      'MODEL_FAILED',
    ],
  ])('tells %s by its code, without the key', async (_, text, code) => {
    const up = await service((socket) => void socket.end(text))
    const error: unknown = await sent(up).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code })
    expect(String((error as Error).message)).not.toContain('sk-k')
  })

  it('gives up on a service that cannot be reached, and says why', async () => {
    const up = await service(() => undefined)
    up.server.close()
    await expect(sent(up)).rejects.toMatchObject({
      code: 'MODEL_UNREACHABLE',
      details: { reason: expect.stringContaining('ECONNREFUSED'), billed: 'no' },
    })
  })

  it('ends the connection at once when it is aborted, at any moment', async () => {
    for (const text of ['', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n']) {
      const up = await service((socket) => void (text && socket.write(text)))
      const controller = new AbortController()
      const running = sent(up, controller.signal)
      await expect.poll(() => up.asked.length).toBe(1)
      await sleep(20)
      const reason = new Error('left')
      controller.abort(reason)
      await expect(running).rejects.toBe(reason)
      await expect.poll(() => up.sockets[0]!.destroyed || up.sockets[0]!.readableEnded, { timeout: 200, interval: 5 }).toBe(true)
    }
    const before = AbortSignal.abort(new Error('left'))
    const up = await service(() => undefined)
    await expect(sent(up, before)).rejects.toThrow('left')
    expect(up.sockets).toHaveLength(0)
  })

  it('closes what is kept and what is under way', async () => {
    const up = await service((socket, _, at) => void (at === 0 ? socket.write(measured) : undefined))
    await sent(up)
    const running = sent(up)
    await expect.poll(() => up.asked.length).toBe(2)
    up.pool.close()
    await expect(running).rejects.toMatchObject({ code: 'MODEL_UNREACHABLE' })
    await expect.poll(() => up.sockets.every((socket) => socket.destroyed || socket.readableEnded)).toBe(true)
  })
})
