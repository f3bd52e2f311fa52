import { describe, expect, it } from 'vitest'
import { findQuote } from './find-quote.ts'

const found = (stored: string, quote: string): string | undefined => {
  const span = findQuote(stored, quote)
  return span && stored.slice(span.start, span.end)
}

describe('findQuote', () => {
  it.each([
    ['exactly', '补贴标准为每人每月1500元。', '每人每月1500元', '每人每月1500元'],
    ['apart from spaces', '补贴标准为每人每月1500元。', '每人每月 1500 元', '每人每月1500元'],
    ['apart from a line break', '补贴标准为每人\n每月1500元。', '每人每月1500元', '每人\n每月1500元'],
    ['apart from punctuation', '停机，断电，挂牌。', '停机、断电、挂牌', '停机，断电，挂牌'],
    ['apart from the kind of quotation marks', '按下“急停”按钮', '按下"急停"按钮', '按下“急停”按钮'],
    ['apart from width and case', '报警Ｅ－２０３', '报警e-203', '报警Ｅ－２０３'],
    ['apart from a comma in a number', '共1500元', '共1,500元', '共1500元'],
    ['apart from traditional characters', '漏电处理', '漏電處理', '漏电处理'],
    ['apart from the kind of dash', '温度24—26℃', '温度24–26℃', '温度24—26℃'],
    ['apart from the sign of a ratio', '按5∶5分担', '按5:5分担', '按5∶5分担'],
    ['behind and with astral characters', '😀𠮷野家的补贴', '𠮷 野家', '𠮷野家'],
    ['at a later place, when the first is another number', '每次15mm，共5mm', '5mm', '5mm'],
    ['up to the end, where a ligature unfolds', '换ﬁlter', '换 filter', '换ﬁlter'],
    ['a number with its unit cut off', '间隙5mm', '间隙5', '间隙5'],
  ])('finds %s', (_, stored, quote, expected) => {
    expect(found(stored, quote)).toBe(expected)
  })

  it('names the later place by its offsets', () => {
    expect(findQuote('每次15mm，共5mm', '5mm')).toEqual({ start: 8, end: 11 })
  })

  it.each([
    ['间隙3.5mm', '间隙35mm'],
    ['间隙35mm', '间隙3.5mm'],
    ['间隙13.5mm', '3.5mm'],
    ['间隙3.5mm', '5mm'],
    ['报警E-203', '报警E-204'],
    ['报警E-203', '报警E-20'],
    ['报警E-203', '203'],
    ['备件HX630-SP-0412', '备件HX630-SP'],
    ['每日5000元', '每日500'],
    ['每日1,500元', '每日1'],
    ['每日1,500元', '500元'],
    ['共220，380两种', '共220380两种'],
    ['第3、5项', '第35项'],
    ['第35项', '第3、5项'],
    ['表1 30 mm', '表130 mm'],
    ['十五日内办结', '五日内办结'],
    ['第三十条', '第三'],
    ['温度24-26℃', '温度2426℃'],
    ['温度24～26℃', '温度24℃'],
    ['可以养犬', '不可以养犬'],
    ['不予受理', '予以受理'],
  ])('in “%s” does not find “%s”', (stored, quote) => {
    expect(findQuote(stored, quote)).toBeUndefined()
  })

  it.each(['', ' ', '\n\t', '\u200b'])('finds no quote in %j', (quote) => {
    expect(findQuote('补贴标准', quote)).toBeUndefined()
  })

  it('finds every sentence of a text in the text', () => {
    const text = '第八条　HX-630 主轴每 2000 h 换油一次，先到为准；油量2.7 L。温度 24～26 ℃。报 E-203 时停机。'
    for (let start = 0; start < text.length; start += 5) {
      const span = findQuote(text, text.slice(start))
      if (span) expect(text.slice(span.start)).toBe(text.slice(start))
    }
    expect(found(text, 'HX-630主轴每2000h换油一次')).toBe('HX-630 主轴每 2000 h 换油一次')
  })

  it('does not hang in a long text full of near misses', () => {
    const start = performance.now()
    expect(findQuote('每日5000元，'.repeat(5000), '每日500')).toBeUndefined()
    expect(performance.now() - start).toBeLessThan(10_000)
  })
})
