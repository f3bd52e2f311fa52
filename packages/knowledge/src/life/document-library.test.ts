import { setImmediate as nextTurn } from 'node:timers/promises'
import { contentHash, fixedClock, KaiwuError } from '@kaiwu/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultKeywordSettings } from '../keyword/keyword-index.ts'
import type { Knowledge } from '../open-knowledge.ts'
import { bytesOfText, testDay, testKnowledge, textFiles, type TestKnowledge } from '../test-knowledge.ts'
import { DocumentLibrary } from './document-library.ts'
import { figureId, type StoredFigure } from './figure-rows.ts'
import { readContent, type ReadContent } from './read-content.ts'
import { syncKnowledge } from './sync-knowledge.ts'

let base: TestKnowledge
let knowledge: Knowledge

beforeEach(async () => {
  base = await testKnowledge()
  knowledge = base.knowledge()
})
afterEach(() => base.remove())

const place = { id: 'doc_0123456789abcdef', knowledge: 'a', path: 'pump.md', origin: 'upload' } as const
const picture = (name: string): Uint8Array => bytesOfText(`PNG ${name}`)

/** A manual with a picture in each of its steps, as a reader of pictures gives it. */
async function manual(...pictures: readonly (readonly [name: string, after: string])[]): Promise<ReadContent> {
  const text = '# 水泵手册\n\n## 1 拆卸\n\n先关闭阀门，再拆下联轴器。\n\n## 2 润滑\n\n轴承每500小时加注锂基脂。\n'
  const content = await readContent(bytesOfText(text), place.path)
  const originals = new Map(content.originals)
  const figures = pictures.map(([name, after]): StoredFigure => {
    const bytes = picture(name)
    const sha256 = contentHash(bytes)
    originals.set(sha256, bytes)
    const at = content.parts.text.indexOf(after) + after.length
    return { id: figureId(sha256), sha256, at, mediaType: 'image/png', bytes: bytes.length, caption: `图 ${name}`, page: 1 }
  })
  return { ...content, parts: { ...content.parts, figures }, originals }
}

const library = (): Promise<DocumentLibrary> =>
  DocumentLibrary.open({
    database: base.database(),
    clock: fixedClock(testDay),
    settings: defaultKeywordSettings,
    textInMemory: 1_000_000,
  })

describe('figures', () => {
  it('come back with the passage they stand in, and are stored once', async () => {
    const own = await library()
    await own.keep(place, await manual(['阀门', '关闭阀门'], ['联轴器', '联轴器'], ['阀门', '锂基脂']))
    knowledge = await base.restart()
    const figuresOf = async (query: string) => (await knowledge.search({ query, top: 1 })).hits[0]!.passage.figures
    const [valve, coupling] = ['阀门', '联轴器'].map((name) => contentHash(picture(name)).slice(0, 16))
    expect([await figuresOf('拆下联轴器'), await figuresOf('加注锂基脂')]).toEqual([[valve, coupling], [valve]])
    expect(await knowledge.figure(place.id, coupling!)).toEqual({
      bytes: picture('联轴器'),
      mediaType: 'image/png',
      caption: '图 联轴器',
    })
    expect((await knowledge.report(place.id)).figures).toMatchObject([{ id: valve, page: 1 }, { id: coupling }, { id: valve }])
    expect(await base.database().get('SELECT count(*) AS count FROM originals')).toEqual({ count: 3 })
    await expect(knowledge.figure(place.id, coupling!.toUpperCase())).rejects.toThrow(
      expect.objectContaining({ code: 'FIGURE_NOT_FOUND' }),
    )
  })

  it('go with the last revision that has them', async () => {
    const own = await library()
    await own.keep(place, await manual(['阀门', '关闭阀门']))
    const other = { ...place, id: 'doc_fedcba9876543210', path: 'other.md' }
    await own.keep(other, await manual(['阀门', '关闭阀门']))
    await own.forget(place.id, 'forget-said')
    const id = contentHash(picture('阀门')).slice(0, 16)
    knowledge = await base.restart()
    expect((await knowledge.figure(other.id, id)).bytes).toEqual(picture('阀门'))
    await expect(knowledge.figure(place.id, id)).rejects.toThrow(expect.objectContaining({ code: 'DOCUMENT_NOT_FOUND' }))
    await knowledge.remove(other.id)
    expect(await base.database().get('SELECT count(*) AS count FROM originals')).toEqual({ count: 0 })
  })
})

