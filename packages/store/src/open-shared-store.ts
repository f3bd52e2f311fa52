import { dirname } from 'node:path'
import { asStoreError, configure, connectionOf, makeFolder, openDatabase, type Attempt, type Connection } from './connection.ts'
import { migrate, type Migration } from './migrate.ts'

/** A durable database that any number of processes write to at once: one at a time, each for the length of a statement. */
export type SharedStore = Connection & Readonly<{ path: string; close(): void }>

/** How to open a shared store. */
export type OpenSharedStoreOptions = Readonly<{
  /** The database's file. */
  path: string
  migrations: readonly Migration[]
  /** Functions for statements, by name. They must say the same of the same arguments. */
  functions?: Readonly<Record<string, (...values: (string | number | null)[]) => string | number | null>>
  /** How long to wait for the other writers. Default 15,000. */
  timeoutMs?: number
}>

/**
 * Opens a database file that several processes write to, making it when missing, and brings its tables up to date. Commits survive
 * a power cut. What must not come between two of its statements goes into one statement or one transaction.
 * @throws STORE_UNUSABLE, STORE_NEWER, STORE_CORRUPT
 */
export function openSharedStore(options: OpenSharedStoreOptions): SharedStore {
  const { path, timeoutMs = 15_000 } = options
  makeFolder(dirname(path))
  const database = openDatabase(path, lookAgainMs)
  const attempt = patientFor(timeoutMs)
  try {
    attempt(() => configure(database, path))
    attempt(() => migrate(database, options.migrations, { apply: true, path }))
    for (const [name, work] of Object.entries(options.functions ?? {})) {
      database.function(name, { deterministic: true, varargs: true }, (...values) =>
        work(...(values as (string | number | null)[])),
      )
    }
  } catch (error) {
    database.close()
    throw asStoreError(error, path)
  }
  return Object.freeze({ path, ...connectionOf(database, path, attempt), close: () => database.close() })
}

// Left to itself, SQLite looks less and less often, up to every 100 ms: with four busy writers one of them waited for seconds.
const lookAgainMs = 1

/** Tries again while another writer is at work. What is refused for that reason has changed nothing. */
function patientFor(timeoutMs: number): Attempt {
  return (work) => {
    const until = Date.now() + timeoutMs
    for (;;) {
      try {
        return work()
      } catch (error) {
        const { errcode = 0 } = error as { errcode?: number }
        if ((errcode & 0xff) !== busy || Date.now() > until) throw error
      }
    }
  }
}

// SQLITE_BUSY
const busy = 5
