import type { Store } from '@kaiwu/store'

/** How many documents a store holds as they stand, and how many passages they have; nothing is loaded. */
export function storedCounts(store: Pick<Store, 'get'>): Readonly<{ documents: number; passages: number }> {
  const sql = `SELECT count(*) AS documents, coalesce(sum(json_array_length(passages)), 0) AS passages
    FROM documents JOIN revisions ON document_id = id AND revisions.revision = documents.revision`
  return store.get<{ documents: number; passages: number }>(sql) ?? { documents: 0, passages: 0 }
}
