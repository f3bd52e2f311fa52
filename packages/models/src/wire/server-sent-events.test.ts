import { describe, expect, it } from 'vitest'
import { ServerSentEvents } from './server-sent-events.ts'

function read(...parts: (string | Uint8Array)[]): string[] {
  const events = new ServerSentEvents()
  const data = parts.flatMap((part) => events.take(typeof part === 'string' ? new TextEncoder().encode(part) : part))
  return [...data, ...events.end()]
}

describe('ServerSentEvents', () => {
  it.each([
    ['line feeds', 'data: {"a":1}\n\ndata: [DONE]\n\n', ['{"a":1}', '[DONE]']],
    ['carriage returns with line feeds', 'data: 1\r\n\r\ndata: 2\r\n\r\n', ['1', '2']],
    ['carriage returns alone', 'data: 1\r\rdata: 2\r\r', ['1', '2']],
    ['no blank after the colon', 'data:1\n\n', ['1']],
    ['two blanks after the colon, of which one counts', 'data:  1\n\n', [' 1']],
    ['a byte order mark', '\ufeffdata: 1\n\n', ['1']],
    ['comments and other fields', ': keep-alive\n\nid: 7\nevent: message\nretry: 10\ndata: 1\n\n', ['1']],
    ['a field that only begins like data', 'database: 1\n\ndata: 2\n\n', ['2']],
    ['several data lines in one event', 'data: {"a":\ndata: 1}\n\n', ['{"a":\n1}']],
    ['events with one line feed between them', 'data: {"a":1}\ndata: {"b":2}\ndata: [DONE]\n', ['{"a":1}', '{"b":2}', '[DONE]']],
    ['an event that no blank line ends', 'data: 1\n\ndata: 2', ['1', '2']],
    ['nothing but comments', ': a\n\n: b\n\n', []],
    ['nothing', '', []],
    ['a NUL within', 'data: a\u0000b\n\n', ['a\u0000b']],
  ])('reads %s', (_, text, data) => {
    expect(read(text)).toEqual(data)
  })

  it('reads a character cut at every place, and line ends too', () => {
    const text = 'data: {"text":"停机😀检修"}\r\n\r\ndata: [DONE]\r\n\r\n'
    const bytes = new TextEncoder().encode(text)
    for (let at = 0; at <= bytes.length; at++)
      expect(read(bytes.slice(0, at), bytes.slice(at))).toEqual(['{"text":"停机😀检修"}', '[DONE]'])
    expect(read(...[...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(['{"text":"停机😀检修"}', '[DONE]'])
  })

  it('puts a sign in the place of bytes that are no UTF-8', () => {
    expect(read(Uint8Array.of(...new TextEncoder().encode('data: a'), 0xff, 0xfe, 0x0a, 0x0a))).toEqual(['a\ufffd\ufffd'])
  })

  it('takes a line of ten million characters in small pieces without going over it again and again', () => {
    const events = new ServerSentEvents()
    const piece = new TextEncoder().encode('x'.repeat(16_384))
    events.take(new TextEncoder().encode('data: '))
    for (let taken = 0; taken < 10_000_000; taken += piece.length) expect(events.take(piece)).toEqual([])
    expect(events.end()[0]!.length).toBeGreaterThanOrEqual(10_000_000)
  })
})
