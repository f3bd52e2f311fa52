import { localText } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { parseExpression } from './expression.ts'

const context = {
  equipment: { criticality: 'A', owner: null },
  停机分钟: 300,
  状态: '停机',
  readings: [
    { tag: 'T1', value: 7, hi: 5 },
    { tag: 'T2', value: 3, hi: 5 },
  ],
  numbers: [1, 2, 3],
  due: '2026-10-12',
  备注: '停机，待查',
  yes: true,
}

function valueOf(text: string, data: object = context): unknown {
  const { expression, problems } = parseExpression(text)
  expect(problems).toEqual([])
  const { value, why } = expression!.evaluate(data)
  return why === undefined ? value : `? ${localText(why, 'en')}`
}

function conditionOf(text: string, data: object = context): unknown {
  const result = parseExpression(text).expression!.evaluateCondition(data)
  return typeof result === 'boolean' ? result : `? ${localText(result.undecided, 'en')}`
}

function mistake(text: string): string {
  const { expression, problems } = parseExpression(text, { file: 'a.yaml', line: 3, column: 10 })
  expect(expression).toBeUndefined()
  expect(problems.length).toBeGreaterThan(0)
  const { file, line, column, message } = problems[0]!
  expect(file).toBe('a.yaml')
  return `${line}:${column} ${localText(message, 'en')}`
}

describe('an expression', () => {
  it.each([
    ['equipment.criticality = "A" and 停机分钟 >= 240', true],
    ['equipment.criticality＝“A” and 停机分钟＞＝２４０', true],
    ['停机分钟 in （30，300）', true],
    ['停机分钟 ≥ 240 and 状态 in [“停机”、“降速”]', true],
    ['备注 = "停机，待查"', true],
    ['停机分钟 between 1 and 299', false],
    ['停机分钟 in [1..300)', false],
    ['equipment.owner = null', true],
    ['0.1 + 0.2 = 0.3', true],
    ['0.1 + 0.2', 0.3],
    ['1.1 * 1.1', 1.21],
    ['19.99 * 100', 1999],
    ['9007199254740991 - 1', '?'],
    ['round half up(1.005, 2)', 1.01],
    ['decimal(2.5, 0)', 2],
    ['date(due) + duration("P20D")', '2026-11-01'],
    ['date(due) < @"2026-12-31"', true],
    ['date(due).year', 2026],
    ['duration("P1M") + duration("P2M")', 'P3M'],
    ['count(readings[value > hi])', 1],
    ['readings[value > hi].tag', ['T1']],
    ['readings[-1].tag', 'T2'],
    ['some r in readings satisfies r.value > r.hi', true],
    ['every r in readings satisfies r.value > r.hi', false],
    ['for x in numbers, y in numbers return x * y', [1, 2, 3, 2, 4, 6, 3, 6, 9]],
    ['for x in 3..1 return x', [3, 2, 1]],
    ['if 停机分钟 > 240 then "A" else "B"', 'A'],
    ['string length("停机")', 2],
    ['matches(状态, "^停.$")', true],
    ['-停机分钟', -300],
    ['not(yes)', false],
    ['"a\\"b\\u4e00"', 'a"b一'],
  ])('%s → %j', (text, expected) => {
    if (expected === '?') expect(parseExpression(text).problems).toHaveLength(1)
    else expect(valueOf(text)).toEqual(expected)
  })

  it('names the paths it reads, but not what it binds itself', () => {
    const { expression } = parseExpression(
      'equipment.criticality = 等级 and (some r in readings satisfies r.value > limit) and a[x > 1] = b',
    )
    expect(expression!.names).toEqual(['equipment.criticality', '等级', 'readings', 'limit', 'a', 'b'])
  })

  it('leaves the noise of binary fractions behind, also in what it is given', () => {
    expect(conditionOf('a = 0.3 and b = 1000000.1', { a: 0.1 + 0.2, b: 1_000_000.1 })).toBe(true)
    expect(valueOf('price * 3', { price: 1_250_000 })).toBe(3_750_000)
    expect(valueOf('n + 1', { n: Number.MAX_SAFE_INTEGER })).toBe('? the result is too large to be exact')
  })

  it('hands out frozen data without prototype', () => {
    const { value } = parseExpression('readings[1]').expression!.evaluate(context)
    expect(Object.getPrototypeOf(value)).toBeNull()
    expect(Object.isFrozen(value)).toBe(true)
    expect(JSON.stringify(value)).toBe('{"tag":"T1","value":7,"hi":5}')
  })
})

