import { setImmediate } from 'node:timers/promises'
import { fixedClock, KaiwuError } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import type { Knowledge } from '../knowledge.ts'
import { openKnowledge } from '../open-knowledge.ts'
import { bytesOfText, openTestDatabase, testDay, textFiles } from '../test-knowledge.ts'
import { testEmbedder, type Misbehaviour } from './test-embedder.ts'
import { openWith, storedVectors, testFolder } from './test-vector-knowledge.ts'

const dogs = '# 养犬管理办法\n\n第一条　养犬人应当登记犬只。\n\n第二条　犬证每年年检一次。\n'
const rent = '# 租房补贴办法\n\n第一条　租房补贴标准为每人每月1500元。\n'
const files = textFiles({ 'dogs.md': dogs, 'rent.md': rent })
const first = async (knowledge: Knowledge, query: string) => (await knowledge.search({ query })).hits[0]?.document.path
const passages = (knowledge: Knowledge) => knowledge.documents().reduce((sum, document) => sum + document.passages, 0)

describe('vectors of passages', () => {
  it('are made of title, headings and text, and stored with the document', async () => {
    const { embedder, calls } = testEmbedder()
    const { knowledge, database } = await openWith(testFolder(), embedder)
    await knowledge.sync('a', textFiles({ 'pump.md': '# 水泵手册\n\n## 1 润滑\n\n水泵轴承每500小时加脂。\n' }))
    expect(calls.flat().at(-1)).toMatch(/^水泵手册\n.*润滑\n[^]*水泵轴承每500小时加脂。/)
    expect(calls.flat().at(-1)!.split('水泵手册')).toHaveLength(2)
    expect(await storedVectors(database)).toEqual([['pump.md', 'test/meaning', passages(knowledge), 32]])
    expect(knowledge.vectorState()).toEqual({
      engine: 'flat',
      model: 'test/meaning',
      dimension: 8,
      passages: passages(knowledge),
    })
  })

  it('outlive a restart without another call', async () => {
    const folder = testFolder()
    const before = (await openWith(folder, testEmbedder().embedder)).knowledge
    await before.sync('a', files)
    await before.add('a', 'pump.md', bytesOfText('# 水泵手册\n\n水泵每月加脂。\n'))
    const hits = (await before.search({ query: '宠物' })).hits
    const { embedder, calls } = testEmbedder()
    const { knowledge } = await openWith(folder, embedder)
    expect((await knowledge.search({ query: '宠物' })).hits).toEqual(hits)
    expect((await knowledge.sync('a', files)).unchanged).toBe(2)
    expect(calls).toEqual([['宠物']])
  })

  it('are made anew for what changed alone, and go with what is removed', async () => {
    const { embedder, calls } = testEmbedder()
    const { knowledge, database } = await openWith(testFolder(), embedder)
    await knowledge.sync('a', files)
    calls.length = 0
    await knowledge.sync('a', textFiles({ 'dogs.md': '# 消防规定\n\n第一条　发生火灾先报警。\n', 'rent.md': rent }))
    expect(calls.flat().every((text) => text.includes('消防规定'))).toBe(true)
    expect(await first(knowledge, '灭火')).toBe('dogs.md')
    await knowledge.sync('a', [])
    expect([await storedVectors(database), (await knowledge.search({ query: '灭火' })).hits]).toEqual([[], []])
    const { id } = await knowledge.add('a', 'rent.md', bytesOfText(rent))
    expect(await storedVectors(database)).toHaveLength(1)
    await knowledge.remove(id)
    expect([await storedVectors(database), knowledge.vectorState()!.passages]).toEqual([[], 0])
  })

  it('are made at the next sync for documents stored without, uploads too', async () => {
    const folder = testFolder()
    const without = (await openWith(folder)).knowledge
    await without.sync('a', files)
    await without.add('a', 'pump.md', bytesOfText('# 水泵手册\n\n水泵每月加脂。\n'))
    const { embedder, calls } = testEmbedder()
    const { knowledge, database } = await openWith(folder, embedder)
    expect((await knowledge.search({ query: '养犬登记' })).hits[0]!.document.path).toBe('dogs.md')
    expect([(await knowledge.search({ query: '宠物' })).hits, calls]).toEqual([[], []])
    expect(await knowledge.sync('a', files)).toEqual({ added: [], updated: [], moved: [], removed: [], unchanged: 2, failed: [] })
    expect((await storedVectors(database)).map((row) => (row as unknown[])[0])).toEqual(['dogs.md', 'pump.md', 'rent.md'])
    expect([await first(knowledge, '宠物'), await first(knowledge, '上油')]).toEqual(['dogs.md', 'pump.md'])
  })

  it.each([
    ['model', 'test/other', 8],
    ['dimension', 'test/meaning', 12],
  ])('of another %s are refused, and nothing is changed', async (_, ref, dimension) => {
    const folder = testFolder()
    const { knowledge: before, database } = await openWith(folder, testEmbedder().embedder)
    await before.sync('a', files)
    const stored = await storedVectors(database)
    const hits = (await before.search({ query: '宠物' })).hits
    const { embedder, calls } = testEmbedder(ref, dimension)
    await before.close()
    const own = await openTestDatabase(folder)
    await expect(openKnowledge({ database: own, clock: fixedClock(testDay), embedder })).rejects.toMatchObject({
      code: 'EMBEDDING_CHANGED',
      message: expect.stringContaining(`test/meaning (8)`) as string,
    })
    await own.close()
    expect(calls).toEqual([])
    const { knowledge, database: again } = await openWith(folder, testEmbedder().embedder)
    expect([await storedVectors(again), (await knowledge.search({ query: '宠物' })).hits]).toEqual([stored, hits])
  })

  it('of a base that was never embedded may be of any model', async () => {
    const folder = testFolder()
    await (await openWith(folder)).knowledge.sync('a', files)
    const { knowledge } = await openWith(folder, testEmbedder('test/other', 12).embedder)
    await knowledge.sync('a', files)
    expect(knowledge.vectorState()).toMatchObject({ model: 'test/other', dimension: 12, passages: passages(knowledge) })
    // Without an embedder the base opens all the same, and its vectors stay.
    const { knowledge: without, database } = await openWith(folder)
    expect(await first(without, '养犬登记')).toBe('dogs.md')
    expect(await storedVectors(database)).toHaveLength(2)
  })

  it('are searched of a release that is served, after a restart too', async () => {
    const folder = testFolder()
    const { knowledge: before } = await openWith(folder, testEmbedder().embedder)
    await before.sync('a', files)
    const held = passages(before)
    await before.release()
    await before.serve('r1')
    await before.sync('a', textFiles({ 'dogs.md': '# 消防规定\n\n第一条　发生火灾先报警。\n' }))
    const { embedder, calls } = testEmbedder()
    const { knowledge } = await openWith(folder, embedder)
    expect([await first(knowledge, '宠物'), await first(knowledge, '安家费')]).toEqual(['dogs.md', 'rent.md'])
    expect(knowledge.vectorState()!.passages).toBe(held)
    await knowledge.serve('latest')
    expect([await first(knowledge, '灭火'), calls]).toEqual(['dogs.md', [['宠物'], ['安家费'], ['灭火']]])
    expect(
      (await knowledge.search({ query: '安家费', top: 50 })).hits.filter(({ document }) => document.path === 'rent.md'),
    ).toEqual([])
  })

  it.each([
    ['not numbers', new Uint8Array(Float32Array.from({ length: 8 }, () => Number.NaN).buffer)],
    ['cut off', new Uint8Array(31)],
    ['empty', new Uint8Array(0)],
    ['gone', undefined],
  ])('that are %s in the store count as missing', async (_, bytes) => {
    const folder = testFolder()
    const { knowledge: before, database: damaged } = await openWith(folder, testEmbedder().embedder)
    await before.sync('a', files)
    if (bytes) await damaged.run('UPDATE vectors SET vector = ? WHERE ordinal = 0', bytes)
    else await damaged.run('DELETE FROM vectors WHERE ordinal = 0')
    const { embedder } = testEmbedder()
    const { knowledge } = await openWith(folder, embedder)
    expect(knowledge.vectorState()!.passages).toBe(0)
    expect((await knowledge.sync('a', files)).failed).toEqual([])
    expect(knowledge.vectorState()!.passages).toBe(passages(knowledge))
  })
})

