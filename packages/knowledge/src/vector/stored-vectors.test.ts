import { setImmediate } from 'node:timers/promises'
import { fixedClock, KaiwuError } from '@kaiwu/core'
import { openStore } from '@kaiwu/store'
import { describe, expect, it } from 'vitest'
import type { Knowledge } from '../knowledge.ts'
import { knowledgeMigrations } from '../knowledge-schema.ts'
import { openKnowledge } from '../open-knowledge.ts'
import { bytesOfText, testDay, textFiles } from '../test-knowledge.ts'
import { testEmbedder, type Misbehaviour } from './test-embedder.ts'
import { openWith, storedVectors, testFolder } from './test-vector-knowledge.ts'

const dogs = '# 养犬管理办法\n\n第一条　养犬人应当登记犬只。\n\n第二条　犬证每年年检一次。\n'
const rent = '# 租房补贴办法\n\n第一条　租房补贴标准为每人每月1500元。\n'
const files = textFiles({ 'dogs.md': dogs, 'rent.md': rent })
const first = async (knowledge: Knowledge, query: string) => (await knowledge.searchHybrid({ query }))[0]?.document.path
const passages = (knowledge: Knowledge) => knowledge.documents().reduce((sum, document) => sum + document.passages, 0)

describe('vectors of passages', () => {
  it('are made of title, headings and text, and stored with the document', async () => {
    const { embedder, calls } = testEmbedder()
    const { knowledge, store } = openWith(testFolder(), embedder)
    await knowledge.sync('a', textFiles({ 'pump.md': '# 水泵手册\n\n## 1 润滑\n\n水泵轴承每500小时加脂。\n' }))
    expect(calls.flat().at(-1)).toMatch(/^水泵手册\n.*润滑\n[^]*水泵轴承每500小时加脂。/)
    expect(calls.flat().at(-1)!.split('水泵手册')).toHaveLength(2)
    expect(storedVectors(store)).toEqual([['pump.md', 'test/meaning', passages(knowledge), 32]])
    expect(await knowledge.vectorState()).toEqual({
      engine: 'flat',
      reason: 'few-vectors',
      model: 'test/meaning',
      dimension: 8,
      passages: passages(knowledge),
    })
  })

  it('outlive a restart without another call', async () => {
    const folder = testFolder()
    const before = openWith(folder, testEmbedder().embedder).knowledge
    await before.sync('a', files)
    await before.add('a', 'pump.md', bytesOfText('# 水泵手册\n\n水泵每月加脂。\n'))
    const hits = await before.searchHybrid({ query: '宠物' })
    const { embedder, calls } = testEmbedder()
    const { knowledge } = openWith(folder, embedder)
    expect(await knowledge.searchHybrid({ query: '宠物' })).toEqual(hits)
    expect((await knowledge.sync('a', files)).unchanged).toBe(2)
    expect(calls).toEqual([['宠物']])
  })

  it('are made anew for what changed alone, and go with what is removed', async () => {
    const { embedder, calls } = testEmbedder()
    const { knowledge, store } = openWith(testFolder(), embedder)
    await knowledge.sync('a', files)
    calls.length = 0
    await knowledge.sync('a', textFiles({ 'dogs.md': '# 消防规定\n\n第一条　发生火灾先报警。\n', 'rent.md': rent }))
    expect(calls.flat().every((text) => text.includes('消防规定'))).toBe(true)
    expect(await first(knowledge, '灭火')).toBe('dogs.md')
    await knowledge.sync('a', [])
    expect([storedVectors(store), await knowledge.searchHybrid({ query: '灭火' })]).toEqual([[], []])
    const { id } = await knowledge.add('a', 'rent.md', bytesOfText(rent))
    expect(storedVectors(store)).toHaveLength(1)
    knowledge.remove(id)
    expect([storedVectors(store), (await knowledge.vectorState())!.passages]).toEqual([[], 0])
  })

  it('are made at the next sync for documents stored without, uploads too', async () => {
    const folder = testFolder()
    const without = openWith(folder).knowledge
    await without.sync('a', files)
    await without.add('a', 'pump.md', bytesOfText('# 水泵手册\n\n水泵每月加脂。\n'))
    const { embedder, calls } = testEmbedder()
    const { knowledge, store } = openWith(folder, embedder)
    expect((await knowledge.searchHybrid({ query: '养犬登记' }))[0]!.document.path).toBe('dogs.md')
    expect([await knowledge.searchHybrid({ query: '宠物' }), calls]).toEqual([[], []])
    expect(await knowledge.sync('a', files)).toEqual({ added: [], updated: [], moved: [], removed: [], unchanged: 2, failed: [] })
    expect(storedVectors(store).map((row) => (row as unknown[])[0])).toEqual(['dogs.md', 'pump.md', 'rent.md'])
    expect([await first(knowledge, '宠物'), await first(knowledge, '上油')]).toEqual(['dogs.md', 'pump.md'])
  })

  it.each([
    ['model', 'test/other', 8],
    ['dimension', 'test/meaning', 12],
  ])('of another %s are not searched, and are made anew at the next sync', async (_, ref, dimension) => {
    const folder = testFolder()
    await openWith(folder, testEmbedder().embedder).knowledge.sync('a', files)
    const { embedder, calls, misbehave } = testEmbedder(ref, dimension)
    const { knowledge, store } = openWith(folder, embedder)
    expect([await knowledge.searchHybrid({ query: '宠物' }), (await knowledge.vectorState())!.passages, calls]).toEqual([
      [],
      0,
      [],
    ])
    // One of two documents fails: it keeps its old vectors, and they are still not mixed with the new ones.
    misbehave((vectors, texts) => (texts[0]!.includes('租房') ? Promise.reject(new Error('busy')) : vectors))
    expect((await knowledge.sync('a', files)).failed.map(({ path }) => path)).toEqual(['rent.md'])
    expect((await knowledge.vectorState())!.passages).toBe(knowledge.documents().find(({ path }) => path === 'dogs.md')!.passages)
    misbehave()
    await knowledge.sync('a', files)
    expect(storedVectors(store)).toEqual(
      ['dogs.md', 'rent.md'].map((path) => [
        path,
        ref,
        knowledge.documents().find((document) => document.path === path)!.passages,
        dimension * 4,
      ]),
    )
    expect([await first(knowledge, '宠物'), await first(knowledge, '安家费')]).toEqual(['dogs.md', 'rent.md'])
  })

  it.each([
    ['not numbers', new Uint8Array(Float32Array.from({ length: 8 }, () => Number.NaN).buffer)],
    ['cut off', new Uint8Array(31)],
    ['empty', new Uint8Array(0)],
    ['gone', undefined],
  ])('that are %s in the store count as missing', async (_, bytes) => {
    const folder = testFolder()
    const { knowledge: before, store: damaged } = openWith(folder, testEmbedder().embedder)
    await before.sync('a', files)
    if (bytes) damaged.run('UPDATE vectors SET vector = ? WHERE ordinal = 0', bytes)
    else damaged.run('DELETE FROM vectors WHERE ordinal = 0')
    const { embedder } = testEmbedder()
    const { knowledge } = openWith(folder, embedder)
    expect((await knowledge.vectorState())!.passages).toBe(0)
    expect((await knowledge.sync('a', files)).failed).toEqual([])
    expect((await knowledge.vectorState())!.passages).toBe(passages(knowledge))
  })
})

