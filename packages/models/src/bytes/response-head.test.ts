import { describe, expect, it } from 'vitest'
import { responseHead } from './response-head.ts'

describe('responseHead', () => {
  it.each([
    ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked', { kind: 'chunked' }, true],
    ['a length', 'HTTP/1.1 200\r\ncontent-length: 12', { kind: 'length', length: 12 }, true],
    ['neither', 'HTTP/1.1 200 OK\r\ncontent-type: x', { kind: 'close' }, false],
    ['nothing to come', 'HTTP/1.1 204 No Content', { kind: 'length', length: 0 }, true],
    [
      'a connection that closes',
      'HTTP/1.1 200 OK\r\nconnection: Close\r\ncontent-length: 1',
      { kind: 'length', length: 1 },
      false,
    ],
    ['an old server', 'HTTP/1.0 200 OK\r\ncontent-length: 1', { kind: 'length', length: 1 }, false],
  ])('knows where a body ends: %s', (_, text, framing, reusable) => {
    expect(responseHead(text)).toMatchObject({ framing, reusable })
  })

  it('gives headers by names in lower case, equal ones joined', () => {
    expect(responseHead('HTTP/1.1 429 Too Many\r\nRetry-After:  3 \r\nVia: a\r\nvia: b').headers).toEqual({
      'retry-after': '3',
      via: 'a, b',
    })
  })

  it('takes no name for a property of its own', () => {
    expect(responseHead('HTTP/1.1 200 OK\r\n__proto__: x\r\nconstructor: y').headers['content-length']).toBeUndefined()
  })

  it.each([
    ['no HTTP', 'SSH-2.0-OpenSSH'],
    ['HTTP/2', 'HTTP/2 200'],
    ['a status that is none', 'HTTP/1.1 20 OK'],
    ['a folded header', 'HTTP/1.1 200 OK\r\na: b\r\n c'],
    ['a header without a name', 'HTTP/1.1 200 OK\r\n: b'],
    ['a blank in a name', 'HTTP/1.1 200 OK\r\ncontent-length : 5'],
    ['both ends at once', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6'],
    ['a length with a sign', 'HTTP/1.1 200 OK\r\ncontent-length: +5'],
    ['another coding', 'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked'],
  ])('refuses %s', (_, text) => expect(() => responseHead(text)).toThrow())
})
