import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { KaiwuError, newId, type Clock } from '@kaiwu/core'
import { failpoint, type Database } from '@kaiwu/store'
import { syncFolder } from '../log/checkpoint-key.ts'
import { orphanMs, type AttachmentContent, type AttachmentStore, type KeptContent } from './attachment-store.ts'
import { readContent } from './read-content.ts'

const hashName = /^[0-9a-f]{64}$/

/** Attachments as files: `attachments/<first two letters>/<sha256>`, written under another name and renamed when they are whole. */
export function attachmentFiles(database: Database, clock: Pick<Clock, 'now'>): AttachmentStore {
  const folder = join(database.place, 'attachments')
  const incoming = join(folder, 'incoming')
  const pathOf = (sha256: string): string => join(folder, sha256.slice(0, 2), sha256)

  const put = async (content: AttachmentContent, mostBytes: number): Promise<KeptContent> => {
    const temporary = join(incoming, newId('file'))
    try {
      await mkdir(incoming, { recursive: true })
      const kept = await write(temporary, content, mostBytes)
      failpoint('attachment-after-write')
      const path = pathOf(kept.sha256)
      const made = await mkdir(dirname(path), { recursive: true })
      // Its age is that of the last time somebody brought it.
      await utimes(temporary, clock.now() / 1_000, clock.now() / 1_000)
      await rename(temporary, path)
      failpoint('attachment-after-rename')
      syncFolder(dirname(path))
      if (made !== undefined) syncFolder(folder)
      return kept
    } catch (error) {
      await rm(temporary, { force: true })
      throw unwritable(error, folder)
    }
  }

  const isOld = async (path: string): Promise<boolean> => {
    const found = await stat(path).catch(gone)
    return found !== undefined && found.mtimeMs < clock.now() - orphanMs
  }
  const isHeld = async (sha256: string, queries: Pick<Database, 'get'>): Promise<boolean> =>
    (await queries.get('SELECT 1 AS one FROM caseAttachments WHERE sha256 = ? LIMIT 1', sha256)) !== undefined

  const sweep = async (): Promise<number> => {
    let swept = 0
    for (const { parentPath, name } of (await readdir(folder, { withFileTypes: true, recursive: true }).catch(gone)) ?? []) {
      const path = join(parentPath, name)
      const isContent = hashName.test(name)
      if ((!isContent && parentPath !== incoming) || !(await isOld(path)) || (isContent && (await isHeld(name, database))))
        continue
      // Whoever records an attachment looks, in a transaction, whether it is there: never between these two.
      await database.transaction(async (inside) => {
        if (!(await isOld(path)) || (await isHeld(name, inside))) return
        await rm(path)
        swept++
      })
    }
    return swept
  }
  return {
    put,
    get: (sha256) => read(pathOf(hashName.test(sha256) ? sha256 : '-'), sha256),
    has: async (_, sha256) => hashName.test(sha256) && (await stat(pathOf(sha256)).catch(gone)) !== undefined,
    sweep,
  }
}

async function write(path: string, content: AttachmentContent, mostBytes: number): Promise<KeptContent> {
  const file = await open(path, 'wx', 0o600)
  try {
    const kept = await readContent(content, mostBytes, (piece) => file.appendFile(piece))
    await file.sync()
    return kept
  } finally {
    await file.close()
  }
}

async function* read(path: string, sha256: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new KaiwuError('ATTACHMENT_LOST', { sha256 }, { cause: error })
    throw error
  }
}

function gone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

function unwritable(error: unknown, path: string): unknown {
  const { code, syscall, message } = error as NodeJS.ErrnoException
  if (KaiwuError.is(error) || syscall === undefined) return error
  return code === 'ENOSPC'
    ? new KaiwuError('STORE_FULL', { path, free: '0' }, { cause: error })
    : new KaiwuError('PATH_UNUSABLE', { path, reason: message }, { cause: error })
}
