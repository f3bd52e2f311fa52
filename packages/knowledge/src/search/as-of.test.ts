import { describe, expect, it } from 'vitest'
import { askedDay } from './as-of.ts'

const today = '2026-11-22'

describe('askedDay', () => {
  it.each([
    ['2024年3月15日的标准是多少', '2024-03-15'],
    ['2024-03-15申请的标准', '2024-03-15'],
    ['2024/3/15那天', '2024-03-15'],
    ['2024.3.15 的规定', '2024-03-15'],
    ['２０２４年３月１５日', '2024-03-15'],
    ['2021年申请的时候标准是多少', '2021-12-31'],
    ['2021年那会儿补多少', '2021-12-31'],
    ['2023年5月给主轴加的是几号油', '2023-05-31'],
    ['2024年2月份的标准', '2024-02-29'],
    ['2023年2月的标准', '2023-02-28'],
    ['去年的标准是多少', '2025-12-31'],
    ['明年还有补贴吗', '2027-12-31'],
    ['明後年呢', '2027-12-31'],
    ['What was the fee in 2021?', '2021-12-31'],
    ['What was the fee in March 2021?', '2021-03-31'],
    ['the rules as of 1 May 2024', '2024-05-01'],
    ['the rules on May 1st, 2024', '2024-05-01'],
    ['the rules of Sept. 2023', '2023-09-30'],
    ['What was the fee last year?', '2025-12-31'],
    ['Will it change next year?', '2027-12-31'],
  ])('%s: %s', (question, day) => {
    expect(askedDay(question, today)).toBe(day)
  })

  it.each([
    ['2026年的标准', '2026-11-22'],
    ['2026年11月的标准', '2026-11-22'],
    ['2026年12月的标准', '2026-12-31'],
    ['2026年10月的标准', '2026-10-31'],
    ['2027年的标准', '2027-12-31'],
    ['2026年11月23日起', '2026-11-23'],
  ])('ends a period that includes today today, and one to come at its end: %s', (question, day) => {
    expect(askedDay(question, today)).toBe(day)
  })

  it.each([
    ['2024年5月1日之前怎么规定', '2024-04-30'],
    ['2024年5月1日以前的标准', '2024-04-30'],
    ['2024年3月之前的标准', '2024-02-29'],
    ['2021年以前怎么补', '2020-12-31'],
    ['2021年前的标准', '2020-12-31'],
    ['2024年前三季度的标准', '2024-12-31'],
  ])('goes by the day before: %s', (question, day) => {
    expect(askedDay(question, today)).toBe(day)
  })

  it.each([
    '我2023年毕业，能申请吗',
    '2021年注册的公司能补贴吗',
    '2020年5月买的房',
    '2019年3月15日出生的孩子',
    '2022年底才入职的',
    '2023年以后毕业的大学生',
    '我去年毕业，能申请吗',
    '去年买的房能补吗',
    '去年9月入职的',
    '这台是2018年出厂的',
    '2015年建成的小区能装电梯吗',
  ])('does not take what the asker tells of himself for the day asked about: %s', (question) => {
    expect(askedDay(question, today)).toBeUndefined()
  })

  it('takes the year of the rules beside the year of the asker', () => {
    expect(askedDay('2021年5月申请时的标准，我是2019年毕业的', today)).toBe('2021-05-31')
  })

  it.each([
    '',
    '租房补贴多少钱',
    '5月1日放假吗',
    '满3年才能申请吗',
    '2024年2月30日的标准',
    '2024年13月的标准',
    '12345年',
    '1500年的标准',
    '0000年',
    '3024年',
    '轴承6205-20-3的价格',
    '电话0536-8012345',
    'Change the oil in 2000 hours',
    'in 2000 rpm',
    'the market 2024 report',
    'What may I bring?',
    '编号20240501',
    '今年的标准',
  ])('finds no day in %j', (question) => {
    expect(askedDay(question, today)).toBeUndefined()
  })

  it.each(['2038年1月的标准', '2100年的标准'])('reads days far ahead: %s', (question) => {
    expect(askedDay(question, today)).toMatch(/^(?:2038-01-31|2100-12-31)$/)
  })
})
