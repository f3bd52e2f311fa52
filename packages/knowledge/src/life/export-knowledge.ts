import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { KaiwuError } from '@kaiwu/core'
import { failpoint, openDatabaseFile, type Store } from '@kaiwu/store'
import { contentDigest, emptyInExport, exportApplicationId, exportFormat, exportTable } from './export-format.ts'

/**
 * Writes a knowledge base into one new file: documents, files, revisions, releases, what people said. The file appears under its name
 * when it is complete and durable, or not at all. @throws EXPORT_FILE_EXISTS, STORE_UNUSABLE
 */
export function exportKnowledge(store: Store, path: string, at: number): void {
  if (existsSync(path)) throw new KaiwuError('EXPORT_FILE_EXISTS', { path })
  const part = `${path}.part`
  const clean = (): void => {
    for (const name of [part, `${part}-journal`]) rmSync(name, { force: true })
  }
  try {
    // One may be left from an export that was killed.
    clean()
    store.run('VACUUM INTO ?', part)
    finish(part, at)
    sync(part)
    failpoint('export-before-rename')
    renameSync(part, path)
    sync(dirname(path))
  } catch (error) {
    clean()
    throw new KaiwuError('STORE_UNUSABLE', { path, reason: reasonOf(error) }, { cause: error })
  }
}

function finish(part: string, at: number): void {
  const file = openDatabaseFile(part, 'write')
  try {
    for (const table of emptyInExport) file.run(`DELETE FROM ${table}`)
    file.run(exportTable)
    file.run('INSERT INTO export VALUES (?, ?, ?, ?)', exportFormat, at, 'kaiwu', contentDigest(file))
    file.run(`PRAGMA application_id = ${exportApplicationId}`)
    // What was deleted leaves the file as well.
    file.run('VACUUM')
  } finally {
    file.close()
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
