import { createHash } from 'node:crypto'
import { KaiwuError, type Clock } from '@kaiwu/core'
import type { Database } from '@kaiwu/store'
import { attachmentFiles } from './attachment-files.ts'
import { attachmentRows } from './attachment-rows.ts'
import type { AttachmentStore } from './attachment-store.ts'

/**
 * Opens the attachments of a base: files beside the database on SQLite, in `attachments/`; rows on PostgreSQL.
 * @example
 * const store = openAttachmentStore(database, clock)
 * const { sha256 } = await store.put(request, 50_000_000)
 * for await (const piece of store.get(sha256)) response.write(piece)
 */
export function openAttachmentStore(database: Database, clock: Pick<Clock, 'now'>): AttachmentStore {
  const store = database.kind === 'sqlite' ? attachmentFiles(database, clock) : attachmentRows(database, clock)
  return Object.freeze({ ...store, get: (sha256: string) => verified(store.get(sha256), sha256) })
}

async function* verified(pieces: AsyncIterable<Uint8Array>, sha256: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  for await (const piece of pieces) {
    hash.update(piece)
    yield piece
  }
  if (hash.digest('hex') !== sha256) throw new KaiwuError('ATTACHMENT_LOST', { sha256 })
}
