import { closeSync, copyFileSync, mkdtempSync, openSync, readdirSync, readSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { KaiwuError } from '@kaiwu/core'
import { openDatabaseFile, openSharedStore } from '@kaiwu/store'
import { knowledgeMigrations } from '../knowledge-schema.ts'
import { checkExport, ExportFlaw, schemaOf } from './check-export.ts'
import type { DocumentLibrary } from './document-library.ts'
import { mergeExport } from './import-merge.ts'
import type { ImportReport } from './knowledge-life.ts'

/**
 * Takes in a file that an export wrote. It is copied, checked from end to end without being changed, and merged in one transaction.
 * Belongs inside a turn of the library.
 * @throws IMPORT_FILE_INVALID; nothing is changed then
 */
export async function importKnowledge(library: DocumentLibrary, path: string): Promise<ImportReport> {
  const { folder } = library.database
  // One may be left from an import that was killed.
  for (const left of readdirSync(folder)) if (/^import-\w{6}$/.test(left)) rmSync(join(folder, left), { recursive: true })
  const copies = mkdtempSync(join(folder, 'import-'))
  try {
    const report = await merged(library, path, copies)
    await library.reload()
    return report
  } finally {
    rmSync(copies, { recursive: true, force: true })
  }
}

async function merged(library: DocumentLibrary, path: string, copies: string): Promise<ImportReport> {
  const name = basename(path)
  const copy = join(copies, 'import.sqlite')
  try {
    checkHeader(path)
    copyFileSync(path, copy)
    const file = openDatabaseFile(copy)
    try {
      checkExport(file, (ownSchema ??= schemaIn(join(copies, 'own.sqlite'))))
      return await mergeExport(library.database, file)
    } finally {
      file.close()
    }
  } catch (error) {
    throw new KaiwuError('IMPORT_FILE_INVALID', { name, reason: reasonOf(error) }, { cause: error })
  }
}

/** The tables of a knowledge base of this program, made once. */
let ownSchema: readonly string[] | undefined

function schemaIn(path: string): readonly string[] {
  const own = openSharedStore({ path, migrations: knowledgeMigrations.sqlite })
  try {
    return schemaOf(own)
  } finally {
    own.close()
  }
}

/** The first bytes of a file say whether looking further is worth a copy, and whether a second file would belong to it. */
function checkHeader(path: string): void {
  const header = Buffer.alloc(100)
  const handle = openSync(path, 'r')
  try {
    const length = readSync(handle, header, 0, header.length, 0)
    const isDatabase = length === header.length && header.subarray(0, 16).toString('latin1') === 'SQLite format 3\0'
    if (!isDatabase || header[18] !== 1 || header[19] !== 1)
      throw new ExportFlaw('不是导出的知识库 / it is not an exported knowledge base')
  } finally {
    closeSync(handle)
  }
}

function reasonOf(error: unknown): string {
  if (KaiwuError.is(error)) return String(error.details['problem'] ?? error.details['reason'] ?? error.message)
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return '没有这个文件 / there is no such file'
  if (code === 'ERR_SQLITE_ERROR') return '文件不完整或已损坏 / it is cut off or damaged'
  return code?.replace(/^ERR_/, '') ?? (error as Error).message
}
