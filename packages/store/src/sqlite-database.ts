import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { KaiwuError } from '@kaiwu/core'
import { bulkWriter } from './bulk-writer.ts'
import { asStoreError, connectionOf, type StoreValue } from './connection.ts'
import type { Database, Queries, TransactionOptions } from './database.ts'
import { directWriter } from './direct-writer.ts'
import { inTurn } from './in-turn.ts'
import { atomically } from './sqlite-transaction.ts'
import { holderOf, openStoreFiles, verifyStore, type StoreFilesOptions } from './store-files.ts'
import { transactionScope } from './transaction-scope.ts'
import { whileOpen } from './while-open.ts'

/**
 * Opens the SQLite database in a folder. One connection writes, in turn; another reads what is committed.
 * @throws STORE_IN_USE, STORE_UNUSABLE, STORE_NEWER, STORE_CORRUPT, STORE_FULL
 */
export function openSqliteDatabase(options: StoreFilesOptions): Database {
  const { folder } = options
  const { database, lease } = openStoreFiles(options)
  try {
    const file = openReader(folder)
    const writable = lease !== undefined
    if (!writable) database.exec('PRAGMA query_only=ON')
    return sqliteDatabase({ folder, writable, writer: database, reader: file, lease, refuse: () => readOnly(options) })
  } catch (error) {
    database.close()
    lease?.close()
    throw asStoreError(error, folder)
  }
}

function openReader(folder: string): DatabaseSync {
  const file = new DatabaseSync(join(folder, 'kaiwu.sqlite'), { timeout: 5_000 })
  try {
    // What only reads cannot write by mistake, past the queue of the writers. Lists go over many rows again and again: 32 MB of pages.
    file.exec('PRAGMA query_only=ON; PRAGMA cache_size=-32000')
  } catch (error) {
    file.close()
    throw error
  }
  return file
}

type Opened = Readonly<{
  folder: string
  writable: boolean
  writer: DatabaseSync
  reader: DatabaseSync
  lease: DatabaseSync | undefined
  /** The error for a write where this process may only read. */
  refuse(): KaiwuError
}>

function sqliteDatabase(opened: Opened): Database {
  const { folder, writable, writer, reader, lease } = opened
  const scope = transactionScope()
  const closed = () => new KaiwuError('STORE_UNUSABLE', { path: folder, reason: 'it has been closed' })
  const open = whileOpen(closed, () => scope.current() !== undefined)
  const turn = inTurn()
  const reading = connectionOf(reader, folder)
  const writing = connectionOf(writer, folder)
  const direct = directWriter(writer, writing)
  // With a rollback journal who reads and who writes would be in each other's way.
  const aside = writable && isWriteAhead(writer) ? bulkWriter(folder) : undefined
  const watches = new Set<VersionWatch>()
  return Object.freeze({
    kind: 'sqlite' as const,
    place: folder,
    folder,
    writable,
    all: <Row>(sql: string, ...values: StoreValue[]) => open.run(() => reading.all<Row>(sql, ...values)),
    get: <Row>(sql: string, ...values: StoreValue[]) => open.run(() => reading.get<Row>(sql, ...values)),
    run: (sql: string, ...values: StoreValue[]) =>
      open.run(() => {
        scope.refuseInside('run()')
        if (!writable) throw opened.refuse()
        return turn(() => writing.run(sql, ...values))
      }),
    transaction: <T>(work: (inside: Queries) => Promise<T>, { bulk = false }: TransactionOptions = {}) =>
      open.run(() => {
        scope.refuseInside('transaction()')
        const begin = writable ? 'BEGIN IMMEDIATE' : 'BEGIN'
        const by = bulk && aside ? aside : direct
        return turn(() => atomically(by, folder, begin, (inside) => scope.enter(inside, work)))
      }),
    onChange(changed: () => void) {
      // The process that holds the lease is the only one that changes anything.
      if (writable) return () => undefined
      const watch = watchVersion(reader, changed)
      watches.add(watch)
      return () => {
        watch.stop()
        watches.delete(watch)
      }
    },
    lookForChanges: () =>
      open.run(() => {
        for (const { look } of watches) look()
      }),
    verify: () => open.run(() => turn(() => verifyStore(writer, folder))),
    close: async () => {
      scope.refuseInside('close()')
      await open.close(async () => {
        for (const { stop } of watches) stop()
        await aside?.close()
        reader.close()
        writer.close()
        lease?.close()
      })
    },
  } satisfies Database)
}

function isWriteAhead(database: DatabaseSync): boolean {
  return (database.prepare('PRAGMA journal_mode').get() as { journal_mode: string }).journal_mode === 'wal'
}

type VersionWatch = Readonly<{ look(): void; stop(): void }>

/** Looks from time to time whether another process has committed something since the last look. */
function watchVersion(reader: DatabaseSync, changed: () => void): VersionWatch {
  const statement = reader.prepare('PRAGMA data_version')
  const version = (): number => (statement.get() as { data_version: number }).data_version
  let last = version()
  const look = (): void => {
    const before = last
    try {
      last = version()
    } catch {
      // Whoever reads next is told what is wrong with the file; here it is only looked at again.
      return
    }
    if (last !== before) changed()
  }
  const timer = setInterval(look, lookAgainMs)
  timer.unref()
  return { look, stop: () => clearInterval(timer) }
}

const lookAgainMs = 250

function readOnly({ folder, access }: StoreFilesOptions): KaiwuError {
  if (access === 'write-or-read') return new KaiwuError('STORE_IN_USE', { path: folder, ...holderOf(folder) })
  return new KaiwuError('STORE_UNUSABLE', { path: folder, reason: 'it was opened for reading only' })
}