describe('while the index is being opened', () => {
  it('the process goes on, and what changes is found as it is in the end', async () => {
    const folder = testFolder()
    const manual = (count: number) =>
      bytesOfText(
        `# 手册\n\n${Array.from({ length: 150 }, (_, at) => `## ${at + 1} 润滑\n\n水泵每${count + at}小时加脂。\n`).join('\n')}`,
      )
    const { knowledge: before } = openWith(folder, testEmbedder('test/large', 1024).embedder)
    const ids: string[] = []
    for (let at = 0; at < 16; at++) ids.push((await before.add('a', `${at}.md`, manual(at))).id)
    const { knowledge } = openWith(folder, testEmbedder('test/large', 1024).embedder)
    let isOpen = false
    const opening = knowledge.vectorState().then(() => (isOpen = true))
    const changedEarly: boolean[] = []
    // Every document is removed or replaced at some moment: before, while or after it is read.
    for (const [at, id] of ids.entries()) {
      await setImmediate()
      if (at % 2 === 0) knowledge.remove(id)
      else await knowledge.add('a', `${at}.md`, bytesOfText(`# 消防规定${at}\n\n第一条　发生火灾先报警。\n`))
      changedEarly.push(!isOpen)
    }
    await opening
    expect(changedEarly.slice(0, 3)).toEqual([true, true, true])
    expect((await knowledge.vectorState())!.passages).toBe(passages(knowledge))
    expect(
      new Set(
        (await knowledge.searchHybrid({ query: '上油', top: 500 })).map(({ document }) => document.facts.title.slice(0, 4)),
      ),
    ).toEqual(new Set(['消防规定']))
  })
})

