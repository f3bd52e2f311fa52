import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { fixedClock } from '@kaiwu/core'
import { afterEach, describe, expect, it } from 'vitest'
import { openKnowledge, type Knowledge } from '../open-knowledge.ts'
import { scratchFolder } from '../passages/test-indexed-base.ts'
import { bytesOfText, openTestDatabase, testDay, textFiles } from '../test-knowledge.ts'
import { tablesOf } from '../table/tables-of.ts'
import { testEmbedder } from '../vectors/test-embedder.ts'
import type { WritingOrder } from './test-writing-child.ts'

const ends: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const embedder = () => testEmbedder('test/meaning', 32).embedder

async function opened(folder: string, access: 'read' | 'write', more: object = {}): Promise<Knowledge> {
  const database = await openTestDatabase(folder, access)
  const knowledge = await openKnowledge({ database, clock: fixedClock(testDay), ...more })
  ends.push(() => knowledge.close())
  return knowledge
}

const rule = (at: number): string =>
  `# 管理规定${at}\n\n第一条　${at}号设备的水泵每${at + 100}小时加脂。\n\n第二条　消防栓${at}号每月检查。\n`
const rows = '编号,设备,用时\nNR-1,水泵,65\nNR-2,主轴,90\nNR-3,水泵,15\n'

describe('contents that do not fit into memory', () => {
  it.each([0, 1, 200])(
    'are read again when they are wanted: with room for %i characters all is as with much',
    async (textInMemory) => {
      const folder = scratchFolder()
      const files = textFiles({
        ...Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`rule-${at}.md`, rule(at)])),
        'log.csv': rows,
      })
      const little = await opened(folder, 'write', { textInMemory })
      const much = await opened(scratchFolder(), 'write')
      for (const knowledge of [little, much]) {
        await knowledge.sync('a', files)
        await knowledge.add('a', 'up.md', bytesOfText('# 养犬管理办法\n\n第一条　养犬人应当登记犬只。\n'))
        await knowledge.release()
        await knowledge.add('a', 'up.md', bytesOfText('# 养犬管理办法\n\n第一条　养犬人应当每年登记犬只。\n'))
        const { id } = knowledge.documents().find(({ path }) => path === 'rule-3.md')!
        await knowledge.confirm(id, { title: '改过的规定' }, '林')
      }
      const seen = async (knowledge: Knowledge): Promise<unknown[]> => {
        const queries = ['水泵加脂', '消防栓7号', '养犬登记', '改过的规定', 'NR-2']
        const hits = await Promise.all(queries.map(async (query) => (await knowledge.search({ query })).hits))
        const documents = knowledge.documents()
        const whole = await Promise.all(documents.map(({ id }) => knowledge.document(id)))
        const reports = await Promise.all(documents.map(({ id }) => knowledge.report(id)))
        const passages = await Promise.all(hits.flat().map(({ passage }) => knowledge.passage(passage.id)))
        const log = whole.find(({ info }) => info.path === 'log.csv')!
        return [
          hits,
          documents,
          whole.map(({ stored }) => stored),
          reports,
          passages,
          tablesOf(log.stored).map((table) => table.rows),
        ]
      }
      for (const served of ['latest', 'r1', 'latest']) {
        for (const knowledge of [little, much]) await knowledge.serve(served)
        const [of, than] = [await seen(little), await seen(much)]
        expect(of).toEqual(than)
        expect((of[0] as unknown[][]).every((hits) => hits.length > 0)).toBe(true)
        expect(of[5]).not.toEqual([])
      }
    },
  )
})

