import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { localText } from '@kaiwu/core'
import { decide } from './decide.ts'
import type { Decision } from './decision.ts'
import { tableOf } from './test-tables.ts'

const fixture = (name: string): string => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8')

/** A decision in short: the results and rules, or why there is none. */
function short(decision: Decision): unknown {
  if (decision.kind === 'one' || decision.kind === 'list') {
    expect(Object.isFrozen(decision)).toBe(true)
    return [JSON.parse(JSON.stringify(decision.outputs)), ...decision.rules]
  }
  return [decision.kind, ...decision.rules]
}

const why = (decision: Decision): string => localText(decision.why, 'en')

describe('fault level (M1, D4)', () => {
  const table = tableOf(fixture('fault-level.csv'), 'level.csv')
  const usual = { 运行状态: '正常', 设备等级: 'B', 伤人或环境: false, 停机分钟: 0 }
  it.each([
    [{ 运行状态: '停机', 设备等级: 'A' }, 'A', 'A1'],
    [{ 运行状态: '停机', 设备等级: 'B' }, 'C', 'C1'],
    [{ 伤人或环境: true }, 'A', 'A2'],
    [{ 停机分钟: 240 }, 'A', 'A3'],
    [{ 停机分钟: 239.9 }, 'B', 'B1'],
    [{ 停机分钟: 30 }, 'B', 'B1'],
    [{ 停机分钟: 29 }, 'C', 'C1'],
  ])('%j is level %s', (change, level, rule) => {
    const decision = decide(table, { ...usual, ...change })
    expect(short(decision)).toEqual([{ 等级: level, 通知分钟: level === 'A' ? 10 : null }, rule])
  })

  it.each([
    [{ 停机分钟: null }, ['停机分钟'], 'rule A3 cannot be told: 停机分钟: it has no value'],
    [{ 停机分钟: '240' }, ['停机分钟'], '停机分钟: it should be a number, but is a text'],
    [{ 停机分钟: -1 }, ['停机分钟'], 'no rule of level.csv matches'],
    [{ 停机分钟: Number.NaN }, ['停机分钟'], 'rule A3 cannot be told: 停机分钟: the value is no plain data'],
    [{ 运行状态: '停工' }, ['运行状态'], '运行状态: "停工" is none of the allowed values'],
    [{ 设备等级: undefined, 运行状态: '停机' }, ['设备等级'], 'rule A1 cannot be told: 设备等级: it has no value'],
    [{ 伤人或环境: '否' }, ['伤人或环境'], '伤人或环境: it should be yes or no, but is a text'],
  ])('%j is no decision', (change, missing, reason) => {
    const decision = decide(table, { ...usual, ...change })
    if (reason.startsWith('no rule')) return expect(decision.kind).toBe('one')
    expect(decision).toMatchObject({ kind: 'undecided', missing })
    expect(why(decision)).toBe(reason)
  })

  it('says of a text that is no date which one it is', () => {
    const due = tableOf('F,when d : date,then r : text\nR,>= 2026-01-01,x\n')
    expect(why(decide(due, { d: '2026-02-30' }))).toBe('d: "2026-02-30" is no date')
  })

  it('does not need what it does not look at', () => {
    expect(short(decide(table, { 运行状态: '停机', 设备等级: 'A' }))).toEqual([{ 等级: 'A', 通知分钟: 10 }, 'A1'])
  })

  it('says why, with line and values', () => {
    expect(localText(decide(table, { ...usual, 停机分钟: 45 }).why, 'zh')).toBe(
      '规则 B1（level.csv:6）：停机分钟 为 45，符合 [30..240)',
    )
  })

  it('decides the same when it comes back from JSON', () => {
    const again = JSON.parse(JSON.stringify(table)) as typeof table
    expect(decide(again, { ...usual, 停机分钟: 45 })).toEqual(decide(table, { ...usual, 停机分钟: 45 }))
  })
})

