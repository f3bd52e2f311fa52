import { localText } from '@kaiwu/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Duration, formatDuration, longestAmounts } from './duration.ts'
import { parseDuration } from './parse-duration.ts'

describe('parseDuration', () => {
  it.each([
    ['20 workdays', 20, 'workdays'],
    ['20个工作日', 20, 'workdays'],
    ['20 working days', 20, 'workdays'],
    ['二十个工作日', 20, 'workdays'],
    ['1 Business Day', 1, 'workdays'],
    ['4h', 4, 'hours'],
    ['4小时', 4, 'hours'],
    ['两个小时', 2, 'hours'],
    ['PT4H', 4, 'hours'],
    ['30m', 30, 'minutes'],
    ['30 min', 30, 'minutes'],
    ['３０分钟', 30, 'minutes'],
    ['十五分钟', 15, 'minutes'],
    ['10d', 10, 'days'],
    ['10 days', 10, 'days'],
    ['10日', 10, 'days'],
    ['十日', 10, 'days'],
    ['三十五天', 35, 'days'],
    ['10个自然日', 10, 'days'],
    ['P10D', 10, 'days'],
    ['p2w', 14, 'days'],
    ['2周', 14, 'days'],
    ['1h30m', 90, 'minutes'],
    ['1小时30分钟', 90, 'minutes'],
    ['PT1H30M', 90, 'minutes'],
    [' 1 week 2 days ', 9, 'days'],
  ])('reads %j', (text, amount, unit) => {
    expect(parseDuration(text)).toEqual({ duration: { amount, unit } })
  })

  it.each([
    ['', '没有写时长', '写成“20个工作日”'],
    ['soon', '看不懂时长“soon”', '写成“20个工作日”'],
    ['半小时', '看不懂时长“半小时”', '写成“20个工作日”'],
    ['20', '“20”后面没有单位', '写成“20个工作日”'],
    ['10-day', '“10”后面没有单位', '写成“20个工作日”'],
    ['20 wrokdays', '没有单位“wrokdays”', '是不是“workdays”？'],
    ['20 constructor', '没有单位“constructor”', '写成“20个工作日”'],
    ['1个月', '不能用单位“月”', '请写成天数'],
    ['2 months', '不能用单位“months”', '请写成天数'],
    ['30秒', '不能用单位“秒”', '用分钟'],
    ['1.5h', '“1.5”不是大于零的整数', '90分钟'],
    ['-5d', '“-5”不是大于零的整数', '用整数'],
    ['1,000d', '“1,000”不是大于零的整数', '用整数'],
    ['一百八十日', '看不懂数字“一百八十”', '180日'],
    ['十十日', '看不懂数字“十十”', '用阿拉伯数字'],
    ['0d', '时长必须是大于零的整数，而不是 0', '写成“20个工作日”'],
    ['99999999999999999999d', '时长必须是大于零的整数', '写成“20个工作日”'],
    ['40000 days', '时长太长', '最长 36500个自然日'],
    ['1d 4h', '混用了不能相加的单位', '只用一种单位'],
    ['5 workdays 2 days', '混用了不能相加的单位', '只用一种单位'],
    ['1h 2h', '混用了不能相加的单位', '只用一种单位'],
    ['P1M', '“P1M”不是可用的 ISO 8601 时长', '如 P10D、PT4H'],
    ['P1Y', '“P1Y”不是可用的 ISO 8601 时长', ''],
    ['P1DT4H', '混用了不能相加的单位', '只用一种单位'],
    ['PT', '“PT”不是可用的 ISO 8601 时长', ''],
    ['P1DT', '“P1DT”不是可用的 ISO 8601 时长', '如 P10D、PT4H'],
    ['PT30S', '“PT30S”不是可用的 ISO 8601 时长', '如 P10D、PT4H'],
    ['9'.repeat(101), '时长写得太长', ''],
  ])('says what is wrong with %j, and what to write', (text, message, remedy) => {
    const { problem } = parseDuration(text)
    expect(problem && localText(problem.message, 'zh')).toContain(message)
    expect(problem && localText(problem.remedy, 'zh')).toContain(remedy)
    expect(problem && localText(problem.message, 'en')).toMatch(/[a-z]+ [a-z]+/)
  })

  it('reads back what formatDuration writes, in both languages', () => {
    const unit = fc.constantFrom<Duration['unit']>('minutes', 'hours', 'days', 'workdays')
    fc.assert(
      fc.property(unit, fc.nat(), fc.constantFrom('zh', 'en'), (of, seed, language) => {
        const duration = { amount: 1 + (seed % longestAmounts[of]), unit: of }
        expect(parseDuration(formatDuration(duration, language))).toEqual({ duration })
      }),
      { seed: 6, numRuns: 500 },
    )
    expect([1, 2].map((amount) => formatDuration({ amount, unit: 'workdays' }, 'en'))).toEqual([
      '1 working day',
      '2 working days',
    ])
    expect(formatDuration({ amount: 20, unit: 'workdays' }, 'zh')).toBe('20个工作日')
  })

  it('never throws, whatever it is given', () => {
    const token = fc.constantFrom('1', '十', '个', 'P', 'T', 'h', '工作日', ' ', '-', '.', 'days', '\u0000', '😀', '½')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(token).map((parts) => parts.join('')),
        ),
        (text) => {
          const { duration, problem } = parseDuration(text)
          if (duration) expect(duration.amount).toBeGreaterThan(0)
          else expect(problem?.message).toEqual({ zh: expect.stringMatching(/./), en: expect.stringMatching(/./) })
        },
      ),
      { seed: 6, numRuns: 1_000 },
    )
  })
})
