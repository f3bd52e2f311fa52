import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { KaiwuError } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import type { Knowledge } from '../knowledge.ts'
import { openKnowledge } from '../open-knowledge.ts'
import { openTestDatabase, textFiles } from '../test-knowledge.ts'
import { testEmbedder } from '../vectors/test-embedder.ts'
import { openWith, storedVectors, testFolder } from '../vectors/test-vector-knowledge.ts'
import { planReembedding } from './plan-reembedding.ts'
import { reembed, type ReembeddingProgress } from './reembed.ts'

const child = fileURLToPath(new URL('test-records-child.ts', import.meta.url))
const files = textFiles({
  'dogs.md': '# 养犬管理办法\n\n第一条　养犬人应当登记犬只。\n\n第二条　犬证每年年检一次。\n',
  'rent.md': '# 租房补贴办法\n\n第一条　租房补贴标准为每人每月1500元。\n',
})
const space = { model: 'test/new', dimension: 12 }

/** A base with vectors of the first model: 2 files, and 100 records. */
async function made(): Promise<Readonly<{ folder: string; passages: number; knowledge: Knowledge }>> {
  const folder = testFolder()
  const { knowledge } = await openWith(folder, testEmbedder().embedder)
  await knowledge.sync('a', files)
  await knowledge.put(
    'notes',
    Array.from({ length: 100 }, (_, at) => ({ path: `r/${at}`, text: `水泵每月加脂 ${at}` })),
  )
  const passages = knowledge.documents().reduce((sum, document) => sum + document.passages, 0)
  return { folder, passages, knowledge }
}

