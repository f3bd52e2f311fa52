import { mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { KaiwuError, newId } from '@kaiwu/core'
import { syncFolder } from '../log/checkpoint-key.ts'
import type { ZipMember } from './zip-archive.ts'

/**
 * Writes files into a new or empty folder, all of them or none: it gets its name when they are there.
 * @throws EXPORT_FOLDER_IN_USE, PATH_UNUSABLE, and what reading them throws
 */
export async function writeFolder(folder: string, files: readonly ZipMember[]): Promise<void> {
  const target = resolve(folder)
  const temporary = join(dirname(target), `.${newId('export')}`)
  try {
    await refuseFull(target)
    await mkdir(temporary, { recursive: true })
    for (const { path, content } of files) {
      await mkdir(dirname(join(temporary, path)), { recursive: true })
      await write(join(temporary, path), content)
    }
    await rmdir(target).catch(ifThere)
    await rename(temporary, target)
    syncFolder(dirname(target))
  } catch (error) {
    await rm(temporary, { recursive: true, force: true })
    const { syscall, message } = error as NodeJS.ErrnoException
    throw KaiwuError.is(error) || syscall === undefined
      ? error
      : new KaiwuError('PATH_UNUSABLE', { path: target, reason: message }, { cause: error })
  }
}

/** @throws EXPORT_FOLDER_IN_USE for a folder that holds something */
export async function refuseFull(folder: string): Promise<void> {
  const held = (await readdir(folder).catch(ifThere)) ?? []
  if (held.length > 0) throw new KaiwuError('EXPORT_FOLDER_IN_USE', { path: folder })
}

async function write(path: string, content: ZipMember['content']): Promise<void> {
  const file = await open(path, 'wx', 0o640)
  try {
    for await (const piece of content instanceof Uint8Array ? [content] : content()) await file.appendFile(piece)
    await file.sync()
  } finally {
    await file.close()
  }
}

function ifThere(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
