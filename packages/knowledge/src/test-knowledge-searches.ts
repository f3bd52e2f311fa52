/**
 * What is found, on any database: cases of `describeKnowledge`.
 * @module
 */
import { expect } from 'vitest'
import type { SearchRequest } from './knowledge.ts'
import type { Knowledge } from './open-knowledge.ts'
import { defaultSearchSettings } from './search-settings.ts'
import type { KnowledgeCases } from './test-describe-knowledge.ts'
import { bytesOfText, textFiles } from './test-knowledge.ts'
import { testEmbedder } from './vectors/test-embedder.ts'

const law = (title: string, articles: readonly string[], end = ''): string =>
  `# ${title}\n\n${articles.map((article, at) => `第${'一二三四五六七八九'[at]}条　${article}`).join('\n\n')}\n\n${end}\n`

const files = textFiles({
  'city/dogs.md': law('江城市养犬管理条例', ['养犬人应当登记犬只。', '犬证每年年检一次。']),
  'city/rent.md': law('江城市租房补贴办法', ['租房补贴标准为每人每月1500元。', '补贴按季发放。'], '本办法自2030年1月1日起施行。'),
  'plant/pump.md': '# HX-630 水泵手册\n\n## 1 润滑\n\n水泵轴承每500小时加脂。\n\n## 2 报警\n\n报警 E-203 表示油位低。\n',
  'plant/fire.md': law('消防规定', ['发生火灾先报警。', '灭火器每月检查。'], '本规定自2020年1月1日起施行。'),
})

/** The paths of what is found, each once, the best first. */
async function paths(knowledge: Knowledge, request: SearchRequest): Promise<string[]> {
  return [...new Set((await knowledge.search(request)).hits.map(({ document }) => document.path))]
}

