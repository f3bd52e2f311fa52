import { describe, expect, it } from 'vitest'
import { jsonElement } from './json-element.ts'

describe('jsonElement', () => {
  it.each([
    ['objects', [{ a: 1, path: ['第一章', '1.2'] }, { a: { b: [1, [2, 3]] } }, { text: '字' }]],
    ['texts that look like the end', ['a,b', '"', '\\', '\\"', ']', '}', '[{', '', ',', '\\\\"', '"]']],
    ['values of every kind', [null, true, 1.5, -2e9, 'x', [], {}, [[]], ['[']]],
    ['keys that look like the end', [{ '"}': '{"' }, { '],[': 1 }]],
    ['one', [{ a: '\u2028\n\t"' }]],
    ['none', []],
  ])('gives each of %s, and nothing behind the last', (_, list: readonly unknown[]) => {
    const json = JSON.stringify(list)
    for (let at = 0; at <= list.length + 1; at++) expect(jsonElement(json, at), `${at}`).toEqual(list[at])
  })

  it('gives what reading all of it gives, of any passages', () => {
    let seed = 7
    const chance = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below
    const text = (): string => Array.from({ length: chance(9) }, () => '"\\[]{},:字a\n'[chance(11)]).join('')
    for (let round = 0; round < 300; round++) {
      const list = Array.from({ length: chance(6) }, () => ({
        start: chance(99),
        path: [text(), text()],
        lead: { [text()]: text() },
      }))
      const json = JSON.stringify(list)
      for (const [at, element] of list.entries()) expect(jsonElement(json, at), json).toEqual(element)
    }
  })

  it('says that text is no JSON rather than giving something else', () => {
    expect(jsonElement('', 0)).toBeUndefined()
    expect(() => jsonElement('[{"a":}]', 0)).toThrow(SyntaxError)
    expect(jsonElement('[{"a":1}', 0)).toBeUndefined()
  })
})
