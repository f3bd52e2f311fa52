import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson, mendedJson, type JsonValue } from './canonical-json.ts'

/** The double with these bits, as appendix B of RFC 8785 lists them. */
function double(bits: string): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, BigInt(`0x${bits}`))
  return view.getFloat64(0)
}

describe('canonicalJson', () => {
  it('writes the example of RFC 8785, section 3.2.2', () => {
    const value = JSON.parse(String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`) as JsonValue
    expect(canonicalJson(value)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],` +
        String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    )
  })

  it('sorts keys as RFC 8785, section 3.2.3, by their UTF-16 units', () => {
    const value = JSON.parse(String.raw`{
      "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"
    }`) as JsonValue
    const names = [...canonicalJson(value).matchAll(/:"([^"]+)"/g)].map(([, name]) => name)
    expect(names).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ])
    expect(canonicalJson({ '10': 1, '9': 1, b: 1, a: 1, B: 1, '': 1 })).toBe('{"":1,"10":1,"9":1,"B":1,"a":1,"b":1}')
  })

  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('writes the number %s of RFC 8785, appendix B, as %s', (bits, text) => {
    expect(canonicalJson(double(bits))).toBe(text)
  })

  it('escapes what must be and nothing else', () => {
    expect(canonicalJson('\0\b\t\n\v\f\r\u001f"\\/\u007f\u2028é漏😀')).toBe(
      '"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\\"\\\\/\u007f\u2028é漏😀"',
    )
  })

  it('refuses what has no canonical form', () => {
    const cycle: Record<string, unknown> = {}
    cycle['self'] = cycle
    const wrong: unknown[] = [
      Number.NaN,
      Infinity,
      -Infinity,
      '\ud800',
      'a\udc00b',
      { '\ud800': 1 },
      undefined,
      { a: undefined },
      [undefined],
      // A hole, not a value.
      Array(1),
      1n,
      () => 1,
      Symbol('a'),
      new Date(0),
      new Map(),
      new (class Point {})(),
      cycle,
    ]
    for (const value of wrong) expect(() => canonicalJson(value as JsonValue), typeof value).toThrow(TypeError)
    let deep: JsonValue = 1
    for (let level = 0; level < 64; level++) deep = [deep]
    expect(canonicalJson(deep)).toHaveLength(129)
    expect(() => canonicalJson([deep])).toThrow(TypeError)
  })

  it('takes keys such as __proto__ for what they are', () => {
    const value = JSON.parse('{"constructor":1,"__proto__":{"polluted":true}}') as JsonValue
    expect(canonicalJson(value)).toBe('{"__proto__":{"polluted":true},"constructor":1}')
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
    expect(canonicalJson(Object.assign(Object.create(null) as object, { b: 1, a: 2 }) as JsonValue)).toBe('{"a":2,"b":1}')
  })

  it('reads back as the same value, and has one text for it in whatever order it was made', () => {
    const json = fc.jsonValue({ maxDepth: 4 })
    fc.assert(
      fc.property(json, (value) => {
        const text = mendedJson(value as JsonValue)
        const again = JSON.parse(text) as JsonValue
        expect(canonicalJson(again)).toBe(text)
        expect(canonicalJson(reversed(again))).toBe(text)
      }),
      { numRuns: 2_000 },
    )
  })
})

/** The same value, its keys put in from the end. */
function reversed(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one) => reversed(one as JsonValue))
  const entries = Object.entries(value as Record<string, JsonValue>).reverse()
  return Object.fromEntries(entries.map(([key, one]) => [key, reversed(one)]))
}

describe('mendedJson', () => {
  it('puts U+FFFD in place of half characters, and refuses keys that become the same', () => {
    expect(mendedJson({ a: 'x\ud800y', '\udfffk': '😀' })).toBe('{"a":"x\uFFFDy","\uFFFDk":"😀"}')
    expect(() => mendedJson({ '\ud800': 1, '\ud801': 2 })).toThrow(TypeError)
  })
})
