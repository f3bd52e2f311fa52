import { describe, expect, it } from 'vitest'
import { decodeText } from './decode-text.ts'

const hex = (digits: string) => Buffer.from(digits.replace(/\s/g, ''), 'hex')
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()

describe('decodeText', () => {
  it.each([
    ['UTF-8', Buffer.from('主轴过热'), '主轴过热'],
    ['UTF-8 with a mark', Buffer.from('\ufeff主轴'), '主轴'],
    ['UTF-16 with a mark', Buffer.from('\ufeff主轴\n', 'utf16le'), '主轴\n'],
    ['UTF-16 big endian with a mark', utf16be('\ufeff主轴'), '主轴'],
    ['UTF-16 without a mark', Buffer.from('主轴 1\n过热 2\n', 'utf16le'), '主轴 1\n过热 2\n'],
    ['UTF-16 big endian without a mark', utf16be('主轴 1\n过热 2\n'), '主轴 1\n过热 2\n'],
    ['GB18030 of two characters', hex('d6f7 d6e1'), '主轴'],
    ['GB18030', hex('d6f7 d6e1 b9fd c8c8 ca b1 d3a6 cda3 bbfa a1a3'), '主轴过热时应停机。'],
    ['GB18030 with a four-byte character', hex('d6f7d6e1b9fdc8c895328236'), '主轴过热𠀀'],
    ['Big5', hex('ac46a9b2b8eab054aceca7dec160bacaa4bda747'), '政府資訊科技總監公佈'],
    ['Shift_JIS', hex('9640 88c9 82cc 8365 8358 8367 82c5 82b7'), '法伊のテストです'],
    ['Windows-1252', hex('4d 65 6e fc 20 66 fc 72 20 48 e4 75 73 65 72'), 'Menü für Häuser'],
    ['ASCII', Buffer.from('plain'), 'plain'],
  ])('reads %s', (_, bytes, text) => expect(decodeText(bytes, 'a.txt').text).toBe(text))

  it('says when it guessed', () => {
    expect(decodeText(Buffer.from('主轴'), 'a.txt').guessed).toBe(false)
    expect(decodeText(hex('4d 65 6e fc 20 66 fc 72'), 'a.txt').guessed).toBe(true)
  })

  it.each([
    ['zero bytes', Buffer.from('text\0\0\0\x01\x02more text, a few words of it')],
    ['control characters', Buffer.from('\x01\x02\x03\x04\x05\x06 some text')],
    ['compressed bytes', Buffer.from(Array.from({ length: 2_000 }, (_, at) => ((at * 2_654_435_761) >>> 13) & 255))],
  ])('refuses %s', (_, bytes) =>
    expect(() => decodeText(bytes, 'a.txt')).toThrow(expect.objectContaining({ code: 'FILE_TYPE_MISMATCH' })),
  )
})
