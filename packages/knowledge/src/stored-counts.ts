import type { Database, Queries } from '@kaiwu/store'

/** How many documents a database holds as they stand, and how many passages they have; nothing is loaded. */
export async function storedCounts(queries: Pick<Queries, 'get'>): Promise<Readonly<{ documents: number; passages: number }>> {
  const sql = `SELECT count(*) AS documents, CAST(coalesce(sum(revisions.passage_count), 0) AS BIGINT) AS passages
    FROM documents JOIN revisions ON revisions.document_id = documents.id AND revisions.revision = documents.revision`
  return (await queries.get<{ documents: number; passages: number }>(sql)) ?? { documents: 0, passages: 0 }
}

/** Counts the characters of revisions that an earlier version stored, where a database cannot. */
export async function countCharacters(database: Database): Promise<void> {
  const rows = await database.all<{ document_id: string; revision: number }>(
    'SELECT document_id, revision FROM revisions WHERE character_count IS NULL',
  )
  for (const { document_id: id, revision } of rows) {
    await database.transaction(async (inside) => {
      const which = 'WHERE document_id = ? AND revision = ?'
      const row = await inside.get<{ text: string }>(`SELECT text FROM revisions ${which}`, id, revision)
      if (row) await inside.run(`UPDATE revisions SET character_count = ? ${which}`, row.text.length, id, revision)
    })
  }
}
