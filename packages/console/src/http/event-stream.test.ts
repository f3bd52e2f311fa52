import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createEventReader, readEvents, type StreamEvent } from './event-stream.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

function readAll(text: string, pieceLength: number): readonly StreamEvent[] {
  const reader = createEventReader()
  const whole = bytes(text)
  const events: StreamEvent[] = []
  for (let at = 0; at < whole.length; at += pieceLength) events.push(...reader.push(whole.subarray(at, at + pieceLength)))
  return events
}

const stream = [
  ': heartbeat\n\n',
  'event: passages\ndata: {"passages":[]}\n\n',
  'event: token\r\ndata: {"text":"租房补贴𠮷"}\r\n\r\n',
  'event: token\rdata: first\rdata:second\r\r',
  ': between\nevent: answer\ndata: {"a":1}\nid: 7\nretry: 10\n\n',
].join('')

const events: readonly StreamEvent[] = [
  { name: 'passages', data: '{"passages":[]}' },
  { name: 'token', data: '{"text":"租房补贴𠮷"}' },
  { name: 'token', data: 'first\nsecond' },
  { name: 'answer', data: '{"a":1}' },
]

describe('createEventReader', () => {
  it('reads the same events however the bytes are cut', () => {
    const { length } = bytes(stream)
    for (let pieceLength = 1; pieceLength <= length; pieceLength += 1) expect(readAll(stream, pieceLength)).toEqual(events)
  })

  it('reads the same events when cut once at any byte', () => {
    const whole = bytes(stream)
    for (let cut = 0; cut <= whole.length; cut += 1) {
      const reader = createEventReader()
      expect([...reader.push(whole.subarray(0, cut)), ...reader.push(whole.subarray(cut))]).toEqual(events)
    }
  })

  it('gives no event for what follows the last empty line', () => {
    expect(readAll('event: answer\ndata: {"cut":', 4)).toEqual([])
    expect(readAll('event: answer\ndata: whole\n', 4)).toEqual([])
  })

  it('gives no event without data, and forgets its name', () => {
    expect(readAll('event: token\n\ndata: x\n\n', 3)).toEqual([{ name: 'message', data: 'x' }])
  })

  it('drops a byte order mark, keeps inner spaces, and takes a field without a colon as empty', () => {
    expect(readAll('\uFEFFdata:  two spaces\ndata\n\n', 2)).toEqual([{ name: 'message', data: ' two spaces\n' }])
  })
})

describe('readEvents', () => {
  it('reads what a server sends and ends the request when the reader has enough', async () => {
    let closed = false
    const server = createServer((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' })
      response.on('close', () => {
        closed = true
      })
      const timer = setInterval(() => response.write('event: token\ndata: 补\n\n'), 5)
      response.on('close', () => clearInterval(timer))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { body } = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    const seen: string[] = []
    for await (const event of readEvents(body ?? new ReadableStream())) {
      seen.push(event.data)
      if (seen.length === 3) break
    }
    expect(seen).toEqual(['补', '补', '补'])
    await expect.poll(() => closed).toBe(true)
    await new Promise((resolve) => server.close(resolve))
  })
})
