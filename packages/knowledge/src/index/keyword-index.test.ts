import { describe, expect, it } from 'vitest'
import { terms } from '../text/terms.ts'
import { KeywordIndex, type QueryGroup } from './keyword-index.ts'

const everything = (): boolean => true
const group = (...variants: readonly string[][]): QueryGroup => ({
  variants: variants.map((variant) => variant.map((term) => ({ term, weight: 1 }))),
})
const query = (text: string): QueryGroup[] => [{ variants: [terms(text).map(({ term }) => ({ term, weight: 1 }))] }]

function indexOf(passages: Readonly<Record<string, string>>, context = ''): KeywordIndex {
  const index = new KeywordIndex({ k1: 1.2, b: 0.75, contextWeight: 0.6 })
  for (const [id, body] of Object.entries(passages)) index.add({ id, body, context })
  return index
}

describe('KeywordIndex', () => {
  it('scores as BM25 by hand does', () => {
    // Lengths 4, 2 and 3, so the average is 3. "pump" is in a (twice) and b (once): n = 2 of N = 3.
    const index = indexOf({ a: 'pump pump oil valve', b: 'pump filter', c: 'oil oil gauge' })
    const idf = Math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    const a = (idf * (2 * 2.2)) / (2 + 1.2 * (0.25 + (0.75 * 4) / 3))
    const b = (idf * (1 * 2.2)) / (1 + 1.2 * (0.25 + (0.75 * 2) / 3))
    const scores = index.score([group(['pump'])], everything)
    expect([...scores.keys()].sort()).toEqual(['a', 'b'])
    expect(scores.get('a')).toBeCloseTo(a, 12)
    expect(scores.get('b')).toBeCloseTo(b, 12)
  })

  it('counts the pairs of a Chinese text for its length, not its characters as well', () => {
    // 主轴过热 has 3 pairs, 主轴 has 1, so the average is 2.
    const index = indexOf({ a: '主轴过热', b: '主轴' })
    const idf = Math.log(1 + 0.5 / 2.5)
    const scores = index.score([group(['主轴'])], everything)
    expect(scores.get('a')).toBeCloseTo((idf * 2.2) / (1 + 1.2 * (0.25 + (0.75 * 3) / 2)), 12)
    expect(scores.get('b')).toBeCloseTo((idf * 2.2) / (1 + 1.2 * (0.25 + (0.75 * 1) / 2)), 12)
  })

  it('adds what several terms give, and counts a heading as part of one occurrence', () => {
    const index = new KeywordIndex({ k1: 1.2, b: 0.75, contextWeight: 0.6 })
    index.add({ id: 'a', body: 'oil', context: 'pump pump pump' })
    index.add({ id: 'b', body: 'oil', context: '' })
    const pump = Math.log(1 + 1.5 / 1.5) * ((0.6 * 2.2) / (0.6 + 1.2))
    const oil = Math.log(1 + 0.5 / 2.5) * (2.2 / 2.2)
    expect(index.score([group(['pump', 'oil'])], everything).get('a')).toBeCloseTo(pump + oil, 12)
    expect(index.score([group(['pump', 'oil'])], everything).get('b')).toBeCloseTo(oil, 12)
  })

  it('takes the better of two ways to say a thing, never both', () => {
    const index = indexOf({ a: 'pump compressor', b: 'pump' })
    const one = index.score([group(['pump'])], everything).get('a')!
    const other = index.score([group(['compressor'])], everything).get('a')!
    expect(index.score([group(['pump'], ['compressor'])], everything).get('a')).toBeCloseTo(Math.max(one, other), 12)
  })

  it('weighs a rare term more than a common one, and never below nothing', () => {
    const index = indexOf(Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`p${at}`, at === 0 ? '主轴 轴承' : '主轴'])))
    expect(index.idf('轴承')).toBeGreaterThan(index.idf('主轴'))
    expect(index.idf('主轴')).toBeGreaterThan(0)
    expect(index.idf('没有')).toBeGreaterThan(index.idf('轴承'))
    expect(index.documentFrequency('主轴')).toBe(50)
  })

  it('finds the passage of an article, a code and an English stem', () => {
    const index = indexOf({
      law: '第八条　租房补贴标准为1500元',
      alarm: '代码：E-203；处理：停机',
      english: 'Replace the bearings every year',
    })
    for (const [text, id] of [
      ['补贴标准', 'law'],
      ['1,500元', 'law'],
      ['ｅ２０３', 'alarm'],
      ['replacing a bearing', 'english'],
    ] as const) {
      const [best] = [...index.score(query(text), everything)].sort((a, b) => b[1] - a[1])
      expect(best?.[0], text).toBe(id)
    }
  })

  it('gives a filter its way before scoring', () => {
    const index = indexOf({ a: '主轴', b: '主轴 主轴', c: '主轴' })
    expect([...index.score(query('主轴'), (id) => id === 'c').keys()]).toEqual(['c'])
    expect(index.score(query('主轴'), () => false).size).toBe(0)
  })

  it('leaves no trace of what was removed or replaced', () => {
    const passages = { a: '主轴轴承更换', b: '液压油更换周期', c: '冷却液浓度' }
    const index = indexOf({ ...passages, gone: '主轴主轴液压绝无仅有' }, '手册')
    index.remove('gone')
    index.add({ id: 'a', body: '完全不同的文字，另有所指', context: '别处' })
    index.add({ id: 'a', body: passages.a, context: '手册' })
    const fresh = indexOf(passages, '手册')
    expect(index.size).toBe(3)
    expect(index.documentFrequency('绝无')).toBe(0)
    expect(index.documentFrequency('另有')).toBe(0)
    for (const text of ['主轴', '更换周期', '手册', '绝无仅有', '别处']) {
      expect(new Map([...index.score(query(text), everything)].sort(([a], [b]) => (a < b ? -1 : 1))), text).toEqual(
        new Map([...fresh.score(query(text), everything)].sort(([a], [b]) => (a < b ? -1 : 1))),
      )
    }
  })

  it('becomes empty again, and ignores ids it does not know', () => {
    const index = indexOf({ a: '主轴' })
    index.remove('nobody')
    index.remove('a')
    index.remove('a')
    expect(index.size).toBe(0)
    expect(index.score(query('主轴'), everything).size).toBe(0)
    expect(Number.isFinite(index.idf('主轴'))).toBe(true)
  })

  it('holds passages without any term', () => {
    const index = indexOf({ empty: '', marks: '……！', a: '主轴' })
    expect(index.size).toBe(3)
    expect([...index.score(query('主轴'), everything).keys()]).toEqual(['a'])
  })

  it('explains a score by parts that make it up, strongest first', () => {
    const index = indexOf({ a: '主轴轴承更换 HX-630 pump', b: '主轴润滑', c: '轴承 compressor' }, '维护手册')
    const questions: QueryGroup[][] = [
      query('主轴轴承怎么更换'),
      query('HX-630 维护'),
      [...query('主轴'), ...query('主轴轴承')],
      [group(['pump'], ['compressor', '轴承'])],
    ]
    for (const groups of questions) {
      for (const [id, score] of index.score(groups, everything)) {
        const parts = index.explain(groups, id)
        expect(parts.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(score, 10)
        expect(parts.map(({ weight }) => weight)).toEqual(parts.map(({ weight }) => weight).sort((a, b) => b - a))
      }
    }
    expect(index.explain(query('维护'), 'a').find(({ term }) => term === '维护')?.in).toBe('context')
    expect(index.explain(query('主轴'), 'a').find(({ term }) => term === '主轴')?.in).toBe('text')
    expect(index.explain(query('主轴'), 'nobody')).toEqual([])
  })

  it.each(['__proto__', 'constructor', 'toString', "x') OR '1'='1"])('takes %s for a word like any other', (word) => {
    const index = indexOf({ [word]: word, other: '主轴' })
    expect([...index.score([group([word])], everything).keys()].filter((id) => id === 'other')).toEqual([])
    expect(index.size).toBe(2)
    expect(index.documentFrequency('没有')).toBe(0)
  })
})
