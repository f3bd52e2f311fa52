import { describe, expect, it } from 'vitest'
import { fold } from './fold.ts'

const folded = (text: string): string => fold(text).text

describe('fold', () => {
  it.each([
    ['full width', 'Ｅ－２０３', 'e-203'],
    ['traditional characters', '漏電處理', '漏电处理'],
    ['case', 'HX-630 Spindle', 'hx-630 spindle'],
    ['kinds of dash', '24–26—28−30‑32', '24-26-28-30-32'],
    ['ligatures and ideographic spaces', 'ﬁlter　换', 'filter 换'],
    ['radicals that PDF files write for characters', '⼀⽇', '一日'],
    ['units of one character', '㎡ ㎜ ℃', 'm2 mm °c'],
    ['the ratio sign', '5∶5', '5:5'],
    ['accents written apart', 'cafe\u0301 \u30cf\u309a', 'café パ'],
    ['wave dashes', '24～26 24〜26', '24~26 24~26'],
  ])('makes one of %s', (_, given, expected) => {
    expect(folded(given)).toBe(expected)
  })

  it.each([
    ['zero-width spaces', '租\u200b房\u200c补\u200d贴'],
    ['a byte order mark and soft hyphens', '\ufeff租房\u00ad补贴'],
    ['bidi marks', '\u202e租房\u202c\u2066补贴\u2069'],
    ['tag characters', '租房\u{e0061}\u{e0020}补贴'],
    ['variation selectors', '租\ufe00房\u{e0100}补贴'],
  ])('drops %s', (_, given) => {
    expect(folded(given)).toBe('租房补贴')
  })

  it('leaves apart what differs', () => {
    expect(folded('己已巳')).toBe('己已巳')
    expect(folded('0O1l')).toBe('0o1l')
    // Homoglyphs stay: a Cyrillic Е is no Latin E.
    expect(folded('Е-203')).not.toBe(folded('E-203'))
  })

  it.each(['Ｅ－２０３ 漏電', 'a𠮷b😀ﬁ㎡x', '\u200b1\u200b2\u200b', '', 'ﷺ', '\ud800x\udc00'])(
    'leads every unit of %j back to where it came from',
    (text) => {
      const { text: out, origin } = fold(text)
      expect(origin).toHaveLength(out.length + 1)
      expect(origin[out.length]).toBe(text.length)
      for (let at = 0; at < out.length; at++) {
        expect(origin[at]!).toBeLessThanOrEqual(origin[at + 1]!)
        const character = String.fromCodePoint(text.codePointAt(origin[at]!)!)
        expect(folded(character)).toContain(out[at]!)
      }
    },
  )

  it('leads the end of a span behind an astral character back exactly', () => {
    const text = '😀主轴𠮷过热'
    const { text: out, origin } = fold(text)
    const at = out.indexOf('过热')
    expect(text.slice(origin[at]!, origin[at + 2]!)).toBe('过热')
    const before = out.indexOf('主轴')
    expect(text.slice(origin[before]!, origin[before + 2]!)).toBe('主轴')
  })

  it.each([
    ['a character that unfolds to eighteen', 'ﷺ'.repeat(100_000)],
    ['ten thousand combining marks', `e${'\u0301'.repeat(10_000)}`],
    ['lone surrogates', '\ud800'.repeat(100_000)],
  ])('does not hang for %s', (_, text) => {
    const start = performance.now()
    const { text: out, origin } = fold(text)
    expect(origin).toHaveLength(out.length + 1)
    expect(performance.now() - start).toBeLessThan(10_000)
  })
})