describe('action priority (M5)', () => {
  const table = tableOf(fixture('action-priority.csv'))

  /** The rule as the domain page words it, written without the table. */
  function expected(s: number, o: number, d: number): string {
    if (s === 1) return 'L'
    if (s >= 9) {
      if (o >= 6) return 'H'
      if (o >= 4) return d >= 2 ? 'H' : 'M'
      return o >= 2 ? (d >= 7 ? 'H' : d >= 5 ? 'M' : 'L') : 'L'
    }
    if (s >= 7) {
      if (o >= 8) return 'H'
      if (o >= 6) return d >= 2 ? 'H' : 'M'
      if (o >= 4) return d >= 7 ? 'H' : 'M'
      return o >= 2 && d >= 5 ? 'M' : 'L'
    }
    if (s >= 4) {
      if (o >= 8) return d >= 5 ? 'H' : 'M'
      if (o >= 6) return d >= 2 ? 'M' : 'L'
      return o >= 4 && d >= 7 ? 'M' : 'L'
    }
    return o >= 8 && d >= 5 ? 'M' : 'L'
  }

  it('answers each of the 1,000 combinations exactly once', () => {
    let answered = 0
    for (let S = 1; S <= 10; S++) {
      for (let O = 1; O <= 10; O++) {
        for (let D = 1; D <= 10; D++) {
          const decision = decide(table, { S, O, D })
          expect(decision).toMatchObject({ kind: 'one', outputs: { AP: expected(S, O, D) } })
          expect(decision.rules).toHaveLength(1)
          answered++
        }
      }
    }
    expect(answered).toBe(1000)
  })

  it.each([
    [{ S: 11, O: 1, D: 1 }],
    [{ S: 0, O: 1, D: 1 }],
    [{ S: 5.5, O: 1, D: 1 }],
    [{ S: '9', O: 1, D: 1 }],
    [{ S: 5, O: 5 }],
  ])('%j is no rating', (ratings) => expect(decide(table, ratings).kind).toBe('undecided'))
})

describe('hit policies', () => {
  const rows = 'a,>= 1,x,1\nb,>= 2,y,2\nc,>= 3,x,1\n'
  const table = (policy: string, body = rows): ReturnType<typeof tableOf> =>
    tableOf(`${policy},when n : number,then t : text,then m : number\nvalues,,"y,x,z",\n${body}`)
  const numeric = (policy: string): ReturnType<typeof tableOf> =>
    tableOf(`${policy},when n : number,then m : number\na,>= 1,0.1\nb,>= 2,0.2\nc,>= 3,5\n`)
  it.each([
    ['unique', 1, [{ t: 'x', m: 1 }, 'a']],
    ['U', 2, ['conflict', 'a', 'b']],
    ['唯一', 0, ['none']],
    ['unique', null, ['undecided', 'a']],
    ['any', 1, [{ t: 'x', m: 1 }, 'a']],
    ['任一', 3, ['conflict', 'a', 'b', 'c']],
    ['any', 0, ['none']],
    ['any', null, ['undecided', 'a']],
    ['priority', 3, [{ t: 'y', m: 2 }, 'b']],
    ['优先', 1, [{ t: 'x', m: 1 }, 'a']],
    ['P', 0, ['none']],
    ['priority', null, ['undecided', 'b']],
    ['first', 3, [{ t: 'x', m: 1 }, 'a']],
    ['首个', 0, ['none']],
    ['F', null, ['undecided', 'a']],
    [
      'rule order',
      3,
      [
        [
          { t: 'x', m: 1 },
          { t: 'y', m: 2 },
          { t: 'x', m: 1 },
        ],
        'a',
        'b',
        'c',
      ],
    ],
    ['规则顺序', 0, ['none']],
    ['R', null, ['undecided', 'a']],
    [
      'output order',
      3,
      [
        [
          { t: 'y', m: 2 },
          { t: 'x', m: 1 },
          { t: 'x', m: 1 },
        ],
        'b',
        'a',
        'c',
      ],
    ],
    ['输出顺序', null, ['undecided', 'a']],
    [
      'collect',
      2,
      [
        [
          { t: 'x', m: 1 },
          { t: 'y', m: 2 },
        ],
        'a',
        'b',
      ],
    ],
    ['收集', 0, ['none']],
    ['C#', 3, [{ t: 3, m: 3 }, 'a', 'b', 'c']],
    ['计数', 0, [{ t: 0, m: 0 }]],
  ])('%s at %j', (policy, n, expected) => expect(short(decide(table(policy), { n }))).toEqual(expected))

  it.each([
    ['collect sum', 2, [{ m: 0.3 }, 'a', 'b']],
    ['C+', 3, [{ m: 5.3 }, 'a', 'b', 'c']],
    ['收集最小', 3, [{ m: 0.1 }, 'a', 'b', 'c']],
    ['C>', 3, [{ m: 5 }, 'a', 'b', 'c']],
    ['最大', 0, ['none']],
    ['求和', null, ['undecided', 'a']],
  ])('%s at %j', (policy, n, expected) => expect(short(decide(numeric(policy), { n }))).toEqual(expected))

  it('takes rules that agree for `any`, even one that cannot be told', () => {
    const agreed = tableOf('any,when n : number,when t : text,then m : number\na,>= 1,-,1\nb,-,x,1\nc,>= 9,x,2\n')
    expect(short(decide(agreed, { n: 2, t: 'x' }))).toEqual([{ m: 1 }, 'a', 'b'])
    expect(short(decide(agreed, { n: 2, t: null }))).toEqual([{ m: 1 }, 'a'])
    expect(short(decide(agreed, { n: 9, t: null }))).toEqual(['undecided', 'c'])
  })

  it('ignores for `priority` what ranks lower and cannot be told', () => {
    const ranked = tableOf(
      'priority,when n : number,when t : text,then r : text\nvalues,,,"high, low"\na,>= 1,-,high\nb,-,x,low\n',
    )
    expect(short(decide(ranked, { n: 2, t: null }))).toEqual([{ r: 'high' }, 'a'])
    expect(short(decide(ranked, { n: 0, t: null }))).toEqual(['undecided', 'b'])
  })
})

