import { describe, expect, it } from 'vitest'
import { sharedTitle, withDocumentEvidence } from './document-evidence.ts'

const hits = [
  { passage: 1, score: 10 },
  { passage: 2, score: 9.8 },
  { passage: 3, score: 9 },
  { passage: 4, score: 8 },
]
const documents = new Map([
  [1, 'alone'],
  [2, 'shared'],
  [3, 'shared'],
  [4, 'shared'],
])
const ranked = (settings?: Parameters<typeof withDocumentEvidence>[2]) =>
  withDocumentEvidence(hits, (passage) => documents.get(passage), settings)

describe('withDocumentEvidence', () => {
  it('puts a passage first whose document was found several times', () => {
    expect(ranked().map(({ passage }) => passage)).toEqual([2, 3, 1, 4])
    expect(ranked()[0]!.parts).toEqual({ keyword: 9.8, document: 0.1 * 9 + 0.05 * 8 })
  })

  it('keeps the order within a document, and every hit', () => {
    const order = ranked().map(({ passage }) => passage)
    expect(order.indexOf(2)).toBeLessThan(order.indexOf(3))
    expect(order.indexOf(3)).toBeLessThan(order.indexOf(4))
    expect([...order].sort((a, b) => a - b)).toEqual([1, 2, 3, 4])
  })

  it('gives parts that sum to the score', () => {
    for (const { score, parts } of ranked()) expect(parts.keyword + parts.document).toBeCloseTo(score, 12)
  })

  it('changes nothing where each passage is its own document, or its document is unknown', () => {
    for (const documentOf of [(passage: number) => passage, () => undefined]) {
      const same = withDocumentEvidence(hits, documentOf)
      expect(same.map(({ passage, score }) => ({ passage, score }))).toEqual(hits)
    }
  })

  it('looks no deeper than the depth, and counts no more others than it should', () => {
    expect(ranked({ weight: 0.1, others: 3, depth: 2 }).map(({ score }) => score)).toEqual([10, 9.8, 9, 8])
    expect(ranked({ weight: 0.1, others: 1, depth: 100 })[0]!.parts.document).toBeCloseTo(0.9)
    expect(ranked({ weight: 0, others: 3, depth: 100 }).map(({ passage }) => passage)).toEqual([1, 2, 3, 4])
  })

  it('has nothing to order of nothing', () => {
    expect(withDocumentEvidence([], () => 'any')).toEqual([])
  })
})

describe('sharedTitle', () => {
  it.each([
    ['中华人民共和国民法典第四百六十五条', '中华人民共和国民法典'],
    ['刑法 第17条之一', '刑法'],
    ['Super Bowl 50', 'Super Bowl 50'],
    ['HX-630维护手册', 'HX-630维护手册'],
    ['第八条', undefined],
    ['', undefined],
  ])('of %s is %s', (title, expected) => {
    expect(sharedTitle(title)).toBe(expected)
  })
})
