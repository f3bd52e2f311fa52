import { describe, expect, it } from 'vitest'
import { defaultDiversitySettings, diversify, type DiversitySettings, type PassageLook } from './diversify.ts'

type Hit = PassageLook & { id: string }
const hit = (id: string, document: string, text = id, about?: string): Hit => ({
  id,
  document,
  text,
  ...(about ? { about } : {}),
})
const shown = (hits: readonly Hit[], settings?: Partial<DiversitySettings>, named?: ReadonlySet<string>) =>
  diversify(hits, (one) => one, { ...defaultDiversitySettings, ...settings }, named)
const ids = (found: ReturnType<typeof shown>) => found.map(({ hit: { id } }) => id)

describe('diversify: the same words', () => {
  it('stand under the best of them, which says how many', () => {
    const found = shown([
      hit('a', 'v1', '第三条　本办法由市民政局负责解释。'),
      hit('b', 'x'),
      hit('c', 'v2', '第三条 本办法由市民政局负责解释'),
      hit('d', 'v3', '第三條本辦法由市民政局負責解釋'),
    ])
    expect(ids(found)).toEqual(['a', 'b'])
    expect(found[0]!.alike.map(({ id }) => id)).toEqual(['c', 'd'])
    expect(found[1]!.alike).toEqual([])
  })

  it.each([
    ['another number', '补贴标准为每人每月1500元。', '补贴标准为每人每月1200元。'],
    ['a point in a number', '力矩为1.5 N·m', '力矩为15 N·m'],
    ['a range for two numbers', '压力 6.8～7.2 MPa', '压力 6.87.2 MPa'],
    ['a sign', '温度 -5 ℃', '温度 5 ℃'],
    ['another word', '应当申请', '可以申请'],
  ])('are not the same with %s', (_, one, other) => {
    expect(ids(shown([hit('a', 'd', one), hit('b', 'd', other)]))).toEqual(['a', 'b'])
  })

  it('are not the same about another machine', () => {
    expect(ids(shown([hit('a', 'd1', '每班检查油位', 'HX-630'), hit('b', 'd2', '每班检查油位', 'HX-500')]))).toEqual(['a', 'b'])
    expect(ids(shown([hit('a', 'd1', '每班检查油位', 'HX-630'), hit('b', 'd2', '每班检查油位', 'HX－630')]))).toEqual(['a'])
  })

  it('do not gather what has no words', () => {
    expect(ids(shown([hit('a', 'd', '——'), hit('b', 'd', '。')]))).toEqual(['a', 'b'])
  })

  it('stay apart when that is asked for', () => {
    expect(ids(shown([hit('a', 'd', '同'), hit('b', 'e', '同')], { collapse: false }))).toEqual(['a', 'b'])
  })
})

describe('diversify: one document', () => {
  const hits = [hit('a1', 'a'), hit('a2', 'a'), hit('a3', 'a'), hit('b1', 'b'), hit('a4', 'a')]

  it('has no limit by default', () => {
    expect(ids(shown(hits))).toEqual(['a1', 'a2', 'a3', 'b1', 'a4'])
  })

  it('goes behind others beyond its limit, and loses nothing', () => {
    const found = shown(hits, { perDocument: 2 })
    expect(ids(found)).toEqual(['a1', 'a2', 'b1', 'a3', 'a4'])
    expect(found.map(({ held }) => held)).toEqual([false, false, false, true, true])
  })

  it('has no limit when the question names it', () => {
    expect(ids(shown(hits, { perDocument: 1 }, new Set(['a'])))).toEqual(['a1', 'a2', 'a3', 'b1', 'a4'])
  })

  it('does not count what stands under another', () => {
    expect(ids(shown([hit('a1', 'a', '同'), hit('a2', 'a', '同'), hit('a3', 'a'), hit('b1', 'b')], { perDocument: 2 }))).toEqual([
      'a1',
      'a3',
      'b1',
    ])
  })
})
