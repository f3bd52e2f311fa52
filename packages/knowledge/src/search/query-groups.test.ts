import { describe, expect, it } from 'vitest'
import type { QueryTerm } from '../keyword/keyword-index.ts'
import { keywordIndex } from '../keyword/segmented-keyword-index.ts'
import { defineGlossary, emptyGlossary } from './glossary.ts'
import { queryGroups, type TermStatistics } from './query-groups.ts'
import { defaultQuerySettings } from './query-settings.ts'

const index = keywordIndex()
index.add(
  0,
  ['主轴报E-203时停机，检查液压泵', '主轴报E-204时断电', '轴承型号6205-2RS，每2000小时更换', '养犬人应当登记'].map((body) => ({
    body,
    title: '',
    path: '',
  })),
)

const groupsOf = (question: string, glossary = emptyGlossary, statistics: TermStatistics = index) =>
  queryGroups(question, glossary.find(question), statistics)
const weights = (terms: readonly QueryTerm[]) => new Map(terms.map(({ term, weight }) => [term, weight]))
const plain = (question: string, statistics?: TermStatistics) =>
  weights(groupsOf(question, emptyGlossary, statistics).groups[0]?.variants[0] ?? [])

describe('queryGroups: weights', () => {
  it('lets a single character say less the longer the question is', () => {
    const short = plain('主轴').get('轴')!
    const long = plain('主轴停机以后液压泵不出油并且电机发热轴承异响').get('轴')!
    expect(short).toBeLessThan(1)
    expect(long).toBeLessThan(short)
    expect(long).toBeGreaterThan(0)
    expect(plain('主轴').get('主轴')).toBe(1)
  })

  it('leaves out a character that most of a large base holds, unless it is all there is', () => {
    const frequencies: Record<string, number> = { 轴: 20_000, 承: 900, 轴承: 500 }
    const large: TermStatistics = { size: 100_000, documentFrequency: (term) => frequencies[term] ?? 0, idf: () => 1 }
    expect([...plain('轴承', large).keys()]).toEqual(['轴承', '承'])
    expect([...plain('轴', large).keys()]).toEqual(['轴'])
  })

  it('searches every character of a small base', () => {
    expect([...plain('主轴').keys()]).toEqual(expect.arrayContaining(['主', '轴', '主轴']))
  })

  it('counts a word said twice more, but not twice as much', () => {
    expect(plain('液压泵和液压站').get('液压')).toBeCloseTo(Math.SQRT2)
    expect(plain('E-203 E-203').get('e203')).toBeCloseTo(2 * Math.SQRT2)
  })

  it('puts the words of the glossary a little below the asker’s own', () => {
    const { groups } = groupsOf('养狗登记', defineGlossary([['养狗', '养犬']]))
    const [own, other] = groups[0]!.variants.map(weights)
    expect(other!.get('养犬')! / own!.get('养狗')!).toBeCloseTo(defaultQuerySettings.synonymWeight)
  })

  it.each(['', '   ', '？！', '。'])('has nothing to search for in %j', (question) => {
    expect(groupsOf(question)).toEqual({ groups: [], corrected: [] })
  })
})

describe('queryGroups: codes', () => {
  it('searches what an unknown code may be a slip of, more lightly, and says so', () => {
    const { groups, corrected } = groupsOf('主轴报e-205')
    expect(corrected).toEqual([{ from: 'e205', to: ['e203', 'e204'] }])
    const variants = groups.at(-1)!.variants
    expect(variants.map((variant) => variant.map(({ term }) => term))).toEqual([['e205'], ['e203'], ['e204']])
    expect(variants[1]![0]!.weight).toBeLessThan(variants[0]![0]!.weight)
    expect(index.search(groups, 4).map(({ passage }) => passage)).toEqual(expect.arrayContaining([0, 1]))
  })

  it.each(['主轴报e-203', '轴承6205-2rs', '主轴', '2001小时', 'x9', 'zz-99999'])('corrects nothing in %s', (question) => {
    expect(groupsOf(question).corrected).toEqual([])
  })

  it('corrects nothing for an index that knows no near codes', () => {
    const { size, documentFrequency, idf } = { size: 4, documentFrequency: () => 0, idf: () => 1 }
    expect(groupsOf('报e-205', emptyGlossary, { size, documentFrequency, idf }).corrected).toEqual([])
  })
})
