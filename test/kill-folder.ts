/**
 * Runs the process that is killed, and looks at what it left. For the kill tests.
 * @module
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { knowledgeMigrations, openKnowledge, type Knowledge } from '@kaiwu/knowledge'
import { openDatabase } from '@kaiwu/store'
import { expect } from 'vitest'
import { documentsOf, filesOf } from './kill-documents.ts'
import { flawsOf, hash, type OpenBase } from './kill-whole.ts'

/** How often each point is killed at; a release runs more. */
export const kills = Number(process.env['KAIWU_KILLS'] ?? 1)
/** How long a test of one point may take. */
export const timeout = 60_000 + kills * 10_000

const child = fileURLToPath(new URL('kill-child.ts', import.meta.url))

/** What a process acknowledged, line by line, and whether it was killed. */
export type Ran = Readonly<{ acks: string[][]; killed: boolean }>

/** Documents by path. */
export type Standing = ReadonlyMap<string, Readonly<{ id: string; sha256: string }>>

/** A folder with a base that processes are killed in. */
export type KillFolder = Readonly<{
  folder: string
  /** Runs the child, perhaps into a failpoint. */
  run(work: string, round: number, failpoint?: string): Ran
  /** Runs the child and kills it some time after it has opened the base. */
  runFor(work: string, round: number, waitMs: number): Promise<Ran>
  /** Opens what the child left, checks it from end to end, and looks at it. */
  afterwards<T>(look: (open: OpenBase) => T | Promise<T>): Promise<T>
  /** After a kill in the sync to a round: what was acknowledged is there, the same sync completes, and each document is found. */
  expectSynced(round: number, acks: readonly string[][], before: Standing): Promise<Standing>
  remove(): void
}>

/** Makes a folder for one test. */
export function killFolder(): KillFolder {
  const folder = mkdtempSync(join(tmpdir(), 'kaiwu-kill-'))
  const program = (work: string, round: number) => ['--conditions=kaiwu-src', child, folder, work, String(round)]
  const afterwards = async <T>(look: (open: OpenBase) => T | Promise<T>): Promise<T> => {
    const database = await openDatabase({ folder: join(folder, 'data'), migrations: knowledgeMigrations })
    const knowledge = await openKnowledge({ database })
    try {
      expect(await flawsOf({ database, knowledge })).toEqual([])
      return await look({ database, knowledge })
    } finally {
      await knowledge.close()
    }
  }
  return {
    folder,
    run(work, round, failpoint) {
      const env = { ...process.env, ...(failpoint ? { KAIWU_FAILPOINT: failpoint } : {}) }
      const { stdout, stderr, signal, status } = spawnSync(process.execPath, program(work, round), { env, encoding: 'utf8' })
      if (signal === null && status !== 0) throw new Error(`the child failed: ${stderr}`)
      return { acks: acksIn(stdout), killed: signal === 'SIGKILL' }
    },
    async runFor(work, round, waitMs) {
      const running = spawn(process.execPath, program(work, round), { stdio: ['ignore', 'pipe', 'inherit'] })
      let output = ''
      running.stdout.setEncoding('utf8').on('data', (part: string) => {
        if (output === '') setTimeout(() => running.kill('SIGKILL'), waitMs)
        output += part
      })
      const signal = await new Promise((resolve) => running.on('close', (_, how) => resolve(how)))
      return { acks: acksIn(output), killed: signal === 'SIGKILL' }
    },
    afterwards,
    expectSynced: (round, acks, before) => afterwards(({ knowledge }) => expectSynced(knowledge, round, acks, before)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function acksIn(stdout: string): string[][] {
  const lines = stdout.split('\n').filter((line) => line.startsWith('ACK '))
  return lines.map((line) => line.slice(4).split(' '))
}

/** The documents of the folder that a base holds. */
export async function standingOf(knowledge: Knowledge): Promise<Standing> {
  const paths = new Map<string, { id: string; sha256: string }>()
  for (const { id, path, uploaded } of knowledge.documents(undefined, 'all'))
    if (!uploaded) paths.set(path, { id, sha256: (await knowledge.original(id)).sha256 })
  return paths
}

async function expectSynced(knowledge: Knowledge, round: number, acks: readonly string[][], before: Standing): Promise<Standing> {
  const wanted = new Map(documentsOf(round).map((document) => [document.path, document]))
  const left = await standingOf(knowledge)
  for (const [path = ''] of acks) expect(left.get(path)?.sha256, `${path} was acknowledged`).toBe(hash(wanted.get(path)!.text))
  // Each document is as it was before or as it should be now: nothing between, and nothing that was never there.
  for (const [path, { sha256 }] of left)
    expect([before.get(path)?.sha256, wanted.has(path) ? hash(wanted.get(path)!.text) : undefined]).toContain(sha256)
  const report = await knowledge.sync('a', filesOf(round))
  expect(report.failed).toEqual([])
  const now = await standingOf(knowledge)
  expect([...now.keys()].sort()).toEqual([...wanted.keys()].sort())
  const bySha = new Map([...before.values()].map(({ id, sha256 }) => [sha256, id]))
  for (const [path, { text, word }] of wanted) {
    const { id, sha256 } = now.get(path)!
    expect(sha256).toBe(hash(text))
    // What was there under the same path, or with the same bytes, is the document it was.
    const was = before.get(path)?.id ?? bySha.get(sha256)
    if (was !== undefined) expect(id).toBe(was)
    expect((await knowledge.search({ query: word, top: 1 })).hits[0]?.document.path).toBe(path)
  }
  return now
}
