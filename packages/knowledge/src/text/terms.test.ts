import { describe, expect, it } from 'vitest'
import { codeOf, codes, terms } from './terms.ts'

const termsOf = (text: string): string[] => terms(text).map(({ term }) => term)
/** One of the terms of a question is a code of the text. */
const isFoundBy = (text: string, question: string): boolean => {
  const held = new Set(
    terms(text)
      .filter(({ kind }) => kind === 'code')
      .map(({ term }) => term),
  )
  return terms(question).some(({ term, kind }) => kind === 'code' && held.has(term))
}

describe('terms', () => {
  it('takes pairs and characters of Chinese, and codes whole beside their parts', () => {
    expect(termsOf('更换6205-2RS')).toEqual(['更', '更换', '换', '62052rs', '6205', 'rs'])
  })

  it.each([
    [
      'HX-630 报 E-203',
      ['E-203', 'e-203', 'E203', 'e203', 'Ｅ２０３', 'Ｅ－２０３', 'E–203', 'E_203', 'E.203', '报警E-203怎么处理'],
    ],
    ['轴承 6205-2RS', ['6205-2RS', '6205-2rs', '62052RS', '６２０５－２ＲＳ', '6205/2RS']],
    ['备件 HX630-SP-0412', ['HX630-SP-0412', 'hx630sp0412', 'HX630_SP_0412', 'ＨＸ630-SP-0412']],
  ])('finds the code in %s by each spelling', (text, spellings) => {
    for (const spelling of spellings) expect(isFoundBy(text, spelling), spelling).toBe(true)
  })

  it.each([
    ['E-203', 'E-204'],
    ['E-203', 'E-2031'],
    ['6205-2RS', '6205-2Z'],
    ['HX630-SP-0412', 'HX500-SP-0412'],
    ['3.5mm', '35mm'],
    ['V2.1', 'V21'],
  ])('does not take %s for %s', (text, other) => {
    expect(isFoundBy(text, other)).toBe(false)
  })

  it.each([
    ['E-203/E-204报警', ['e203', 'e204']],
    ['E-203,204', ['e203']],
    ['SOP-EQ-014/SOP-EQ-015', ['sopeq014', 'sopeq015']],
    ['7014C/P4', ['7014cp4']],
  ])('takes codes that stand side by side apart: %s', (text, expected) => {
    expect(termsOf(text)).toEqual(expect.arrayContaining(expected))
  })

  it.each([
    ['1,500', '1500'],
    ['1,234,567', '1234567'],
    ['0.30', '0.3'],
    ['2.00', '2'],
    ['１５００', '1500'],
    ['1,500.50', '1500.5'],
  ])('writes the number %s as %s', (text, expected) => {
    expect(terms(text)).toEqual([expect.objectContaining({ term: expected, kind: 'number' })])
  })

  it.each([
    ['220，380', ['220', '380']],
    ['3.5', ['3.5']],
    ['12,34', ['12', '34']],
    ['1,5000', ['1', '5000']],
    ['100', ['100']],
  ])('does not join or cut the numbers of %s', (text, expected) => {
    expect(termsOf(text)).toEqual(expected)
  })

  it.each([
    ['replacing', 'replaced'],
    ['bearings', 'bearing'],
    ['lubricating', 'lubricates'],
  ])('finds %s by %s', (one, other) => {
    expect(termsOf(one)).toEqual(termsOf(other))
  })

  it('says where each term stands, also behind what folding drops or widens', () => {
    const text = '😀主\u200b轴 Ｅ－２０３ 用ﬁlters 1,500 元'
    const at = (term: string): string[] =>
      terms(text)
        .filter((one) => one.term === term)
        .map(({ start, end }) => text.slice(start, end))
    expect(at('主轴')).toEqual(['主\u200b轴'])
    expect(at('e203')).toEqual(['Ｅ－２０３'])
    expect(at('filter')).toEqual(['ﬁlters'])
    expect(at('1500')).toEqual(['1,500'])
  })

  it('never leaves the text, in order of appearance', () => {
    const text = '第八条　HX630-SP-0412／6205-2RS，𠮷野家 1,500.50元 a-b_c/d e.g. 3.5mm'
    let last = 0
    for (const { start, end } of terms(text)) {
      expect(start).toBeGreaterThanOrEqual(last)
      expect(end).toBeGreaterThan(start)
      expect(end).toBeLessThanOrEqual(text.length)
      last = start
    }
  })

  it.each(['', ' \n\t', '。，！', '-_/.', '😀'])('finds nothing in %j', (text) => {
    expect(terms(text)).toEqual([])
  })
})

describe('codes', () => {
  it.each([
    ['HX-630 报 Ｅ203，压力 5MPa', ['hx630', 'e203']],
    ['E-203/E-204 与 M8 螺栓', ['e203', 'e204', 'm8']],
    ['依据第八条和第12条', ['第8条', '第12条']],
    ['第一百二十条之一', ['第120条之1']],
    ['轴承 7014C/P4', ['7014cp4']],
  ])('of %s', (text, expected) => {
    expect(codes(text)).toEqual(expected)
  })

  it.each([
    '间隙 3.5mm',
    '转速 12000r/min',
    '振动 4.5mm/s',
    '380V/50Hz',
    '20-30mm',
    '10mm-20mm',
    '5MPa 30min 200kW 24VDC',
    '每周 7x24 小时',
    '2nd',
    '今年 3 月',
    '2024-05-01',
    'see--2',
    '目录 alarms......12',
    'and/or',
    '12345',
    'hello world',
  ])('none in %s', (text) => {
    expect(codes(text)).toEqual([])
  })

  it.each([
    ['-', 20_000],
    ['a-', 10_000],
    ['1.', 10_000],
    ['a1/', 7_000],
    ['x', 20_000],
    ['1,', 10_000],
    ['a.', 10_000],
    ['第', 20_000],
  ])('does not hang for %j again and again', (piece, times) => {
    const start = performance.now()
    codes(piece.repeat(times))
    terms(piece.repeat(times))
    expect(performance.now() - start).toBeLessThan(10_000)
  })
})

describe('codeOf', () => {
  it.each([
    ['HX630-SP-0412', 'hx630sp0412'],
    ['Ｅ 203', 'e203'],
    ['V2.1', 'v2.1'],
    ['E.203', 'e203'],
    ['SOP_EQ-014.', 'sopeq014'],
  ])('%s is %s', (code, expected) => {
    expect(codeOf(code)).toBe(expected)
  })
})
