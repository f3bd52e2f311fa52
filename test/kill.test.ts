import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { knowledgeMigrations, openKnowledge, type Knowledge } from '@kaiwu/knowledge'
import { openStore, type Store } from '@kaiwu/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { documentsOf, filesOf, uploadOf } from './kill-documents.ts'
import { sourceFiles } from './source-files.ts'

// How often each point is killed at; a release runs more.
const kills = Number(process.env['KAIWU_KILLS'] ?? 1)
const randomKills = kills === 1 ? 6 : 20
const child = fileURLToPath(new URL('kill-child.ts', import.meta.url))
const hash = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kaiwu-kill-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const program = (work: string, round: number) => ['--conditions=kaiwu-src', child, folder, work, String(round)]

/** Runs the child, perhaps into a failpoint; what it acknowledged, and whether it was killed. */
function run(work: string, round: number, failpoint?: string): Readonly<{ acks: string[][]; killed: boolean }> {
  const env = { ...process.env, ...(failpoint ? { KAIWU_FAILPOINT: failpoint } : {}) }
  const { stdout, stderr, signal, status } = spawnSync(process.execPath, program(work, round), { env, encoding: 'utf8' })
  if (signal === null && status !== 0) throw new Error(`the child failed: ${stderr}`)
  return { acks: acksIn(stdout), killed: signal === 'SIGKILL' }
}

function acksIn(stdout: string): string[][] {
  const lines = stdout.split('\n').filter((line) => line.startsWith('ACK '))
  return lines.map((line) => line.slice(4).split(' '))
}

type Open = Readonly<{ store: Store; knowledge: Knowledge }>

/** Opens what the child left, checks it from end to end, and looks at it. */
async function afterwards<T>(look: (open: Open) => T | Promise<T>): Promise<T> {
  const store = openStore({ folder: join(folder, 'data'), migrations: knowledgeMigrations })
  const knowledge = openKnowledge({ store })
  try {
    expectWhole({ store, knowledge })
    return await look({ store, knowledge })
  } finally {
    knowledge.close()
  }
}

/** Nothing is half there: in the database, and in what is shown of it. */
function expectWhole({ store, knowledge }: Open): void {
  store.verify()
  expect(store.all('PRAGMA foreign_key_check')).toEqual([])
  const rows = store.all<{ text: string; passages: string; blocks: string; sha256: string; file: Uint8Array | null }>(
    'SELECT text, passages, blocks, sha256, originals.bytes AS file FROM revisions LEFT JOIN originals USING (sha256)',
  )
  for (const { text, passages, blocks, sha256, file } of rows) {
    const places = JSON.parse(passages) as { start: number; end: number }[]
    expect(places.length).toBeGreaterThan(0)
    for (const { start, end } of [...places, ...(JSON.parse(blocks) as typeof places)])
      expect(start >= 0 && start <= end && end <= text.length).toBe(true)
    expect(file && hash(file)).toBe(sha256)
  }
  expect(
    store.all(
      `SELECT id FROM documents WHERE revision IS NOT NULL AND NOT EXISTS (
         SELECT 1 FROM revisions WHERE document_id = id AND revisions.revision = documents.revision)`,
    ),
  ).toEqual([])
  expect(
    store.all('SELECT sha256 FROM originals WHERE sha256 NOT IN (SELECT sha256 FROM revisions UNION SELECT sha256 FROM figures)'),
  ).toEqual([])
  for (const { id, passages, path } of knowledge.documents(undefined, 'all')) {
    expect(passages).toBeGreaterThan(0)
    expect(knowledge.original(id).path).toBe(path)
  }
}

const pathsOf = (knowledge: Knowledge): Map<string, { id: string; sha256: string }> =>
  new Map(
    knowledge
      .documents(undefined, 'all')
      .filter(({ uploaded }) => !uploaded)
      .map(({ id, path }) => [path, { id, sha256: knowledge.original(id).sha256 }]),
  )

