import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { KaiwuError } from '@kaiwu/core'
import { failpoint, openDatabaseFile, openSharedStore, type Database, type Queries } from '@kaiwu/store'
import { knowledgeMigrations } from '../knowledge-schema.ts'
import { contentDigest, copyRows, exportApplicationId, exportFormat, exportTable, queriesOf } from './export-format.ts'

/**
 * Writes a knowledge base into one new file: documents, files, revisions, releases, what people said. The file appears under its name
 * when it is complete and durable, or not at all. @throws EXPORT_FILE_EXISTS, STORE_UNUSABLE
 */
export async function exportKnowledge(database: Database, path: string, at: number): Promise<void> {
  if (existsSync(path)) throw new KaiwuError('EXPORT_FILE_EXISTS', { path })
  const part = `${path}.part`
  const clean = (): void => {
    for (const end of ['', '-journal', '-wal', '-shm']) rmSync(`${part}${end}`, { force: true })
  }
  try {
    // One may be left from an export that was killed.
    clean()
    closeSync(openSync(part, 'w'))
    openSharedStore({ path: part, migrations: knowledgeMigrations.sqlite }).close()
    await write(database, part, at)
    sync(part)
    failpoint('export-before-rename')
    renameSync(part, path)
    sync(dirname(path))
  } catch (error) {
    clean()
    throw new KaiwuError('STORE_UNUSABLE', { path, reason: reasonOf(error) }, { cause: error })
  }
}

async function write(database: Database, part: string, at: number): Promise<void> {
  const file = openDatabaseFile(part, 'write')
  try {
    file.run('BEGIN')
    await atOneMoment(database, (rows) => copyRows(rows, file))
    file.run(exportTable)
    file.run(
      'INSERT INTO export (format, at, product, sha256) VALUES (?, ?, ?, ?)',
      exportFormat,
      at,
      'kaiwu',
      contentDigest(file),
    )
    file.run('COMMIT')
    file.run(`PRAGMA application_id = ${exportApplicationId}`)
  } finally {
    file.close()
  }
}

/** Reads a database as it is at one moment. With SQLite through a connection of its own, which holds up no writer. */
async function atOneMoment(database: Database, work: (rows: Queries) => Promise<void>): Promise<void> {
  if (database.kind === 'postgres') return database.transaction(work)
  const own = openDatabaseFile(join(database.folder, 'kaiwu.sqlite'))
  try {
    own.run('BEGIN')
    await work(queriesOf(own))
  } finally {
    own.close()
  }
}

function sync(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } catch (error) {
    // Some systems cannot sync a folder; the file itself was synced before.
    if (!['EISDIR', 'EPERM', 'EINVAL'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  } finally {
    closeSync(handle)
  }
}

function reasonOf(error: unknown): string {
  if (KaiwuError.is(error)) return String(error.details['reason'] ?? error.message)
  return (error as NodeJS.ErrnoException).code ?? (error as Error).message
}