describe('a condition that cannot be told is no false', () => {
  it.each([
    ['missing = 1', 'there is no "missing"'],
    ['missing != 1', 'there is no "missing"'],
    ['missing = null', 'there is no "missing"'],
    ['not(missing)', 'there is no "missing"'],
    ['停机分种 > 1', 'there is no "停机分种"; did you mean "停机分钟"?'],
    ['equipment.critcality = "A"', 'there is no field "critcality"; did you mean "criticality"?'],
    ['equipment.owner = "x"', '"equipment.owner" has no value'],
    ['equipment.owner != "x"', '"equipment.owner" has no value'],
    ['equipment.owner.name = "x"', '"equipment.owner.name" has no value'],
    ['停机分钟 = "300"', '"停机分钟" is a number and ""300"" is a text; they cannot be compared or combined'],
    ['停机分钟 > 状态', '"停机分钟" is a number and "状态" is a text; they cannot be compared or combined'],
    ['停机分钟', '"停机分钟" gives neither yes nor no'],
    ['状态 and true', '"状态" should be yes or no, but is a text'],
    ['if equipment.owner = "x" then true else false', '"equipment.owner" has no value'],
    ['1 / 0 > 1', 'division by zero'],
    ['every r in readings satisfies r.q > 1', 'there is no field "q"'],
    ['count(readings[q > 1]) = 0', 'there is no "q"'],
    ['date(状态) < date(due)', 'date() cannot work with what it was given'],
    ['date(due) > due', '"date(due)" is a date and "due" is a text; they cannot be compared or combined'],
    ['min(numbers) < max([1, "a"])', '"max" is a text and "max" is a number; they cannot be compared or combined'],
    ['sum([]) = 0', 'the list of sum() is empty'],
    ['numbers[9] = 1', '"numbers" has no element 9'],
    ['null', '"null" gives neither yes nor no'],
  ])('%s', (text, why) => expect(conditionOf(text)).toBe(`? ${why}`))

  it.each([
    ['true or missing', true],
    ['missing or true', true],
    ['false and missing', false],
    ['missing and false', false],
    ['some r in readings satisfies r.value > 5 or r.q', true],
  ])('%s is told all the same', (text, expected) => expect(conditionOf(text)).toBe(expected))
})

describe('a mistake has its column', () => {
  it.each([
    ['', '3:10 there is nothing here'],
    ['(停机分钟', '3:15 incomplete after "(停机分钟"'],
    ['停机分钟 >', '3:16 incomplete after "停机分钟 >"'],
    ['状态 = “停机', '3:15 the quotation mark is never closed'],
    ['状态 == “停机”', '3:14 two comparison signs in a row'],
    ['设备 等级 = 1', '3:10 "设备 等级" has a blank'],
    ['yes 且 yes', '3:10 "yes 且 yes" has a blank'],
    ['甲。乙 = 1', '3:10 "甲。乙" is no name'],
    ['strng length(状态) > 1', '3:10 there is no function "strng length"'],
    ['count()', '3:10 count() has 0 argument(s)'],
    ['count(1, 2)', '3:10 count() has 2 argument(s)'],
    ['sum(list: numbers)', '3:14 arguments cannot be named'],
    ['today() > date(due)', '3:10 today() reads the clock; the same case would not decide the same twice'],
    ['1e5 > 1', '3:10 1e5 is in scientific notation'],
    ['12345678901234567 > 1', '3:10 more than 15 digits are not exact'],
    ['[1..3]', '3:10 "[1..3]" cannot be used here'],
    ['{a: 1}.a', '3:10 "{a: 1}" cannot be used here'],
    ['function(x) x', '3:10 "function(x) x" cannot be used here'],
    ['1 instance of number', '3:10 "1 instance of number" cannot be used here'],
    ['? > 1', '3:10 "?" has a meaning in a cell of a table only'],
    ['@"2026-13-01"', '3:10 "2026-13-01" is no date, time or duration'],
    ['matches(状态, 备注)', '3:22 the pattern has to be a text in quotes'],
    ['for i in 1..1000000000 return i', '3:19 1..1000000000 has more than 10000 numbers'],
    ['x'.repeat(4001), '3:4010 4001 characters; 4000 are allowed'],
    ['('.repeat(65), '3:74 nested more than 64 deep'],
    ['- '.repeat(900) + '1', '3:606 nested more than 64 deep'],
    ['true and\n1 +', '4:4 incomplete after "true and\n1 +"'],
  ])('%s', (text, expected) => expect(mistake(text)).toBe(expected))

  it.each(['(a+)+$', 'a*a*', '(x|y)*', '\\\\1', '(?=x)', 'a?'.repeat(7), 'a{1,200}', '[', 'x'.repeat(201)])(
    'refuses the pattern %s',
    (pattern) => expect(mistake(`matches(状态, "${pattern}")`)).toContain('the pattern'),
  )
})
