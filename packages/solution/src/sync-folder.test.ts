import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { knowledgeMigrations, openKnowledge, type Knowledge, type SyncProgress } from '@kaiwu/knowledge'
import { openDatabase } from '@kaiwu/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SolutionDefinition } from './define-solution.ts'
import { syncFolder } from './sync-folder.ts'

let root: string
let knowledge: Knowledge

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'kaiwu-sync-'))
  for (const [path, text] of Object.entries({ 'rules/a.md': '甲条款。', 'rules/b.md': '乙条款。', 'manuals/c.md': '丙步骤。' })) {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), `# ${path}\n\n${text}\n`)
  }
  const database = await openDatabase({ folder: join(root, '.data'), migrations: knowledgeMigrations })
  knowledge = await openKnowledge({ database })
})
afterEach(async () => {
  await knowledge.close()
  rmSync(root, { recursive: true, force: true })
})

const definition = (from: Readonly<Record<string, string>>): SolutionDefinition =>
  ({
    knowledge: Object.fromEntries(Object.entries(from).map(([name, pattern]) => [name, { from: pattern }])),
  }) as unknown as SolutionDefinition
const all = { rules: 'rules/*.md', manuals: 'manuals/*.md' }

describe('syncFolder', () => {
  it('takes in every knowledge and counts over all of them', async () => {
    const seen: SyncProgress[] = []
    const reports = await syncFolder(definition(all), root, knowledge, { onProgress: (progress) => seen.push(progress) })
    expect(reports).toMatchObject({ rules: { added: ['rules/a.md', 'rules/b.md'] }, manuals: { added: ['manuals/c.md'] } })
    expect(seen.map(({ done, total, path }) => [done, total, path])).toEqual([
      [0, 3, 'rules/a.md'],
      [1, 3, 'rules/b.md'],
      [2, 3, 'manuals/c.md'],
      [3, 3, undefined],
    ])
    expect(seen.map(({ remainingMs }) => typeof remainingMs)).toEqual(['undefined', 'number', 'undefined', 'number'])
    expect(seen.at(-1)!.remainingMs).toBe(0)
    for (const [at, { elapsedMs }] of seen.entries()) expect(elapsedMs).toBeGreaterThanOrEqual(seen[at - 1]?.elapsedMs ?? 0)
  })

  it('stops between two files and goes on later', async () => {
    const abort = new AbortController()
    const onProgress = ({ done }: SyncProgress): void => {
      if (done === 1) abort.abort()
    }
    const reports = await syncFolder(definition(all), root, knowledge, { onProgress, signal: abort.signal })
    expect(reports).toMatchObject({ rules: { added: ['rules/a.md', 'rules/b.md'], stopped: true } })
    expect(reports['manuals']).toBeUndefined()
    expect(await syncFolder(definition(all), root, knowledge, {})).toMatchObject({
      rules: { unchanged: 2 },
      manuals: { added: ['manuals/c.md'] },
    })
  })

  it('says so when there is nothing to take in', async () => {
    const seen: SyncProgress[] = []
    await syncFolder(definition({ none: 'none/*.md' }), root, knowledge, { onProgress: (progress) => seen.push(progress) })
    expect(seen).toMatchObject([{ done: 0, total: 0 }])
  })

  it('names a file that leads out of the folder, and takes in the others', async () => {
    symlinkSync('/etc/hostname', join(root, 'rules/out.md'))
    const { rules } = await syncFolder(definition(all), root, knowledge, {})
    expect([rules!.added, rules!.failed.map(({ path }) => path).filter((path) => path !== 'rules/out.md')]).toEqual([
      ['rules/a.md', 'rules/b.md'],
      [],
    ])
  })
})
