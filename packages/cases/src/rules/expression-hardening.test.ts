import { localText } from '@kaiwu/core'
import { evaluate as evaluateByFeelin } from 'feelin'
import fc from 'fast-check'
import { often } from '@kaiwu/testkit'
import { describe, expect, it } from 'vitest'
import { parseExpression } from './expression.ts'

const context = { numbers: [1, 2, 3], readings: [{ tag: 'T1', value: 7 }], a: {} }

function valueOf(text: string, data: object): unknown {
  const { expression, problems } = parseExpression(text)
  expect(problems).toEqual([])
  const { value, why } = expression!.evaluate(data)
  return why === undefined ? value : `? ${localText(why, 'en')}`
}

function conditionOf(text: string, data: object): unknown {
  const result = parseExpression(text).expression!.evaluateCondition(data)
  return typeof result === 'boolean' ? result : `? ${localText(result.undecided, 'en')}`
}

describe('code in an expression is inert', () => {
  it.each([
    'process.exit()',
    'constructor.constructor("return process")()',
    '"".constructor.constructor("globalThis.canary = 1")()',
    'sum.prototype.constructor',
    'a.__proto__.polluted',
    '__proto__',
    'numbers.constructor',
    'readings[constructor.constructor("globalThis.canary = 1")()]',
    'for __proto__ in numbers return 1',
    'for x in numbers return partial',
    'now()',
    'require("fs")',
    '${canary}',
    '{{constructor}}',
    'globalThis.canary := 1',
  ])('%s', (text) => {
    const { expression } = parseExpression(text)
    expect(expression?.evaluate(context).value ?? null).toBeNull()
    expect(globalThis).not.toHaveProperty('canary')
    expect({}).not.toHaveProperty('polluted')
  })

  it('runs no function, getter, or conversion of the context', () => {
    let called = 0
    const touch = (): number => ++called
    class Host {
      secret = 1
    }
    const hostile = {
      f: touch,
      get g() {
        return touch()
      },
      nested: {
        get h() {
          return touch()
        },
      },
      text: { toString: touch, valueOf: touch, toJSON: touch },
      host: new Host(),
      day: new Date(),
      map: new Map([['a', 1]]),
    }
    for (const text of [
      'f',
      'f()',
      'g',
      'g = 1',
      'nested.h',
      'text + "a"',
      'string(text)',
      'host.secret',
      'day.getTime',
      'map.size',
      'f.name',
      'f.length',
    ]) {
      expect(parseExpression(text).expression?.evaluate(hostile).value ?? null).toBeNull()
    }
    expect(called).toBe(0)
  })

  it('takes own keys only, whatever their names', () => {
    const data = JSON.parse('{"a": {"__proto__": {"b": 1}, "toString": "x"}}') as object
    expect(valueOf('a.b', data)).toMatch(/^\? .*no field "b"/u)
    expect(valueOf('a.toString', data)).toBe('x')
    expect(valueOf('a.valueOf', data)).toMatch(/^\? .*no field/u)
    expect(valueOf('toString', {})).toBe('? there is no "toString"')
  })
})

describe('work is bounded', () => {
  const big = { l: Array.from({ length: 50_000 }, (_, index) => index), s: 'a'.repeat(1_000) }
  it.each([
    'for i in 1..9999 return for j in 1..9999 return i * j',
    'for x in l return l',
    'for x in l, y in l return x',
    'distinct values(l)',
    'some x in l satisfies list contains(l, -1)',
    'count(for x in l return l[item > 1])',
    'for x in l return matches(s, "a+b")',
  ])('%s ends with a reason', (text) => {
    const started = performance.now()
    expect(valueOf(text, big)).toBe('? too much to compute; stopped')
    expect(performance.now() - started).toBeLessThan(5_000)
  })

  it('parses the longest texts in bounded time', () => {
    const texts = [
      '(',
      'not(',
      '1+',
      '-',
      'a=1 and ',
      'if a then 1 else ',
      '[',
      'a.',
      'for x in l return ',
      'a ',
      '"',
      'a[',
      '. ',
      '，',
      'some x in ',
    ]
    for (const part of texts) {
      const started = performance.now()
      parseExpression(part.repeat(4_000 / part.length)).expression?.evaluate(big)
      expect(performance.now() - started).toBeLessThan(5_000)
    }
  })
})

describe('compared with feelin', () => {
  const leaf = fc.oneof(
    fc.integer({ min: -50, max: 50 }).map((n) => (n < 0 ? `(${n})` : String(n))),
    fc.constantFrom('a', 'b', 'c.d'),
  )
  const number = fc.letrec<{ n: string }>((tie) => ({
    n: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.tuple(tie('n'), fc.constantFrom('+', '-', '*'), tie('n')).map(([x, op, y]) => `(${x} ${op} ${y})`),
    ),
  })).n
  // feelin lets a range run backwards: to it 0 is between 7 and -3.
  const [low, more] = [fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 })]
  const test = fc.letrec<{ t: string }>((tie) => ({
    t: fc.oneof(
      { depthSize: 'small' },
      fc.tuple(number, fc.constantFrom('=', '!=', '<', '<=', '>', '>='), number).map(([x, op, y]) => `${x} ${op} ${y}`),
      fc.tuple(number, low, more).map(([x, y, z]) => `${x} in [${y}..${y + z}]`),
      fc.tuple(number, low, more).map(([x, y, z]) => `${x} between ${y} and ${y + z}`),
      fc.tuple(tie('t'), fc.constantFrom('and', 'or'), tie('t')).map(([x, op, y]) => `(${x}) ${op} (${y})`),
      tie('t').map((x) => `not(${x})`),
      tie('t').map((x) => `if ${x} then 1 = 1 else 1 = 2`),
      fc.tuple(number, number).map(([x, y]) => `some i in [${x}, ${y}] satisfies i > 3`),
    ),
  })).t

  it('gives the same on random expressions over values that are there', () => {
    const data = { a: 7, b: -3, c: { d: 12 } }
    fc.assert(
      fc.property(test, (text) => {
        expect(conditionOf(text, data)).toBe(evaluateByFeelin(text, data).value)
      }),
      { numRuns: often(500) },
    )
  })
})
