/**
 * What happens to documents, on any database: cases of `describeKnowledge`.
 * @module
 */
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Knowledge } from './open-knowledge.ts'
import { pngFile } from './reader/test-image.ts'
import type { KnowledgeCases } from './test-describe-knowledge.ts'
import { bytesOfText, textFiles } from './test-knowledge.ts'

const rent = (money: number): string => `# 租房补贴办法\n\n第一条　租房补贴标准为每人每月${money}元。\n`
const dogs = '# 养犬管理办法\n\n第一条　养犬人应当登记犬只。\n\n第二条　犬证每年年检一次。\n'
const codes = '报警代码,含义,处理\nE-203,油位低,补油\nE-204,超温,停机\n'
const picture = pngFile(64, 64)
const page = `<title>水泵手册</title><h1>润滑</h1><p>水泵每月加脂。</p><figure><img src="data:image/png;base64,${Buffer.from(picture).toString('base64')}" alt="加脂点"></figure>`

const refused = (code: string) => expect.objectContaining({ code })

/** The paths of what a question finds, each once, the best first. */
async function found(knowledge: Knowledge, query: string, access: readonly string[] = []): Promise<string[]> {
  return [...new Set((await knowledge.search({ query, access })).hits.map(({ document }) => document.path))]
}

/** Everything there is to see of a base, to be compared with another. */
export async function seen(knowledge: Knowledge): Promise<unknown> {
  const documents = knowledge.documents('2026-11-22', 'all')
  const searches = await Promise.all(
    ['租房补贴标准', '养犬登记', '犬证年检', 'E203', '水泵加脂', '每人每月'].map(async (query) => {
      const { hits, how } = await knowledge.search({ query, asOf: 'any', access: 'all' })
      return [how, hits.map(({ why: _, ...hit }) => hit)]
    }),
  )
  const reports = await Promise.all(documents.map(async ({ id }) => (await knowledge.report(id)).revisions))
  return {
    documents,
    reports,
    searches,
    releases: await knowledge.releases(),
    serving: knowledge.serving(),
    gaps: await knowledge.gaps('all'),
  }
}

/** A base with some of everything. */
export async function filled(knowledge: Knowledge): Promise<void> {
  await knowledge.sync('a', textFiles({ 'rent.md': rent(1), 'dogs.md': dogs, 'codes.csv': codes, 'pump.html': page }))
  const { id } = await knowledge.add('b', 'pay.md', bytesOfText(rent(9)))
  await knowledge.setAccess(id, ['人事'])
  await knowledge.release('五月')
  await knowledge.sync(
    'a',
    textFiles({ 'new/rent.md': rent(1), 'dogs.md': dogs.replace('一次', '两次'), 'codes.csv': codes, 'pump.html': page }),
  )
  const rents = knowledge.documents().find(({ path }) => path === 'new/rent.md')!
  await knowledge.confirm(rents.id, { effective: '2020-01-01', title: '安家补贴' }, '林')
  await knowledge.noteGap('今天天气如何', 'zh')
}

