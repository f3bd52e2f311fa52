import { describe, expect, it } from 'vitest'
import { ChunkScanner } from './chunk-scanner.ts'

function taken(scanner: ChunkScanner, pieces: readonly string[]): string {
  return pieces.map((piece) => scanner.take(Buffer.from(piece))?.toString() ?? '').join('')
}

/** Every way to cut a text in two, and in single bytes. */
function cuts(text: string): readonly (readonly string[])[] {
  return [...Array.from({ length: text.length + 1 }, (_, at) => [text.slice(0, at), text.slice(at)]), [...text]]
}

const body = '5\r\nhello\r\n1A;name="x;y"\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\nx-trailer: 1\r\n\r\n'

describe('ChunkScanner', () => {
  it('takes the framing off, however the bytes are cut', () => {
    for (const pieces of cuts(body)) {
      const scanner = new ChunkScanner()
      expect([taken(scanner, pieces), scanner.done, scanner.excess]).toEqual(['helloabcdefghijklmnopqrstuvwxyz', true, false])
    }
  })

  it('copies nothing of a chunk that comes alone', () => {
    const received = Buffer.from('3\r\nabc\r\n')
    const data = new ChunkScanner().take(received)!
    expect(data.buffer).toBe(received.buffer)
    expect(data.toString()).toBe('abc')
  })

  it('is not done before the last line', () => {
    const scanner = new ChunkScanner()
    expect(taken(scanner, ['1\r\na\r\n0\r\n'])).toBe('a')
    expect(scanner.done).toBe(false)
    scanner.take(Buffer.from('\r\n'))
    expect(scanner.done).toBe(true)
  })

  it('hands on nothing that follows the end, and says that something did', () => {
    for (const pieces of [['1\r\na\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\nsmuggled'], ['1\r\na\r\n0\r\n\r\n', 'smuggled']]) {
      const scanner = new ChunkScanner()
      expect([taken(scanner, pieces), scanner.done, scanner.excess]).toEqual(['a', true, true])
    }
  })

  it.each([
    ['no size', '\r\nabc'],
    ['a size that is none', 'xyz\r\nabc'],
    ['a negative size', '-1\r\n'],
    ['a size with a sign', '+5\r\nhello'],
    ['a size in another notation', '0x5\r\nhello'],
    ['a size beyond all bounds', 'fffffffff\r\n'],
    ['a chunk longer than it said', '2\r\nabc\r\n'],
    ['a line without end', `1;${'x'.repeat(5000)}`],
  ])('refuses %s', (_, text) => {
    for (const pieces of [[text], [...text]]) expect(() => taken(new ChunkScanner(), pieces)).toThrow(/chunk|line/)
  })
})
