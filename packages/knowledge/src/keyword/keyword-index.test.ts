import { describe, expect, it } from 'vitest'
import { PassageSet } from '../passages/passage-set.ts'
import { terms } from '../text/terms.ts'
import type { IndexedPassage, KeywordHit, QueryGroup } from './keyword-index.ts'
import { keywordIndex } from './segmented-keyword-index.ts'
import { queryOf } from './test-passages.ts'

const settings = { k1: 1.2, b: 0.75, titleWeight: 0.6, pathWeight: 0.4 }
const bodies = (...texts: string[]): IndexedPassage[] => texts.map((body) => ({ body, title: '', path: '' }))
const group = (...variants: readonly string[][]): QueryGroup => ({
  variants: variants.map((variant) => variant.map((term) => ({ term, weight: 1 }))),
})
const indexOf = (...texts: string[]) => {
  const index = keywordIndex(settings)
  index.add(0, bodies(...texts))
  return index
}
const scoreOf = (hits: readonly KeywordHit[], passage: number): number => hits.find((hit) => hit.passage === passage)!.score

describe('keywordIndex', () => {
  it('scores as BM25 by hand does', () => {
    // Lengths 4, 2 and 3, so the average is 3. "pump" is in the first (twice) and the second (once): n = 2 of N = 3.
    const hits = indexOf('pump pump oil valve', 'pump filter', 'oil oil gauge').search([group(['pump'])], 10)
    const idf = Math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    expect(hits.map(({ passage }) => passage)).toEqual([0, 1])
    expect(scoreOf(hits, 0)).toBeCloseTo((idf * (2 * 2.2)) / (2 + 1.2 * (0.25 + (0.75 * 4) / 3)), 12)
    expect(scoreOf(hits, 1)).toBeCloseTo((idf * (1 * 2.2)) / (1 + 1.2 * (0.25 + (0.75 * 2) / 3)), 12)
  })

  it('counts the pairs of a Chinese text for its length, not its characters as well', () => {
    const hits = indexOf('主轴过热', '主轴').search([group(['主轴'])], 10)
    const idf = Math.log(1 + 0.5 / 2.5)
    expect(scoreOf(hits, 0)).toBeCloseTo((idf * 2.2) / (1 + 1.2 * (0.25 + (0.75 * 3) / 2)), 12)
    expect(scoreOf(hits, 1)).toBeCloseTo((idf * 2.2) / (1 + 1.2 * (0.25 + (0.75 * 1) / 2)), 12)
  })

  it('counts title and path once each, by their weights, beside what the body says', () => {
    const index = keywordIndex(settings)
    index.add(0, [
      { body: 'oil', title: 'pump pump', path: 'pump' },
      { body: 'pump', title: 'pump', path: '' },
      { body: 'oil', title: '', path: 'pump pump' },
      { body: 'oil', title: '', path: '' },
    ])
    const hits = index.search([group(['pump'])], 10)
    const idf = Math.log(1 + 1.5 / 3.5)
    const by = (often: number): number => (idf * often * 2.2) / (often + 1.2)
    expect(hits.map(({ passage }) => passage)).toEqual([1, 0, 2])
    expect([1, 0, 2].map((passage) => scoreOf(hits, passage))).toEqual(
      [1.6, 1, 0.4].map((often) => expect.closeTo(by(often), 12)),
    )
    const explained = (passage: number) =>
      index
        .explainer([group(['pump'])])(passage)
        .map((term) => term.in)
    expect([explained(0), explained(1), explained(2), explained(3)]).toEqual([['title'], ['body'], ['path'], []])
  })

  it('takes the better of two ways to say a thing, never both', () => {
    const index = indexOf('pump compressor', 'pump', 'compressor')
    const one = scoreOf(index.search([group(['pump'])], 10), 0)
    const other = scoreOf(index.search([group(['compressor'])], 10), 0)
    const both = index.search([group(['pump'], ['compressor'])], 10)
    expect(scoreOf(both, 0)).toBeCloseTo(Math.max(one, other), 12)
    expect(both).toHaveLength(3)
  })

  it('puts the smaller number first where scores are equal', () => {
    const index = keywordIndex(settings)
    for (let round = 0; round < 40; round++) {
      index.add(3 * round, bodies('主轴过热', '漏油', '主轴过热'))
      // Each search makes a segment of what was added.
      index.search(queryOf('主轴'), 1)
    }
    const hits = index.search([...queryOf('主轴过热'), group(['主轴'], ['过热'])], 7)
    expect(hits.map(({ passage }) => passage)).toEqual([0, 2, 3, 5, 6, 8, 9])
    expect(new Set(hits.map(({ score }) => score)).size).toBe(1)
  })

  it('keeps its filter during the search', () => {
    const index = indexOf('主轴', '主轴 主轴', '主轴', '漏油')
    const allowed = new PassageSet(4)
    expect(index.search(queryOf('主轴'), 10, allowed)).toEqual([])
    allowed.add(2, 2)
    expect(index.search(queryOf('主轴'), 10, allowed).map(({ passage }) => passage)).toEqual([2])
    // A set made before passages came: they are not in it.
    index.add(4, bodies('主轴'))
    expect(index.search(queryOf('主轴'), 10, allowed).map(({ passage }) => passage)).toEqual([2])
  })

  it.each([
    [0, 0],
    [1, 1],
    [3, 3],
    [1000, 3],
    [Infinity, 3],
  ])('gives %s of three', (top, count) => {
    expect(indexOf('主轴', '主轴', '主轴').search(queryOf('主轴'), top)).toHaveLength(count)
  })

  it('leaves no trace of what was removed', () => {
    const index = indexOf('主轴轴承更换', '绝无仅有', '液压油更换周期')
    index.remove(1, 1)
    index.remove(1, 1)
    index.remove(90, 5)
    const fresh = keywordIndex(settings)
    fresh.add(0, bodies('主轴轴承更换'))
    fresh.add(2, bodies('液压油更换周期'))
    expect([index.size, index.documentFrequency('绝无'), index.documentFrequency('更换')]).toEqual([2, 0, 2])
    for (const text of ['主轴', '更换周期', '绝无仅有']) {
      expect(index.search(queryOf(text), 10)).toEqual(fresh.search(queryOf(text), 10))
      expect(index.idf(text.slice(0, 2))).toBe(fresh.idf(text.slice(0, 2)))
    }
    expect(index.explainer(queryOf('绝无仅有'))(1)).toEqual([])
  })

  it('explains what a search found also when it has gone since', () => {
    const index = indexOf('主轴轴承更换', '液压油更换周期')
    const explained = index.explainer(queryOf('液压油'))
    const before = index.explainer(queryOf('液压油'))(1)
    index.remove(1, 1)
    index.search(queryOf('主轴'), 1)
    expect(before.length).toBeGreaterThan(0)
    expect(explained(1)).toEqual(before)
  })

  it('becomes empty again', () => {
    const index = indexOf('主轴')
    index.remove(0, 1)
    expect(index.size).toBe(0)
    expect(index.search(queryOf('主轴'), 10)).toEqual([])
    expect(Number.isFinite(index.idf('主轴'))).toBe(true)
    index.add(1, bodies('主轴'))
    expect(index.search(queryOf('主轴'), 10).map(({ passage }) => passage)).toEqual([1])
  })

  it('does not take a number twice', () => {
    const index = indexOf('主轴', '轴承')
    expect(() => index.add(1, bodies('又'))).toThrow(RangeError)
    expect(index.size).toBe(2)
  })

  it('explains a score by parts that make it up, strongest first', () => {
    const index = keywordIndex(settings)
    const above = { title: '维护手册', path: '第三章 润滑' }
    index.add(0, [
      { body: '主轴轴承更换 HX-630 pump', ...above },
      { body: '主轴润滑', ...above },
      { body: '轴承 compressor', ...above },
    ])
    for (const groups of [
      queryOf('主轴轴承怎么更换'),
      queryOf('HX-630 维护'),
      [...queryOf('主轴'), ...queryOf('主轴轴承')],
      [group(['pump'], ['compressor', '轴承'])],
    ]) {
      for (const { passage, score } of index.search(groups, 10)) {
        const parts = index.explainer(groups)(passage)
        expect(parts.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(score, 10)
        expect(parts.map(({ weight }) => weight)).toEqual(parts.map(({ weight }) => weight).sort((a, b) => b - a))
      }
    }
  })

  it('gives nothing for a term of no weight', () => {
    const index = indexOf('主轴', '轴承')
    expect(index.search([{ variants: [[{ term: '主轴', weight: 0 }]] }], 10)).toEqual([])
    expect(index.search([{ variants: [] }, { variants: [[]] }], 10)).toEqual([])
  })

  it('scores with settings that leave nothing to divide', () => {
    const index = keywordIndex({ k1: 0, b: 1, titleWeight: 0, pathWeight: 0 })
    index.add(0, [
      { body: '', title: '主轴', path: '' },
      { body: '主轴', title: '', path: '' },
    ])
    const hits = index.search([group(['主轴'])], 10)
    expect(hits.map(({ passage }) => passage)).toEqual([1])
    expect(hits[0]!.score).toBeCloseTo(index.idf('主轴'), 12)
  })

  it.each([
    ['nothing', ''],
    ['lone surrogates', '\ud800主轴\udc00\ud842'],
    ['NUL', '主轴\0\0a\0'],
    ['names of objects', '主轴 __proto__ constructor toString'],
    ['a word of 200,000 letters', `主轴 ${'x'.repeat(200_000)}`],
    ['a code of 200,000 units', `主轴 ${'a1'.repeat(100_000)}`],
    ['marks alone', '……！'],
  ])('holds %s', (_, body) => {
    const index = indexOf('轴承', body, '主轴')
    expect(index.size).toBe(3)
    expect(index.search(queryOf('主轴'), 10).map(({ passage }) => passage)).toContain(2)
    for (const { term } of terms(body).slice(0, 50)) expect(index.documentFrequency(term)).toBeGreaterThan(0)
    expect(index.documentFrequency('\0主')).toBe(0)
    expect(index.documentFrequency('')).toBe(0)
  })

  it('tells two words apart that differ in their 70,000th letter', () => {
    const start = 'q'.repeat(70_000)
    const index = indexOf(`${start}a1`, `${start}b1`)
    expect(index.documentFrequency(`${start}a1`)).toBe(1)
    expect(index.search([group([`${start}b1`])], 5).map(({ passage }) => passage)).toEqual([1])
  })

  it('counts as often as a word stands there, beyond 255 and 65,535', () => {
    const index = indexOf('pump '.repeat(300), 'pump '.repeat(70_000), 'oil')
    const hits = index.search([group(['pump'])], 10)
    const idf = Math.log(1 + 1.5 / 2.5)
    const average = 70_301 / 3
    for (const [passage, often] of [300, 70_000].entries())
      expect(scoreOf(hits, passage)).toBeCloseTo((idf * often * 2.2) / (often + 1.2 * (0.25 + (0.75 * often) / average)), 10)
  })

  it('takes a passage of a million characters and one of 70,000 different terms', () => {
    const many = Array.from({ length: 70_000 }, (_, at) => `x${at}`).join(' ')
    const index = indexOf('主轴过热'.repeat(250_000), many, '主轴')
    expect(index.documentFrequency('x69999')).toBe(1)
    expect(index.search(queryOf('x69999'), 5).map(({ passage }) => passage)).toEqual([1])
    expect(index.search(queryOf('主轴'), 5)).toHaveLength(2)
  })

  it('knows codes that nobody wrote so', () => {
    const index = indexOf('报警 E-203 与 HX-630', 'E204', '6205-2RS 轴承 v2.1', 'e203', 'pump abcd 2031')
    expect(index.similarCodes('E-230')).toEqual(['e203'])
    expect(index.similarCodes('e205')).toEqual(['e203', 'e204'])
    expect(index.similarCodes('62052r')).toEqual(['62052rs'])
    expect(index.similarCodes('62052rss')).toEqual(['62052rs'])
    expect(index.similarCodes('v21')).toEqual([])
    expect(index.similarCodes('v2.2')).toEqual(['v2.1'])
    expect(index.similarCodes('pum1')).toEqual([])
    expect(index.similarCodes('abce')).toEqual([])
    expect(index.similarCodes('a1'.repeat(5000))).toEqual([])
    index.remove(0, 1)
    index.remove(3, 1)
    expect(index.similarCodes('E-230')).toEqual([])
  })
})
