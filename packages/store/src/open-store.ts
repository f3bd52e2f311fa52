import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { connectionOf, type Connection } from './connection.ts'
import type { Migration } from './migrate.ts'
import { openStoreFiles, verifyStore } from './store-files.ts'

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
  const { folder } = options
  const { database, lease } = openStoreFiles(options)
  return Object.freeze({
    folder,
    writable: lease !== undefined,
    ...connectionOf(database, folder),
    verify: () => verifyStore(database, folder),
    close() {
      database.close()
      lease?.close()
    },
  })
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