/** Works on the database of a folder that nobody else has open. */
async function alone<T>(
  base: { folder: string; knowledge: Knowledge },
  work: (database: Awaited<ReturnType<typeof openTestDatabase>>) => Promise<T>,
) {
  await base.knowledge.close()
  const database = await openTestDatabase(base.folder)
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

const models = async (database: Parameters<typeof storedVectors>[0]) =>
  database.all<{ model: string; count: number }>('SELECT model, count(*) AS count FROM vectors GROUP BY model ORDER BY model')

describe('planning to make vectors anew', () => {
  it('says what there is, what is done and what it takes, and sends nothing', async () => {
    const base = await made()
    await alone(base, async (database) => {
      const plan = await planReembedding(database, space)
      expect(plan).toMatchObject({
        from: { model: 'test/meaning', dimension: 8 },
        to: space,
        documents: 102,
        passages: base.passages,
        done: 0,
      })
      const { embedder, calls } = testEmbedder('test/new', 12)
      await reembed({ database, embedder })
      const sent = calls.flat().reduce((sum, { length }) => sum + length, 0)
      expect(Math.abs(plan.characters - sent) / sent).toBeLessThan(0.1)
      for (const text of plan.sample) expect(calls.flat()).toContain(text)
      expect(await planReembedding(database, space)).toMatchObject({
        from: space,
        done: base.passages,
        characters: 0,
        sample: [],
      })
    })
  })

  it('of an empty base comes to nothing', async () => {
    const database = await openTestDatabase(testFolder())
    expect(await planReembedding(database, space)).toEqual({
      to: space,
      documents: 0,
      passages: 0,
      done: 0,
      characters: 0,
      sample: [],
    })
    expect(await reembed({ database, embedder: testEmbedder('test/new', 12).embedder })).toEqual({ embedded: 0, switched: true })
    await database.close()
  })
})

describe('making vectors anew', () => {
  it.each([
    ['another model', 'test/new', 12],
    ['another model of the same dimension', 'test/new', 8],
    ['another dimension of the same model', 'test/meaning', 12],
  ])('with %s changes what the base is searched with', async (_, ref, dimension) => {
    const base = await made()
    const { embedder, calls } = testEmbedder(ref, dimension)
    const told: ReembeddingProgress[] = []
    await alone(base, async (database) => {
      await expect(openKnowledge({ database, embedder })).rejects.toMatchObject({ code: 'EMBEDDING_CHANGED' })
      expect(await reembed({ database, embedder, onProgress: (one) => void told.push(one) })).toEqual({
        embedded: base.passages,
        switched: true,
      })
      expect(await models(database)).toEqual([{ model: ref, count: base.passages }])
    })
    expect(told.map(({ done, total }) => [done, total])).toEqual([
      [0, base.passages],
      [64, base.passages],
      [base.passages, base.passages],
    ])
    expect([told[0]!.remainingMs, told.at(-1)!.remainingMs]).toEqual([undefined, 0])
    calls.length = 0
    const { knowledge } = await openWith(base.folder, embedder)
    expect(knowledge.vectorState()).toMatchObject({ model: ref, dimension, passages: base.passages })
    expect((await knowledge.search({ query: '宠物' })).hits[0]!.document.path).toBe('dogs.md')
    expect((await knowledge.sync('a', files)).unchanged).toBe(2)
    expect(calls).toEqual([['宠物']])
    await alone({ folder: base.folder, knowledge }, async (database) => {
      const { embedder: former } = testEmbedder()
      await expect(openKnowledge({ database, embedder: former })).rejects.toMatchObject({ code: 'EMBEDDING_CHANGED' })
    })
  })

  it('embeds what stands and what the served release holds, and nothing that is neither', async () => {
    const { folder, knowledge } = await made()
    await knowledge.release('one')
    await knowledge.serve('r1')
    await knowledge.put('notes', [{ path: 'r/1', text: '新的：水泵每日加脂' }])
    await knowledge.release('two')
    await knowledge.serve('r1')
    await alone({ folder, knowledge }, async (database) => {
      const { embedder, calls } = testEmbedder('test/new', 12)
      await reembed({ database, embedder })
      expect(calls.flat().filter((text) => text.startsWith('1\n'))).toEqual(
        expect.arrayContaining(['1\n新的：水泵每日加脂', '1\n水泵每月加脂 1']),
      )
    })
    const { knowledge: after } = await openWith(folder, testEmbedder('test/new', 12).embedder)
    expect(after.vectorState()!.passages).toBe(after.documents().reduce((sum, { passages }) => sum + passages, 0))
  })

  it('keeps what was made when the service fails, tells why, and goes on from there', async () => {
    const base = await made()
    await alone(base, async (database) => {
      const { embedder, calls, misbehave } = testEmbedder('test/new', 12)
      const refused = new KaiwuError('MODEL_REFUSED_KEY', { url: 'u', status: 401, keyEnv: 'K' })
      misbehave((vectors) => (calls.length === 2 ? Promise.reject(refused) : vectors))
      await expect(reembed({ database, embedder })).rejects.toBe(refused)
      expect(await models(database)).toEqual([
        { model: 'test/meaning', count: base.passages },
        { model: 'test/new', count: 64 },
      ])
      expect(await planReembedding(database, space)).toMatchObject({ from: { model: 'test/meaning' }, done: 64 })
      misbehave()
      expect(await reembed({ database, embedder })).toEqual({ embedded: base.passages - 64, switched: true })
    })
  })

  it('stops when it is told to, and the base is searched as before', async () => {
    const base = await made()
    const stop = new AbortController()
    const { embedder } = testEmbedder('test/new', 12)
    await alone(base, async (database) => {
      const onProgress = ({ done }: ReembeddingProgress): void => (done > 0 ? stop.abort() : undefined)
      expect(await reembed({ database, embedder, onProgress, signal: stop.signal })).toEqual({ embedded: 64, switched: false })
      expect(await reembed({ database, embedder, signal: AbortSignal.abort() })).toEqual({ embedded: 0, switched: false })
    })
    const { knowledge } = await openWith(base.folder, testEmbedder().embedder)
    expect(knowledge.vectorState()).toMatchObject({ model: 'test/meaning', passages: base.passages })
    expect((await knowledge.search({ query: '宠物' })).hits[0]!.document.path).toBe('dogs.md')
    // What changes meanwhile gets its vectors of the new model too.
    await knowledge.put('notes', [{ path: 'r/0', text: '换了内容' }])
    await alone({ folder: base.folder, knowledge }, (database) => reembed({ database, embedder }))
    const after = (await openWith(base.folder, embedder)).knowledge
    expect(after.vectorState()).toMatchObject({ model: 'test/new', passages: base.passages })
  })

  it('makes good what an earlier run left of another dimension, or with gaps', async () => {
    const base = await made()
    await alone(base, async (database) => {
      const stop = new AbortController()
      const onProgress = ({ done }: ReembeddingProgress): void => (done > 0 ? stop.abort() : undefined)
      await reembed({ database, embedder: testEmbedder('test/new', 16).embedder, onProgress, signal: stop.signal })
      expect(await planReembedding(database, space)).toMatchObject({ done: 0 })
      expect(await reembed({ database, embedder: testEmbedder('test/new', 12).embedder })).toEqual({
        embedded: base.passages,
        switched: true,
      })
      await database.run(
        "DELETE FROM vectors WHERE ordinal = 0 AND document_id = (SELECT id FROM documents WHERE path = 'dogs.md')",
      )
      const again = await reembed({ database, embedder: testEmbedder('test/new', 12).embedder })
      expect([again.embedded > 0, (await models(database))[0]!.count]).toEqual([true, base.passages])
    })
  })

  it('of a long document sends and commits a part at a time', async () => {
    const folder = testFolder()
    const { knowledge } = await openWith(folder)
    await knowledge.put('notes', [{ path: 'long', title: '', passages: Array.from({ length: 150 }, (_, at) => `第${at}段`) }])
    await alone({ folder, knowledge }, async (database) => {
      const { embedder, calls, misbehave } = testEmbedder('test/new', 12)
      misbehave((vectors) => (calls.length === 3 ? Promise.reject(new Error('busy')) : vectors))
      await expect(reembed({ database, embedder })).rejects.toMatchObject({ code: 'EMBEDDING_FAILED' })
      expect(calls.map(({ length }) => length)).toEqual([64, 64, 22])
      misbehave()
      calls.length = 0
      await reembed({ database, embedder })
      expect(calls.map(({ length }) => length)).toEqual([22])
      const rows = await database.all<{ ordinal: number }>('SELECT ordinal FROM vectors ORDER BY ordinal')
      expect(rows.map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: 150 }, (_, at) => at))
    })
  })
})

