import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fold } from './fold.ts'
import { TermReader } from './term-reader.ts'
import { terms } from './terms.ts'
import { plainFold, plainTerms } from './test-plain-terms.ts'

const data = process.env['KAIWU_TEST_DATA']
if (!data) console.log('real texts are not read: KAIWU_TEST_DATA names no folder of data sets')

function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const pieces = [
  ...['a', 'b', 'e', 'x', 'ing', 'running', 'national', 'E', 'Z', '1', '2', '3', '0', '00', '.50', '234', '567', '5678'],
  ...['-', '_', '/', '.', '+', '#', ',', '，', ' ', '\n', 'e-203', '/e-204', '1,500', '1,234,567', '6205-2RS', '7014C/P4'],
  ...['主', '轴', '漏', '電', '处理', '第八条', '〇', '々', '𠮷', '𠮷野家', '㐀', '⼀', '😀', '👨‍👩‍👧', 'か', 'ー', 'ﾊﾟ', '한', '글'],
  ...[
    '\u0301',
    'e\u0301',
    '\u3099',
    'は\u309a',
    'ﬁ',
    '㎡',
    '①',
    '½',
    'ﷺ',
    'İ',
    'ß',
    'ſ',
    '\u212a',
    'Ａ',
    'Ｅ',
    '２',
    '－',
    '／',
    '．',
    '　',
  ],
  ...['\ud800', '\udc00', '\ud842', '\0', '\u200b', '\ufe0f', '\u00ad', '∶', '〜', '—', 'Е', '\ufffd'],
]
const narrow = ['a', 'b', '1', '2', '234', '5678', '-', '_', '/', '.', ',', '，', '+', 'e', 'e1', 'e-1']

function expectSame(text: string): void {
  const { text: folded, origin } = fold(text)
  expect({ folded, origin: [...origin] }, JSON.stringify(text)).toEqual({
    folded: plainFold(text).text,
    origin: plainFold(text).origin,
  })
  expect(terms(text), JSON.stringify(text)).toEqual(plainTerms(text))
}

describe('TermReader', () => {
  it.each([
    ['mixed scripts, codes and numbers', pieces, 14, 6000],
    ['joiners between letters and digits', narrow, 12, 8000],
  ])('gives what the rules written as regular expressions give, for %s', (_, from, longest, times) => {
    const random = randomOf(longest)
    for (let round = 0; round < times; round++) {
      const text = Array.from({ length: 1 + random(longest) }, () => from[random(from.length)]!).join('')
      const same = JSON.stringify(terms(text)) === JSON.stringify(plainTerms(text))
      if (!same || fold(text).text !== plainFold(text).text) expectSame(text)
    }
    expect.assertions(0)
  })

  it('gives the same for every unit, alone and between letters and Chinese', () => {
    for (let unit = 0; unit < 65_536; unit += 1) {
      const text = `a${String.fromCharCode(unit)}1主${String.fromCharCode(unit)}`
      if (JSON.stringify(terms(text)) !== JSON.stringify(plainTerms(text))) expectSame(text)
    }
    expect.assertions(0)
  })

  it('leads every unit of a long text back to where it came from', () => {
    const text = pieces.join('').repeat(40)
    expectSame(text)
  })

  it('gives a term of one or two units as a number, and longer ones as units', () => {
    const reader = new TermReader()
    const short: number[] = []
    const long: string[] = []
    reader.read('轴承 rs e203 𠮷野', {
      short: (key) => short.push(key),
      long: (units, from, to) => long.push(String.fromCharCode(...units.subarray(from, to))),
    })
    const key = (text: string) => (text.length === 1 ? text.charCodeAt(0) : (text.charCodeAt(0) << 16) | text.charCodeAt(1))
    expect(short).toEqual(['轴', '轴承', '承', 'rs', '𠮷', '野'].map(key))
    expect(long).toEqual(['e203', '203', '𠮷野'])
  })

  it('may be used again after a text that was far longer', () => {
    const reader = new TermReader()
    const read = (text: string): number => {
      let count = 0
      reader.read(text, { short: () => count++, long: () => count++ })
      return count
    }
    expect(read('主轴')).toBe(3)
    expect(read('漏油'.repeat(200_000))).toBe(799_999)
    expect(read('主轴')).toBe(3)
    expect(read('')).toBe(0)
  })

  it('keeps apart more different words than it remembers stems of', () => {
    const reader = new TermReader()
    const letters = 'abcdefghijklmnopqrstuvwxyz'
    const word = (at: number): string =>
      `q${[...at.toString(26)].map((digit) => letters[Number.parseInt(digit, 26)]!).join('')}zzz`
    const found: string[] = []
    const sink = {
      short: () => undefined,
      long: (units: Uint16Array, from: number, to: number) => found.push(String.fromCharCode(...units.subarray(from, to))),
    }
    for (let at = 0; at < 70_000; at++) reader.read(word(at), sink)
    const again = found.splice(0)
    for (let at = 0; at < 70_000; at += 997) reader.read(word(at), sink)
    expect(new Set(again).size).toBe(70_000)
    expect(found).toEqual(again.filter((_, at) => at % 997 === 0))
  })

  describe.skipIf(!data)('on real texts', () => {
    it.each(['drcd-dev', 'xquad-en', 'fmea-mining'])('gives what the rules give, for %s', (set) => {
      const lines = readFileSync(join(data!, set, 'corpus.jsonl'), 'utf8')
        .split('\n')
        .filter(Boolean)
        .slice(0, 400)
      expect(lines.length).toBeGreaterThan(0)
      for (const line of lines) {
        const { text } = JSON.parse(line) as { text: string }
        if (JSON.stringify(terms(text)) !== JSON.stringify(plainTerms(text))) expectSame(text)
      }
    })
  })
})
