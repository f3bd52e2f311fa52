import { describe, expect, it } from 'vitest'
import { linkedFacts, validityAt, type StatedFacts } from './document-facts.ts'

const paper = (facts: StatedFacts['facts'], ...repeals: StatedFacts['repeals']): StatedFacts => ({
  facts,
  repeals,
  amends: [],
  evidence: [],
})
const old = paper({ title: '暂行办法', number: '云政规〔2020〕11号', effective: '2020-07-01', ends: '2025-07-01' })
const successor = paper(
  { title: '补贴办法', number: '云政规〔2024〕6号', effective: '2024-05-01' },
  { title: '暂行办法', number: '云政规〔2020〕11号' },
)
const linked = (...papers: StatedFacts[]) => [...linkedFacts(new Map(papers.map((one, index) => [index, one]))).values()]

describe('linkedFacts', () => {
  it.each([
    ['before', [old, successor], 0],
    ['after', [successor, old], 1],
  ] as const)('ends a repealed document the day its successor takes effect, read %s it', (_, papers, at) => {
    expect(linked(...papers)[at]).toEqual({
      ...old.facts,
      ends: '2024-05-01',
      endedBy: '《补贴办法》（云政规〔2024〕6号）',
      ending: 'repealed',
    })
  })

  it('leaves what ended before as it was', () => {
    const ended = paper({ ...old.facts, ends: '2023-01-01', endedBy: '状态：已作废' })
    expect(linked(ended, successor)[0]).toEqual(ended.facts)
  })

  it('lets the first of two repeals count, in any order', () => {
    const later = paper({ title: '丁办法', effective: '2025-01-01' }, { title: '暂行办法' })
    for (const papers of [
      [old, successor, later],
      [old, later, successor],
    ]) {
      expect(linked(...papers)[0]).toMatchObject({ ends: '2024-05-01', endedBy: '《补贴办法》（云政规〔2024〕6号）' })
    }
  })

  it('ends only the older of two documents of one title, and never the repealing one itself', () => {
    const first = paper({ title: '养犬办法', number: '云政规〔2010〕1号', effective: '2010-01-01' })
    const second = paper({ title: '养犬办法', number: '云政规〔2023〕8号', effective: '2023-06-01' }, { title: '养犬办法' })
    const repealingAll = paper({ title: '总规定', effective: '2015-01-01' }, { title: '养犬办法' })
    expect(linked(first, second).map(({ ends }) => ends)).toEqual(['2023-06-01', undefined])
    expect(linked(first, second, repealingAll).map(({ ends }) => ends)).toEqual(['2015-01-01', undefined, undefined])
    // Repealed itself, it still does not repeal itself.
    const third = paper({ title: '新规定', effective: '2026-01-01' }, { title: '养犬办法', number: '云政规〔2023〕8号' })
    expect(linked(third, second, first).map(({ ends }) => ends)).toEqual([undefined, '2026-01-01', '2023-06-01'])
  })

  it('goes by the number where both have one', () => {
    const namesake = paper({ title: '暂行办法', number: '云政规〔2021〕3号', effective: '2021-01-01' })
    expect(linked(namesake, successor)[0]).toEqual(namesake.facts)
  })

  it('knows a decree with and without the name of the city', () => {
    const decree = paper({ title: '犬只规定', number: '云泽市人民政府令第35号', effective: '2005-01-01' })
    const repealing = paper({ title: '养犬办法', effective: '2023-06-01' }, { title: '犬只规定', number: '市人民政府令第 35 号' })
    expect(linked(decree, repealing)[0]!.ends).toBe('2023-06-01')
  })

  it('ends nothing when the repealing document has no day of effect', () => {
    const vague = paper({ title: '草案' }, { title: '暂行办法', number: '云政规〔2020〕11号' })
    expect(linked(old, vague)[0]).toEqual(old.facts)
  })
})

describe('validityAt', () => {
  it.each([
    [{ effective: '2024-05-01' }, '2024-04-30', 'not-yet'],
    [{ effective: '2024-05-01' }, '2024-05-01', 'in-force'],
    [{ effective: '2024-05-01', ends: '2029-05-01' }, '2029-04-30', 'in-force'],
    [{ effective: '2024-05-01', ends: '2029-05-01' }, '2029-05-01', 'expired'],
    [{ issued: '2024-03-15' }, '2024-03-14', 'not-yet'],
    [{ issued: '2024-03-15' }, '2024-03-15', 'in-force'],
    [{ issued: '2024-03-15', effective: '2024-05-01' }, '2024-04-01', 'not-yet'],
    [{ endedBy: '状态：已作废' }, '2024-05-01', 'unconfirmed'],
    [{ endedBy: 'SOP V3', ends: '2025-07-01' }, '2025-06-30', 'in-force'],
    [{}, '1999-01-01', 'in-force'],
    [{ effective: '2037-12-31', ends: '2039-01-01' }, '2038-01-20', 'in-force'],
  ] as const)('of %j on %s is %s', (facts, day, validity) => {
    expect(validityAt({ title: '办法', ...facts }, day)).toBe(validity)
  })
})
