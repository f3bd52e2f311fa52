import type { Database, Queries } from '@kaiwu/store'
import { testBases, type TestBases } from '../test-database.ts'
import { appendLog } from './append-log.ts'
import type { LogEntry } from './log-row.ts'
import { entryOf, logMigrations } from './test-log-schema.ts'

export { entryOf, startMs } from './test-log-schema.ts'

/** Registers what a test file needs to have databases with a log. */
export const logBases = (): TestBases => testBases(logMigrations)

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