describe('while documents come and go', () => {
  it('what changes at once is found as it is in the end, in the database and in the index', async () => {
    const folder = testFolder()
    const manual = (count: number) =>
      bytesOfText(
        `# 手册\n\n${Array.from({ length: 150 }, (_, at) => `## ${at + 1} 润滑\n\n水泵每${count + at}小时加脂。\n`).join('\n')}`,
      )
    const { knowledge: before } = await openWith(folder, testEmbedder('test/large', 1024).embedder)
    const ids: string[] = []
    for (let at = 0; at < 16; at++) ids.push((await before.add('a', `${at}.md`, manual(at))).id)
    const { knowledge, database } = await openWith(folder, testEmbedder('test/large', 1024).embedder)
    const changes: Promise<unknown>[] = []
    for (const [at, id] of ids.entries()) {
      await setImmediate()
      if (at % 2 === 0) changes.push(knowledge.remove(id))
      else changes.push(knowledge.add('a', `${at}.md`, bytesOfText(`# 消防规定${at}\n\n第一条　发生火灾先报警。\n`)))
      const { hits } = await knowledge.search({ query: '上油', top: 500 })
      for (const { document, passage } of hits)
        expect(passage.text).toMatch(document.facts.title === '手册' ? /水泵|润滑/ : /消防|火灾/)
    }
    await Promise.all(changes)
    expect(knowledge.vectorState()!.passages).toBe(passages(knowledge))
    expect(
      new Set((await knowledge.search({ query: '上油', top: 500 })).hits.map(({ document }) => document.facts.title.slice(0, 4))),
    ).toEqual(new Set(['消防规定']))
    expect((await storedVectors(database)).length).toBe(8)
  })
})

