import { KaiwuError } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import type { ModelReference } from './model-reference.ts'
import { resolveReference, splitExtractive, type Aliases } from './resolve-reference.ts'
import { leavesOf, mapRoute } from './route.ts'

function problemsOf(reference: ModelReference, aliases: Aliases = {}): string {
  try {
    resolveReference(reference, aliases)
  } catch (error) {
    if (KaiwuError.is(error) && error.code === 'MODEL_SETTINGS_INVALID') return String(error.details['problems'])
    throw error
  }
  return ''
}

describe('resolveReference', () => {
  it('follows aliases, however they nest', () => {
    const aliases: Aliases = {
      answering: ['fast', { cheapest: ['c/z', 'careful'] }],
      fast: {
        weighted: [
          { model: 'a/x', weight: 3 },
          { model: 'b/y', weight: 1 },
        ],
      },
      careful: { fallback: ['d/deep/think'], on: ['timeout'] },
    }
    const route = resolveReference('answering', aliases)
    expect(route).toEqual({
      fallback: [
        {
          weighted: [
            { model: { leaf: 'a/x' }, weight: 3 },
            { model: { leaf: 'b/y' }, weight: 1 },
          ],
        },
        { cheapest: [{ leaf: 'c/z' }, { fallback: [{ leaf: 'd/deep/think' }], on: ['timeout'] }] },
      ],
    })
    expect(leavesOf(mapRoute(route, (ref) => ref.length))).toEqual([3, 3, 3, 12])
    expect(resolveReference('a/x')).toEqual({ leaf: 'a/x' })
  })

  it('may name one alias twice, as long as it leads nowhere back', () => {
    expect(leavesOf(resolveReference(['fast', 'b/y', 'fast'], { fast: 'a/x' }))).toEqual(['a/x', 'b/y', 'a/x'])
  })

  it.each<[string, ModelReference, Aliases, string]>([
    ['itself', 'a', { a: 'a' }, 'a → a'],
    ['two', 'a', { a: 'b', b: 'a' }, 'a → b → a'],
    [
      'deep',
      ['x/y', 'a'],
      { a: ['x/y', { weighted: [{ model: 'b', weight: 1 }] }], b: { cheapest: ['c'] }, c: ['a'] },
      'a → b → c → a',
    ],
    ['led into', 'in', { in: 'a', a: 'b', b: 'a' }, 'a → b → a'],
  ])('finds aliases that go round in a circle: %s', (_, reference, aliases, way) => {
    expect(problemsOf(reference, aliases)).toContain(way)
  })

  it('is not led astray by names that every object has', () => {
    for (const name of ['constructor', '__proto__', 'toString']) expect(problemsOf(name, {})).toContain('no alias')
  })

  it.each<[ModelReference, string]>([
    [[], 'the list is empty'],
    [{ fallback: [] }, 'fallback: the list is empty'],
    [{ cheapest: [] }, 'cheapest: the list is empty'],
    [{ weighted: [] }, 'weighted: the list is empty'],
    [['a/x', { cheapest: ['a/y', []] }], '[1].cheapest[1]: the list is empty'],
    [{ weighted: [{ model: 'a/x', weight: 0 }] }, 'weighted[0].weight: a weight is a number above 0, not 0'],
    [{ weighted: [{ model: 'a/x', weight: -1 }] }, 'not -1'],
    [{ weighted: [{ model: 'a/x', weight: Number.NaN }] }, 'not NaN'],
    [{ weighted: [{ model: 'a/x', weight: Infinity }] }, 'not Infinity'],
    ['nobody', 'there is no alias "nobody" (there is fast)'],
    ['', 'there is no alias ""'],
    ['a/', 'there is no alias "a/"'],
    ['/x', 'there is no alias "/x"'],
    ['local/extractive', 'local/extractive may stand only last in the outermost list'],
    [['a/x', { cheapest: ['b/y', 'local/extractive'] }], '[1].cheapest[1]: local/extractive may stand only last'],
    [['local/extractive', 'a/x'], '[0]: local/extractive may stand only last'],
  ])('does not take %j', (reference, problem) => {
    expect(problemsOf(reference, { fast: 'a/x' })).toContain(problem)
  })

  it('tells all mistakes at once, in both languages', () => {
    const problems = problemsOf([{ weighted: [{ model: 'nobody', weight: -2 }] }, [], 'fast'], { fast: 'gone' })
    expect(problems.split('\n')).toHaveLength(4)
    expect(problems).toContain('权重须是大于 0 的数')
    expect(problems).toContain('[2].<fast>: there is no alias "gone"')
  })
})

describe('splitExtractive', () => {
  it.each<[ModelReference, Aliases, unknown]>([
    [['a/x', 'local/extractive'], {}, { reference: ['a/x'], extractive: true }],
    ['local/extractive', {}, { extractive: true }],
    [['local/extractive'], {}, { extractive: true }],
    ['a/x', {}, { reference: 'a/x', extractive: false }],
    [['a/x', 'b/y'], {}, { reference: ['a/x', 'b/y'], extractive: false }],
    [
      { fallback: ['a/x', 'local/extractive'], on: ['timeout'] },
      {},
      { reference: { fallback: ['a/x'], on: ['timeout'] }, extractive: true },
    ],
    ['answering', { answering: ['a/x', 'none'], none: 'local/extractive' }, { reference: ['a/x'], extractive: true }],
    [{ cheapest: ['a/x', 'local/extractive'] }, {}, { reference: { cheapest: ['a/x', 'local/extractive'] }, extractive: false }],
    [['a/x', ['b/y', 'local/extractive']], {}, { reference: ['a/x', ['b/y', 'local/extractive']], extractive: false }],
  ])('splits %j', (reference, aliases, expected) => {
    expect(splitExtractive(reference, aliases)).toEqual(expected)
  })

  it('says so when aliases go round in a circle', () => {
    expect(() => splitExtractive('a', { a: 'b', b: 'a' })).toThrow('a → b → a')
    expect(() => splitExtractive(['x/y', 'a'], { a: 'a' })).toThrow('a → a')
  })
})
