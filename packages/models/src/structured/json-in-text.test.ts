import { describe, expect, it } from 'vitest'
import { jsonInText } from './json-in-text.ts'

const value = (text: string, root: 'object' | 'array' | 'any' = 'object') => jsonInText(text, root)

describe('jsonInText', () => {
  it.each([
    ['the text itself', '{"a":1}'],
    ['with a byte order mark and blanks', '\uFEFF \n{"a":1}\n'],
    ['in a fence', '```json\n{"a":1}\n```'],
    ['in a fence without a language, words around', '好的：\n```\n{"a":1}\n```\n请查收。'],
    ['in a fence that never closes', '```json\n{"a":1}'],
    ['with words around', '结果如下：{"a":1}。如有疑问请联系。'],
    ['after thoughts that slipped in', '先看 {"a":2} 再说</think>\n{"a":1}'],
    ['with brackets of prose before it', '按要求 {见附件} 输出 {"a":1}'],
    ['with a citation before it', '依据[1]，{"a":1}'],
    ['said twice alike', '{"a":1}\n再确认一遍：{"a":1}'],
    ['after a bracket that never closes', '：{ 之后 {"a":1}'],
  ])('finds JSON %s', (_, text) => {
    expect(value(text)).toEqual({ value: { a: 1 } })
  })

  it('keeps brackets, quotes and fences that stand in strings', () => {
    const held = { a: '} ] " ``` {', b: '第一行\n```\n第二行' }
    expect(value(`答：${JSON.stringify(held)}`)).toEqual({ value: held })
  })

  it('takes a list where a list is due, and no list where an object is', () => {
    expect(value('依次为 [1,2]', 'array')).toEqual({ value: [1, 2] })
    expect(value('依次为 [1,2]', 'object')).toHaveProperty('mistake')
  })

  it.each([
    ['nothing', '', 'empty'],
    ['prose', '我无法回答。', 'no JSON object'],
    ['a trailing comma', '{"a":1,}', 'not valid JSON'],
    ['a comment', '{"a":1, // 说明\n"b":2}', 'not valid JSON'],
    ['single quotes', "{'a':1}", 'not valid JSON'],
    ['an object cut short', '{"a":1,"b":[1,2', 'not valid JSON'],
    ['two different objects', '{"a":1} 或 {"a":2}', '2 different JSON values'],
    ['JSON within text', '"{\\"a\\":1}" 完', 'no JSON'],
  ])('does not make up %s', (_, text, reason) => {
    expect(value(text)).toMatchObject({ mistake: expect.stringContaining(reason) as string })
  })

  it('refuses what nests too deep instead of running out of stack', () => {
    const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
    expect(value(deep)).toEqual({ mistake: 'nested deeper than 200 levels' })
    expect(value(`答案：${deep}`)).toHaveProperty('mistake')
    const fine = `{"a":${'['.repeat(199)}${']'.repeat(199)}}`
    expect(value(fine)).toHaveProperty('value')
  })

  it('reads a megabyte, and rubbish of a megabyte, in good time', () => {
    const big = JSON.stringify({ a: Array.from({ length: 40_000 }, (_, at) => ({ n: at, text: '检修记录与说明' })) })
    expect(big.length).toBeGreaterThan(1_000_000)
    const begun = performance.now()
    expect(value(`如下：\n${big}\n完`)).toHaveProperty('value')
    for (const rubbish of ['{', '[{', '{"', '```\n', '</think>', '{"a":']) {
      expect(value(rubbish.repeat(1_000_000 / rubbish.length))).toHaveProperty('mistake')
    }
    expect(performance.now() - begun).toBeLessThan(15_000)
  })
})
