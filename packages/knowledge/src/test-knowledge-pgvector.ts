/**
 * Vectors that the database searches, shared by two servers: cases of `describeKnowledge` for PostgreSQL with pgvector.
 * @module
 */
import { expect } from 'vitest'
import type { Knowledge } from './open-knowledge.ts'
import { defaultSearchSettings } from './search-settings.ts'
import type { KnowledgeCases } from './test-describe-knowledge.ts'
import { expectAlike, until } from './test-knowledge-servers.ts'
import { bytesOfText, textFiles } from './test-knowledge.ts'
import { testEmbedder } from './vectors/test-embedder.ts'

const settings = { ...defaultSearchSettings, engine: 'pgvector' as const }
const dogs = '# 养犬管理办法\n\n第一条　养犬人应当登记犬只。\n\n第二条　犬证每年年检一次。\n'
const pump = '# 水泵手册\n\n水泵每月加脂。\n'

/** The path of what is nearest in meaning. */
async function nearest(knowledge: Knowledge, query: string): Promise<string | undefined> {
  const weights = { ...knowledge.weights(), keyword: 0 }
  return (await knowledge.search({ query, weights, asOf: 'any' })).hits[0]?.document.path
}

/** One table of vectors, however many servers add to it and take from it. */
export const pgvectorCases: KnowledgeCases = {
  async 'has the database search vectors, for both servers alike'(base) {
    const open = async (folder: string) => (await base.open({ embedder: testEmbedder().embedder, settings, folder })).knowledge
    const one = await open(base.folder)
    const folder = base.newFolder()
    const other = await open(folder)
    await one.sync('a', textFiles({ 'dogs.md': dogs, 'pump.md': pump }))
    expect(one.vectorState()).toMatchObject({ engine: 'pgvector' })
    const both = async (query: string, path: string | undefined) => {
      for (const each of [one, other]) await until(`${query} ${path}`, async () => (await nearest(each, query)) === path)
      await until('the same documents', () => JSON.stringify(one.documents()) === JSON.stringify(other.documents()))
      await expectAlike(one, other)
    }
    await both('宠物', 'dogs.md')
    // Indexed anew, of the same revision, on both.
    const { id } = one.documents().find(({ path }) => path === 'dogs.md')!
    await one.confirm(id, { title: '犬类管理' }, '林')
    await until('title', () => other.documents().some(({ facts }) => facts.title === '犬类管理'))
    await both('宠物', 'dogs.md')
    // To a release and back: its rows are not those of what stands.
    await one.release()
    await one.serve('r1')
    await one.sync('a', textFiles({ 'dogs.md': pump, 'pump.md': pump }))
    await both('宠物', 'dogs.md')
    await one.serve('latest')
    await other.serve('r1')
    await both('宠物', 'dogs.md')
    await other.serve('latest')
    await until('latest', () => one.serving() === undefined)
    await other.add('b', 'rent.md', bytesOfText('# 租房补贴办法\n\n第一条　租房补贴每月发放。\n'))
    await both('安家费', 'rent.md')
    await other.close()
    const again = await open(folder)
    expect(await nearest(again, '安家费')).toBe('rent.md')
    await expectAlike(one, again)
  },
}
