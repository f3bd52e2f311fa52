import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSharedStore, type OpenSharedStoreOptions, type SharedStore } from './open-shared-store.ts'

const migrations = [{ name: 'notes', sql: 'CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT' }]
let folder: string
let open: SharedStore[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kaiwu-shared-'))
})
afterEach(() => {
  for (const store of open) store.close()
  open = []
  rmSync(folder, { recursive: true, force: true })
})

function opened(options: Partial<OpenSharedStoreOptions> = {}): SharedStore {
  const store = openSharedStore({ path: join(folder, 'inside', 'notes.sqlite'), migrations, ...options })
  open.push(store)
  return store
}

describe('openSharedStore', () => {
  it('lets several connections write in turn and see what the others wrote', () => {
    const [first, second] = [opened(), opened()]
    expect(first.insert('INSERT INTO notes (text) VALUES (?)', '甲')).toBe(1)
    expect(second.insert('INSERT INTO notes (text) VALUES (?)', '乙')).toBe(2)
    expect(second.insert('INSERT INTO notes (text) VALUES (?) ON CONFLICT DO NOTHING', '甲')).toBeUndefined()
    expect(first.all('SELECT text FROM notes')).toEqual([{ text: '甲' }, { text: '乙' }])
  })

  it('waits for another writer, and gives up when that one does not end', () => {
    const store = opened({ timeoutMs: 200 })
    const other = new DatabaseSync(store.path)
    other.exec('BEGIN IMMEDIATE')
    const began = performance.now()
    expect(() => store.run("INSERT INTO notes (text) VALUES ('丙')")).toThrow(
      expect.objectContaining({ code: 'STORE_UNUSABLE', details: { path: store.path, reason: 'database is locked' } }),
    )
    expect(performance.now() - began).toBeGreaterThan(190)
    expect(() => store.transaction(() => undefined)).toThrow('locked')
    other.exec('COMMIT')
    other.close()
    expect(store.run("INSERT INTO notes (text) VALUES ('丙')")).toBe(1)
  })

  it('brings an older schema up to date and refuses a newer one', () => {
    opened()
    const more = [...migrations, { name: 'more', sql: 'CREATE TABLE more (a)' }]
    expect(opened({ migrations: more }).all('SELECT * FROM more')).toEqual([])
    expect(() => opened()).toThrow(expect.objectContaining({ code: 'STORE_NEWER' }))
  })

  it('leaves nothing of a step that failed', () => {
    const broken = [...migrations, { name: 'broken', sql: 'CREATE TABLE half (a); CREATE TABLE half (a)' }]
    expect(() => opened({ migrations: broken })).toThrow(expect.objectContaining({ code: 'STORE_UNUSABLE' }))
    expect(opened().all("SELECT name FROM sqlite_schema WHERE type = 'table'")).toEqual([{ name: 'notes' }])
  })

  it('runs its own functions in statements', () => {
    const store = opened({ functions: { shout: (text) => `${text}！` } })
    expect(store.get('SELECT shout(?) AS said', '漏油')).toEqual({ said: '漏油！' })
  })

  it('says that a damaged file is damaged', () => {
    const path = join(folder, 'damaged.sqlite')
    writeFileSync(path, 'this is no database at all, but it is long enough to be read as one'.repeat(40))
    expect(() => opened({ path })).toThrow(expect.objectContaining({ code: 'STORE_CORRUPT' }))
  })
})
