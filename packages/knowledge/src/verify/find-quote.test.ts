import { describe, expect, it } from 'vitest'
import { findQuote, quoteFinder } from './find-quote.ts'

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
    ['apart from a hyphen at a line end', 'regular mainte-\nnance is due', 'regular maintenance is', 'regular mainte-\nnance is'],
    ['apart from a hyphen at its own line end', 'regular maintenance is due', 'mainte-\nnance is', 'maintenance is'],
    ['a hyphen of the word at a line end', 'a well-\nknown fault', 'a well-known fault', 'a well-\nknown fault'],
    ['apart from soft hyphens', 'main\u00adte\u00adnance', 'maintenance', 'main\u00adte\u00adnance'],
    ['apart from a ligature', 'oﬃce filter', 'office ﬁlter', 'oﬃce filter'],
    ['apart from accents written apart', 'Café im Hof', 'cafe\u0301 im Hof', 'Café im Hof'],
    ['apart from quotation marks within', '按下“急停”按钮', '按下急停按钮', '按下“急停”按钮'],
    ['apart from Markdown', '每人每月1500元', '每人每月**1500元**', '每人每月1500元'],
    ['apart from the kind of bracket', '申请人（含代理人）应当', '申请人(含代理人)应当', '申请人（含代理人）应当'],
    ['a number wrapped within', `${'补贴标准按月核定并'.repeat(3)}15\n00元`, '并1500元', '并15\n00元'],
    ['apart from the bullet of a list', '应当：\n- 断电\n- 挂牌', '断电 挂牌', '断电\n- 挂牌'],
    ['with a full stop of its own', '每人每月1500元，共三年', '每人每月1500元。', '每人每月1500元'],
    ['a name before the colon of its value', 'HX-500：10 min', '换HX-500'.slice(1), 'HX-500'],
    ['one that is written as the quote is', '先停机、断电；再停机，断电', '停机，断电', '停机，断电'],
    [
      'the words around an ellipsis',
      '应当停机检查，断电挂牌，并报告班组长。',
      '应当停机检查……并报告班组长',
      '应当停机检查，断电挂牌，并报告班组长',
    ],
    ['apart from an ellipsis at both ends', '租房补贴标准为每人每月1500元。', '……标准为每人每月…', '标准为每人每月'],
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
    ['不予受理的，书面告知', '予受理的，书面告知'],
    ['未经批准不得拆除', '得拆除'],
    ['温度不低于-5℃', '5℃'],
    ['温度不低于5℃', '-5℃'],
    ['允差±0.02 mm', '0.02 mm'],
    ['压力≥5 MPa', '压力≤5 MPa'],
    ['压力>=5 MPa', '压力>5 MPa'],
    ['压力≥5 MPa', '5 MPa'],
    ['提高30%的', '提高30的'],
    ['提高30%', '提高30'],
    ['间隔5 min', '间隔5 m'],
    ['粘度5 mPa', '粘度5 MPa'],
    ['共10²个', '共102个'],
    ['共10²个', '共10'],
    ['温度10～20℃', '温度1020℃'],
    ['间隙3,5 mm', '间隙3.5 mm'],
    ['间隙3,5 mm', '间隙35 mm'],
    ['时间8:30', '时间830'],
    ['比例5:5', '比例5:6'],
    ['每月1.5万元', '每月1.5'],
    ['百分之三十', '三十'],
    ['CO2 浓度', 'CO 浓度'],
    ['单价$500', '单价¥500'],
    ['甲、乙负责', '甲乙负责'],
    ['依照规定办理', '依照规。'],
    ['（四）其他情形', '（）其他情形'],
    ['可以养犬？不可以。', '可以养犬。'],
    ['it is unsafe to open', 'safe to open'],
    ['this is harmless', 'this is harm'],
    ["you can't open it", 'you can'],
    ['now here it is', 'nowhere it is'],
    ['a non-compliant part', 'compliant part'],
    ['共220\n380两行', '共220380两行'],
    ['cafe\u0301', 'cafe'],
    ['50℃', '50°'],
    ['应当停机，不得拆除护罩。', '应当停机……拆除护罩'],
    ['应当停机检查，不得拆除护罩。', '应当停机检查……得拆除护罩'],
    ['先断电挂牌，再验电放电', '再验电放电……先断电挂牌'],
    ['甲乙丙丁戊己庚辛', '甲乙……庚辛'],
    [`先断电挂牌。${'无关的话。'.repeat(500)}再验电放电`, '先断电挂牌……再验电放电'],
  ])('in “%s” does not find “%s”', (stored, quote) => {
    expect(findQuote(stored, quote)).toBeUndefined()
  })

  it.each(['', ' ', '\n\t', '\u200b', '，', '……', '“”', '±'])('finds no quote in %j', (quote) => {
    expect(findQuote('补贴标准，……±', quote)).toBeUndefined()
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

  it('takes a long text apart once for many quotes', () => {
    const text = '每日5000元，按月发放；逾期不予受理。\n'.repeat(40_000)
    const start = performance.now()
    const find = quoteFinder(text)
    for (let at = 0; at < 100; at++) expect(find(`每日${at}元`)).toBeUndefined()
    expect(find('逾期不予受理')).toEqual({ start: 13, end: 19 })
    expect(performance.now() - start).toBeLessThan(10_000)
  })

  it.each([
    ['a quote that nearly stands in a million places', '甲，'.repeat(200_000), `${'甲，'.repeat(300)}甲？乙`],
    ['a quote that stands in many places, wrongly cut', '15日'.repeat(100_000), '5日'],
    ['parts that stand in many places', '先断电挂牌。'.repeat(50_000), '先断电挂牌……再验电放电'],
    ['brackets and dashes alone', '（—'.repeat(200_000), '停机'],
  ])('does not hang for %s', (_, stored, quote) => {
    const start = performance.now()
    expect(findQuote(stored, quote)).toBeUndefined()
    expect(performance.now() - start).toBeLessThan(10_000)
  })
})