describe('cells', () => {
  const decided = (head: string, cell: string, data: object): unknown => {
    const quoted = `"${cell.replaceAll('"', '""')}"`
    return decide(tableOf(`unique,${head},then r : text\nR,${quoted},x\n`), data).kind
  }
  it.each([
    ['when t : text', '停机, 降速', '降速', 'one'],
    ['when t : text', '停机、降速', '正常', 'none'],
    ['条件 t：文字', '不是 正常', '停机', 'one'],
    ['条件 t：文字', '不是（正常，停机）', '停机', 'none'],
    ['when t : text', 'not(正常)', '正常', 'none'],
    ['when t : text', '"a, b"', 'a, b', 'one'],
    ['when t : text', '空', null, 'one'],
    ['when t : text', '空', '空', 'none'],
    ['when t : text', '"空"', '空', 'one'],
    ['when t : text', '不是 空', 'x', 'one'],
    ['when t : text', '-', null, 'one'],
    ['when t : text', '"-"', '-', 'one'],
    ['when t : text', '', 'x', 'one'],
    ['when t : text', 'starts with(?, "E-")', 'E-203', 'one'],
    ['when t : text', 'starts with(?, "E-")', 'X', 'none'],
    ['when t : text', 'x', null, 'undecided'],
    ['when t : number', '≥４', 4, 'one'],
    ['when t : number', '>= 4', 3.99, 'none'],
    ['when t : number', '[30..60]', 60, 'one'],
    ['when t : number', '[30..60)', 60, 'none'],
    ['when t : number', ']30..60]', 30, 'none'],
    ['when t : number', '（30..60）', 31, 'one'],
    ['when t : number', '< 3, > 5', 4, 'none'],
    ['when t : number', 'not([1..3])', 4, 'one'],
    ['when t : number', '-5', -5, 'one'],
    ['when t : number', '> limit', 6, 'one'],
    ['when t : date', '>= 2026-01-05', '2026/1/5', 'one'],
    ['when t : date', '2026/1/5', '2026-01-05', 'one'],
    ['when t : date', '[2026年1月1日..2026年12月31日]', '2026-10-12', 'one'],
    ['when date(t) : date', '< 2026-01-01', '2026-10-12', 'none'],
    ['when t : date', '< 2026-01-01', '10-12', 'undecided'],
    ['when t : yes-no', '是', true, 'one'],
    ['when t : yes-no', 'no', true, 'none'],
    ['when t : yes-no', 'TRUE', true, 'one'],
    ['when t', '"a","b"', 'b', 'one'],
    ['when t', 'TRUE', true, 'one'],
    ['when t', 'not("a")', 'a', 'none'],
    ['when t', '> limit + 1', 7, 'one'],
    ['when t', '? > 3 and ? < limit', 4, 'one'],
    ['when t', 'null', null, 'one'],
    ['when t', '> missing', 7, 'undecided'],
    ['when t', '"1"', 1, 'undecided'],
  ])('%s: %s for %j is %s', (head, cell, t, expected) => expect(decided(head, cell, { t, limit: 5 })).toBe(expected))

  it('computes results in columns without type, and says when it cannot', () => {
    const table = tableOf('first,when a : number,then b,then c\nR,-,a * 2,"""x"""\n')
    expect(short(decide(table, { a: 1.1 }))).toEqual([{ b: 2.2, c: 'x' }, 'R'])
    expect(why(decide(table, { a: null }))).toBe('the result of rule R cannot be computed: "a" has no value')
  })

  it('reads tabs, semicolons, both line ends, and the empty rest that Excel leaves', () => {
    const expected = tableOf('unique,when a : number,then b : text\nR1,> 1,"x, y"\n').rules
    for (const text of [
      '\uFEFFunique,when a : number,then b : text,,\r\nR1,> 1,"x, y",,\r\n,,,,\r\n,,,,\r\n',
      'unique\twhen a : number\tthen b : text\nR1\t> 1\tx, y',
      'unique;when a : number;then b : text\r\nR1;> 1;x, y\r\n;;\r\n',
      '\n\nunique,when a : number,then b : text\rR1,> 1,"x, y"\r',
    ]) {
      expect(tableOf(text).rules).toEqual(expected)
    }
  })
})
