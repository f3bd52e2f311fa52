import { describe, expect, it } from 'vitest'
import { cleanText, unseenTally } from './clean-text.ts'

describe('cleanText, counting', () => {
  it.each([
    ['zero-width space', '停\u200b机', '停机', 1],
    ['a mark of byte order inside', '停\ufeff机', '停机', 1],
    ['controls of direction', 'a\u202eb\u2066c', 'abc', 2],
    ['blank letters', '停\u3164机\u115f', '停机', 2],
    ['a noncharacter', 'a\uffffb', 'ab', 1],
    ['a joiner between Chinese characters', '停\u200d机', '停机', 1],
    ['joiners in a run', '\u0645\u200c\u200c\u200c\u0645', '\u0645\u200c\u0645', 2],
    ['a lone surrogate', 'a\ud800b', 'a\ufffdb', 1],
    ['selectors that carry data', '☀\ufe0f\ufe01\ufe02', '☀\ufe0f', 2],
    ['marks without end', `é${'\u0323'.repeat(30)}`.normalize('NFD'), undefined, 23],
  ])('%s', (_, before, after, count) => {
    const tally = unseenTally()
    const text = cleanText(before, tally)
    if (after !== undefined) expect(text).toBe(after)
    expect(tally.characters).toBe(count)
  })

  it.each([
    ['an emoji of a family', '👨\u200d👩\u200d👧'],
    ['an emoji in colour', '❤\ufe0f'],
    ['Persian', '\u0645\u06cc\u200c\u0631\u0648\u062f'],
    ['Hindi', '\u0915\u094d\u200d\u0937'],
    ['Tibetan', '\u0f56\u0f66\u0f92\u0fb2\u0f74\u0f56\u0f66'],
    ['a Chinese name with a chosen form', '葛\u{e0100}城'],
    ['full-width and look-alike letters', 'ＡＢС'],
    ['a replacement character', 'a\ufffdb'],
  ])('keeps %s', (_, text) => {
    const tally = unseenTally()
    expect(cleanText(text, tally)).toBe(text)
    expect(tally).toEqual(unseenTally())
  })

  it('drops soft hyphens and control characters without counting them', () => {
    const tally = unseenTally()
    expect(cleanText('\ufeffa\u00adb\u0007c\u200e', tally)).toBe('abc')
    expect(tally).toEqual(unseenTally())
  })

  it('does not take the flag of Scotland for a message', () => {
    const tally = unseenTally()
    cleanText('🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}', tally)
    expect(tally.tags).toBe(0)
  })

  it.each([
    ['a ligature that unfolds', 'ﷺ'.repeat(100_000)],
    ['marks', `a${'\u0301\u0323'.repeat(100_000)}`],
    ['tag characters', '\u{e0041}'.repeat(100_000)],
    ['joiners', '\u200c\u200d'.repeat(100_000)],
    ['zero-width letters', '停\u200b'.repeat(100_000)],
    ['selectors', '\ufe0f'.repeat(100_000)],
    ['lone surrogates', '\ud800'.repeat(100_000)],
  ])('takes time in proportion: %s', (_, text) => {
    const started = performance.now()
    cleanText(text)
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})
