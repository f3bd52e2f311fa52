import { describe, expect, it } from 'vitest'
import { chineseNumber, formatChineseNumber } from './chinese-number.ts'

describe('chineseNumber', () => {
  it.each([
    ['零', 0],
    ['五', 5],
    ['十', 10],
    ['十五', 15],
    ['二十', 20],
    ['九十九', 99],
    ['一百', 100],
    ['一百零五', 105],
    ['一百二十三', 123],
    ['两千', 2000],
    ['一千零一', 1001],
    ['三万五千', 35_000],
    ['一千二百万', 12_000_000],
    ['一亿', 100_000_000],
    ['一亿二千万', 120_000_000],
    ['十万', 100_000],
    ['二〇二四', 2024],
    ['一九九八', 1998],
    ['42', 42],
    ['007', 7],
  ])('%s is %d', (text, value) => {
    expect(chineseNumber(text)).toBe(value)
  })

  it.each(['', '第八', '八条', '3.5', 'abc', '一a', ' 八', '-5', '万', '亿元'])('%j is none', (text) => {
    expect(chineseNumber(text)).toBeUndefined()
  })
})

describe('formatChineseNumber', () => {
  it('writes what chineseNumber reads', () => {
    const values = Array.from({ length: 10_000 }, (_, value) => value)
    expect(values.filter((value) => chineseNumber(formatChineseNumber(value)) !== value)).toEqual([])
  })

  it.each([
    [10, '十'],
    [12, '十二'],
    [110, '一百一十'],
    [1001, '一千零一'],
  ])('writes %d as articles are counted: %s', (value, written) => {
    expect(formatChineseNumber(value)).toBe(written)
  })
})