describe('a process that only reads', () => {
  it('never takes the vectors of a newer version for those of the one it has read', async () => {
    const folder = testFolder()
    const { knowledge: writer } = await openWith(folder, testEmbedder().embedder)
    await writer.sync('a', files)
    const database = await openTestDatabase(folder, 'read')
    const reader = await openKnowledge({ database, clock: fixedClock(testDay), embedder: testEmbedder().embedder })
    try {
      await writer.sync(
        'a',
        textFiles({ 'dogs.md': dogs.replaceAll('犬', '猫'), 'rent.md': rent.replaceAll('租房补贴', '养犬') }),
      )
      const rentOf = async () =>
        (await reader.search({ query: '宠物', top: 50 })).hits.filter(({ document }) => document.path === 'rent.md')
      for (const { passage, similarity, document } of await rentOf()) {
        const isNew = passage.text.includes('养犬')
        expect([similarity! > 0.5, document.revision]).toEqual([isNew, isNew ? 2 : 1])
      }
      // It follows what was changed, with the vectors that belong to it.
      await expect.poll(async () => (await rentOf())[0]?.rank, { timeout: 10_000 }).toBe(1)
      expect((await rentOf())[0]).toMatchObject({ similarity: expect.closeTo(1, 1), document: { revision: 2 } })
      expect((await reader.search({ query: '养犬登记' })).hits[0]!.document.path).toBe('rent.md')
    } finally {
      await reader.close()
    }
  })
})

