import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import type { Database, Migrations } from './database.ts'
import { caseMigrations, type DatabaseCases } from './test-describe-database.ts'

const more = (sql: string): Migrations => ({
  sqlite: [...caseMigrations.sqlite, { name: 'more', sql }],
  postgres: [...caseMigrations.postgres, { name: 'more', sql }],
})
const put = (database: Database, id: number) => database.run('INSERT INTO notes (id) VALUES (?)', id)

async function until(holds: () => boolean, mostMs: number): Promise<void> {
  for (const end = Date.now() + mostMs; !holds() && Date.now() < end;) await wait(10)
}

/** Other processes, and the history of the schema. */
export const changeCases: DatabaseCases = {
  'hears of what another process changed, within a second': async (base) => {
    const writer = await base.open()
    const reader = await base.open({ access: 'read' })
    let heard = 0
    const stop = reader.onChange(() => heard++)
    for (let round = 1; round <= 3; round++) {
      await put(writer, round)
      await until(() => heard >= round, 1_000)
      expect(heard).toBe(round)
    }
    await wait(700)
    expect(heard).toBe(3)
    stop()
    await put(writer, 9)
    await wait(700)
    expect(heard).toBe(3)
  },

  'hears nothing of its own changes, nor of what changed nothing': async (base) => {
    const writer = await base.open()
    let heard = 0
    writer.onChange(() => heard++)
    for (let round = 0; round < 20; round++) {
      await put(writer, round)
      await wait(20)
    }
    await writer.transaction((inside) => inside.all('SELECT * FROM notes'))
    await writer.transaction((inside) => inside.run('DELETE FROM notes WHERE id < 0'))
    await wait(700)
    expect(heard).toBe(0)
  },

  'refuses to write where it was opened to read': async (base) => {
    await base.open()
    const reader = await base.open({ access: 'read' })
    expect(reader.writable).toBe(false)
    await expect(put(reader, 1)).rejects.toThrow(/read/)
    await expect(reader.transaction((inside) => inside.run('DELETE FROM notes'))).rejects.toThrow(/read-?only/)
    expect(await reader.transaction((inside) => inside.all('SELECT id FROM notes'))).toEqual([])
  },

  'reads nothing that was never prepared': async (base) => {
    await expect(base.open({ access: 'read' })).rejects.toThrow(
      expect.objectContaining({ code: expect.stringMatching(/_UNUSABLE$/), message: expect.stringContaining('prepar') }),
    )
  },

  'brings an older schema up to date, and refuses a newer one untouched': async (base) => {
    const first = await base.open()
    await put(first, 1)
    await first.close()
    const newer = more('CREATE TABLE extra (a INTEGER)')
    const second = await base.open({ migrations: newer })
    await second.run('INSERT INTO extra (a) VALUES (1)')
    await second.close()
    await expect(base.open()).rejects.toThrow(
      expect.objectContaining({ code: 'STORE_NEWER', details: expect.objectContaining({ found: 2, known: 1 }) }),
    )
    const third = await base.open({ migrations: newer })
    expect([await third.all('SELECT a FROM extra'), await third.all('SELECT id FROM notes')]).toEqual([[{ a: 1 }], [{ id: 1 }]])
  },

  'leaves nothing of a step that failed': async (base) => {
    const broken = more('CREATE TABLE half (a INTEGER); INSERT INTO half (a) VALUES (1); CREATE TABLE half (a INTEGER)')
    await expect(base.open({ migrations: broken })).rejects.toThrow(/already exists/)
    const database = await base.open({ migrations: more('CREATE TABLE half (b INTEGER)') })
    expect(await database.all('SELECT b FROM half')).toEqual([])
  },

  'is prepared once when several servers start at once': async (base) => {
    const several = await Promise.all(
      Array.from({ length: 4 }, () => base.open({ migrations: more('CREATE TABLE extra (a INTEGER)') })),
    )
    for (const [id, database] of several.entries()) await put(database, id)
    expect(await several[0]!.get('SELECT COUNT(*) AS count FROM notes')).toEqual({ count: 4 })
  },

  'finds itself whole': async (base) => {
    const database = await base.open()
    await put(database, 1)
    await database.verify()
  },
}
