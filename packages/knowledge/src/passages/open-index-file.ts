import { open, stat, type FileHandle } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { IndexFile, IndexFileHead } from './index-file.ts'
import { hashOfFile, hashOfSlice, hasHash, headEndOf, preambleBytes, preambleFlaw } from './index-file-form.ts'
import { readHead, sliceBytes, takeApart } from './index-file-form.ts'
import { removeLeftovers, setAside } from './index-file-leftovers.ts'

/** Why an index file is not used: the index is to be made again. */
export type IndexFileProblem = Readonly<{
  /**
   * `missing`: there is none. `damaged`: cut, changed, or no index file. `other`: whole, but of another kind or form, as another
   * version of the program writes them. `unreadable`: the system does not let it be read.
   */
  why: 'missing' | 'damaged' | 'other' | 'unreadable'
  /** What was found, for a log. */
  reason: string
  /** Where the file is now: `damaged` and `other` ones are moved out of the way, the last two are kept. */
  setAside?: string
}>

/**
 * Memory for a whole file of this size whose parts start at these places, so that they need not be moved afterwards; nothing where there
 * is none, and for a file that looks wrong. Nothing of the file has been checked when it is asked for.
 */
export type IndexFileRoom = (size: number, starts: readonly number[]) => Uint8Array | undefined

/** An index file that is right, or why there is none. */
export type OpenedIndexFile = Readonly<{ file: IndexFile; problem?: never } | { file?: never; problem: IndexFileProblem }>

/**
 * Reads an index file into one piece of memory and checks all of it before any of it is used; the parts are views of it, each
 * starting at a multiple of 64. Never throws for what it finds: a file that cannot be used is a cache to be made again.
 * @param wanted which kind and form the caller can use
 * @param room memory to read it into, in place of a buffer of its own
 * @param leave what cannot be used stays where it is: for looking without touching
 * @example
 * const { file, problem } = await openIndexFile(path, { kind: 'flat', form: 1 })
 * if (problem) rebuild(problem.why)
 */
export async function openIndexFile(
  path: string,
  wanted: Pick<IndexFileHead, 'kind' | 'form'>,
  { leave = false, room }: Readonly<{ leave?: boolean; room?: IndexFileRoom }> = {},
): Promise<OpenedIndexFile> {
  const place = resolve(path)
  try {
    if (!leave) await removeLeftovers(place)
    const file = await open(place, 'r')
    try {
      return await readChecked(file, place, wanted, leave, room)
    } finally {
      await file.close()
    }
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    const reason = error instanceof Error ? error.message : String(error)
    return problem({ why: missing ? 'missing' : 'unreadable', reason })
  }
}

async function readChecked(
  file: FileHandle,
  path: string,
  wanted: Pick<IndexFileHead, 'kind' | 'form'>,
  leave: boolean,
  room: IndexFileRoom | undefined,
): Promise<OpenedIndexFile> {
  const { size, ino } = await file.stat()
  const asideWith = async (why: IndexFileProblem['why'], reason: string): Promise<OpenedIndexFile> => {
    // Meanwhile a whole one may have taken its place.
    const same = !leave && (await stat(path)).ino === ino
    return problem({ why, reason, ...(same ? { setAside: await setAside(path) } : {}) })
  }
  // Before anything of the size that is claimed is set up.
  const preamble = await readFully(file, new Uint8Array(Math.min(size, preambleBytes)), 0)
  const flaw = preambleFlaw(preamble, size)
  if (flaw) return asideWith(flaw.why, flaw.reason)
  const bytes = (room && (await roomFor(file, preamble, size, room))) ?? new Uint8Array(size)
  bytes.set(preamble)
  if (!hasHash(preamble, hashOfFile(preamble, await readHashed(file, bytes)))) return asideWith('damaged', 'checksum')
  const parsed = takeApart(bytes)
  if (!parsed) return asideWith('damaged', 'head')
  const { kind, form } = parsed.head
  if (kind !== wanted.kind || form !== wanted.form)
    return asideWith('other', `${kind} ${form}, not ${wanted.kind} ${wanted.form}`)
  return Object.freeze({ file: Object.freeze(parsed) })
}

async function roomFor(
  file: FileHandle,
  preamble: Uint8Array,
  size: number,
  room: IndexFileRoom,
): Promise<Uint8Array | undefined> {
  const headEnd = headEndOf(preamble)
  const head = headEnd > size ? undefined : readHead(await readFully(file, new Uint8Array(headEnd), 0))
  const bytes = head?.size === size ? room(size, head.starts) : undefined
  return bytes?.length === size ? bytes : undefined
}

/** Fills the memory behind the preamble; gives the hash of each slice, made while the next ones are being read. */
async function readHashed(file: FileHandle, bytes: Uint8Array): Promise<Uint8Array[]> {
  const hashes: Promise<Uint8Array>[] = []
  const read = (at: number): Promise<Uint8Array> | undefined =>
    at < bytes.length ? readFully(file, bytes.subarray(at, at + sliceBytes), at) : undefined
  let coming = read(preambleBytes)
  for (let at = preambleBytes + sliceBytes; coming; at += sliceBytes) {
    const slice = await coming
    // The next one is on its way while this one is hashed.
    coming = read(at)
    coming?.catch(() => undefined)
    hashes.push(hashOfSlice(slice))
    // Each is copied while it is hashed.
    if (hashes.length >= atOnce) await hashes[hashes.length - atOnce]
  }
  return Promise.all(hashes)
}

const atOnce = 4

/** @throws RangeError when the file has become shorter */
async function readFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<Uint8Array> {
  for (let done = 0; done < bytes.length;) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, position + done)
    if (bytesRead === 0) throw new RangeError(`the file ends at ${position + done}`)
    done += bytesRead
  }
  return bytes
}

function problem(found: IndexFileProblem): OpenedIndexFile {
  return Object.freeze({ problem: Object.freeze(found) })
}
