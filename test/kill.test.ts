import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { killFolder, kills, standingOf, timeout, type KillFolder } from './kill-folder.ts'
import { repository } from './source-files.ts'

const randomKills = kills === 1 ? 3 : 20

let base: KillFolder
beforeEach(() => {
  base = killFolder()
})
afterEach(() => base.remove())

/** Points of a sync, each killed at below. */
const inSync = [
  'sync-after-read',
  'sync-before-commit',
  'transaction-before-commit',
  'sync-after-commit',
  'sync-before-remove',
  'sync-after-remove',
  'move-before-commit',
]

/** Points of the indexes' files: a base that is closed is killed while it writes them. */
const inSnapshot = ['index-after-temp', 'index-after-fsync', 'index-after-rename']

/** Every other point of the source, and the test that kills there. */
const elsewhere: Readonly<Record<string, string>> = {
  'attachment-after-write': 'packages/cases/src/attachments/attachments-crash.test.ts',
  'attachment-after-rename': 'packages/cases/src/attachments/attachments-crash.test.ts',
  'attachment-before-record': 'packages/cases/src/attachments/attachments-crash.test.ts',
  'case-before-commit': 'packages/cases/src/cases/cases-crash.test.ts',
  'case-reply-kept': 'packages/solution/src/case-steps/paid-once.test.ts',
  'job-after-claim': 'packages/cases/src/outbox/outbox-crash.test.ts',
  'job-before-settle': 'packages/cases/src/outbox/outbox-crash.test.ts',
  'outbox-before-post': 'packages/cases/src/outbox/outbox-crash.test.ts',
  'outbox-before-record': 'packages/cases/src/outbox/outbox-crash.test.ts',
  'step-before-effect': 'packages/cases/src/cases/wf01-proof.test.ts',
  'step-before-record': 'packages/cases/src/cases/wf01-proof.test.ts',
  'timer-before-record': 'packages/cases/src/cases/wf01-proof.test.ts',
  'add-before-commit': 'test/kill-changes.test.ts',
  'add-after-commit': 'test/kill-changes.test.ts',
  'release-before-commit': 'test/kill-changes.test.ts',
  'release-after-commit': 'test/kill-changes.test.ts',
  'export-before-rename': 'test/kill-changes.test.ts',
  'import-before-commit': 'test/kill-changes.test.ts',
  'migrate-before-commit': 'test/kill-changes.test.ts',
  'reembed-before-commit': 'packages/knowledge/src/life/reembed.test.ts',
  'put-before-commit': 'packages/knowledge/src/life/reembed.test.ts',
  'put-after-commit': 'packages/knowledge/src/life/reembed.test.ts',
  'reembed-after-commit': 'packages/knowledge/src/life/reembed.test.ts',
  'reembed-before-switch': 'packages/knowledge/src/life/reembed.test.ts',
}

describe('killed at a failpoint', () => {
  it.each(inSync)('%s, a sync loses nothing and goes on', { timeout }, async (name) => {
    expect(base.run('sync', 0).killed).toBe(false)
    let before = await base.afterwards(({ knowledge }) => standingOf(knowledge))
    for (let round = 1; round <= kills; round++) {
      const { acks, killed } = base.run('sync', round, `${name}:${1 + (round % 3)}`)
      expect(killed).toBe(true)
      before = await base.expectSynced(round, acks, before)
    }
  })

  it.each(inSnapshot)('%s, the next start finds what was found before', { timeout }, async (name) => {
    expect(base.run('fill', 0).killed).toBe(false)
    for (let round = 1; round <= kills; round++) {
      const { acks, killed } = base.run('fill', round, `${name}:1`)
      expect([killed, acks]).toEqual([true, [[`thick-${round}.md`, `QY-${round}1999`]]])
      await base.afterwards(async ({ knowledge }) => {
        for (let one = 0; one <= round; one++) {
          const [hit] = (await knowledge.search({ query: `QY-${one}1999`, top: 1 })).hits
          expect([hit?.document.path, hit?.passage.text.includes(`QY-${one}1999`)]).toEqual([`thick-${one}.md`, true])
        }
      })
    }
  })

  it('has every point of the source among the tests that kill', () => {
    const sources = globSync('packages/*/src/**/*.ts', { cwd: repository }).filter((path) => !path.endsWith('.test.ts'))
    const names = sources.flatMap((path) =>
      [...readFileSync(join(repository, path), 'utf8').matchAll(/\bfailpoint\(('[^']*'|[^)]*)\)/g)].map(([, name]) => name),
    )
    expect(names.filter((name) => name !== 'name: string' && !/^'[a-z-]+'$/.test(name ?? ''))).toEqual([])
    const found = [...new Set(names.filter((name) => name?.startsWith("'")).map((name) => name!.slice(1, -1)))].sort()
    expect(found).toEqual([...inSync, ...inSnapshot, ...Object.keys(elsewhere)].sort())
    for (const [name, test] of Object.entries(elsewhere))
      expect(readFileSync(join(repository, test), 'utf8'), `${test} kills at ${name}`).toContain(name)
  })
})

describe('killed at any moment', () => {
  it(`${randomKills} times, a sync loses nothing and goes on`, { timeout: 180_000 }, async () => {
    base.run('sync', 0)
    let before = await base.afterwards(({ knowledge }) => standingOf(knowledge))
    const started = performance.now()
    base.run('sync', 0)
    const whole = performance.now() - started
    let seed = 20_261_122
    let killed = 0
    for (let round = 1; round <= randomKills; round++) {
      seed = (seed * 48_271) % 2_147_483_647
      const ended = await base.runFor('sync', round, ((seed % 1000) / 1000) * Math.min(whole / 3, 150))
      if (ended.killed) killed++
      before = await base.expectSynced(round, ended.acks, before)
    }
    expect(killed).toBeGreaterThan(randomKills / 4)
  })
})
