import { open, stat, type FileHandle } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { IndexFile, IndexFileHead } from './index-file.ts'
import { hasHash, hashFrom, preambleBytes, preambleFlaw, takeApart } from './index-file-form.ts'
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

/** An index file that is right, or why there is none. */
export type OpenedIndexFile = Readonly<{ file: IndexFile; problem?: never } | { file?: never; problem: IndexFileProblem }>

/** Read and hashed at once: small enough that other work of the process comes in between. */
const sliceBytes = 4 * 1024 ** 2

/**
 * Reads an index file into one buffer and checks all of it before any of it is used; the parts are views of that buffer, each
 * starting at a multiple of 64. Never throws for what it finds: a file that cannot be used is a cache to be made again.
 * @param wanted which kind and form the caller can use
 * @param leave what cannot be used stays where it is: for looking without touching
 * @example
 * const { file, problem } = await openIndexFile(path, { kind: 'flat', form: 1 })
 * if (problem) rebuild(problem.why)
 */
export async function openIndexFile(
  path: string,
  wanted: Pick<IndexFileHead, 'kind' | 'form'>,
  { leave = false }: Readonly<{ leave?: boolean }> = {},
): Promise<OpenedIndexFile> {
  const place = resolve(path)
  try {
    if (!leave) await removeLeftovers(place)
    const file = await open(place, 'r')
    try {
      return await readChecked(file, place, wanted, leave)
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
  if (flaw) return asideWith('damaged', flaw)
  const bytes = new Uint8Array(size)
  const hash = hashFrom(preamble)
  for await (const slice of slicesOf(file, bytes)) hash.update(slice)
  if (!hasHash(preamble, hash.digest())) return asideWith('damaged', 'checksum')
  const parsed = takeApart(bytes)
  if (!parsed) return asideWith('damaged', 'head')
  const { kind, form } = parsed.head
  if (kind !== wanted.kind || form !== wanted.form)
    return asideWith('other', `${kind} ${form}, not ${wanted.kind} ${wanted.form}`)
  return Object.freeze({ file: Object.freeze(parsed) })
}

/** Fills the buffer, and yields what comes after the preamble, a slice while the next is being read. */
async function* slicesOf(file: FileHandle, bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const read = (at: number): Promise<Uint8Array> => readFully(file, bytes.subarray(at, at + sliceBytes), at)
  let next = read(0)
  for (let at = 0; at < bytes.length; at += sliceBytes) {
    const slice = await next
    next = read(at + sliceBytes)
    // Awaited at the next turn; a failure before that is not an unhandled one.
    next.catch(() => undefined)
    yield at === 0 ? slice.subarray(preambleBytes) : slice
  }
}

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