/** A process of its own that holds the base for writing. */
async function writing(folder: string, withEmbedder = false) {
  const child = fileURLToPath(new URL('test-writing-child.ts', import.meta.url))
  const program = ['--conditions=kaiwu-src', child, folder, ...(withEmbedder ? ['embedder'] : [])]
  const process_ = spawn(process.execPath, program, { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => process_.once('close', resolve))
  const lines = createInterface({ input: process_.stdout })[Symbol.asyncIterator]()
  const said = async (): Promise<unknown> => JSON.parse((await lines.next()).value as string)
  const end = async (): Promise<void> => {
    process_.stdin.end()
    await ended
  }
  ends.push(end)
  expect(await said()).toBeNull()
  const order = async (...what: WritingOrder): Promise<void> => {
    process_.stdin.write(`${JSON.stringify(what)}\n`)
    expect(await said()).toBeNull()
  }
  return { order, end }
}

describe('a process that reads while another writes', () => {
  const paths = async (knowledge: Knowledge, query: string, more: object = {}): Promise<string[]> => [
    ...new Set((await knowledge.search({ query, top: 50, ...more })).hits.map(({ document }) => document.path)),
  ]
  const soon = (look: () => unknown) => expect.poll(look, { timeout: 10_000, interval: 50 })
  const dogs = '# 养犬管理办法\n\n第一条　养犬人应当登记犬只。\n'
  const rent = '# 租房补贴办法\n\n第一条　租房补贴标准为每人每月1500元。\n'

  it('follows what comes, changes and goes, who may read it, what it is called and what is served', async () => {
    const folder = scratchFolder()
    const { order } = await writing(folder)
    await order('sync', { 'dogs.md': dogs })
    const reader = await opened(folder, 'read')
    expect(await paths(reader, '养犬登记')).toEqual(['dogs.md'])
    await order('add', 'rent.md', rent)
    await soon(() => paths(reader, '租房补贴')).toEqual(['rent.md'])
    await order('add', 'rent.md', rent.replace('1500', '1800'))
    await soon(async () => (await reader.search({ query: '租房补贴标准' })).hits[0]?.passage.text).toContain('1800')
    await order('label', 'rent.md', ['人事'])
    await soon(() => paths(reader, '租房补贴')).toEqual([])
    expect(await paths(reader, '租房补贴', { access: ['人事'] })).toEqual(['rent.md'])
    await order('label', 'rent.md', [])
    await order('confirm', 'rent.md', '安居资金细则')
    await soon(() => paths(reader, '安居资金细则')).toEqual(['rent.md'])
    await order('release')
    await order('serve', 'r1')
    await soon(() => reader.serving()).toBe('r1')
    await order('sync', { 'cats.md': '# 养猫规定\n\n第一条　养猫人应当登记猫只。\n' })
    await soon(() => reader.documents().map(({ path }) => path)).toEqual(['cats.md', 'rent.md'])
    expect([await paths(reader, '养犬登记'), await paths(reader, '猫只')]).toEqual([['dogs.md'], []])
    await order('serve', 'latest')
    await soon(() => paths(reader, '猫只')).toEqual(['cats.md'])
    expect([await paths(reader, '犬只'), reader.serving()]).toEqual([[], undefined])
    await expect(reader.add('a', 'own.md', bytesOfText(dogs))).rejects.toMatchObject({ code: 'STORE_UNUSABLE' })
  })

  it('follows vectors that come later', async () => {
    const folder = scratchFolder()
    const before = await writing(folder)
    await before.order('sync', { 'dogs.md': dogs })
    await before.end()
    const { order } = await writing(folder, true)
    const reader = await opened(folder, 'read', { embedder: embedder() })
    expect([await paths(reader, '宠物'), reader.vectorState()!.passages]).toEqual([[], 0])
    await order('sync', { 'dogs.md': dogs })
    await soon(() => paths(reader, '宠物')).toEqual(['dogs.md'])
    expect(reader.vectorState()!.passages).toBe(reader.documents()[0]!.passages)
  })

  it('sees whole documents only, whatever it is asked meanwhile', async () => {
    const folder = scratchFolder()
    const { order } = await writing(folder)
    const long = (word: string): string =>
      `编号,内容\n${Array.from({ length: 300 }, (_, at) => `NR-${at},${word}检查记录${at}`).join('\n')}\n`
    await order('sync', { 'log.csv': long('水泵') })
    const reader = await opened(folder, 'read')
    const seen = new Set<string>()
    let isDone = false
    const watching = (async () => {
      while (!isDone) {
        const { hits } = await reader.search({ query: '检查记录', top: 1000 })
        const counts = ['水泵', '风机', '主轴'].map((word) => hits.filter(({ passage }) => passage.text.includes(word)).length)
        seen.add(counts.join(' '))
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    })()
    for (const word of ['风机', '主轴']) {
      await order('sync', { 'log.csv': long(word) })
      await soon(() => seen.has(word === '风机' ? '0 300 0' : '0 0 300')).toBe(true)
    }
    isDone = true
    await watching
    expect([...seen].sort()).toEqual(['0 0 300', '0 300 0', '300 0 0'])
  })
})