describe('a process that only reads', () => {
  it('never takes the vectors of a newer version for those of the one it has read', async () => {
    const folder = testFolder()
    const { knowledge: writer } = openWith(folder, testEmbedder().embedder)
    await writer.sync('a', files)
    const store = openStore({ folder, migrations: knowledgeMigrations, access: 'read' })
    const reader = openKnowledge({ store, clock: fixedClock(testDay), embedder: testEmbedder().embedder })
    try {
      await writer.sync(
        'a',
        textFiles({ 'dogs.md': dogs.replaceAll('犬', '猫'), 'rent.md': rent.replaceAll('租房补贴', '养犬') }),
      )
      const hits = await reader.searchHybrid({ query: '宠物' })
      expect(hits.filter(({ document }) => document.path === 'rent.md')).toEqual([])
      expect(reader.search({ query: '养犬登记' })[0]!.document.path).toBe('dogs.md')
    } finally {
      reader.close()
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
    const { knowledge, store } = openWith(folder, embedder)
    await knowledge.sync('a', files)
    await knowledge.add('a', 'up.md', bytesOfText(rent))
    const dump = () => ['documents', 'revisions', 'vectors', 'originals'].map((table) => store.all(`SELECT * FROM ${table}`))
    const before = [
      dump(),
      knowledge.documents(),
      knowledge.search({ query: '养犬登记' }),
      await knowledge.searchHybrid({ query: '宠物' }),
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
      dump(),
      knowledge.documents(),
      knowledge.search({ query: '养犬登记' }),
      await knowledge.searchHybrid({ query: '宠物' }),
    ]).toEqual(before)
  })

  it('is made good at the next sync', async () => {
    const { embedder, misbehave } = testEmbedder()
    const { knowledge } = openWith(testFolder(), embedder)
    misbehave(() => Promise.reject(new Error('busy')))
    expect((await knowledge.sync('a', files)).failed).toHaveLength(2)
    expect(knowledge.documents()).toEqual([])
    misbehave()
    expect((await knowledge.sync('a', files)).added).toEqual(['dogs.md', 'rent.md'])
    expect(await first(knowledge, '宠物')).toBe('dogs.md')
  })

  it('of a stored upload is reported and keeps it', async () => {
    const folder = testFolder()
    const { id } = await openWith(folder).knowledge.add('a', 'rent.md', bytesOfText(rent))
    const { embedder, misbehave } = testEmbedder()
    const { knowledge } = openWith(folder, embedder)
    misbehave(() => Promise.reject(new Error('busy')))
    expect((await knowledge.sync('a', [])).failed.map(({ path, error }) => [path, error.code])).toEqual([
      ['rent.md', 'EMBEDDING_FAILED'],
    ])
    expect(knowledge.documents().map((document) => document.id)).toEqual([id])
  })

  it('does not bring back an upload that was removed meanwhile', async () => {
    const folder = testFolder()
    const without = openWith(folder).knowledge
    const one = await without.add('a', 'one.md', bytesOfText(rent))
    const two = await without.add('a', 'two.md', bytesOfText(dogs))
    const { embedder, misbehave } = testEmbedder()
    const { knowledge, store } = openWith(folder, embedder)
    misbehave((vectors) => {
      for (const { id } of [one, two]) if (knowledge.documents().some((document) => document.id === id)) knowledge.remove(id)
      return vectors
    })
    expect((await knowledge.sync('a', [])).failed).toEqual([])
    expect([knowledge.documents(), storedVectors(store), (await knowledge.vectorState())!.passages]).toEqual([[], [], 0])
  })
})
