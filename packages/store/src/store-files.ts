import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { KaiwuError } from '@kaiwu/core'
import { asStoreError, configure, makeFolder, openDatabase } from './connection.ts'
import { migrate, type Migration } from './migrate.ts'

/** The files of a store, ready for use. A lease is held by the process that writes. */
export type StoreFiles = Readonly<{ database: DatabaseSync; lease: DatabaseSync | undefined }>

/** Which store to open, and what for; as of `openStore`. */
export type StoreFilesOptions = Readonly<{
  folder: string
  migrations: readonly Migration[]
  access?: 'write' | 'read' | 'write-or-read'
}>

/**
 * Opens the files of a store, making them where missing, and brings the tables up to date.
 * @throws STORE_IN_USE, STORE_UNUSABLE, STORE_NEWER, STORE_CORRUPT, STORE_FULL
 */
export function openStoreFiles({ folder, migrations, access = 'write' }: StoreFilesOptions): StoreFiles {
  makeFolder(folder)
  const lease = access === 'read' ? undefined : takeLease(folder)
  if (!lease && access === 'write') throw new KaiwuError('STORE_IN_USE', { path: folder, ...holderOf(folder) })
  const database = openDatabase(join(folder, 'kaiwu.sqlite'))
  try {
    // Texts and vectors come by the hundred kilobytes: big pages halve what writing them costs. Only a new file takes them.
    database.exec('PRAGMA page_size=32768')
    configure(database, folder)
    migrate(database, migrations, { apply: lease !== undefined, path: folder })
  } catch (error) {
    database.close()
    lease?.close()
    throw asStoreError(error, folder)
  }
  return { database, lease }
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
  try {
    writeFileSync(join(folder, 'writer.pid'), `${process.pid} ${new Date().toISOString()}`)
  } catch (error) {
    lease.close()
    throw asStoreError(error, folder)
  }
  return lease
}

/** Which process writes to a folder and since when, as STORE_IN_USE has it; `?` for what is not known. */
export function holderOf(folder: string): { pid: string; since: string } {
  try {
    const [pid, since] = readFileSync(join(folder, 'writer.pid'), 'utf8').trim().split(' ')
    return { pid: pid || '?', since: since || '?' }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { pid: '?', since: '?' }
    throw error
  }
}

/** Lets SQLite check a store's database. @throws STORE_CORRUPT */
export function verifyStore(database: DatabaseSync, folder: string): void {
  const rows = database.prepare('PRAGMA quick_check').all() as { quick_check: string }[]
  const first = rows[0]?.quick_check
  if (first !== 'ok') throw new KaiwuError('STORE_CORRUPT', { path: folder, reason: first ?? 'quick_check' })
}
