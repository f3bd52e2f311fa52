import { KaiwuError, type CallOptions, type Reranker } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { defaultRerankSettings, rerank, type RerankedText } from './rerank.ts'

type Order = Awaited<ReturnType<Reranker['rerank']>>
const hits = ['a', 'b', 'c', 'd']
const textOf = (hit: string): RerankedText => ({ title: '办法', path: ['办法', '第二章'], text: `第${hit}条` })
const order = (...indexes: readonly number[]): Order => indexes.map((index, at) => ({ index, score: 0.9 - at / 10 }))

function reranker(says: unknown): Reranker & { asked: { query: string; texts: readonly string[]; options?: CallOptions }[] } {
  const asked: { query: string; texts: readonly string[]; options?: CallOptions }[] = []
  return {
    ref: 'fake/rerank',
    asked,
    async rerank(query, texts, options) {
      asked.push({ query, texts, ...(options && { options }) })
      if (says === 'never') return await new Promise<never>(() => undefined)
      if (says instanceof Error) throw says
      return says as Order
    },
  }
}

const names = (ranked: Awaited<ReturnType<typeof rerank<string>>>) => ranked.hits.map(({ hit }) => hit)

describe('rerank', () => {
  it('puts the first hits in the order of the model, and keeps where it put them', async () => {
    const found = await rerank('问', hits, reranker(order(2, 0, 1, 3)), textOf)
    expect(found.hits).toEqual([
      { hit: 'c', rerank: { rank: 1, score: 0.9 } },
      { hit: 'a', rerank: { rank: 2, score: 0.8 } },
      { hit: 'b', rerank: { rank: 3, score: expect.closeTo(0.7, 9) } },
      { hit: 'd', rerank: { rank: 4, score: expect.closeTo(0.6, 9) } },
    ])
    expect(found).toMatchObject({ model: 'fake/rerank' })
    expect(found.failure).toBeUndefined()
  })

  it('goes by the order alone, not by the scores', async () => {
    expect(
      names(
        await rerank(
          '问',
          hits,
          reranker([
            { index: 1, score: -4 },
            { index: 0, score: 7 },
            { index: 2, score: 0 },
          ]),
          textOf,
        ),
      ),
    ).toEqual(['b', 'a', 'c', 'd'])
  })

  it('reads only the first, and leaves the rest behind them', async () => {
    const model = reranker(order(1, 0))
    const found = await rerank('问', hits, model, textOf, { ...defaultRerankSettings, top: 2 })
    expect(model.asked[0]!.texts).toHaveLength(2)
    expect(names(found)).toEqual(['b', 'a', 'c', 'd'])
    expect(found.hits[2]).toEqual({ hit: 'c' })
  })

  it('keeps what the model left out', async () => {
    expect(names(await rerank('问', hits, reranker(order(3)), textOf))).toEqual(['d', 'a', 'b', 'c'])
  })

  it('sends title, headings and text once each, within the budget, and no half characters', async () => {
    const model = reranker(order(0, 1))
    await rerank(
      '问',
      ['x', 'y'],
      model,
      (hit) => (hit === 'x' ? textOf('一') : { title: '长'.repeat(90), path: [], text: '𠮷'.repeat(90) }),
      {
        ...defaultRerankSettings,
        maxCharacters: 100,
      },
    )
    const [short, long] = model.asked[0]!.texts
    expect(short).toBe('办法 > 第二章\n第一条')
    expect(long!.length).toBeLessThanOrEqual(100)
    expect(long).toMatch(/^长{33}\n𠮷+$/u)
  })

  it('asks nobody about one hit or none', async () => {
    const model = reranker(order(0))
    expect(names(await rerank('问', ['a'], model, textOf))).toEqual(['a'])
    expect(await rerank('问', [], model, textOf)).toEqual({ hits: [] })
    expect(model.asked).toEqual([])
  })

  it('hands on whom to charge', async () => {
    const model = reranker(order(0, 1, 2, 3))
    await rerank('问', hits, model, textOf, defaultRerankSettings, { chargedTo: { user: 'u1' } })
    expect(model.asked[0]!.options?.chargedTo).toEqual({ user: 'u1' })
  })

  it.each([
    ['no list', undefined],
    ['an empty list', []],
    ['an index beyond', [{ index: 4, score: 1 }]],
    ['an index below', [{ index: -1, score: 1 }]],
    ['half an index', [{ index: 0.5, score: 1 }]],
    [
      'an index twice',
      [
        { index: 1, score: 1 },
        { index: 1, score: 0.5 },
      ],
    ],
    ['no number for a score', [{ index: 1, score: Number.NaN }]],
    ['nothing for an entry', [null]],
  ])('keeps the order, and says why, when the model gives %s', async (_, says) => {
    const found = await rerank('问', hits, reranker(says), textOf)
    expect(names(found)).toEqual(hits)
    expect(found).toMatchObject({ model: 'fake/rerank', failure: { code: 'ANSWER_UNUSABLE' } })
  })

  it.each([
    [new KaiwuError('BUDGET_EXCEEDED'), 'BUDGET_EXCEEDED'],
    [new Error('socket hang up'), 'MODEL_FAILED'],
  ])('keeps the order when the model throws %s', async (error, code) => {
    const found = await rerank('问', hits, reranker(error), textOf)
    expect(names(found)).toEqual(hits)
    expect(found.failure).toEqual({ code, message: error.message })
  })

  it('does not wait for a late one', async () => {
    const found = await rerank('问', hits, reranker('never'), textOf, { ...defaultRerankSettings, timeoutMs: 20 })
    expect(names(found)).toEqual(hits)
    expect(found.failure?.code).toBe('MODEL_TIMEOUT')
  })

  it('ends when the caller does', async () => {
    const stop = new AbortController()
    const asked = rerank('问', hits, reranker('never'), textOf, defaultRerankSettings, { signal: stop.signal })
    stop.abort()
    await expect(asked).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})
