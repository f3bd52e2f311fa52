import { describe, expect, it } from 'vitest'
import type { SearchRequest } from '../knowledge.ts'
import { bytesOfText, textFiles } from '../test-knowledge.ts'
import { testEmbedder } from './test-embedder.ts'
import { openWith, testFolder } from './test-vector-knowledge.ts'

const files = {
  'dogs.md': '# 养犬管理办法\n\n第一条　养犬人应当登记犬只。\n\n第二条　犬证每年年检一次。\n',
  'rent.md': '# 租房补贴办法\n\n第一条　租房补贴标准为每人每月1500元。\n\n第二条　本办法自2024年5月1日起施行。\n',
  'old.md': '# 租房补贴旧办法\n\n第一条　租房补贴标准为每人每月800元。\n\n有效期至2024年4月30日\n',
}
const pump = { 'pump.md': '# 水泵手册\n\n## 1 润滑\n\n水泵轴承每500小时加注锂基脂。\n' }

async function filled() {
  const test = testEmbedder()
  const { knowledge } = openWith(testFolder(), test.embedder)
  await knowledge.sync('policies', textFiles(files))
  await knowledge.sync('manuals', textFiles(pump))
  test.calls.length = 0
  const found = async (request: SearchRequest) =>
    (await knowledge.searchHybrid(request)).map(({ document, passage }) => `${document.path} ${passage.locator}`)
  return { ...test, knowledge, found }
}

describe('searchHybrid', () => {
  it('finds by meaning what no word of the question names', async () => {
    const { knowledge, calls } = await filled()
    expect(knowledge.search({ query: '宠物' })).toEqual([])
    const [first] = await knowledge.searchHybrid({ query: '宠物' })
    expect(first!.document.path).toBe('dogs.md')
    expect(first!.ranks).toEqual({ vector: 1, similarity: expect.closeTo(1, 1) })
    expect([first!.explain, calls]).toEqual([[], [['宠物']]])
  })

  it('puts first what both sides find, and says where it stood in each', async () => {
    const { knowledge } = await filled()
    const hits = await knowledge.searchHybrid({ query: '养犬登记' })
    expect(hits[0]!.passage.text).toContain('登记犬只')
    expect(hits[0]!.ranks).toMatchObject({ keyword: 1 })
    expect(hits.map(({ rank }) => rank)).toEqual(hits.map((_, at) => at + 1))
    for (const { score, ranks, explain } of hits) {
      expect(score).toBeCloseTo(
        (ranks!.keyword ? 1 / (60 + ranks!.keyword) : 0) + (ranks!.vector ? 1 / (60 + ranks!.vector) : 0),
        12,
      )
      expect(explain.length > 0).toBe(ranks!.keyword !== undefined)
    }
    expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).sort((a, b) => b - a))
  })

  it('keeps to the day on both sides, and still fills the page', async () => {
    const { found } = await filled()
    const query = '安家费'
    expect((await found({ query })).filter((hit) => hit.startsWith('old.md'))).toEqual([])
    expect((await found({ query, top: 1 }))[0]).toMatch(/^rent\.md/)
    expect((await found({ query, asOf: '2023-06-01', top: 1 }))[0]).toMatch(/^old\.md/)
    expect((await found({ query, asOf: '2023-06-01' })).filter((hit) => hit.startsWith('rent.md'))).toEqual([])
    const both = await found({ query, asOf: 'any' })
    for (const path of ['old.md', 'rent.md']) expect(both.filter((hit) => hit.startsWith(path))).not.toEqual([])
    for (const asOf of ['2023-06-01', '2026-11-22']) {
      const words = await found({ query: '租房补贴标准', asOf })
      expect(new Set(words.map((hit) => hit.split(' ')[0])).has(asOf < '2024-05-01' ? 'rent.md' : 'old.md')).toBe(false)
    }
  })

  it('keeps to the knowledges asked for on both sides', async () => {
    const { found } = await filled()
    expect((await found({ query: '宠物', knowledge: ['manuals'] })).every((hit) => hit.startsWith('pump.md'))).toBe(true)
    expect(await found({ query: '宠物', knowledge: [] })).toEqual([])
  })

  it('gives no more than is wanted', async () => {
    const { knowledge } = await filled()
    for (const top of [0, 1, 3]) expect(await knowledge.searchHybrid({ query: '养犬登记', top })).toHaveLength(top)
  })

  it('without an embedder is search', async () => {
    const { knowledge } = openWith(testFolder())
    await knowledge.sync('policies', textFiles(files))
    for (const query of ['养犬登记', '租房补贴', '宠物', ''])
      expect(await knowledge.searchHybrid({ query, top: 2 })).toEqual(knowledge.search({ query, top: 2 }))
    expect((await knowledge.searchHybrid({ query: '养犬登记' })).length).toBeGreaterThan(0)
    expect(await knowledge.vectorState()).toBeUndefined()
  })

  it('calls no model for an empty question, nor where there is nothing to compare with', async () => {
    const { knowledge, calls } = await filled()
    expect([await knowledge.searchHybrid({ query: ' ' }), calls]).toEqual([[], []])
    const empty = testEmbedder()
    expect([await openWith(testFolder(), empty.embedder).knowledge.searchHybrid({ query: '犬' }), empty.calls]).toEqual([[], []])
  })

  it('says what is wrong when the question cannot be embedded; search works on', async () => {
    const { knowledge, misbehave } = await filled()
    misbehave(() => Promise.reject(new Error('connect ECONNREFUSED')))
    await expect(knowledge.searchHybrid({ query: '养犬' })).rejects.toMatchObject({ code: 'EMBEDDING_FAILED' })
    misbehave((vectors) => vectors.map(() => new Float32Array(8).fill(Number.NaN)))
    await expect(knowledge.searchHybrid({ query: '养犬' })).rejects.toMatchObject({ code: 'VECTOR_INVALID' })
    misbehave()
    await expect(knowledge.searchHybrid({ query: '养犬' }, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    expect(knowledge.search({ query: '养犬' })).not.toEqual([])
    expect(await knowledge.searchHybrid({ query: '养犬' })).not.toEqual([])
  })

  it('gives back nothing that was removed while the question was embedded', async () => {
    const { knowledge, misbehave } = await filled()
    const { id } = await knowledge.add('policies', 'fire.md', bytesOfText('# 消防规定\n\n第一条　发生火灾先报警。\n'))
    expect((await knowledge.searchHybrid({ query: '灭火' }))[0]!.document.path).toBe('fire.md')
    misbehave((vectors) => (knowledge.remove(id), vectors))
    const hits = await knowledge.searchHybrid({ query: '灭火', top: 50 })
    expect(hits.filter(({ document }) => document.id === id)).toEqual([])
  })
})
