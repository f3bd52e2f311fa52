import { setImmediate as nextTurn } from 'node:timers/promises'
import { contentHash, fixedClock, KaiwuError } from '@kaiwu/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultKeywordSettings } from '../index/keyword-index.ts'
import type { Knowledge } from '../open-knowledge.ts'
import { emptyGlossary } from '../search/glossary.ts'
import { bytesOfText, testDay, testKnowledge, textFiles, type TestKnowledge } from '../test-knowledge.ts'
import { DocumentLibrary } from './document-library.ts'
import { figureId, type StoredFigure } from './figure-rows.ts'
import { readContent, type ReadContent } from './read-content.ts'
import { syncKnowledge } from './sync-knowledge.ts'

let base: TestKnowledge
let knowledge: Knowledge

beforeEach(() => {
  base = testKnowledge()
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

const library = (): DocumentLibrary =>
  new DocumentLibrary({
    store: base.store(),
    glossary: emptyGlossary,
    clock: fixedClock(testDay),
    settings: defaultKeywordSettings,
  })

describe('figures', () => {
  it('come back with the passage they stand in, and are stored once', async () => {
    library().keep(place, await manual(['阀门', '关闭阀门'], ['联轴器', '联轴器'], ['阀门', '锂基脂']))
    knowledge = base.restart()
    const figuresOf = (query: string) => knowledge.search({ query, top: 1 })[0]!.passage.figures
    const [valve, coupling] = ['阀门', '联轴器'].map((name) => contentHash(picture(name)).slice(0, 16))
    expect([figuresOf('拆下联轴器'), figuresOf('加注锂基脂')]).toEqual([[valve, coupling], [valve]])
    expect(knowledge.figure(place.id, coupling!)).toEqual({
      bytes: picture('联轴器'),
      mediaType: 'image/png',
      caption: '图 联轴器',
    })
    expect(knowledge.report(place.id).figures).toMatchObject([{ id: valve, page: 1 }, { id: coupling }, { id: valve }])
    expect(base.store().get('SELECT count(*) AS count FROM originals')).toEqual({ count: 3 })
    expect(() => knowledge.figure(place.id, coupling!.toUpperCase())).toThrow(
      expect.objectContaining({ code: 'FIGURE_NOT_FOUND' }),
    )
  })

  it('go with the last revision that has them', async () => {
    const own = library()
    own.keep(place, await manual(['阀门', '关闭阀门']))
    const other = { ...place, id: 'doc_fedcba9876543210', path: 'other.md' }
    own.keep(other, await manual(['阀门', '关闭阀门']))
    own.forget(place.id, 'forget-said')
    const id = contentHash(picture('阀门')).slice(0, 16)
    knowledge = base.restart()
    expect(knowledge.figure(other.id, id).bytes).toEqual(picture('阀门'))
    expect(() => knowledge.figure(place.id, id)).toThrow(expect.objectContaining({ code: 'DOCUMENT_NOT_FOUND' }))
    knowledge.remove(other.id)
    expect(base.store().get('SELECT count(*) AS count FROM originals')).toEqual({ count: 0 })
  })
})

describe('a locked file', () => {
  it('stays as it was read with its password, as long as it is the same', async () => {
    const own = library()
    const sync = (text: string, read = readContent) =>
      syncKnowledge(own, (bytes, path) => read(bytes, path), {
        knowledge: 'a',
        files: textFiles({ 'pay.md': text }),
        options: {},
      })
    const locked = () => Promise.reject(new KaiwuError('FILE_ENCRYPTED', { name: 'pay.md' }))
    await sync('# 工资表\n\n张三八千元。\n')
    base.store().run('UPDATE revisions SET reading = 0')
    own.reload()
    expect((await sync('# 工资表\n\n张三八千元。\n', locked)).failed.map(({ error }) => error.code)).toEqual(['FILE_ENCRYPTED'])
    expect([...own.working.byId.values()].map(({ path }) => path)).toEqual(['pay.md'])
    expect((await sync('# 工资表\n\n张三九千元。\n', locked)).failed).toHaveLength(1)
    expect(own.working.byId.size).toBe(0)
  })
})

describe('a long document', () => {
  const rows = (count: number, word: string): Uint8Array =>
    bytesOfText(`编号,内容\n${Array.from({ length: count }, (_, at) => `NR-${at},${word}检查记录`).join('\n')}\n`)
  const found = (word: string): number => knowledge.search({ query: word, top: 10_000 }).length

  it('is found all at once, also in place of another one', async () => {
    const seen = new Set<string>()
    const watch = async (work: Promise<unknown>): Promise<void> => {
      let isDone = false
      const end = work.finally(() => (isDone = true))
      while (!isDone) {
        seen.add(`${found('水泵')} ${found('风机')}`)
        await nextTurn()
      }
      await end
    }
    await watch(knowledge.add('a', 'rows.csv', rows(900, '水泵')))
    await watch(knowledge.add('a', 'rows.csv', rows(700, '风机')))
    expect([...seen].every((counts) => ['0 0', '900 0', '0 700'].includes(counts))).toBe(true)
    expect([found('水泵'), found('风机')]).toEqual([0, 700])
  })

  it('leaves no trace in the scores of the others once it is gone', async () => {
    await knowledge.add('a', 'pump.md', bytesOfText('# 水泵手册\n\n水泵每月检查。\n'))
    const before = knowledge.search({ query: '水泵检查' })
    const { id } = await knowledge.add('a', 'rows.csv', rows(900, '水泵'))
    expect(knowledge.search({ query: '水泵检查', top: 1 })[0]!.score).not.toBe(before[0]!.score)
    knowledge.remove(id)
    expect(knowledge.search({ query: '水泵检查' }).map(({ document }) => document.path)).toEqual(
      before.map(({ document }) => document.path),
    )
    // It leaves the index in pieces.
    const until = Date.now() + 10_000
    while (Date.now() < until && knowledge.search({ query: '水泵检查' })[0]!.score !== before[0]!.score) await nextTurn()
    expect(knowledge.search({ query: '水泵检查' })).toEqual(before)
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
