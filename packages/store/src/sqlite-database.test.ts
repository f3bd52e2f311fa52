import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { makeDurable } from './connection.ts'
import type { Database } from './database.ts'
import { openDatabase } from './open-database.ts'
import { caseMigrations, describeDatabase } from './test-describe-database.ts'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'kaiwu-database-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const oneWriter = 'one process at a time writes to a folder'

describeDatabase('SQLite', {
  open: (base, options) => openDatabase({ folder: join(root, base), ...options }),
  without: {
    'loses none of many transactions of two servers': oneWriter,
    'is prepared once when several servers start at once': oneWriter,
  },
})

describeDatabase('SQLite, written by a thread of its own', {
  open: async (base, options) => {
    const database = await openDatabase({ folder: join(root, `${base}-bulk`), ...options })
    return { ...database, transaction: (work) => database.transaction(work, { bulk: true }) }
  },
  without: {
    'loses none of many transactions of two servers': oneWriter,
    'is prepared once when several servers start at once': oneWriter,
  },
})

let folders = 0
const opened = async (options: { folder?: string; access?: 'write' | 'read' | 'write-or-read'; url?: string } = {}) => {
  const { folder = join(root, `own-${++folders}`), ...rest } = options
  const database = await openDatabase({ folder, migrations: caseMigrations, ...rest })
  onTestFinished(() => database.close())
  return database
}
const put = (database: Database, text: string) => database.run('INSERT INTO notes (text) VALUES (?)', text)

describe('SQLite alone', () => {
  it('is refused to a second process, which is told who holds it and since when', async () => {
    const { folder } = await opened()
    await expect(opened({ folder })).rejects.toThrow(
      expect.objectContaining({
        code: 'STORE_IN_USE',
        details: { path: folder, pid: String(process.pid), since: expect.stringMatching(/^20.*Z$/) },
      }),
    )
    const second = await opened({ folder, access: 'write-or-read' })
    expect(second.writable).toBe(false)
    await expect(put(second, '甲')).rejects.toThrow(expect.objectContaining({ code: 'STORE_IN_USE' }))
  })

  it('is opened in the folder of a path or of a file: URL', async () => {
    const folder = join(root, 'there')
    const first = await opened({ url: folder })
    await put(first, '甲')
    await first.close()
    const second = await opened({ url: pathToFileURL(folder).href })
    expect([second.folder, await second.all('SELECT text FROM notes')]).toEqual([folder, [{ text: '甲' }]])
  })

  it('commits durably on every connection that writes', async () => {
    const database = await opened()
    const inside = await database.transaction(async (queries) => [
      await queries.get('PRAGMA synchronous'),
      await queries.get('PRAGMA journal_mode'),
      await queries.get('PRAGMA foreign_keys'),
    ])
    expect(inside).toEqual([{ synchronous: 2 }, { journal_mode: 'wal' }, { foreign_keys: 1 }])
    // What reads cannot write, so that it needs to be nothing else.
    expect(await database.get('PRAGMA query_only')).toEqual({ query_only: 1 })
  })

  it.each(['PRAGMA journal_mode=MEMORY', 'PRAGMA synchronous=NORMAL'])('refuses to write after %s', (pragma) => {
    const database = new DatabaseSync(join(root, `${pragma.replaceAll(/\W/g, '')}.sqlite`))
    onTestFinished(() => database.close())
    database.exec('PRAGMA journal_mode=DELETE')
    expect(() => makeDurable(database, 'x', 'delete')).not.toThrow()
    const deaf = { exec: () => undefined, prepare: (sql: string) => database.prepare(sql) } as unknown as DatabaseSync
    database.exec(pragma)
    expect(() => makeDurable(deaf, 'x', 'delete')).toThrow(expect.objectContaining({ code: 'STORE_UNUSABLE' }))
  })

  it('says that the disk is full, how much is left, and loses nothing', async () => {
    const database = await opened()
    await put(database, '先前的')
    const { page_count: pages } = (await database.get<{ page_count: number }>('PRAGMA page_count'))!
    await database.transaction((inside) => inside.all(`PRAGMA max_page_count=${pages + 4}`))
    const full = database.transaction(async (inside) => {
      for (let row = 0; row < 100; row++)
        await inside.run('INSERT INTO notes (text) VALUES (?)', '字'.repeat(2_000)).catch(() => undefined)
    })
    await expect(full).rejects.toThrow(
      expect.objectContaining({
        code: 'STORE_FULL',
        details: { path: database.folder, free: expect.stringMatching(/^\d+ MB$/) },
      }),
    )
    expect(await database.all('SELECT text FROM notes')).toEqual([{ text: '先前的' }])
    await database.transaction((inside) => inside.all('PRAGMA max_page_count=1000000'))
    await put(database, '后来的')
    await database.verify()
    expect(await database.get('SELECT COUNT(*) AS count FROM notes')).toEqual({ count: 2 })
  })

  it('says that a damaged file is damaged', async () => {
    const database = await opened()
    for (let row = 0; row < 400; row++) await put(database, '字'.repeat(500))
    await database.close()
    const path = join(database.folder, 'kaiwu.sqlite')
    const bytes = readFileSync(path)
    // Inside of the pages of rows, which are 32 KB each: the header of the file would not let it be opened.
    for (let at = bytes.length >> 1; at < bytes.length; at += 97) bytes[at]! ^= 0xff
    writeFileSync(path, bytes)
    const again = await opened({ folder: database.folder })
    await expect(again.verify()).rejects.toThrow(expect.objectContaining({ code: 'STORE_CORRUPT' }))
  })

  it('lets a rollback journal be read while much is being written', async () => {
    const path = join(root, 'journal.sqlite')
    const writer = new DatabaseSync(path)
    writer.exec(
      'CREATE TABLE notes (text TEXT); PRAGMA journal_mode=DELETE; PRAGMA cache_size=10; PRAGMA cache_spill=OFF; BEGIN IMMEDIATE',
    )
    const reader = new DatabaseSync(path, { timeout: 0 })
    const insert = writer.prepare('INSERT INTO notes VALUES (?)')
    for (let row = 0; row < 2_000; row++) insert.run('字'.repeat(500))
    expect(reader.prepare('SELECT COUNT(*) AS count FROM notes').get()).toEqual({ count: 0 })
    writer.exec('COMMIT')
    expect(reader.prepare('SELECT COUNT(*) AS count FROM notes').get()).toEqual({ count: 2_000 })
    writer.close()
    reader.close()
  })

  it('leaves nothing of a transaction that was killed', async () => {
    const folder = join(root, 'killed')
    const source = `import { openDatabase } from ${JSON.stringify(new URL('./open-database.ts', import.meta.url).href)}
      const database = await openDatabase(${JSON.stringify({ folder, migrations: caseMigrations })})
      await database.run("INSERT INTO notes (text) VALUES ('kept')")
      await database.transaction((inside) => inside.run("INSERT INTO notes (text) VALUES ('lost')"))`
    const env = { ...process.env, KAIWU_FAILPOINT: 'transaction-before-commit:1' }
    const child = spawn(process.execPath, ['--conditions=kaiwu-src', '--input-type=module', '-e', source], {
      stdio: 'inherit',
      env,
    })
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
    expect(await (await opened({ folder })).all('SELECT text FROM notes')).toEqual([{ text: 'kept' }])
  })
})
