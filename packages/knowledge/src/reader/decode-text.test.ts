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
    ['GB18030 that is valid UTF-8', hex('cda8 d6aa'), '通知'],
    ['GB18030 beside Big5', hex('c6f4 b6af'), '启动'],
    ['GB18030 of a table', hex('c9e8b1b8b1e0bac52cc3fbb3c60a452d3230332cd6f7d6e1b9fdc8c80a'), '设备编号,名称\nE-203,主轴过热\n'],
    ['Big5 of two characters', hex('beb9 bef7'), '器機'],
    ['Big5 of two characters, both also usual pairs of GB 2312', hex('bef7 beb9'), '機器'],
    ['Big5 of a table', hex('b35db3c6 2c a657bad90a 452d3230332c a544b662b94cbcf6 0a'), '設備,名稱\nE-203,主軸過熱\n'],
    ['Shift_JIS of two characters', hex('95949569'), '部品'],
    ['Shift_JIS of kana', hex('83658358 8367'), 'テスト'],
    ['Shift_JIS of a table', hex('94d48d862c96bc8fcc0a312c837c8393837695d20a'), '番号,名称\n1,ポンプ編\n'],
    ['EUC-KR', hex('c1a1b0cb20c7d7b8f1b0fa20b1e2c1d8'), '점검 항목과 기준'],
    ['UTF-16 of two characters without a mark', Buffer.from('主轴', 'utf16le'), '主轴'],
    ['UTF-16 of two characters that is valid ASCII', Buffer.from('你好', 'utf16le'), '你好'],
    ['UTF-16 big endian of two characters', utf16be('停机'), '停机'],
    ['UTF-16 with a character whose low byte is zero', Buffer.from('第一条 总则', 'utf16le'), '第一条 总则'],
    ['UTF-8 that was cut within a character', Buffer.from('主轴过热停机').subarray(0, 16), '主轴过热停\ufffd'],
    ['UTF-8 of accents', Buffer.from('é·ü'), 'é·ü'],
    ['UTF-8 of Cyrillic', Buffer.from('Привет'), 'Привет'],
    ['a word that would be Chinese in UTF-16', Buffer.from('worktext'), 'worktext'],
  ])('reads %s', (_, bytes, text) => expect(decodeText(bytes, 'a.txt').text).toBe(text))

  it('says when it guessed', () => {
    expect(decodeText(Buffer.from('主轴'), 'a.txt').guessed).toBe(false)
    expect(decodeText(hex('4d 65 6e fc 20 66 fc 72'), 'a.txt').guessed).toBe(true)
  })

  it.each([
    ['GB18030 of two characters', hex('cda8 d6aa')],
    ['Big5 of two characters', hex('bef7 beb9')],
    ['UTF-16 without a mark', Buffer.from('主轴', 'utf16le')],
  ])('doubts %s', (_, bytes) => expect(decodeText(bytes, 'a.txt').guessed).toBe(true))

  it.each([
    ['zero bytes', Buffer.from('text\0\0\0\x01\x02more text, a few words of it')],
    ['control characters', Buffer.from('\x01\x02\x03\x04\x05\x06 some text')],
    ['compressed bytes', Buffer.from(Array.from({ length: 2_000 }, (_, at) => ((at * 2_654_435_761) >>> 13) & 255))],
  ])('refuses %s', (_, bytes) =>
    expect(() => decodeText(bytes, 'a.txt')).toThrow(expect.objectContaining({ code: 'FILE_TYPE_MISMATCH' })),
  )
})
