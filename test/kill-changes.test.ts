import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { knowledgeMigrations } from '@kaiwu/knowledge'
import { openStore } from '@kaiwu/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { documentsOf, uploadOf } from './kill-documents.ts'
import { killFolder, kills, standingOf, timeout, type KillFolder } from './kill-folder.ts'

let base: KillFolder
beforeEach(() => {
  base = killFolder()
})
afterEach(() => base.remove())

describe('killed at a failpoint', () => {
  it.each(['add-before-commit', 'add-after-commit'])(
    '%s, an upload is there or not, and can be sent again',
    { timeout },
    async (name) => {
      const acknowledged: string[][] = []
      for (let round = 1; round <= kills; round++) {
        const nth = 1 + (round % 3)
        const { acks, killed } = base.run('add', round, `${name}:${nth}`)
        expect([killed, acks.length]).toEqual([true, nth - 1])
        acknowledged.push(...acks)
        await base.afterwards(async ({ knowledge }) => {
          const there = new Map(knowledge.documents().map(({ path, id }) => [path, id]))
          for (const [path = '', id] of acknowledged) expect(there.get(path)).toBe(id)
          const { name: path, bytes, word } = uploadOf(round, nth - 1)
          expect(there.has(path)).toBe(name === 'add-after-commit')
          const again = await knowledge.add('a', path, bytes)
          expect([again.revision, there.get(path) ?? again.id]).toEqual([1, again.id])
          expect((await knowledge.search({ query: word, top: 1 })).hits[0]?.document.path).toBe(path)
          acknowledged.push([path, again.id])
        })
      }
    },
  )

  it.each(['release-before-commit', 'release-after-commit'])(
    '%s, a release is there whole or not at all',
    { timeout },
    async (name) => {
      const acknowledged = new Map<string, number>()
      for (let round = 1; round <= kills; round++) {
        const nth = 1 + (round % 3)
        const { acks, killed } = base.run('release', round, `${name}:${nth}`)
        expect([killed, acks.length]).toEqual([true, nth - 1])
        for (const [id = '', documents] of acks) acknowledged.set(id, Number(documents))
        await base.afterwards(async ({ knowledge }) => {
          const there = new Map((await knowledge.releases()).map(({ id, documents }) => [id, documents]))
          for (const [id, documents] of acknowledged) expect(there.get(id)).toBe(documents)
          const unacknowledged = (await knowledge.releases()).filter(({ id }) => !acknowledged.has(id))
          expect(unacknowledged.map(({ note }) => note)).toEqual(name === 'release-after-commit' ? [`${round}.${nth - 1}`] : [])
          for (const { id, documents } of unacknowledged) acknowledged.set(id, documents)
          for (const id of there.keys()) {
            await knowledge.serve(id)
            expect(
              new Set((await knowledge.search({ query: '上传', top: 1000 })).hits.map(({ document }) => document.id)).size,
            ).toBe(there.get(id))
          }
          await knowledge.serve('latest')
        })
      }
    },
  )

  it('export-before-rename, an export leaves no file of its name, and the next one works', { timeout }, async () => {
    base.run('sync', 0)
    const out = join(base.folder, 'out.kaiwu')
    for (let round = 1; round <= kills; round++) {
      expect(base.run('export', round, 'export-before-rename:1').killed).toBe(true)
      expect(existsSync(out)).toBe(false)
      expect(base.run('export', round).killed).toBe(false)
      expect(readdirSync(base.folder).sort()).toEqual(['data', 'out.kaiwu'])
      rmSync(out)
    }
    await base.afterwards(async ({ knowledge }) => expect((await standingOf(knowledge)).size).toBe(documentsOf(0).length))
  })

  it('import-before-commit, an import changes nothing, and the next one works', { timeout }, async () => {
    for (let round = 1; round <= kills; round++) {
      base.run('sync', round)
      await base.afterwards(async ({ knowledge }) => {
        await knowledge.release()
        await knowledge.exportTo(join(base.folder, 'in.kaiwu'))
      })
      rmSync(join(base.folder, 'data'), { recursive: true })
      expect(base.run('import', round, 'import-before-commit:1').killed).toBe(true)
      await base.afterwards(async ({ knowledge }) =>
        expect([knowledge.documents(), await knowledge.releases()]).toEqual([[], []]),
      )
      expect(base.run('import', round).killed).toBe(false)
      await base.afterwards(async ({ knowledge }) => {
        expect(knowledge.documents().map(({ path }) => path)).toEqual(
          documentsOf(round)
            .map(({ path }) => path)
            .sort(),
        )
        expect(await knowledge.releases()).toHaveLength(1)
      })
      expect(readdirSync(join(base.folder, 'data')).filter((name) => name.startsWith('import-'))).toEqual([])
      rmSync(base.folder, { recursive: true })
    }
  })

  it('migrate-before-commit, a store of any age comes up', { timeout }, async () => {
    for (let round = 1; round <= kills; round++) {
      const step = round % knowledgeMigrations.sqlite.length
      openStore({ folder: join(base.folder, 'data'), migrations: knowledgeMigrations.sqlite.slice(0, step) }).close()
      expect(
        base.run('migrate', round, `migrate-before-commit:${1 + (round % (knowledgeMigrations.sqlite.length - step))}`).killed,
      ).toBe(true)
      expect(base.run('sync', 0).killed).toBe(false)
      await base.expectSynced(0, [], new Map())
      rmSync(join(base.folder, 'data'), { recursive: true })
    }
  })
})
