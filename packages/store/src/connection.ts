import { existsSync, mkdirSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { KaiwuError } from '@kaiwu/core'

/** What a row may hold in SQLite. */
export type StoreValue = string | number | bigint | null | Uint8Array

/** Ways to run statements. Each text is prepared once. */
export type Connection = Readonly<{
  /** Runs a statement and returns its rows. */
  all<Row>(sql: string, ...values: StoreValue[]): Row[]
  /** Runs a statement and returns its first row. */
  get<Row>(sql: string, ...values: StoreValue[]): Row | undefined
  /** Runs a statement for its effect and returns how many rows it changed. */
  run(sql: string, ...values: StoreValue[]): number
  /** Runs an INSERT of at most one row and returns the row's number, or nothing when it put none in. */
  insert(sql: string, ...values: StoreValue[]): number | undefined
  /** Everything inside happens, durably, or nothing does. Not nestable. */
  transaction<T>(work: () => T): T
}>

/** Makes a folder and those above it, where missing. @throws STORE_UNUSABLE */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw new KaiwuError('STORE_UNUSABLE', { path: folder, reason: String((error as Error).message) }, { cause: error })
  }
}

/** Opens a database file, making it when missing. @throws STORE_UNUSABLE */
export function openDatabase(path: string, timeoutMs = 5_000): DatabaseSync {
  try {
    return new DatabaseSync(path, { timeout: timeoutMs })
  } catch (error) {
    throw new KaiwuError('STORE_UNUSABLE', { path, reason: String((error as Error).message) }, { cause: error })
  }
}

/**
 * Makes commits survive a power cut, and reads back that they will.
 * @throws STORE_UNUSABLE where the database does not take the settings, as on a file system that cannot have them.
 */
export function configure(database: DatabaseSync, path: string): void {
  // Before 3.51.3 two connections on a WAL could lose a checkpoint (sqlite.org/wal.html#walresetbug); the rollback journal cannot.
  const journal = sqliteVersionAtLeast(database, [3, 51, 3]) ? 'wal' : 'delete'
  database.exec(`PRAGMA journal_mode=${journal}; PRAGMA secure_delete=ON;`)
  // With a rollback journal, changes that spill over before the commit would lock every reader out, this process's own included.
  if (journal === 'delete') database.exec('PRAGMA cache_spill=OFF')
  makeDurable(database, path, journal)
}

/** Sets what a connection that writes needs, and reads it back. @throws STORE_UNUSABLE */
export function makeDurable(database: DatabaseSync, path: string, journal: 'wal' | 'delete'): void {
  database.exec('PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;')
  const { journal_mode: mode } = database.prepare('PRAGMA journal_mode').get() as { journal_mode: string }
  const { synchronous } = database.prepare('PRAGMA synchronous').get() as { synchronous: number }
  if (mode === journal && synchronous === full) return
  const reason = `commits would not survive a power cut here (journal ${mode}, synchronous ${synchronous})`
  throw new KaiwuError('STORE_UNUSABLE', { path, reason })
}

// What `PRAGMA synchronous` says for FULL.
const full = 2

/** The SQLite version inside this Node.js, compared part by part. */
function sqliteVersionAtLeast(database: DatabaseSync, wanted: readonly number[]): boolean {
  const { version } = database.prepare('SELECT sqlite_version() AS version').get() as { version: string }
  const parts = version.split('.').map(Number)
  for (const [index, part] of wanted.entries()) {
    if ((parts[index] ?? 0) !== part) return (parts[index] ?? 0) > part
  }
  return true
}

/** Runs a piece of work, perhaps again when another connection was in its way. */
export type Attempt = <T>(work: () => T) => T

/** Ways to run statements on a database. @param path what errors name */
export function connectionOf(database: DatabaseSync, path: string, attempt: Attempt = (work) => work()): Connection {
  const statements = new Map<string, StatementSync>()
  const prepare = (sql: string): StatementSync => {
    let statement = statements.get(sql)
    if (!statement) statements.set(sql, (statement = database.prepare(sql)))
    return statement
  }
  const guarded = <T>(work: () => T): T => {
    try {
      return attempt(work)
    } catch (error) {
      throw asStoreError(error, path)
    }
  }
  return Object.freeze({
    all: <Row>(sql: string, ...values: StoreValue[]) => guarded(() => prepare(sql).all(...values) as Row[]),
    get: <Row>(sql: string, ...values: StoreValue[]) => guarded(() => prepare(sql).get(...values) as Row | undefined),
    run: (sql: string, ...values: StoreValue[]) => guarded(() => Number(prepare(sql).run(...values).changes)),
    insert: (sql: string, ...values: StoreValue[]) =>
      guarded(() => {
        const { changes, lastInsertRowid } = prepare(sql).run(...values)
        return Number(changes) === 0 ? undefined : Number(lastInsertRowid)
      }),
    transaction: <T>(work: () => T) => guarded(() => inTransaction(database, work)),
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

/** Says in Kaiwu's terms what SQLite or the file system said; every other error stays as it is. */
export function asStoreError(error: unknown, path: string): unknown {
  if (KaiwuError.is(error) || !(error instanceof Error)) return error
  const { errcode, code } = error as Error & { errcode?: number; code?: string }
  if (code === 'ENOSPC') return storeFull(path, error)
  if (errcode === undefined) return error
  const primary = errcode & 0xff
  if (primary === 11 || primary === 26) return new KaiwuError('STORE_CORRUPT', { path, reason: error.message }, { cause: error })
  // A full disk is also met as a failed write: of the shared memory beside the database, for one.
  if (primary === 13 || (primary === 10 && freeBytes(path) < 65_536)) return storeFull(path, error)
  return new KaiwuError('STORE_UNUSABLE', { path, reason: error.message }, { cause: error })
}

function storeFull(path: string, cause: Error): KaiwuError {
  const free = freeBytes(path)
  return new KaiwuError(
    'STORE_FULL',
    { path, free: free < 2 ** 20 ? `${free >> 10} KB` : `${Math.floor(free / 2 ** 20)} MB` },
    { cause },
  )
}

/** How many bytes the file system of a path has left for this process. */
function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(existsSync(path) ? path : dirname(path))
  return bavail * bsize
}