describe('a process killed', () => {
  const run = (folder: string, action: string, failpoint = '') => {
    const env = { ...process.env, KAIWU_FAILPOINT: failpoint }
    const { stdout, stderr, signal } = spawnSync(process.execPath, ['--conditions=kaiwu-src', child, folder, action], {
      env,
      encoding: 'utf8',
    })
    if (signal !== 'SIGKILL' && stderr.includes('Error')) throw new Error(stderr)
    return { said: stdout, killed: signal === 'SIGKILL' }
  }

  it.each([
    ['reembed-before-commit:1', 0],
    ['reembed-before-commit:2', 64],
    ['reembed-after-commit:1', 64],
    ['reembed-before-switch:1', 'all'],
  ] as const)(
    'at %s goes on where it was, and is searched with the old vectors until then',
    { timeout: 60_000 },
    async (failpoint, kept) => {
      const { folder, passages, knowledge } = await made()
      await knowledge.close()
      expect(run(folder, 'reembed', failpoint)).toEqual({ said: '', killed: true })
      const { knowledge: before, database } = await openWith(folder, testEmbedder().embedder)
      expect(before.vectorState()).toMatchObject({ model: 'test/meaning', passages })
      const done = kept === 'all' ? passages : kept
      const counts = new Map((await models(database)).map(({ model, count }) => [model, count]))
      expect([counts.get('test/meaning'), counts.get('test/new') ?? 0]).toEqual([passages, done])
      await before.close()
      expect(run(folder, 'reembed').said).toBe(`switched ${passages - done} ${passages - done}`)
      const { knowledge: after } = await openWith(folder, testEmbedder('test/new', 12).embedder)
      expect(after.vectorState()).toMatchObject({ model: 'test/new', dimension: 12, passages })
    },
  )

  it.each([
    ['put-before-commit:1', 0],
    ['put-after-commit:1', 300],
  ])('at %s while it puts 300 records in leaves %i of them', { timeout: 60_000 }, async (failpoint, left) => {
    const folder = testFolder()
    const { knowledge } = await openWith(folder)
    await knowledge.put('notes', [{ path: 'r/7', text: '第一批' }])
    await knowledge.close()
    expect(run(folder, 'put', failpoint)).toEqual({ said: '', killed: true })
    const { knowledge: after } = await openWith(folder)
    const texts = await Promise.all(after.documents().map(async ({ id }) => (await after.document(id)).stored.text))
    expect(texts.filter((text) => text.startsWith('第二批'))).toHaveLength(left)
    expect(texts.filter((text) => text === '第一批')).toHaveLength(left === 0 ? 1 : 0)
    await after.close()
    expect(run(folder, 'put').said).toBe('ACK')
    expect((await openWith(folder)).knowledge.documents()).toHaveLength(300)
  })
})