/** After a kill in the sync to a round: what was acknowledged is there, the same sync completes, and each document is found. */
async function expectSynced(round: number, acks: readonly string[][], before: Map<string, { id: string; sha256: string }>) {
  return afterwards(async ({ knowledge }) => {
    const wanted = new Map(documentsOf(round).map((document) => [document.path, document]))
    const left = pathsOf(knowledge)
    for (const [path = ''] of acks) expect(left.get(path)?.sha256, `${path} was acknowledged`).toBe(hash(wanted.get(path)!.text))
    // Each document is as it was before or as it should be now: nothing between, and nothing that was never there.
    for (const [path, { sha256 }] of left)
      expect([before.get(path)?.sha256, wanted.has(path) ? hash(wanted.get(path)!.text) : undefined]).toContain(sha256)
    const report = await knowledge.sync('a', filesOf(round))
    expect(report.failed).toEqual([])
    const now = pathsOf(knowledge)
    expect([...now.keys()].sort()).toEqual([...wanted.keys()].sort())
    const bySha = new Map([...before.values()].map(({ id, sha256 }) => [sha256, id]))
    for (const [path, { text, word }] of wanted) {
      const { id, sha256 } = now.get(path)!
      expect(sha256).toBe(hash(text))
      // What was there under the same path, or with the same bytes, is the document it was.
      const was = before.get(path)?.id ?? bySha.get(sha256)
      if (was !== undefined) expect(id).toBe(was)
      expect(knowledge.search({ query: word, top: 1 })[0]?.document.path).toBe(path)
    }
    return now
  })
}

