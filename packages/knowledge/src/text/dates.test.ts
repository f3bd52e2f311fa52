import { describe, expect, it } from 'vitest'
import { addDays, addMonths, addYears, datePattern, dayForm, isoDay, writtenDay } from './dates.ts'

describe('isoDay', () => {
  it.each([
    ['2024年5月1日', '2024-05-01'],
    ['2024 年 5 月 1 日', '2024-05-01'],
    ['2024-05-01', '2024-05-01'],
    ['2024/5/1', '2024-05-01'],
    ['2024.05.01', '2024-05-01'],
    ['自2024年12月31日起施行', '2024-12-31'],
    ['2024年2月29日', '2024-02-29'],
    ['1998年1月1日', '1998-01-01'],
    ['2038-01-19', '2038-01-19'],
  ])('reads %s', (text, day) => {
    expect(isoDay(text)).toBe(day)
  })

  it.each([
    '',
    '2023年2月29日',
    '2024年13月1日',
    '2024年4月31日',
    '2024年0月1日',
    '2024年5月',
    '5月1日',
    '印发之日',
    '24-05-01',
    '2024年5月0日',
  ])('knows no day %j', (text) => {
    expect(isoDay(text)).toBeUndefined()
  })

  it('reads the first of several', () => {
    expect(isoDay('2024年3月15日印发，自2024年5月1日起施行')).toBe('2024-03-15')
  })

  it('has a pattern that finds every date of a text', () => {
    expect('2024年3月15日印发，2024-05-01 起'.match(new RegExp(datePattern, 'g'))).toEqual(['2024年3月15日', '2024-05-01'])
  })
})

describe('addDays and addYears', () => {
  it.each([
    ['2024-02-28', 1, '2024-02-29'],
    ['2023-02-28', 1, '2023-03-01'],
    ['2024-12-31', 1, '2025-01-01'],
    ['2024-03-01', -1, '2024-02-29'],
    ['2026-03-29', 1, '2026-03-30'],
  ])('%s and %d days', (day, days, expected) => {
    expect(addDays(day, days)).toBe(expected)
  })

  it.each([
    ['2024-05-01', 5, '2029-05-01'],
    ['2024-02-29', 1, '2025-03-01'],
    ['2024-02-29', 4, '2028-02-29'],
    ['2037-12-31', 2, '2039-12-31'],
  ])('%s and %d years', (day, years, expected) => {
    expect(addYears(day, years)).toBe(expected)
  })
})

describe('addMonths', () => {
  it.each([
    ['2025-02-01', 6, '2025-08-01'],
    ['2026-01-01', -1, '2025-12-01'],
    ['2024-01-31', 1, '2024-03-02'],
  ])('%s and %d months', (day, months, expected) => {
    expect(addMonths(day, months)).toBe(expected)
  })
})

describe('writtenDay', () => {
  it.each([
    ['2024年5月1日', '2024-05-01'],
    ['二〇二四年五月一日', '2024-05-01'],
    ['二○二四年十二月三十一日', '2024-12-31'],
    ['2024.05.01', '2024-05-01'],
    ['14 May 2024', '2024-05-14'],
    ['1st of May 2024', '2024-05-01'],
    ['May 14, 2024', '2024-05-14'],
    ['Sept. 3, 2023', '2023-09-03'],
    ['December 31st, 2024', '2024-12-31'],
  ])('reads %s, and finds it in a sentence', (text, day) => {
    expect(writtenDay(text)).toEqual({ day, doubtful: false })
    expect(new RegExp(dayForm).exec(`since ${text}, all`)?.[0]).toBe(text)
  })

  it.each([
    ['2O24年5月1日', '2024-05-01'],
    ['2024年l2月I日', '2024-12-01'],
    ['2024年1O月|日', '2024-10-01'],
  ])('repairs %s, doubtfully', (text, day) => {
    expect(writtenDay(text)).toEqual({ day, doubtful: true })
  })

  it.each(['2024年2月30日', '31 April 2024', '2024年9月3l日', 'May 2024', '5月1日', '05/12/2024', ''])(
    'finds no day in %j',
    (text) => {
      expect(writtenDay(text).day).toBeUndefined()
    },
  )
})