describe('a locked file', () => {
  it('stays as it was read with its password, as long as it is the same', async () => {
    const own = await library()
    const sync = (text: string, read = readContent) =>
      syncKnowledge(own, (bytes, path) => read(bytes, path), {
        knowledge: 'a',
        files: textFiles({ 'pay.md': text }),
        options: {},
      })
    const locked = () => Promise.reject(new KaiwuError('FILE_ENCRYPTED', { name: 'pay.md' }))
    await sync('# 工资表\n\n张三八千元。\n')
    await base.database().run('UPDATE revisions SET reading = 0')
    await own.reload()
    expect((await sync('# 工资表\n\n张三八千元。\n', locked)).failed.map(({ error }) => error.code)).toEqual(['FILE_ENCRYPTED'])
    expect([...own.working.byId.values()].map(({ path }) => path)).toEqual(['pay.md'])
    expect((await sync('# 工资表\n\n张三九千元。\n', locked)).failed).toHaveLength(1)
    expect(own.working.byId.size).toBe(0)
  })
})

describe('a long document', () => {
  const rows = (count: number, word: string): Uint8Array =>
    bytesOfText(`编号,内容\n${Array.from({ length: count }, (_, at) => `NR-${at},${word}检查记录`).join('\n')}\n`)
  const found = async (word: string): Promise<number> => (await knowledge.search({ query: word, top: 10_000 })).hits.length

  it('is found all at once, also in place of another one', async () => {
    const seen = new Set<string>()
    const watch = async (work: Promise<unknown>): Promise<void> => {
      let isDone = false
      const end = work.finally(() => (isDone = true))
      while (!isDone) {
        seen.add(`${await found('水泵')} ${await found('风机')}`)
        await nextTurn()
      }
      await end
    }
    await watch(knowledge.add('a', 'rows.csv', rows(900, '水泵')))
    await watch(knowledge.add('a', 'rows.csv', rows(700, '风机')))
    expect([...seen].every((counts) => ['0 0', '900 0', '0 700'].includes(counts))).toBe(true)
    expect([await found('水泵'), await found('风机')]).toEqual([0, 700])
  })

  it('leaves no trace in the scores of the others once it is gone', async () => {
    await knowledge.add('a', 'pump.md', bytesOfText('# 水泵手册\n\n水泵每月检查。\n'))
    const before = (await knowledge.search({ query: '水泵检查' })).hits
    const { id } = await knowledge.add('a', 'rows.csv', rows(900, '水泵'))
    expect((await knowledge.search({ query: '水泵检查', top: 1 })).hits[0]!.score).not.toBe(before[0]!.score)
    await knowledge.remove(id)
    expect((await knowledge.search({ query: '水泵检查' })).hits.map(({ document }) => document.path)).toEqual(
      before.map(({ document }) => document.path),
    )
    // It leaves the index in pieces.
    const until = Date.now() + 10_000
    while (Date.now() < until && (await knowledge.search({ query: '水泵检查' })).hits[0]!.score !== before[0]!.score)
      await nextTurn()
    expect((await knowledge.search({ query: '水泵检查' })).hits).toEqual(before)
  })

  it('holds nobody up for long while it is taken in', { retry: 2 }, async () => {
    let longest = 0
    let last = performance.now()
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 5)
    await knowledge.add('a', 'rows.csv', rows(5000, '水泵轴承每五百小时加注锂基脂'))
    clearInterval(timer)
    // Indexing it in one go takes some seconds.
    expect(longest).toBeLessThan(700)
  })
})