/** How passages are found. */
export const searchCases: KnowledgeCases = {
  async 'finds by words, codes in any form, and either script'(base) {
    const { knowledge } = await base.open()
    await knowledge.sync('a', files)
    const first = async (query: string) => (await paths(knowledge, { query, asOf: 'any' }))[0]
    expect([await first('犬证年检'), await first('Ｅ２０３'), await first('e203'), await first('養犬登記')]).toEqual([
      'city/dogs.md',
      'plant/pump.md',
      'plant/pump.md',
      'city/dogs.md',
    ])
    const { hits, how } = await knowledge.search({ query: '水泵加脂' })
    expect([how.notes, hits[0]!.passage.text]).toEqual([[], expect.stringContaining('每500小时加脂')])
    expect((await knowledge.passage(hits[0]!.passage.id)).text).toBe(hits[0]!.passage.text)
    expect((await knowledge.search({ query: '' })).hits).toEqual([])
  },

  async 'shows the same words once, with how many there are, or each where the settings say so'(base) {
    const { knowledge } = await base.open()
    const texts = [
      '外来车辆凭证入园，限速 5 公里。',
      '外来车辆,凭证入园；限速5公里',
      '外来车辆凭证入园，限速 15 公里。',
      '车辆保养每年一次。',
    ]
    await knowledge.put(
      'park',
      texts.map((text, at) => ({ path: `${at}`, text, title: '园区守则' })),
    )
    const request = { query: '外来车辆凭证入园限速', top: 2 }
    const once = await knowledge.search(request)
    const shown = once.hits.map(({ document, why }) => `${document.path} ${why.diversity?.alike ?? 'alone'}`)
    expect(shown.sort()).toEqual([expect.stringMatching(/^[01] 1$/), '2 alone'])
    await knowledge.close()
    const all = (await base.open({ settings: { ...defaultSearchSettings, collapse: false } })).knowledge
    expect((await all.search({ ...request, top: 3 })).hits.map(({ document }) => document.path).sort()).toEqual(['0', '1', '2'])
  },

  async 'heeds the day, the labels, the knowledge and what documents are like'(base) {
    const { knowledge } = await base.open()
    await knowledge.sync('a', files)
    await knowledge.add('b', 'secret.md', bytesOfText(law('报警奖励', ['报警有奖。'])))
    await knowledge.setAccess(knowledge.documents().find(({ path }) => path === 'secret.md')!.id, ['内部'])
    const query = '报警'
    expect((await paths(knowledge, { query })).sort()).toEqual(['plant/fire.md', 'plant/pump.md'])
    expect((await paths(knowledge, { query, access: ['内部'] })).sort()).toEqual(['plant/fire.md', 'plant/pump.md', 'secret.md'])
    expect(await paths(knowledge, { query, access: 'all', knowledge: ['b'] })).toEqual(['secret.md'])
    expect(await paths(knowledge, { query, asOf: '2019-12-31' })).toEqual(['plant/pump.md'])
    expect(await paths(knowledge, { query, where: { paths: ['plant/'], models: ['HX-630'] } })).toEqual(['plant/pump.md'])
    expect(await paths(knowledge, { query, where: { paths: ['city/'] } })).toEqual([])
    expect([
      await paths(knowledge, { query: '租房补贴' }),
      await paths(knowledge, { query: '租房补贴', asOf: '2030-01-01' }),
    ]).toEqual([[], ['city/rent.md']])
  },

  async 'finds by meaning, keeps vectors, and holds filters in that too'(base) {
    const { embedder, calls } = testEmbedder()
    const { knowledge, folder } = await base.open({ embedder })
    await knowledge.sync('a', files)
    expect((await paths(knowledge, { query: '宠物', asOf: 'any' }))[0]).toBe('city/dogs.md')
    expect(await paths(knowledge, { query: '宠物', where: { paths: ['plant/'] } })).not.toContain('city/dogs.md')
    const dogs = knowledge.documents().find(({ path }) => path === 'city/dogs.md')!
    await knowledge.setAccess(dogs.id, ['内部'])
    expect(await paths(knowledge, { query: '宠物' })).not.toContain('city/dogs.md')
    await knowledge.setAccess(dogs.id, [])
    const before = (await knowledge.search({ query: '宠物' })).hits
    const passages = knowledge.documents().reduce((sum, document) => sum + document.passages, 0)
    expect(knowledge.vectorState()).toMatchObject({ passages, model: 'test/meaning' })
    await knowledge.close()
    calls.length = 0
    const again = (await base.open({ embedder, folder })).knowledge
    expect((await again.search({ query: '宠物' })).hits).toEqual(before)
    expect([calls, again.vectorState()]).toMatchObject([[['宠物']], { passages }])
    // A new title is a new way to be found, of the same words.
    await again.confirm(dogs.id, { title: '犬类管理' }, '林')
    expect((await paths(again, { query: '宠物', asOf: 'any' }))[0]).toBe('city/dogs.md')
    await again.close()
    await expect(base.open({ embedder: testEmbedder('test/other').embedder, folder })).rejects.toThrow(
      expect.objectContaining({ code: 'EMBEDDING_CHANGED' }),
    )
  },

  async 'finds records that a program put in, by what it said of them, and forgets them'(base) {
    const { knowledge, folder } = await base.open()
    const record = (path: string, text: string, kind: string) => ({ path, title: `工单 ${path}`, text, metadata: { kind } })
    const ids = await knowledge.put('orders', [record('1', '水泵异响，更换轴承。', 'repair'), record('2', '水泵加脂。', 'care')])
    expect(await paths(knowledge, { query: '水泵' })).toHaveLength(2)
    expect(await paths(knowledge, { query: '水泵', where: { metadata: { kind: 'care' } } })).toEqual(['2'])
    expect(await knowledge.put('orders', [record('2', '水泵加脂。', 'repair'), record('3', '水泵换油。', 'care')])).toEqual([
      ids[1],
      expect.any(String),
    ])
    await knowledge.close()
    const again = (await base.open({ folder })).knowledge
    expect(await paths(again, { query: '水泵', where: { metadata: { kind: 'care' } } })).toEqual(['3'])
    await again.removeRecords('orders', ['1', '2', 'none'])
    expect(await paths(again, { query: '水泵' })).toEqual(['3'])
  },

  async 'gives vectors to what was taken in without, also to a release in service'(base) {
    const without = await base.open()
    await without.knowledge.sync('a', files)
    await without.knowledge.release()
    await without.knowledge.serve('r1')
    await without.knowledge.close()
    const { embedder } = testEmbedder()
    const { knowledge } = await base.open({ embedder, folder: without.folder })
    const byMeaning = { query: '宠物', asOf: 'any', weights: { ...knowledge.weights(), keyword: 0 } }
    expect(await paths(knowledge, byMeaning)).toEqual([])
    expect(await knowledge.sync('a', files)).toMatchObject({ unchanged: 4, failed: [] })
    expect((await paths(knowledge, byMeaning))[0]).toBe('city/dogs.md')
    await knowledge.serve('latest')
    expect((await paths(knowledge, byMeaning))[0]).toBe('city/dogs.md')
  },
}
