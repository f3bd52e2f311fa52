import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase, type Database, type Queries } from '@kaiwu/store'
import { startPglite, startPostgres } from '@kaiwu/testkit'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { appendLog } from './append-log.ts'
import type { LogEntry } from './log-row.ts'
import { entryOf, logMigrations } from './test-log-schema.ts'

export { entryOf, startMs } from './test-log-schema.ts'

/** Where the databases of a test file are. */
export type LogBases = Readonly<{
  /** Every kind of database: SQLite, and a real PostgreSQL, or PGlite where there is none. */
  kinds: readonly ('sqlite' | 'postgres')[]
  /** A folder that goes when the file is done. */
  folder: string
  /** Opens an empty base, or one that has a name, once more. Closed when the test has ended. */
  open(kind: 'sqlite' | 'postgres', name?: string): Promise<Database>
  /** As a process of its own would open it. */
  address(kind: 'sqlite' | 'postgres', name: string): { folder: string; url?: string; schema?: string }
  /** A real PostgreSQL, with several sessions and notices. */
  isReal(): boolean
}>

let names = 0

/** Registers what a test file needs to have databases. */
export function logBases(): LogBases {
  const folder = mkdtempSync(join(tmpdir(), 'kaiwu-log-'))
  let url = ''
  let real = false
  let close: (() => Promise<void>) | undefined
  beforeAll(async () => {
    const server = await startPostgres()
    real = server !== undefined
    const started = server ?? (await startPglite())
    url = started.url
    close = started.close
  }, 120_000)
  afterAll(async () => {
    await close?.()
    rmSync(folder, { recursive: true, force: true })
  })
  const address = (kind: 'sqlite' | 'postgres', name: string) =>
    kind === 'sqlite' ? { folder: join(folder, name) } : { folder: join(folder, name), url, schema: name }
  return {
    kinds: ['sqlite', 'postgres'],
    folder,
    isReal: () => real,
    address,
    async open(kind, name = `log_${process.pid}_${++names}`) {
      const database = await openDatabase({ ...address(kind, name), migrations: logMigrations })
      onTestFinished(() => database.close())
      return database
    },
  }
}

/** Appends so many events, by the hundred. */
export async function fill(database: Database, count: number, more: Partial<LogEntry> = {}): Promise<void> {
  for (let at = 0; at < count; at += 100) {
    const some = Array.from({ length: Math.min(100, count - at) }, (_, index) => entryOf(at + index + 1, more))
    await database.transaction((inside) => appendLog(inside, some))
  }
}

/** Takes away what keeps mistakes from changing the log, as somebody with intent would. */
export async function loosen(database: Database): Promise<void> {
  const statements =
    database.kind === 'sqlite'
      ? ['DROP TRIGGER logNotChanged', 'DROP TRIGGER logNotDeleted']
      : ['DROP TRIGGER logFixed ON log', 'ALTER TABLE log DROP CONSTRAINT "log_actorKind_check"']
  for (const statement of statements) await database.run(statement)
}

/** Tries something within a transaction, and takes it back. */
export async function tried<T>(database: Database, work: (inside: Queries) => Promise<T>): Promise<T> {
  const back = new Error('back')
  let result: { value: T } | undefined
  await database
    .transaction(async (inside) => {
      result = { value: await work(inside) }
      throw back
    })
    .catch((error: unknown) => {
      if (error !== back) throw error
    })
  return result!.value
}