describe('an embedding that fails', () => {
  const ways: readonly (readonly [string, Misbehaviour, string])[] = [
    ['throws', () => Promise.reject(new Error('socket hang up')), 'EMBEDDING_FAILED'],
    [
      'says why',
      () => Promise.reject(new KaiwuError('MODEL_REFUSED_KEY', { url: 'u', status: 401, keyEnv: 'K' })),
      'MODEL_REFUSED_KEY',
    ],
    ['counts wrong', (vectors) => vectors.slice(1), 'EMBEDDING_COUNT_WRONG'],
    ['has the wrong dimension', (vectors) => vectors.map((one) => one.slice(1)), 'VECTOR_DIMENSION_WRONG'],
    ['holds NaN in its last vector', (vectors) => vectors.with(-1, new Float32Array(8).fill(Number.NaN)), 'VECTOR_INVALID'],
  ]

  it.each(ways)('and %s leaves everything as it was', async (_, how, code) => {
    const folder = testFolder()
    const { embedder, misbehave } = testEmbedder()
    const { knowledge, database } = await openWith(folder, embedder)
    await knowledge.sync('a', files)
    await knowledge.add('a', 'up.md', bytesOfText(rent))
    const tables = ['documents', 'revisions', 'vectors', 'originals']
    const dump = () => Promise.all(tables.map((table) => database.all(`SELECT * FROM ${table}`)))
    const before = [
      await dump(),
      knowledge.documents(),
      (await knowledge.search({ query: '养犬登记' })).hits,
      (await knowledge.search({ query: '宠物' })).hits,
    ]
    misbehave(how)
    const report = await knowledge.sync(
      'a',
      textFiles({ 'dogs.md': `${dogs}\n第三条　犬只限养两只。\n`, 'rent.md': rent, 'new.md': '# 新\n\n新的一条。\n' }),
    )
    expect(report.failed.map(({ path, error }) => [path, error.code])).toEqual([
      ['dogs.md', code],
      ['new.md', code],
    ])
    expect([report.added, report.updated, report.removed, report.unchanged]).toEqual([[], [], [], 1])
    await expect(knowledge.add('a', 'up.md', bytesOfText(dogs))).rejects.toMatchObject({ code })
    await expect(knowledge.add('a', 'other.md', bytesOfText(dogs))).rejects.toMatchObject({ code })
    misbehave()
    expect([
      await dump(),
      knowledge.documents(),
      (await knowledge.search({ query: '养犬登记' })).hits,
      (await knowledge.search({ query: '宠物' })).hits,
    ]).toEqual(before)
  })

  it('is made good at the next sync', async () => {
    const { embedder, misbehave } = testEmbedder()
    const { knowledge } = await openWith(testFolder(), embedder)
    misbehave(() => Promise.reject(new Error('busy')))
    expect((await knowledge.sync('a', files)).failed).toHaveLength(2)
    expect(knowledge.documents()).toEqual([])
    misbehave()
    expect((await knowledge.sync('a', files)).added).toEqual(['dogs.md', 'rent.md'])
    expect(await first(knowledge, '宠物')).toBe('dogs.md')
  })

  it('of a stored upload is reported and keeps it', async () => {
    const folder = testFolder()
    const { id } = await (await openWith(folder)).knowledge.add('a', 'rent.md', bytesOfText(rent))
    const { embedder, misbehave } = testEmbedder()
    const { knowledge } = await openWith(folder, embedder)
    misbehave(() => Promise.reject(new Error('busy')))
    expect((await knowledge.sync('a', [])).failed.map(({ path, error }) => [path, error.code])).toEqual([
      ['rent.md', 'EMBEDDING_FAILED'],
    ])
    expect(knowledge.documents().map((document) => document.id)).toEqual([id])
  })

  it('does not bring back an upload that was removed meanwhile', async () => {
    const folder = testFolder()
    const without = (await openWith(folder)).knowledge
    const one = await without.add('a', 'one.md', bytesOfText(rent))
    const two = await without.add('a', 'two.md', bytesOfText(dogs))
    const { embedder, misbehave } = testEmbedder()
    const { knowledge, database } = await openWith(folder, embedder)
    misbehave(async (vectors) => {
      for (const { id } of [one, two])
        if (knowledge.documents().some((document) => document.id === id)) await knowledge.remove(id)
      return vectors
    })
    expect((await knowledge.sync('a', [])).failed).toEqual([])
    expect([knowledge.documents(), await storedVectors(database), knowledge.vectorState()!.passages]).toEqual([[], [], 0])
  })
})
