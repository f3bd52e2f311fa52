import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { KaiwuError } from '@kaiwu/core'
import { migrate, type Migration } from './migrate.ts'

/** What a row may hold in SQLite. */
export type StoreValue = string | number | bigint | null | Uint8Array

/** A durable store: one SQLite database in one folder, one writing process, any number of reading ones. */
export type Store = Readonly<{
  /** Absolute path of the folder. */
  folder: string
  /** False when another process holds the folder and this one may only read. */
  writable: boolean
  /** Runs a statement and returns its rows. */
  all<Row>(sql: string, ...values: StoreValue[]): Row[]
  /** Runs a statement and returns its first row. */
  get<Row>(sql: string, ...values: StoreValue[]): Row | undefined
  /** Runs a statement for its effect and returns how many rows it changed. */
  run(sql: string, ...values: StoreValue[]): number
  /** Everything inside happens, durably, or nothing does. Not nestable. */
  transaction<T>(work: () => T): T
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
  const statements = new Map<string, StatementSync>()
  const prepare = (sql: string): StatementSync => {
    let statement = statements.get(sql)
    if (!statement) statements.set(sql, (statement = database.prepare(sql)))
    return statement
  }
  const guarded = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw asStoreError(error, folder)
    }
  }
  return Object.freeze({
    folder,
    writable: lease !== undefined,
    all: <Row>(sql: string, ...values: StoreValue[]) => guarded(() => prepare(sql).all(...values) as Row[]),
    get: <Row>(sql: string, ...values: StoreValue[]) => guarded(() => prepare(sql).get(...values) as Row | undefined),
    run: (sql: string, ...values: StoreValue[]) => guarded(() => Number(prepare(sql).run(...values).changes)),
    transaction: <T>(work: () => T) => guarded(() => inTransaction(database, work)),
    verify: () => verify(database, folder),
    close() {
      database.close()
      lease?.close()
    },
  })
}

function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw new KaiwuError('STORE_UNUSABLE', { path: folder, reason: String((error as Error).message) }, { cause: error })
  }
}

function openDatabase(path: string, timeout = 5000): DatabaseSync {
  try {
    return new DatabaseSync(path, { timeout })
  } catch (error) {
    throw new KaiwuError('STORE_UNUSABLE', { path, reason: String((error as Error).message) }, { cause: error })
  }
}

function configure(database: DatabaseSync): void {
  // Before 3.51.3 two connections on a WAL could lose a checkpoint (sqlite.org/wal.html#walresetbug); the rollback journal cannot.
  const journal = sqliteVersionAtLeast(database, [3, 51, 3]) ? 'WAL' : 'DELETE'
  database.exec(`PRAGMA journal_mode=${journal}; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;`)
}

/** The SQLite version inside this Node.js, compared part by part. */
function sqliteVersionAtLeast(database: DatabaseSync, wanted: readonly number[]): boolean {
  const { version } = database.prepare('SELECT sqlite_version() AS version').get() as { version: string }
  const parts = version.split('.').map(Number)
  for (const [index, part] of wanted.entries()) {
    if ((parts[index] ?? 0) !== part) return (parts[index] ?? 0) > part
  }
  return true
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

function asStoreError(error: unknown, folder: string): unknown {
  if (KaiwuError.is(error) || !(error instanceof Error)) return error
  const { errcode } = error as Error & { errcode?: number }
  if (errcode === undefined) return error
  const primary = errcode & 0xff
  if (primary === 11 || primary === 26)
    return new KaiwuError('STORE_CORRUPT', { path: folder, reason: error.message }, { cause: error })
  return new KaiwuError('STORE_UNUSABLE', { path: folder, reason: error.message }, { cause: error })
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
