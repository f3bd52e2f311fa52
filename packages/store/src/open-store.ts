import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { KaiwuError } from '@kaiwu/core'
import { asStoreError, configure, connectionOf, makeFolder, openDatabase, type Connection } from './connection.ts'
import { migrate, type Migration } from './migrate.ts'

/** A durable store: one SQLite database in one folder, one writing process, any number of reading ones. */
export type Store = Connection &
  Readonly<{
    /** Absolute path of the folder. */
    folder: string
    /** False when another process holds the folder and this one may only read. */
    writable: boolean
    /** @throws STORE_CORRUPT when the database fails SQLite's own check. */
    verify(): void
    close(): void
  }>

/** How to open a store. */
export type OpenStoreOptions = Readonly<{
  folder: string
  migrations: readonly Migration[]
  /**
   * `write` refuses a folder that another process writes to; `read` never writes;
   * `write-or-read` writes when it may and reads otherwise. Default `write`.
   */
  access?: 'write' | 'read' | 'write-or-read'
}>

/**
 * Opens the store in a folder, making it when missing, and brings its tables up to date.
 * Commits survive a power cut (`synchronous=FULL`).
 * @throws STORE_IN_USE, STORE_UNUSABLE, STORE_NEWER, STORE_CORRUPT
 */
export function openStore(options: OpenStoreOptions): Store {
  const { folder, access = 'write' } = options
  makeFolder(folder)
  const lease = access === 'read' ? undefined : takeLease(folder)
  if (!lease && access === 'write') throw new KaiwuError('STORE_IN_USE', { path: folder, pid: holderOf(folder) })
  const database = openDatabase(join(folder, 'kaiwu.sqlite'))
  try {
    configure(database)
    migrate(database, options.migrations, { apply: lease !== undefined, path: folder })
  } catch (error) {
    database.close()
    lease?.close()
    throw asStoreError(error, folder)
  }
  return storeOf(database, folder, lease)
}

function storeOf(database: DatabaseSync, folder: string, lease: DatabaseSync | undefined): Store {
  return Object.freeze({
    folder,
    writable: lease !== undefined,
    ...connectionOf(database, folder),
    verify: () => verify(database, folder),
    close() {
      database.close()
      lease?.close()
    },
  })
}

/** Holds an exclusive lock on a second database for the life of the process: the system lets go of it however the process ends. */
function takeLease(folder: string): DatabaseSync | undefined {
  const lease = openDatabase(join(folder, 'writer.sqlite'), 0)
  try {
    lease.exec('PRAGMA journal_mode=DELETE; PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE;')
  } catch (error) {
    lease.close()
    if (/locked|busy/i.test((error as Error).message)) return undefined
    throw new KaiwuError('STORE_UNUSABLE', { path: folder, reason: (error as Error).message }, { cause: error })
  }
  writeFileSync(join(folder, 'writer.pid'), String(process.pid))
  return lease
}

function holderOf(folder: string): string {
  try {
    return readFileSync(join(folder, 'writer.pid'), 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '?'
    throw error
  }
}

function verify(database: DatabaseSync, folder: string): void {
  const rows = database.prepare('PRAGMA quick_check').all() as { quick_check: string }[]
  const first = rows[0]?.quick_check
  if (first !== 'ok') throw new KaiwuError('STORE_CORRUPT', { path: folder, reason: first ?? 'quick_check' })
}

/** Removes a store's files; the folder itself stays. Used to rebuild a damaged store from the documents. */
export function removeStore(folder: string): void {
  for (const name of [
    'kaiwu.sqlite',
    'kaiwu.sqlite-wal',
    'kaiwu.sqlite-shm',
    'kaiwu.sqlite-journal',
    'writer.sqlite',
    'writer.pid',
  ]) {
    rmSync(join(folder, name), { force: true })
  }
}
