import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testEmbedder } from '../vectors/test-embedder.ts'
import { openWith, testFolder } from '../vectors/test-vector-knowledge.ts'
import type { Knowledge } from '../open-knowledge.ts'
import { bytesOfText, testKnowledge, textFiles, type TestKnowledge } from '../test-knowledge.ts'

let base: TestKnowledge
let knowledge: Knowledge

beforeEach(async () => {
  base = await testKnowledge()
  knowledge = base.knowledge()
})
afterEach(() => base.remove())

const rent = (money: number) => `# 租房补贴办法\n\n第一条　租房补贴标准为每人每月${money}元。\n`
const dogs = '# 养犬管理办法\n\n第一条　养犬人应当登记犬只。\n'
const articles = async (query: string, more: object = {}): Promise<string[]> =>
  (await knowledge.search({ query, ...more })).hits.map(({ passage }) => passage.text).filter((text) => text.startsWith('第一条'))
const answers = (query: string): Promise<string[]> => articles(query)

describe('a release', () => {
  it('is what searches see while it is served, whatever happens to the documents', async () => {
    const { id } = await knowledge.add('a', 'rent.md', bytesOfText(rent(1500)))
    await knowledge.sync('a', textFiles({ 'dogs.md': dogs }))
    expect(await knowledge.release('五月')).toEqual({
      id: 'r1',
      at: Date.parse('2026-11-22'),
      note: '五月',
      documents: 2,
      serving: false,
    })
    expect(knowledge.serving()).toBeUndefined()
    const before = await Promise.all(['租房补贴', '养犬登记'].map((query) => knowledge.search({ query })))
    const [hit] = before[0]!.hits
    await knowledge.add('a', 'rent.md', bytesOfText(rent(1800)))
    await knowledge.sync('a', textFiles({ 'cats.md': '# 养猫规定\n\n第一条　养猫人应当登记猫只。\n' }))
    expect((await answers('租房补贴')).join()).toContain('1800')
    await knowledge.serve('r1')
    for (const after of ['served', 'restarted']) {
      if (after === 'restarted') knowledge = await base.restart()
      expect(knowledge.serving()).toBe('r1')
      expect(await Promise.all(['租房补贴', '养犬登记'].map((query) => knowledge.search({ query })))).toEqual(before)
      expect(await knowledge.passage(hit!.passage.id)).toEqual(hit!.passage)
      expect((await knowledge.document(id)).info).toMatchObject({ revision: 1, served: true })
      expect(new TextDecoder().decode((await knowledge.original(id)).bytes)).toBe(rent(1500))
      expect(knowledge.documents().map(({ path, revision, served }) => [path, revision, served])).toEqual([
        ['cats.md', 1, false],
        ['rent.md', 2, false],
      ])
      expect(
        (await knowledge.search({ query: '养猫登记', top: 50 })).hits.filter(({ document }) => document.path === 'cats.md'),
      ).toEqual([])
      expect((await knowledge.document(knowledge.documents()[0]!.id)).info).toMatchObject({ path: 'cats.md', served: false })
    }
    await knowledge.serve('latest')
    expect(knowledge.serving()).toBeUndefined()
    expect((await answers('租房补贴')).join()).toContain('1800')
    expect(
      (await knowledge.search({ query: '养犬登记', top: 50 })).hits.filter(({ document }) => document.path === 'dogs.md'),
    ).toEqual([])
    expect(knowledge.documents().every(({ served }) => served)).toBe(true)
  })

  it('keeps documents that are removed, and takes over from the one that was served', async () => {
    const { id } = await knowledge.add('a', 'rent.md', bytesOfText(rent(1)))
    await knowledge.release()
    await knowledge.serve('r1')
    await knowledge.remove(id)
    await expect(knowledge.remove(id)).rejects.toThrow(expect.objectContaining({ code: 'DOCUMENT_NOT_FOUND' }))
    expect(await answers('租房补贴')).toHaveLength(1)
    expect(knowledge.documents()).toEqual([])
    expect((await knowledge.document(id)).info).toMatchObject({ revision: 1, served: true })
    expect(await knowledge.release('ohne')).toMatchObject({ id: 'r2', documents: 0, serving: true })
    expect(await answers('租房补贴')).toEqual([])
    expect((await knowledge.releases()).map((release) => [release.id, release.serving])).toEqual([
      ['r2', true],
      ['r1', false],
    ])
    await expect(knowledge.document(id)).rejects.toThrow(expect.objectContaining({ code: 'DOCUMENT_NOT_FOUND' }))
    const again = await knowledge.add('a', 'rent.md', bytesOfText(rent(2)))
    expect(again).toMatchObject({ id, revision: 2, served: false })
    await knowledge.serve('r1')
    expect((await answers('租房补贴')).join()).toContain('每月1元')
  })

  it.each(['r2', 'r0', 'R1', '1', '', 'r1; DROP TABLE releases', '__proto__', 'r99999999999999999999'])(
    'that there is none of, %j, cannot be served',
    async (id) => {
      await knowledge.add('a', 'rent.md', bytesOfText(rent(1)))
      await knowledge.release()
      await expect(knowledge.serve(id)).rejects.toThrow(expect.objectContaining({ code: 'RELEASE_NOT_FOUND' }))
      expect(knowledge.serving()).toBeUndefined()
      expect(await answers('租房补贴')).toHaveLength(1)
    },
  )

  it('holds what people had confirmed when it was made', async () => {
    const { id } = await knowledge.add('a', 'rent.md', bytesOfText(rent(1)))
    await knowledge.confirm(id, { ends: '2026-01-01' }, '林')
    await knowledge.release()
    await knowledge.unconfirm(id)
    expect(await answers('租房补贴')).toHaveLength(1)
    await knowledge.serve('r1')
    expect(await answers('租房补贴')).toEqual([])
    expect(await articles('租房补贴', { asOf: '2025-12-31' })).toHaveLength(1)
    knowledge = await base.restart()
    expect(await answers('租房补贴')).toEqual([])
  })

  it('holds more than ten revisions of a document', async () => {
    for (let money = 1; money <= 3; money++) {
      await knowledge.add('a', 'rent.md', bytesOfText(rent(money)))
      await knowledge.release()
    }
    for (let money = 4; money <= 20; money++) await knowledge.add('a', 'rent.md', bytesOfText(rent(money)))
    for (let money = 1; money <= 3; money++) {
      await knowledge.serve(`r${money}`)
      expect((await answers('租房补贴')).join()).toContain(`每月${money}元`)
    }
    const [{ id } = { id: '' }] = knowledge.documents()
    expect((await knowledge.revisions(id)).map(({ revision }) => revision)).toEqual([
      20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 3, 2, 1,
    ])
  })
})

describe('a release with vectors', () => {
  it('is searched by meaning as it was, and gets the vectors it lacks', async () => {
    const folder = testFolder()
    const without = (await openWith(folder)).knowledge
    await without.add('a', 'rule.md', bytesOfText(dogs))
    await without.release()
    await without.serve('r1')
    const { knowledge: own } = await openWith(folder, testEmbedder().embedder)
    await own.add('a', 'rule.md', bytesOfText('# 消防规定\n\n第一条　发生火灾先报警。\n'))
    expect((await own.search({ query: '宠物' })).hits).toEqual([])
    await own.sync('a', [])
    const titles = async (query: string) => [
      ...new Set((await own.search({ query })).hits.map(({ document }) => document.facts.title)),
    ]
    expect([await titles('宠物'), (await titles('灭火')).includes('消防规定')]).toEqual([['养犬管理办法'], false])
    await own.serve('latest')
    expect((await titles('灭火'))[0]).toBe('消防规定')
  })
})
