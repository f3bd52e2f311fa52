import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabaseFile } from '@kaiwu/store'
import { describe, expect, it } from 'vitest'
import { textFiles } from '../test-knowledge.ts'
import { contentDigest } from './export-format.ts'
import { dogs, exportDesk, rent, shown } from './test-export.ts'

const desk = exportDesk()

describe('an exported knowledge base', () => {
  it('comes back whole in another one, but for what people asked', async () => {
    await desk.one.exportTo(desk.file)
    const base = await desk.newBase()
    const two = base.knowledge()
    expect(await two.importFrom(desk.file)).toEqual({ added: 3, replaced: 0, unchanged: 0, releases: 1 })
    expect(await shown(two)).toEqual(await shown(desk.one))
    expect([await two.gaps('all'), two.serving()]).toEqual([[], undefined])
    expect(readFileSync(desk.file).includes('秘密的问题')).toBe(false)
    await two.serve('r1')
    await desk.one.serve('r1')
    expect(await shown(two)).toEqual(await shown(desk.one))
    expect(await two.search({ query: '旧表' })).not.toEqual([])
    const again = await base.restart()
    expect(await shown(again)).toEqual(await shown(desk.one))
    expect(readdirSync(desk.folder)).toEqual(['知识库.kaiwu'])
    expect(readdirSync(base.folder).filter((name) => name.startsWith('import-'))).toEqual([])
  })

  it('is one file that says the same for the same content', async () => {
    await desk.one.exportTo(desk.file)
    await desk.one.exportTo(`${desk.file}2`)
    const digest = async (path: string) => {
      const database = openDatabaseFile(path)
      try {
        return [database.get<{ sha256: string }>('SELECT sha256 FROM export')!.sha256, contentDigest(database)]
      } finally {
        database.close()
      }
    }
    expect(new Set([...(await digest(desk.file)), ...(await digest(`${desk.file}2`))]).size).toBe(1)
  })

  it('never takes the place of a file, nor leaves half of one', async () => {
    writeFileSync(desk.file, 'mine')
    await expect(desk.one.exportTo(desk.file)).rejects.toThrow(expect.objectContaining({ code: 'EXPORT_FILE_EXISTS' }))
    expect(readFileSync(desk.file, 'utf8')).toBe('mine')
    await expect(desk.one.exportTo(join(desk.folder, 'none', 'x.kaiwu'))).rejects.toThrow(
      expect.objectContaining({ code: 'STORE_UNUSABLE' }),
    )
    writeFileSync(`${desk.file}2.part`, 'left over')
    await desk.one.exportTo(`${desk.file}2`)
    expect(readdirSync(desk.folder).sort()).toEqual(['知识库.kaiwu', '知识库.kaiwu2'])
  })

  it('replaces what is at the same place, keeps the rest, and changes nothing the second time', async () => {
    await desk.one.exportTo(desk.file)
    const two = (await desk.newBase()).knowledge()
    await two.sync('a', textFiles({ 'rent.md': rent(7), 'own.md': dogs }))
    await two.release('eigen')
    const rentId = two.documents().find(({ path }) => path === 'rent.md')!.id
    await two.setAccess(rentId, ['财务'])
    expect(await two.importFrom(desk.file)).toEqual({ added: 2, replaced: 1, unchanged: 0, releases: 1 })
    expect(
      two.documents(undefined, 'all').map(({ path, revision, facts }) => [path, revision, facts.number, facts.access]),
    ).toEqual([
      ['dogs.md', 1, undefined, undefined],
      ['own.md', 1, undefined, undefined],
      ['rent.md', 2, '云政规〔2024〕6号', ['财务']],
      ['cats.md', 1, undefined, undefined],
    ])
    expect((await two.releases()).map(({ id, note, documents }) => [id, note, documents])).toEqual([
      ['r2', '五月', 4],
      ['r1', 'eigen', 2],
    ])
    const before = await shown(two)
    expect(await two.importFrom(desk.file)).toEqual({ added: 0, replaced: 0, unchanged: 3, releases: 0 })
    expect(await shown(two)).toEqual(before)
    await two.serve('r1')
    expect((await two.search({ query: '租房补贴', access: 'all' })).hits.map(({ passage }) => passage.text).join()).toContain(
      '每月7元',
    )
    await two.serve('r2')
    expect((await two.search({ query: '租房补贴', access: 'all' })).hits.map(({ passage }) => passage.text).join()).toContain(
      '每月2元',
    )
  })

  it('keeps its documents through a sync, until the folder has the same path', async () => {
    await desk.one.exportTo(desk.file)
    const two = (await desk.newBase()).knowledge()
    await two.importFrom(desk.file)
    expect(await two.sync('a', textFiles({ 'dogs.md': dogs }))).toMatchObject({ unchanged: 1, removed: [], added: [] })
    expect(two.documents(undefined, 'all').map(({ path, uploaded }) => [path, uploaded])).toEqual([
      ['dogs.md', false],
      ['rent.md', true],
      ['cats.md', true],
    ])
    expect((await two.sync('a', [])).removed).toEqual(['dogs.md'])
    await two.remove(two.documents(undefined, 'all').find(({ path }) => path === 'rent.md')!.id)
    expect(two.documents(undefined, 'all').map(({ path }) => path)).toEqual(['cats.md'])
  })

  it('does not take over the document of another place that has its id', async () => {
    await desk.one.exportTo(desk.file)
    const two = (await desk.newBase()).knowledge()
    await two.sync('a', textFiles({ 'dogs.md': '# 甲\n\n甲甲甲。\n' }))
    await two.sync('a', textFiles({ 'other.md': '# 甲\n\n甲甲甲。\n' }))
    await two.importFrom(desk.file)
    expect(two.documents(undefined, 'all').map(({ path }) => path)).toEqual(['dogs.md', 'other.md', 'rent.md', 'cats.md'])
    expect((await two.search({ query: '甲甲' })).hits[0]!.document.path).toBe('other.md')
    expect((await two.search({ query: '养犬登记' })).hits[0]!.document.path).toBe('dogs.md')
  })

  it('comes back where a document was removed meanwhile that a release holds', async () => {
    await desk.one.exportTo(desk.file)
    const cats = desk.one.documents().find(({ path }) => path === 'cats.md')!
    await desk.one.remove(cats.id)
    expect(await desk.one.importFrom(desk.file)).toMatchObject({ added: 1, releases: 0 })
    expect(desk.one.documents().find(({ path }) => path === 'cats.md')!.id).toBe(cats.id)
  })
})
