import { describe, expect, it } from 'vitest'
import { numberIsStated, statedNumbers } from './numbers.ts'

const numbers = (text: string): string[] => statedNumbers(text).map(({ value, unit }) => (unit ? `${value} ${unit}` : value))
const borneOut = (answer: string, evidence: string): boolean =>
  statedNumbers(answer).every((number) => numberIsStated(number, statedNumbers(evidence)))

describe('statedNumbers', () => {
  it.each([
    ['每人每月1500元', ['1500 元']],
    ['共1,234,567.50元', ['1234567.5 元']],
    ['１５００元', ['1500 元']],
    ['间隙3.5 mm，扭矩90 N·m', ['3.5 mm', '90 n·m']],
    ['5MPa、30min、200mA、15ms、20ml', ['5 mpa', '30 min', '200 ma', '15 ms', '20 ml']],
    ['5 days, 3 months, 2 hours, 30 minutes', ['5 days', '3 months', '2 hours', '30 minutes']],
    ['5 apples, 3 steps, 2 men', ['5', '3', '2']],
    ['升温不超过20℃', ['20 °c']],
    ['5万元、1.5亿元、12万人、3百万元', ['5 万元', '1.5 亿元', '12 万人', '3 百万元']],
    ['投资1500万', ['1500 万']],
    ['24～26℃', ['24', '26 °c']],
    ['24-26℃', ['24', '26 °c']],
    ['24–26 ℃', ['24', '26 °c']],
    ['2-3个工作日', ['2', '3 个工作日']],
    ['3号-5号窗口', ['3 号', '5 号']],
    ['0.3-0.5MPa', ['0.3', '0.5 mpa']],
    ['不低于-5℃', ['-5 °c']],
    ['按5∶5分担', ['5', '5']],
    ['2024年5月1日', ['2024 年', '5 月', '1 日']],
    ['十五个工作日', ['15 个工作日']],
    ['三万五千元', ['35000 元']],
    ['一亿二千万元', ['120000000 元']],
    ['第三十条', ['30 条']],
    ['百分之三十，百分之12.5，百分之零点五，千分之五', ['30 %', '12.5 %', '0.5 %', '5 ‰']],
    ['30%', ['30 %']],
    ['007号', ['7 号']],
    ['上午8:30，下午5点半，13:00—17:00', ['8:30 clock', '17:30 clock', '13:00 clock', '17:00 clock']],
    ['允差±0.02 mm', ['±0.02 mm']],
    ['5 MW、5 mW、5 mPa·s', ['5 mega-w', '5 mw', '5 milli-pa']],
    ['两年、半年、一倍', ['2 年', '0.5 年', '1 倍']],
    ['¥500、$20', ['500 元', '20 美元']],
    ['10²', ['10']],
  ])('of %s', (text, expected) => {
    expect(numbers(text).sort()).toEqual([...expected].sort())
  })

  it.each([
    ['codes', 'E-203 HX-630 6205-2RS HX630-SP-0412 V2.1'],
    ['a telephone number', '0536-8012345'],
    ['words', '统筹 万一 千万别动'],
    ['names', '一级故障、二类医院'],
    ['a unit alone', '单位：万元'],
    ['amounts left open', '几十元、数百元'],
    ['nothing', ''],
  ])('finds none in %s', (_, text) => {
    expect(numbers(text)).toEqual([])
  })

  it('says where each stands in the text as written', () => {
    const text = '😀每月１，５００ 元、1,500 元，共十五日，-5℃'
    for (const { start, end, text: own } of statedNumbers(text)) expect(text.slice(start, end)).toBe(own)
    expect(statedNumbers(text).map(({ text: own }) => own)).toEqual(expect.arrayContaining(['1,500 元', '十五日', '5℃']))
  })

  it('keeps apart long numbers that differ in their last digit', () => {
    const [one] = statedNumbers('110101199003071234')
    expect(one!.value).toBe('110101199003071234')
    expect(borneOut('账号6222021234567890123', '账号6222021234567890124')).toBe(false)
  })

  it.each(['1-'.repeat(10_000), '1,000'.repeat(5000), '万'.repeat(20_000), '百分之'.repeat(8000), '9'.repeat(20_000)])(
    'does not hang for %.12s…',
    (text) => {
      const start = performance.now()
      statedNumbers(text)
      expect(performance.now() - start).toBeLessThan(10_000)
    },
  )
})

describe('numberIsStated', () => {
  it.each([
    ['1500元', '每人每月1500元'],
    ['1,500 元', '1500元'],
    ['1.5万元', '15000元'],
    ['15000元', '1.5万元'],
    ['8.29万元', '82900元'],
    ['1200万元', '一千二百万元'],
    ['50000元', '5万元'],
    ['5万元', '50000元'],
    ['12万人', '120000人'],
    ['3日', '三天'],
    ['2小时', '2 h'],
    ['30分钟', '30min'],
    ['5 days', '5日'],
    ['2公斤', '2 kg'],
    ['30%', '百分之三十'],
    ['1500', '1500元'],
    ['2至3天', '2-3天'],
    ['24到26℃', '24～26 ℃'],
    ['0.5', '0.50 mm'],
    ['15个工作日', '十五个工作日'],
    ['500 kPa', '0.5 MPa'],
    ['120分钟', '2 h'],
    ['1200毫米', '1.2 m'],
    ['6个月', '半年'],
    ['12个月', '一年'],
    ['不超过5日', '5日以内'],
    ['至少30人', '30人以上'],
    ['5–8 MPa', '5～8MPa'],
    ['5–8 MPa', '下限5 MPa，上限8 MPa'],
    ['不高于8 MPa', '5～8MPa'],
    ['±0.02mm', '允差 ±0.02 mm'],
    ['17:30', '下午5:30'],
    ['14天', '两周'],
  ])('%s is borne out by %s', (answer, evidence) => {
    expect(borneOut(answer, evidence)).toBe(true)
  })

  it.each([
    ['1500元', '150元'],
    ['3.5 mm', '35 mm'],
    ['5个工作日', '5日'],
    ['30 m', '30 min'],
    ['5 m', '5 MPa'],
    ['12人', '12万人'],
    ['15元', '15万元'],
    ['5℃', '-5℃'],
    ['30%', '30元'],
    ['2-3天', '4-5天'],
    ['203', '报警E-203'],
    ['30 s', '30 min'],
    ['5 days', '5 hours'],
    ['1500元', ''],
    ['超过5日', '不超过5日'],
    ['30人以下', '30人以上'],
    ['30日后', '30日内'],
    ['低于8 MPa', '不低于8 MPa'],
    ['at most 3 days', 'at least 3 days'],
    ['5–8 MPa', '5～6 MPa，7～8 MPa'],
    ['±0.02 mm', '0.02 mm'],
    ['0.02 mm', '±0.02 mm'],
    ['5 MW', '5 mW'],
    ['500 MPa', '0.5 MPa'],
    ['1年', '12月'],
    ['1日', '24小时'],
    ['8:40', '8:30'],
    ['1500美元', '1500元'],
    ['10²', '102'],
  ])('%s is not borne out by %s', (answer, evidence) => {
    expect(statedNumbers(answer)).not.toEqual([])
    expect(borneOut(answer, evidence)).toBe(false)
  })
})
