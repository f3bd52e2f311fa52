import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { codeOf } from './test-code-of.ts'
import { pdfReader } from './pdf.ts'
import { latinLine, pdfFile } from './test-files.ts'

const padding = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex')
const pad = (password: string): Buffer => Buffer.concat([Buffer.from(password, 'latin1'), padding]).subarray(0, 32)
const md5 = (...parts: readonly Uint8Array[]): Buffer => createHash('md5').update(Buffer.concat(parts)).digest()

function rc4(key: Uint8Array, text: Uint8Array): Buffer {
  const box = Array.from({ length: 256 }, (_, at) => at)
  const swap = (one: number, other: number): void => {
    ;[box[one], box[other]] = [box[other] ?? 0, box[one] ?? 0]
  }
  for (let at = 0, to = 0; at < 256; at++) {
    to = (to + (box[at] ?? 0) + (key[at % key.length] ?? 0)) % 256
    swap(at, to)
  }
  let [one, other] = [0, 0]
  const mixed = text.map((byte) => {
    one = (one + 1) % 256
    other = (other + (box[one] ?? 0)) % 256
    swap(one, other)
    return byte ^ (box[((box[one] ?? 0) + (box[other] ?? 0)) % 256] ?? 0)
  })
  return Buffer.from(mixed)
}

/** Locks a file of one page with 40-bit RC4, as the first readers of PDF did. */
function lock(content: string, user: string, owner: string): Uint8Array {
  const id = Buffer.alloc(16, 7)
  const permissions = Buffer.from([0xfc, 0xff, 0xff, 0xff])
  const o = rc4(md5(pad(owner)).subarray(0, 5), pad(user))
  const key = md5(pad(user), o, permissions, id).subarray(0, 5)
  const u = rc4(key, padding)
  const trailer = `/ID [<${id.toString('hex')}><${id.toString('hex')}>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${o.toString('hex')}> /U <${u.toString('hex')}> >>`
  const hidden = rc4(md5(key, Buffer.from([9, 0, 0, 0, 0])).subarray(0, 10), Buffer.from(content, 'latin1'))
  return Buffer.from(Buffer.from(pdfFile([hidden.toString('latin1')], trailer)))
}

const file = lock(latinLine('Spindle too hot', 72, 700), 'user', 'owner')
const read = (passwords?: readonly string[]) => pdfReader.read(file, 'a.pdf', passwords === undefined ? {} : { passwords })

describe('a locked PDF file', () => {
  it('asks for a password when none is given', async () => {
    expect(await codeOf(read())).toBe('FILE_ENCRYPTED')
    expect(await codeOf(read([]))).toBe('FILE_ENCRYPTED')
  })

  it('says that the passwords given are wrong', async () => {
    expect(await codeOf(read(['wrong']))).toBe('FILE_PASSWORD_WRONG')
    expect(await codeOf(read(['wrong', '', '密码']))).toBe('FILE_PASSWORD_WRONG')
  })

  it.each([['user'], ['owner']])('opens with the password of the %s, whichever comes first', async (password) => {
    expect((await read([password])).text).toBe('Spindle too hot')
    expect((await read(['wrong', password, 'other'])).text).toBe('Spindle too hot')
  })

  it('does not mind passwords for a file that is not locked', async () => {
    const open = pdfFile([latinLine('Spindle', 72, 700)])
    expect((await pdfReader.read(open, 'a.pdf', { passwords: ['x'] })).text).toBe('Spindle')
  })

  it('that may be read by anybody needs no password', async () => {
    expect((await pdfReader.read(lock(latinLine('Spindle', 72, 700), '', 'owner'), 'a.pdf')).text).toBe('Spindle')
  })
})
