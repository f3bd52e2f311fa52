import { contentHash, KaiwuError } from '@kaiwu/core'
import { failpoint, type Queries } from '@kaiwu/store'
import { readingVersion } from '../document-store.ts'
import { idFor } from './document-ids.ts'
import type { DocumentLibrary } from './document-library.ts'
import type { AddOptions } from './knowledge-life.ts'
import { embeddable, type ReadFile } from './sync-knowledge.ts'

/** What is taken in as an upload. */
export type Upload = Readonly<{
  knowledge: string
  name: string
  bytes: Uint8Array
  options?: AddOptions
  /** Stores what belongs to it, or nothing of it is stored. */
  write?: (inside: Queries, id: string) => Promise<void>
}>

/**
 * Takes in an upload, in place of the one of its name, and returns its id. The same one sent again changes nothing.
 * @throws the reader's errors, and those of embedding; nothing is changed then
 */
export async function addUpload(library: DocumentLibrary, read: ReadFile, upload: Upload): Promise<string> {
  const { knowledge, bytes, options: { passwords, signal } = {}, write } = upload
  // The same name from a Mac comes in other code points; it still replaces the upload of that name.
  const path = upload.name.normalize('NFC')
  const { database } = library
  // With what other servers have changed until now.
  const known = await library.inTurn(async () => library.working.byId.get(await idFor(database, knowledge, 'upload', path)))
  if (known?.sha256 === contentHash(bytes) && known.reading === readingVersion) {
    // Sent again, perhaps because the answer to the first time was lost.
    await library.complete(known, () => library.working.byId.get(known.id) === known, signal)
    if (write) await library.inTurn(() => database.transaction((inside) => write(inside, known.id)))
    return known.id
  }
  stopIfAborted(signal)
  const content = await read(bytes, path, passwords)
  stopIfAborted(signal)
  const vectors = await library.embedding?.ofDocument(embeddable(content), signal)
  const id = await idFor(database, knowledge, 'upload', path)
  const place = { id, knowledge, path, origin: 'upload' } as const
  const ahead = await library.indexAhead(place, content, vectors)
  const writeAlso = async (inside: Queries): Promise<void> => {
    await write?.(inside, id)
    failpoint('add-before-commit')
  }
  await library.inTurn(() => library.keep(place, content, { vectors, ahead, write: writeAlso }))
  failpoint('add-after-commit')
  return id
}

function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new KaiwuError('CANCELLED')
}
