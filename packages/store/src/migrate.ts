import type { DatabaseSync } from 'node:sqlite'
import { KaiwuError } from '@kaiwu/core'
import { failpoint } from './failpoint.ts'

/** One step of a schema's history: statements that are run once, in order. Never edited after release. */
export type Migration = Readonly<{ name: string; sql: string }>

/**
 * Brings a database to the newest schema, all missing steps in one transaction. The step count is SQLite's `user_version`.
 * @throws STORE_NEWER when the database has more steps than this program knows; it is left untouched.
 * @throws STORE_UNUSABLE when steps are missing and `apply` is false.
 */
export function migrate(
  database: DatabaseSync,
  migrations: readonly Migration[],
  { apply, path }: { apply: boolean; path: string },
): void {
  if (stepsOf(database, migrations, path) === migrations.length) return
  if (!apply) {
    throw new KaiwuError('STORE_UNUSABLE', { path, reason: 'the process that writes to it has not finished preparing it' })
  }
  database.exec('BEGIN IMMEDIATE')
  try {
    // Looked for under the lock: another process may be at the same work.
    const done = stepsOf(database, migrations, path)
    for (const { sql } of migrations.slice(done)) {
      database.exec(sql)
      failpoint('migrate-before-commit')
    }
    database.exec(`PRAGMA user_version=${migrations.length}; COMMIT`)
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function stepsOf(database: DatabaseSync, migrations: readonly Migration[], path: string): number {
  const { user_version: found } = database.prepare('PRAGMA user_version').get() as { user_version: number }
  if (found > migrations.length) throw new KaiwuError('STORE_NEWER', { path, found, known: migrations.length })
  return found
}
