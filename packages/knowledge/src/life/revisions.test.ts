import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DocumentInfo, Knowledge } from '../open-knowledge.ts'
import { bytesOfText, testKnowledge, textFiles, type TestKnowledge } from '../test-knowledge.ts'
import { testEmbedder } from '../vectors/test-embedder.ts'
import { openWith, testFolder } from '../vectors/test-vector-knowledge.ts'

let base: TestKnowledge
let knowledge: Knowledge

beforeEach(async () => {
  base = await testKnowledge()
  knowledge = base.knowledge()
})
afterEach(() => base.remove())

const dogs = '# 养犬管理办法\n\n第一条　养犬人应当登记犬只。\n\n第二条　犬证每年年检一次。\n'
const rent = (money: number) => `# 租房补贴办法\n\n第一条　租房补贴标准为每人每月${money}元。\n`
const at = (path: string): DocumentInfo => knowledge.documents().find((document) => document.path === path)!
const found = async (query: string): Promise<string[]> =>
  (await knowledge.search({ query })).hits.map(({ document }) => document.path)
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const count = async (table: string): Promise<number> =>
  (await base.database().get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`))!.n

describe('revisions', () => {
  it('count up when the bytes change, and keep each file as it came', async () => {
    await knowledge.sync('a', textFiles({ 'rent.md': rent(1500) }))
    await knowledge.sync('a', textFiles({ 'rent.md': rent(1800) }))
    await knowledge.sync('a', textFiles({ 'rent.md': rent(1800) }))
    const { id, revision } = at('rent.md')
    expect(revision).toBe(2)
    expect(await knowledge.revisions(id)).toMatchObject([
      { revision: 2, current: true, releases: [], facts: { title: '租房补贴办法' }, path: 'rent.md' },
      { revision: 1, current: false, releases: [], characters: rent(1500).length - '# '.length - '\n\n'.length },
    ])
    expect(text((await knowledge.original(id)).bytes)).toBe(rent(1800))
    expect(text((await knowledge.original(id, 1)).bytes)).toBe(rent(1500))
    await expect(knowledge.original(id, 3)).rejects.toThrow(expect.objectContaining({ code: 'REVISION_NOT_FOUND' }))
    await expect(knowledge.original('doc_x')).rejects.toThrow(expect.objectContaining({ code: 'DOCUMENT_NOT_FOUND' }))
    await expect(knowledge.revisions('doc_x')).rejects.toThrow(expect.objectContaining({ code: 'DOCUMENT_NOT_FOUND' }))
    expect((await knowledge.search({ query: '租房补贴' })).hits[0]!.document.revision).toBe(2)
  })

  it('are kept ten back, with the files they need and no others', async () => {
    for (let money = 1; money <= 14; money++) await knowledge.add('a', 'rent.md', bytesOfText(rent(money)))
    const { id } = at('rent.md')
    expect((await knowledge.revisions(id)).map(({ revision }) => revision)).toEqual([14, 13, 12, 11, 10, 9, 8, 7, 6, 5])
    expect(await count('originals')).toBe(10)
    await expect(knowledge.original(id, 4)).rejects.toThrow(expect.objectContaining({ code: 'REVISION_NOT_FOUND' }))
  })

  it('do not count up when the same is sent again, or reading has changed', async () => {
    const first = await knowledge.add('a', 'rent.md', bytesOfText(rent(1)))
    expect(await knowledge.add('a', 'rent.md', bytesOfText(rent(1)))).toEqual(first)
    await base.database().run('UPDATE revisions SET reading = 0')
    knowledge = await base.restart()
    await knowledge.sync('a', [])
    expect(at('rent.md')).toEqual(first)
    expect(await knowledge.revisions(first.id)).toHaveLength(1)
  })

  it('do count up when reading has changed and a release holds the one before, which gives what it gave', async () => {
    const { id } = await knowledge.add('a', 'rent.md', bytesOfText(rent(1)))
    await knowledge.release()
    const [before] = (await knowledge.search({ query: '租房补贴' })).hits
    await base.database().run('UPDATE revisions SET reading = 0')
    knowledge = await base.restart()
    await knowledge.sync('a', [])
    expect((await knowledge.revisions(id)).map(({ revision, releases }) => [revision, releases])).toEqual([
      [2, []],
      [1, ['r1']],
    ])
    await knowledge.serve('r1')
    expect((await knowledge.search({ query: '租房补贴' })).hits[0]).toEqual(before)
  })

  it('share the bytes of files that are the same', async () => {
    await knowledge.sync('a', textFiles({ 'one.md': dogs, 'two.md': dogs }))
    await knowledge.add('b', 'three.md', bytesOfText(dogs))
    expect([await count('originals'), await count('revisions')]).toEqual([1, 3])
    await knowledge.sync('a', [])
    expect(text((await knowledge.original(at('three.md').id)).bytes)).toBe(dogs)
  })
})

describe('a file that moves', () => {
  it('stays the document it was: id, revisions, confirmations, labels', async () => {
    await knowledge.sync('a', textFiles({ 'rules/rent.md': rent(1), 'dogs.md': dogs }))
    await knowledge.sync('a', textFiles({ 'rules/rent.md': rent(2), 'dogs.md': dogs }))
    const { id } = at('rules/rent.md')
    await knowledge.confirm(id, { title: '补贴' }, '林')
    await knowledge.setAccess(id, ['人事'])
    const report = await knowledge.sync('a', textFiles({ 'archive/2024/rent.md': rent(2), 'dogs.md': dogs }))
    expect(report).toEqual({
      added: [],
      updated: [],
      moved: [{ from: 'rules/rent.md', to: 'archive/2024/rent.md' }],
      removed: [],
      unchanged: 1,
      failed: [],
    })
    for (const after of ['moved', 'restarted']) {
      if (after === 'restarted') knowledge = await base.restart()
      const { info } = await knowledge.document(id, undefined, ['人事'])
      expect(info).toMatchObject({
        path: 'archive/2024/rent.md',
        revision: 2,
        facts: { title: '补贴', access: ['人事'], confirmed: { by: '林' } },
      })
      expect((await knowledge.original(id)).path).toBe('archive/2024/rent.md')
      expect((await knowledge.revisions(id)).map(({ revision }) => revision)).toEqual([2, 1])
      expect((await knowledge.search({ query: '租房补贴', access: ['人事'] })).hits[0]!.document).toMatchObject({
        id,
        path: 'archive/2024/rent.md',
      })
    }
  })

  it('under another name is read again for what its name says, as the same revision', async () => {
    const plain = '水泵轴承每五百小时加注锂基脂，由当班操作工负责并且做好记录，不得遗漏任何一个加注点位。'
    await knowledge.sync('a', textFiles({ '水泵.txt': plain }))
    const { id } = at('水泵.txt')
    expect((await knowledge.sync('a', textFiles({ '泵房/润滑.txt': plain }))).moved).toEqual([
      { from: '水泵.txt', to: '泵房/润滑.txt' },
    ])
    expect(at('泵房/润滑.txt')).toMatchObject({ id, revision: 1, facts: { title: '润滑' } })
  })

  it('leaves its place to a new document with an id of its own', async () => {
    await knowledge.sync('a', textFiles({ 'rent.md': rent(1) }))
    const { id } = at('rent.md')
    await knowledge.setAccess(id, ['人事'])
    await knowledge.sync('a', textFiles({ 'old/rent.md': rent(1) }))
    await knowledge.sync('a', textFiles({ 'old/rent.md': rent(1), 'rent.md': dogs }))
    expect(at('rent.md').id).not.toBe(id)
    expect(at('rent.md').facts.access).toBeUndefined()
    await knowledge.sync('a', textFiles({ 'older/rent.md': rent(1), 'old/rent.md': dogs, 'rent.md': rent(9) }))
    const ids = knowledge.documents(undefined, 'all').map((document) => document.id)
    expect([ids.length, new Set(ids).size]).toEqual([3, 3])
    // Its path is still there, with another content: that is the document, changed, and the copy elsewhere is new.
    expect((await knowledge.document(id, undefined, 'all')).info).toMatchObject({ path: 'old/rent.md', revision: 2 })
  })

  it('of which there are copies goes to the one of its name, and the others are new', async () => {
    await knowledge.sync('a', textFiles({ 'x/one.md': dogs, 'x/two.md': dogs }))
    const [one, two] = [at('x/one.md').id, at('x/two.md').id]
    const report = await knowledge.sync('a', textFiles({ 'y/two.md': dogs, 'y/three.md': dogs, 'y/one.md': dogs }))
    expect([report.moved.length, report.added.length, report.removed.length]).toEqual([2, 1, 0])
    expect([at('y/one.md').id, at('y/two.md').id].filter((id) => id === one || id === two).length).toBeGreaterThan(0)
  })

  it('and changes is another document', async () => {
    await knowledge.sync('a', textFiles({ 'rent.md': rent(1) }))
    expect(await knowledge.sync('a', textFiles({ 'neu.md': rent(2) }))).toMatchObject({
      added: ['neu.md'],
      removed: ['rent.md'],
      moved: [],
    })
  })
})

describe('a sync', () => {
  it('stops between two files, removes nothing then, and goes on from there', async () => {
    await knowledge.sync('a', textFiles({ 'old.md': rent(3) }))
    const abort = new AbortController()
    const files = textFiles({ 'a.md': dogs, 'b.md': rent(1), 'c.md': rent(2) })
    const report = await knowledge.sync('a', files, {
      signal: abort.signal,
      onProgress: ({ done }) => done === 1 && abort.abort(),
    })
    expect(report).toMatchObject({ added: ['a.md', 'b.md'], removed: [], stopped: true })
    expect(
      knowledge
        .documents()
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['a.md', 'b.md', 'old.md'])
    expect(await knowledge.sync('a', files)).toEqual({
      added: ['c.md'],
      updated: [],
      moved: [],
      removed: ['old.md'],
      unchanged: 2,
      failed: [],
    })
  })

  it('asked for twice at once takes each file in once', async () => {
    const files = textFiles({ 'a.md': dogs, 'b.md': rent(1) })
    const reports = await Promise.all([knowledge.sync('a', files), knowledge.sync('a', files)])
    expect(reports.map(({ added, unchanged }) => [added.length, unchanged])).toEqual([
      [2, 0],
      [0, 2],
    ])
    expect(at('a.md').revision).toBe(1)
  })

  it('keeps labels and confirmations of a file that is missing for a while', async () => {
    await knowledge.sync('a', textFiles({ 'rent.md': rent(1) }))
    const { id } = at('rent.md')
    await knowledge.setAccess(id, ['人事'])
    await knowledge.confirm(id, { number: '云政规〔2024〕6号' }, '林')
    await knowledge.sync('a', textFiles({ 'rent.md': '' }))
    expect(knowledge.documents(undefined, 'all')).toEqual([])
    knowledge = await base.restart()
    await knowledge.sync('a', textFiles({ 'rent.md': rent(1) }))
    expect(knowledge.documents()).toEqual([])
    expect(knowledge.documents(undefined, 'all')).toMatchObject([
      { id, facts: { access: ['人事'], number: '云政规〔2024〕6号' }, revision: 1 },
    ])
  })

  it('that is stopped while it waits for an embedder leaves the file to the next one', async () => {
    const abort = new AbortController()
    const { embedder } = testEmbedder()
    const waiting = { ...embedder, embed: (texts: readonly string[]) => (abort.abort(), embedder.embed(texts)) }
    const { knowledge: own } = await openWith(testFolder(), waiting)
    const report = await own.sync('a', textFiles({ 'a.md': dogs, 'b.md': rent(1) }), { signal: abort.signal })
    expect([report.stopped, report.failed, report.added.length < 2]).toEqual([true, [], true])
    expect((await own.sync('a', textFiles({ 'a.md': dogs, 'b.md': rent(1) }))).failed).toEqual([])
    expect(own.documents()).toHaveLength(2)
  })

  it('stores the files that an earlier version did not keep', async () => {
    await knowledge.sync('a', textFiles({ 'rent.md': rent(1) }))
    await base.database().run('DELETE FROM originals')
    const { id } = at('rent.md')
    await expect(knowledge.original(id)).rejects.toThrow(expect.objectContaining({ code: 'REVISION_NOT_FOUND' }))
    expect(await knowledge.sync('a', textFiles({ 'rent.md': rent(1) }))).toMatchObject({ unchanged: 1 })
    expect(text((await knowledge.original(id)).bytes)).toBe(rent(1))
  })

  it('tells the progress by size where sizes are known', async () => {
    const files = [
      { path: 'a.md', size: 1, read: () => Promise.resolve(bytesOfText(dogs)) },
      { path: 'b.md', size: 1_000_000, read: () => Promise.resolve(bytesOfText(rent(1))) },
    ]
    const seen: (number | undefined)[] = []
    await knowledge.sync('a', files, {
      onProgress: ({ remainingMs, elapsedMs }) => seen.push(remainingMs && remainingMs / Math.max(1, elapsedMs)),
    })
    expect(seen[0]).toBeUndefined()
    expect(seen[1]).toBeGreaterThan(1000)
    expect(seen[2]).toBe(0)
    expect(await found('租房补贴')).toContain('b.md')
  })
})
