import { mkdir, open, rename, stat, type FileHandle } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { KaiwuError } from '@kaiwu/core'
import { failpoint } from '@kaiwu/store'
import type { IndexFileHead } from './index-file.ts'
import { indexFileError } from './index-file-error.ts'
import { hashOfFile, layOut, preambleBytes, preambleOf, putHash, sliceBytes, type IndexFileLayout } from './index-file-form.ts'
import { SliceHashes } from './slice-hashes.ts'
import { newTemporary, removeLeftovers, removeTemporary } from './index-file-leftovers.ts'

const underWay = new Map<string, Promise<void>>()

/**
 * Writes an index file whole or not at all: into a temporary file in the same folder, which is made if it is not there; then fsync, a
 * look at the size, rename, fsync of the folder. Until the rename the file before is untouched. Parts may be shared memory; of bytes
 * that change meanwhile the file holds what they were at some moment, and its checksum is right. Writers of one path take turns.
 * @throws INDEX_FILE_NO_SPACE, INDEX_FILE_UNWRITABLE
 * @example
 * await writeIndexFile(path, { kind: 'flat', form: 1, meta: { model, dimension } }, [bytes])
 */
export function writeIndexFile(path: string, head: IndexFileHead, parts: readonly Uint8Array[]): Promise<void> {
  const target = resolve(path)
  const turn = (underWay.get(target) ?? Promise.resolve()).then(() => writeNow(target, head, parts))
  const settled = turn
    .catch(() => undefined)
    .then(() => {
      if (underWay.get(target) === settled) underWay.delete(target)
    })
  underWay.set(target, settled)
  return turn
}

async function writeNow(path: string, head: IndexFileHead, parts: readonly Uint8Array[]): Promise<void> {
  const lengths = parts.map(({ byteLength }) => byteLength)
  const layout = layOut(path, head, lengths)
  const temporary = newTemporary(path)
  try {
    await mkdir(dirname(path), { recursive: true })
    await removeLeftovers(path)
    await writeAndSync(temporary, layout, parts)
    failpoint('index-after-fsync')
    // Some network file systems report a full disk at no call before.
    const { size } = await stat(temporary)
    if (size !== layout.size) throw new KaiwuError('INDEX_FILE_UNWRITABLE', { path, reason: `${size} bytes of ${layout.size}` })
    await rename(temporary, path)
    failpoint('index-after-rename')
    await syncFolder(dirname(path))
  } catch (error) {
    throw indexFileError(error, path, layout.size)
  } finally {
    await removeTemporary(temporary)
  }
}

async function writeAndSync(temporary: string, layout: IndexFileLayout, parts: readonly Uint8Array[]): Promise<void> {
  const file = await open(temporary, 'wx')
  try {
    await writeAll(file, layout, parts)
    failpoint('index-after-temp')
    await file.sync()
  } finally {
    await file.close()
  }
}

/** The hash is known last, so what stands before the head is written last. */
async function writeAll(file: FileHandle, layout: IndexFileLayout, parts: readonly Uint8Array[]): Promise<void> {
  const preamble = preambleOf(layout)
  const hashes = new SliceHashes()
  let at = preambleBytes
  const put = async (bytes: Uint8Array): Promise<void> => {
    hashes.add(bytes)
    await writeFully(file, bytes, at)
    at += bytes.length
  }
  await put(layout.head)
  for (const [index, part] of parts.entries()) {
    await put(new Uint8Array(layout.starts[index]! - at))
    for (let from = 0; from < part.length; from += sliceBytes) await put(part.slice(from, from + sliceBytes))
  }
  putHash(preamble, hashOfFile(preamble, hashes.finish()))
  await writeFully(file, preamble, 0)
}

/** A write may take fewer bytes than it was given, at a limit or when a signal comes. */
async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}

/** The name in the folder is durable only after this. Windows has no such call; there the rename has to do. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
