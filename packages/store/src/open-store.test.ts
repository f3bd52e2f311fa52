import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStore, type Store } from './open-store.ts'

const migrations = [{ name: 'notes', sql: 'CREATE TABLE notes (text TEXT NOT NULL) STRICT' }]
let folder: string
let open: Store[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kaiwu-store-'))
})
afterEach(() => {
  for (const store of open) store.close()
  open = []
  rmSync(folder, { recursive: true, force: true })
})

function opened(access?: 'write' | 'read' | 'write-or-read', more = migrations): Store {
  const store = openStore({ folder, migrations: more, ...(access ? { access } : {}) })
  open.push(store)
  return store
}

describe('openStore', () => {
  it('keeps what was committed and nothing of what was not', () => {
    const store = opened()
    store.transaction(() => store.run('INSERT INTO notes VALUES (?)', '已提交'))
    expect(() =>
      store.transaction(() => {
        store.run('INSERT INTO notes VALUES (?)', '未提交')
        throw new Error('stop')
      }),
    ).toThrow('stop')
    store.close()
    open = []
    expect(opened().all('SELECT text FROM notes')).toEqual([{ text: '已提交' }])
  })

  it('refuses a second writer, names the first, and lets a reader in', () => {
    opened().run('INSERT INTO notes VALUES (?)', '甲')
    expect(() => openStore({ folder, migrations })).toThrow(
      expect.objectContaining({
        code: 'STORE_IN_USE',
        details: { path: folder, pid: String(process.pid), since: expect.stringMatching(/^\d{4}-.*Z$/) },
      }),
    )
    const reader = opened('write-or-read')
    expect(reader.writable).toBe(false)
    expect(reader.all('SELECT text FROM notes')).toEqual([{ text: '甲' }])
  })

  it('takes over from a writer that was killed', async () => {
    const source = `import { openStore } from ${JSON.stringify(new URL('./open-store.ts', import.meta.url).href)}
      const s = openStore({ folder: process.argv[1], migrations: ${JSON.stringify(migrations)} })
      s.run('INSERT INTO notes VALUES (?)', 'kept'); console.log('held'); setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--conditions=kaiwu-src', '--input-type=module', '-e', source, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    expect(() => openStore({ folder, migrations })).toThrow(expect.objectContaining({ code: 'STORE_IN_USE' }))
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(opened().all('SELECT text FROM notes')).toEqual([{ text: 'kept' }])
  })

  it('refuses a store of a newer version and leaves it as it was', () => {
    opened('write', [...migrations, { name: 'more', sql: 'CREATE TABLE more (x)' }]).close()
    open = []
    expect(() => opened()).toThrow(expect.objectContaining({ code: 'STORE_NEWER' }))
    expect(opened('write', [...migrations, { name: 'more', sql: 'CREATE TABLE more (x)' }]).all('SELECT * FROM more')).toEqual([])
  })

  it('says that a damaged file is damaged', () => {
    writeFileSync(join(folder, 'kaiwu.sqlite'), 'this is no database at all, but it is long enough to be read as one'.repeat(40))
    expect(() => opened()).toThrow(expect.objectContaining({ code: 'STORE_CORRUPT' }))
  })

  it('says why a folder cannot be used', () => {
    writeFileSync(join(folder, 'file'), '')
    expect(() => openStore({ folder: join(folder, 'file', 'inside'), migrations })).toThrow(
      expect.objectContaining({ code: 'STORE_UNUSABLE' }),
    )
  })

  it('refuses to read a folder that was never prepared', () => {
    expect(() => opened('read')).toThrow(expect.objectContaining({ code: 'STORE_UNUSABLE' }))
  })
})
