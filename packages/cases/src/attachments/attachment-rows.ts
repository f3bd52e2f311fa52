import { KaiwuError, newId, type Clock } from '@kaiwu/core'
import { failpoint, type Database } from '@kaiwu/store'
import { orphanMs, type AttachmentContent, type AttachmentStore, type KeptContent } from './attachment-store.ts'
import { readContent } from './read-content.ts'

/** Attachments as rows of at most a megabyte each, in transactions of their own: a slow sender keeps nobody waiting. */
export function attachmentRows(database: Database, clock: Pick<Clock, 'now'>): AttachmentStore {
  const put = async (content: AttachmentContent, mostBytes: number): Promise<KeptContent> => {
    const id = newId('file')
    await database.transaction((inside) =>
      inside.run('INSERT INTO attachmentUploads (id, sha256, bytes, atMs) VALUES (?, NULL, 0, ?)', id, clock.now()),
    )
    const remove = 'DELETE FROM attachmentUploads WHERE id = ?'
    try {
      let at = 0
      const kept = await readContent(content, mostBytes, async (piece) => {
        await database.transaction((inside) =>
          inside.run('INSERT INTO attachmentChunks (upload, at, content) VALUES (?, ?, ?)', id, at, piece),
        )
        at++
      })
      failpoint('attachment-after-write')
      await database.transaction(async (inside) => {
        const again = 'UPDATE attachmentUploads SET atMs = ? WHERE sha256 = ?'
        if ((await inside.run(again, clock.now(), kept.sha256)) > 0) await inside.run(remove, id)
        else await inside.run('UPDATE attachmentUploads SET sha256 = ?, bytes = ? WHERE id = ?', kept.sha256, kept.bytes, id)
      })
      failpoint('attachment-after-rename')
      return kept
    } catch (error) {
      await database.transaction((inside) => inside.run(remove, id))
      throw error
    }
  }

  async function* get(sha256: string): AsyncGenerator<Uint8Array> {
    const found = await database.get<{ id: string }>('SELECT id FROM attachmentUploads WHERE sha256 = ?', sha256)
    if (!found) throw new KaiwuError('ATTACHMENT_LOST', { sha256 })
    for (let at = 0; ; at++) {
      const chunk = 'SELECT content FROM attachmentChunks WHERE upload = ? AND at = ?'
      const row = await database.get<{ content: Uint8Array }>(chunk, found.id, at)
      if (!row) return
      yield row.content
    }
  }

  return {
    put,
    get,
    has: async (inside, sha256) =>
      (await inside.get('SELECT 1 AS one FROM attachmentUploads WHERE sha256 = ?', sha256)) !== undefined,
    sweep: () =>
      database.transaction((inside) =>
        inside.run(
          `DELETE FROM attachmentUploads WHERE atMs < ?
           AND NOT EXISTS (SELECT 1 FROM caseAttachments WHERE caseAttachments.sha256 = attachmentUploads.sha256)`,
          clock.now() - orphanMs,
        ),
      ),
  }
}