describe('killed at a failpoint', () => {
  const inSync = [
    'sync-after-read',
    'sync-before-commit',
    'sync-after-commit',
    'sync-before-remove',
    'sync-after-remove',
    'move-before-commit',
  ]
  it.each(inSync)('%s, a sync loses nothing and goes on', { timeout: 60_000 + kills * 10_000 }, async (name) => {
    expect(run('sync', 0).killed).toBe(false)
    let before = await afterwards(({ knowledge }) => pathsOf(knowledge))
    for (let round = 1; round <= kills; round++) {
      const { acks, killed } = run('sync', round, `${name}:${1 + (round % 3)}`)
      expect(killed).toBe(true)
      before = await expectSynced(round, acks, before)
    }
  })

  it.each(['add-before-commit', 'add-after-commit'])(
    '%s, an upload is there or not, and can be sent again',
    { timeout: 60_000 + kills * 10_000 },
    async (name) => {
      const acknowledged: string[][] = []
      for (let round = 1; round <= kills; round++) {
        const nth = 1 + (round % 3)
        const { acks, killed } = run('add', round, `${name}:${nth}`)
        expect([killed, acks.length]).toEqual([true, nth - 1])
        acknowledged.push(...acks)
        await afterwards(async ({ knowledge }) => {
          const there = new Map(knowledge.documents().map(({ path, id }) => [path, id]))
          for (const [path = '', id] of acknowledged) expect(there.get(path)).toBe(id)
          const { name: path, bytes, word } = uploadOf(round, nth - 1)
          expect(there.has(path)).toBe(name === 'add-after-commit')
          const again = await knowledge.add('a', path, bytes)
          expect([again.revision, there.get(path) ?? again.id]).toEqual([1, again.id])
          expect(knowledge.search({ query: word, top: 1 })[0]?.document.path).toBe(path)
          acknowledged.push([path, again.id])
        })
      }
    },
  )

  it.each(['release-before-commit', 'release-after-commit'])(
    '%s, a release is there whole or not at all',
    { timeout: 60_000 + kills * 10_000 },
    async (name) => {
      const acknowledged = new Map<string, number>()
      for (let round = 1; round <= kills; round++) {
        const nth = 1 + (round % 3)
        const { acks, killed } = run('release', round, `${name}:${nth}`)
        expect([killed, acks.length]).toEqual([true, nth - 1])
        for (const [id = '', documents] of acks) acknowledged.set(id, Number(documents))
        await afterwards(({ knowledge }) => {
          const there = new Map(knowledge.releases().map(({ id, documents }) => [id, documents]))
          for (const [id, documents] of acknowledged) expect(there.get(id)).toBe(documents)
          const unacknowledged = knowledge.releases().filter(({ id }) => !acknowledged.has(id))
          expect(unacknowledged.map(({ note }) => note)).toEqual(name === 'release-after-commit' ? [`${round}.${nth - 1}`] : [])
          for (const { id, documents } of unacknowledged) acknowledged.set(id, documents)
          for (const id of there.keys()) {
            knowledge.serve(id)
            expect(new Set(knowledge.search({ query: '上传', top: 1000 }).map(({ document }) => document.id)).size).toBe(
              there.get(id),
            )
          }
          knowledge.serve('latest')
        })
      }
    },
  )

  it(
    'export-before-rename, an export leaves no file of its name, and the next one works',
    { timeout: 60_000 + kills * 10_000 },
    async () => {
      run('sync', 0)
      const out = join(folder, 'out.kaiwu')
      for (let round = 1; round <= kills; round++) {
        expect(run('export', round, 'export-before-rename:1').killed).toBe(true)
        expect(existsSync(out)).toBe(false)
        expect(run('export', round).killed).toBe(false)
        expect(readdirSync(folder).sort()).toEqual(['data', 'out.kaiwu'])
        rmSync(out)
      }
      await afterwards(({ knowledge }) => expect(pathsOf(knowledge).size).toBe(documentsOf(0).length))
    },
  )

  it(
    'import-before-commit, an import changes nothing, and the next one works',
    { timeout: 60_000 + kills * 10_000 },
    async () => {
      for (let round = 1; round <= kills; round++) {
        run('sync', round)
        await afterwards(({ knowledge }) => {
          knowledge.release()
          knowledge.exportTo(join(folder, 'in.kaiwu'))
        })
        rmSync(join(folder, 'data'), { recursive: true })
        expect(run('import', round, 'import-before-commit:1').killed).toBe(true)
        await afterwards(({ knowledge }) => expect([knowledge.documents(), knowledge.releases()]).toEqual([[], []]))
        expect(run('import', round).killed).toBe(false)
        await afterwards(({ knowledge }) => {
          expect(knowledge.documents().map(({ path }) => path)).toEqual(
            documentsOf(round)
              .map(({ path }) => path)
              .sort(),
          )
          expect(knowledge.releases()).toHaveLength(1)
        })
        expect(readdirSync(join(folder, 'data')).filter((name) => name.startsWith('import-'))).toEqual([])
        rmSync(folder, { recursive: true })
      }
    },
  )

  it('migrate-before-commit, a store of any age comes up', { timeout: 60_000 + kills * 10_000 }, async () => {
    for (let round = 1; round <= kills; round++) {
      const step = round % knowledgeMigrations.length
      openStore({ folder: join(folder, 'data'), migrations: knowledgeMigrations.slice(0, step) }).close()
      expect(run('migrate', round, `migrate-before-commit:${1 + (round % (knowledgeMigrations.length - step))}`).killed).toBe(
        true,
      )
      expect(run('sync', 0).killed).toBe(false)
      await expectSynced(0, [], new Map())
      rmSync(join(folder, 'data'), { recursive: true })
    }
  })

  it('has every point of the source among these tests', () => {
    const names = sourceFiles('packages/*/src/**/*.ts').flatMap(({ path, text }) =>
      !path.endsWith('.test.ts') ? [...text.matchAll(/\bfailpoint\(('[^']*'|[^)]*)\)/g)].map(([, name]) => name) : [],
    )
    expect(names.filter((name) => name !== 'name: string' && !/^'[a-z-]+'$/.test(name ?? ''))).toEqual([])
    const tested = [
      ...inSync,
      'add-before-commit',
      'add-after-commit',
      'release-before-commit',
      'release-after-commit',
      'export-before-rename',
      'import-before-commit',
      'migrate-before-commit',
    ]
    expect([...new Set(names.filter((name) => name?.startsWith("'")).map((name) => name!.slice(1, -1)))].sort()).toEqual(
      tested.sort(),
    )
  })
})

describe('killed at any moment', () => {
  /** Kills the child some time after it has opened the store. */
  async function runFor(round: number, wait: number): Promise<Readonly<{ acks: string[][]; killed: boolean }>> {
    const running = spawn(process.execPath, program('sync', round), { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    running.stdout.setEncoding('utf8').on('data', (part: string) => {
      if (output === '') setTimeout(() => running.kill('SIGKILL'), wait)
      output += part
    })
    const signal = await new Promise((resolve) => running.on('close', (_, how) => resolve(how)))
    return { acks: acksIn(output), killed: signal === 'SIGKILL' }
  }

  it(`${randomKills} times, a sync loses nothing and goes on`, { timeout: 180_000 }, async () => {
    run('sync', 0)
    let before = await afterwards(({ knowledge }) => pathsOf(knowledge))
    const started = performance.now()
    run('sync', 0)
    const whole = performance.now() - started
    let seed = 20_261_122
    let killed = 0
    for (let round = 1; round <= randomKills; round++) {
      seed = (seed * 48_271) % 2_147_483_647
      const ended = await runFor(round, ((seed % 1000) / 1000) * Math.min(whole / 3, 150))
      if (ended.killed) killed++
      before = await expectSynced(round, ended.acks, before)
    }
    expect(killed).toBeGreaterThan(randomKills / 4)
  })
})
