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
  const { knowledge } = await openWith(testFolder(), test.embedder)
  await knowledge.sync('policies', textFiles(files))
  await knowledge.sync('manuals', textFiles(pump))
  test.calls.length = 0
  const found = async (request: SearchRequest) =>
    (await knowledge.search(request)).hits.map(({ document, passage }) => `${document.path} ${passage.locator}`)
  return { ...test, knowledge, found }
}

describe('search by words and by meaning', () => {
  it('finds by meaning what no word of the question names', async () => {
    const { knowledge, calls } = await filled()
    const { keyword, ...weights } = knowledge.weights()
    expect((await knowledge.search({ query: '宠物', weights: { ...weights, keyword, vector: 0 } })).hits).toEqual([])
    expect(calls).toEqual([])
    const { hits, how } = await knowledge.search({ query: '宠物' })
    const [first] = hits
    expect(first!.document.path).toBe('dogs.md')
    expect(first!.why.vector).toMatchObject({ rank: 1, similarity: expect.closeTo(1, 1) })
    expect(first!.similarity).toBe(first!.why.vector!.similarity)
    expect([first!.why.keyword, first!.keywordScore, how.notes, calls]).toEqual([undefined, undefined, [], [['宠物']]])
  })

  it('puts first what both sides find, and says where it stood in each', async () => {
    const { knowledge } = await filled()
    const { hits, weights } = await knowledge.search({ query: '养犬登记' })
    expect(weights).toEqual(knowledge.weights())
    expect(hits[0]!.passage.text).toContain('登记犬只')
    expect(hits[0]!.why.keyword).toMatchObject({ rank: 1 })
    expect(hits[0]!.why.vector).toBeDefined()
    expect(hits.map(({ rank }) => rank)).toEqual(hits.map((_, at) => at + 1))
    for (const { score, rank, why } of hits) {
      const { keyword, vector, fused } = why
      expect(score).toBeCloseTo((keyword ? 1 / (60 + keyword.rank) : 0) + (vector ? 1 / (60 + vector.rank) : 0), 12)
      expect([why.rank, fused!.score, fused!.method]).toEqual([rank, score, 'rrf'])
      expect((keyword?.terms.length ?? 0) > 0).toBe(keyword !== undefined)
    }
    expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).sort((a, b) => b - a))
  })

  it('weighs the two orders as it is told, for one search or from now on', async () => {
    const { knowledge } = await filled()
    const own = knowledge.weights()
    const query = '租房补贴养犬宠物狗'
    const byWords = { ...own, vector: 0 }
    const byMeaning = { ...own, keyword: 0 }
    const words = await knowledge.search({ query, weights: byWords })
    const meaning = await knowledge.search({ query, weights: byMeaning })
    expect(words.hits.every(({ why }) => why.vector === undefined)).toBe(true)
    expect(meaning.hits.map(({ why }) => why.vector!.rank)).toEqual(meaning.hits.map((_, at) => at + 1))
    knowledge.setWeights(byMeaning)
    expect((await knowledge.search({ query })).hits).toEqual(meaning.hits)
    expect(() => knowledge.setWeights({ ...own, keyword: 0, vector: 0 })).toThrow(
      expect.objectContaining({ code: 'FUSION_SETTING_INVALID' }),
    )
    expect(knowledge.weights()).toEqual(byMeaning)
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
    for (const top of [0, 1, 3]) expect((await knowledge.search({ query: '养犬登记', top })).hits).toHaveLength(top)
  })

  it('keeps to labels during the search, so that the page is full', async () => {
    const { knowledge, found } = await filled()
    for (let at = 0; at < 30; at++) {
      const text = `---\naccess: 人事\n---\n\n# 养犬内部规定${at}\n\n第一条　内部犬只${at}号不得外借宠物。\n`
      await knowledge.add('policies', `secret-${at}.md`, bytesOfText(text))
    }
    expect(knowledge.documents(undefined, 'all').filter(({ facts }) => facts.access?.includes('人事'))).toHaveLength(30)
    const open = await found({ query: '宠物', top: 3 })
    expect([open.length, open[0]!.startsWith('dogs.md'), open.some((hit) => hit.startsWith('secret'))]).toEqual([3, true, false])
    const closed = await found({ query: '宠物', top: 10, access: ['人事'] })
    expect([closed.length, closed.some((hit) => hit.startsWith('secret'))]).toEqual([10, true])
    for (const { id } of knowledge.documents(undefined, 'all').filter(({ path }) => path === 'secret-7.md')) {
      await knowledge.setAccess(id, [])
      expect((await found({ query: '宠物 7号', top: 50 })).filter((hit) => hit.startsWith('secret'))).not.toEqual([])
      await knowledge.setAccess(id, ['人事'])
      expect((await found({ query: '宠物 7号', top: 50 })).filter((hit) => hit.startsWith('secret'))).toEqual([])
    }
  })

  it('searches only in documents that are as asked for, on both sides', async () => {
    const { knowledge, found } = await filled()
    const { id } = knowledge.documents().find(({ path }) => path === 'pump.md')!
    expect((await found({ query: '宠物', where: { documents: [id] }, top: 50 })).every((hit) => hit.startsWith('pump.md'))).toBe(
      true,
    )
    expect(await found({ query: '宠物', where: { documents: [id] }, top: 50 })).not.toEqual([])
    const rents = await found({ query: '养犬', where: { paths: ['rent'] }, top: 50 })
    expect([rents.length > 0, rents.every((hit) => hit.startsWith('rent.md'))]).toEqual([true, true])
    expect(await found({ query: '养犬', where: { levels: ['law'] } })).toEqual([])
  })

  it('without an embedder goes by words alone', async () => {
    const { knowledge } = await openWith(testFolder())
    await knowledge.sync('policies', textFiles(files))
    for (const query of ['养犬登记', '租房补贴']) {
      const { hits, how } = await knowledge.search({ query, top: 2 })
      expect(hits.map(({ why: { vector, fused } }) => [vector, fused])).toEqual(hits.map(() => [undefined, undefined]))
      expect([hits.length > 0, how.notes]).toEqual([true, []])
    }
    for (const query of ['宠物', '']) expect((await knowledge.search({ query })).hits).toEqual([])
    expect(knowledge.vectorState()).toBeUndefined()
  })

  it('calls no model for an empty question, nor where there is nothing to compare with', async () => {
    const { knowledge, calls } = await filled()
    expect([(await knowledge.search({ query: ' ' })).hits, calls]).toEqual([[], []])
    const empty = testEmbedder()
    const { knowledge: other } = await openWith(testFolder(), empty.embedder)
    expect([(await other.search({ query: '犬' })).hits, empty.calls]).toEqual([[], []])
  })

  it('goes by words where the question cannot be embedded, and says so; cancelled it ends', async () => {
    const { knowledge, misbehave } = await filled()
    const byWords = (await knowledge.search({ query: '养犬', weights: { ...knowledge.weights(), vector: 0 } })).hits
    expect(byWords).not.toEqual([])
    const ways = [
      [() => Promise.reject(new Error('connect ECONNREFUSED')), 'EMBEDDING_FAILED'],
      [(vectors: readonly Float32Array[]) => vectors.map(() => new Float32Array(8).fill(Number.NaN)), 'VECTOR_INVALID'],
    ] as const
    for (const [how, code] of ways) {
      misbehave(how)
      const result = await knowledge.search({ query: '养犬' })
      expect(result.hits).toEqual(byWords)
      expect(result.how.notes).toMatchObject([{ stage: 'vector', model: 'test/meaning', failure: { code } }])
    }
    misbehave()
    await expect(knowledge.search({ query: '养犬' }, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    const { hits, how } = await knowledge.search({ query: '养犬' })
    expect([hits[0]!.why.vector !== undefined, how.notes]).toEqual([true, []])
  })

  it('gives back nothing that was removed while the question was embedded', async () => {
    const { knowledge, misbehave } = await filled()
    const { id } = await knowledge.add('policies', 'fire.md', bytesOfText('# 消防规定\n\n第一条　发生火灾先报警。\n'))
    expect((await knowledge.search({ query: '灭火' })).hits[0]!.document.path).toBe('fire.md')
    misbehave(async (vectors) => (await knowledge.remove(id), vectors))
    const hits = (await knowledge.search({ query: '灭火', top: 50 })).hits
    expect(hits.filter(({ document }) => document.id === id)).toEqual([])
  })
})