/** How documents come, change and go. */
export const lifeCases: KnowledgeCases = {
  async 'makes a knowledge equal to its files, again and again'(base) {
    const { knowledge } = await base.open()
    const files = { 'rent.md': rent(1), 'dogs.md': dogs }
    expect((await knowledge.sync('a', textFiles(files))).added).toEqual(['dogs.md', 'rent.md'])
    expect((await knowledge.sync('a', textFiles(files))).unchanged).toBe(2)
    const next = await knowledge.sync('a', textFiles({ 'new/rent.md': rent(1), 'dogs.md': `${dogs}\n第三条　遛犬应当拴绳。\n` }))
    expect(next).toMatchObject({
      added: [],
      updated: ['dogs.md'],
      moved: [{ from: 'rent.md', to: 'new/rent.md' }],
      removed: [],
      failed: [],
    })
    expect([await found(knowledge, '租房补贴标准'), await found(knowledge, '遛犬拴绳')]).toEqual([['new/rent.md'], ['dogs.md']])
    expect((await knowledge.sync('a', [])).removed).toEqual(['dogs.md', 'new/rent.md'])
    expect([knowledge.documents(), await found(knowledge, '租房补贴标准')]).toEqual([[], []])
  },

  async 'takes uploads in, replaces them, and forgets them'(base) {
    const { knowledge } = await base.open()
    const { id } = await knowledge.add('a', 'rent.md', bytesOfText(rent(1)))
    expect((await knowledge.add('a', 'rent.md', bytesOfText(rent(2)))).id).toBe(id)
    expect((await knowledge.add('a', 'rent.md', bytesOfText(rent(2)))).revision).toBe(2)
    expect(await knowledge.original(id)).toMatchObject({ bytes: bytesOfText(rent(2)), path: 'rent.md' })
    expect((await knowledge.original(id, 1)).bytes).toEqual(bytesOfText(rent(1)))
    await knowledge.remove(id)
    await expect(knowledge.remove(id)).rejects.toThrow(refused('DOCUMENT_NOT_FOUND'))
    expect(await found(knowledge, '租房补贴标准')).toEqual([])
    await knowledge.sync('a', textFiles({ 'dogs.md': dogs }))
    await expect(knowledge.remove(knowledge.documents()[0]!.id)).rejects.toThrow(refused('DOCUMENT_FROM_FOLDER'))
  },

  async 'keeps texts of every kind as they are'(base) {
    const { knowledge } = await base.open()
    const text = `# 😀 “引号” O'Neil; DROP TABLE documents; --\n\n第一条　𠮷野家的補貼為每月１２３元，㈱与①及 café\u0301。\n`
    const { id } = await knowledge.add('知识 "库"', `文件 '名' ?1 $1 \\.md`, bytesOfText(text))
    const { folder } = base
    await knowledge.close()
    const again = (await base.open({ folder })).knowledge
    const { info, stored } = await again.document(id)
    expect([info.path, info.knowledge]).toEqual([`文件 '名' ?1 $1 \\.md`, '知识 "库"'])
    expect(stored.text).toContain(`“引号” O'Neil; DROP TABLE documents; --`)
    expect(stored.text).toContain('𠮷野家的補貼為每月')
    expect((await again.original(id)).bytes).toEqual(bytesOfText(text))
    expect((await again.search({ query: '𠮷野家补贴' })).hits[0]!.document.id).toBe(id)
  },

  async 'serves a release while documents change, and what stands again'(base) {
    const { knowledge } = await base.open()
    const { id } = await knowledge.add('a', 'rent.md', bytesOfText(rent(1)))
    const dogsId = (await knowledge.add('a', 'dogs.md', bytesOfText(dogs))).id
    expect(await knowledge.release('五月')).toMatchObject({ id: 'r1', documents: 2, serving: false })
    await knowledge.serve('r1')
    await knowledge.add('a', 'rent.md', bytesOfText(rent(2)))
    await knowledge.remove(dogsId)
    expect((await knowledge.search({ query: '租房补贴标准' })).hits[0]).toMatchObject({ document: { revision: 1 } })
    expect(await found(knowledge, '养犬登记')).toEqual(['dogs.md'])
    expect(await knowledge.release('六月')).toMatchObject({ id: 'r2', documents: 1, serving: true })
    expect([await found(knowledge, '养犬登记'), knowledge.serving()]).toEqual([[], 'r2'])
    await knowledge.serve('r1')
    await knowledge.serve('latest')
    expect((await knowledge.search({ query: '租房补贴标准' })).hits[0]).toMatchObject({ document: { id, revision: 2 } })
    await expect(knowledge.serve('r9')).rejects.toThrow(refused('RELEASE_NOT_FOUND'))
    expect((await knowledge.revisions(id)).map(({ revision, releases }) => [revision, releases])).toEqual([
      [2, ['r2']],
      [1, ['r1']],
    ])
  },

  async 'keeps what people say of documents'(base) {
    const { knowledge } = await base.open()
    const { id } = await knowledge.add('a', 'rent.md', bytesOfText(rent(1)))
    expect(await knowledge.confirm(id, { title: '安家补贴', effective: '2030-01-01' }, '林')).toMatchObject({
      validity: 'not-yet',
    })
    expect(await found(knowledge, '租房补贴标准')).toEqual([])
    await knowledge.confirm(id, { effective: '2020-01-01' }, '王')
    expect(await found(knowledge, '安家')).toEqual(['rent.md'])
    await knowledge.setAccess(id, ['人事'])
    expect([await found(knowledge, '安家'), await found(knowledge, '安家', ['人事'])]).toEqual([[], ['rent.md']])
    await knowledge.add('a', 'rent.md', bytesOfText(rent(2)))
    expect([await found(knowledge, '租房补贴'), await found(knowledge, '租房补贴', ['人事'])]).toEqual([[], ['rent.md']])
    await knowledge.add('a', 'rent.md', bytesOfText(rent(1)))
    expect((await knowledge.document(id, undefined, 'all')).info.facts.title).toBe('安家补贴')
    expect((await knowledge.unconfirm(id)).facts.title).toBe('租房补贴办法')
    await expect(knowledge.confirm(id, { effective: 'never' }, '林')).rejects.toThrow(refused('FACTS_INVALID'))
  },

  async 'keeps the questions that were refused'(base) {
    const { knowledge } = await base.open()
    await knowledge.sync('a', textFiles({ 'dogs.md': dogs }))
    for (const question of ['今天天气如何', '今天天气如何？', '租房补贴多少']) await knowledge.noteGap(question, 'zh')
    const [first, second] = await knowledge.gaps()
    expect([first, second]).toMatchObject([{ question: '今天天气如何', count: 2 }, { count: 1 }])
    await knowledge.dismissGap(first!.id)
    const { id } = await knowledge.answerGap(second!.id, 'a', '每人每月1500元。')
    expect([(await knowledge.gaps()).length, (await knowledge.gaps('answered'))[0]]).toMatchObject([0, { documentId: id }])
    expect((await knowledge.search({ query: '租房补贴多少' })).hits[0]!.document.id).toBe(id)
    await expect(knowledge.dismissGap('gap_none')).rejects.toThrow(refused('GAP_NOT_FOUND'))
  },

  async 'keeps pictures and the rows of tables'(base) {
    const { knowledge } = await base.open()
    await knowledge.sync('a', textFiles({ 'codes.csv': codes, 'pump.html': page }))
    const [csv, pump] = knowledge.documents()
    expect([csv!.hasTables, pump!.hasTables]).toEqual([true, false])
    expect((await knowledge.report(csv!.id)).tables).toMatchObject([{ rows: 2, columns: ['报警代码', '含义', '处理'] }])
    expect((await knowledge.search({ query: 'E204' })).hits[0]!.passage.text).toContain('停机')
    const [figure] = (await knowledge.report(pump!.id)).figures
    expect(await knowledge.figure(pump!.id, figure!.id)).toEqual({
      bytes: new Uint8Array(picture),
      mediaType: 'image/png',
      caption: '加脂点',
    })
    await expect(knowledge.figure(pump!.id, '0123456789abcdef')).rejects.toThrow(refused('FIGURE_NOT_FOUND'))
  },

  async 'is the same after a restart, and after looking at the base anew'(base) {
    const { knowledge, folder } = await base.open()
    await filled(knowledge)
    const before = await seen(knowledge)
    await knowledge.close()
    const again = (await base.open({ folder })).knowledge
    expect(await seen(again)).toEqual(before)
    await again.serve('r1')
    const served = await seen(again)
    await again.close()
    const last = (await base.open({ folder: base.address.url ? base.newFolder() : folder })).knowledge
    expect(await seen(last)).toEqual(served)
  },

  async 'goes out into a file and comes back from it'(base) {
    const { knowledge } = await base.open()
    await filled(knowledge)
    const file = join(base.newFolder(), 'out.kaiwu')
    await knowledge.exportTo(file)
    const before = await seen(knowledge)
    expect(await knowledge.importFrom(file)).toEqual({ added: 0, replaced: 0, unchanged: 5, releases: 0 })
    expect(await seen(knowledge)).toEqual(before)
    await knowledge.sync('a', textFiles({ 'dogs.md': rent(3) }))
    expect(await knowledge.importFrom(file)).toMatchObject({ added: 3, replaced: 1, unchanged: 1 })
    expect((await found(knowledge, '犬证年检'))[0]).toBe('dogs.md')
    await expect(knowledge.importFrom(join(base.newFolder(), 'none.kaiwu'))).rejects.toThrow(refused('IMPORT_FILE_INVALID'))
  },
}
