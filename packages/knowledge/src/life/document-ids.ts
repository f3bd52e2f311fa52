import type { Queries } from '@kaiwu/store'
import { documentId, type DocumentOrigin } from '../document-store.ts'

/** The id for a place: of the document that is or was there, else a new one. */
export async function idFor(queries: Queries, knowledge: string, origin: DocumentOrigin, path: string): Promise<string> {
  return (await idAt(queries, knowledge, origin, path)) ?? freshId(queries, knowledge, origin, path)
}

/** The id of the document that is at a place, or was and is still known. */
export async function idAt(
  queries: Queries,
  knowledge: string,
  origin: DocumentOrigin,
  path: string,
): Promise<string | undefined> {
  const row = await queries.get<{ id: string }>(
    `SELECT id FROM documents WHERE knowledge = ? AND path = ? AND ${isOfOrigin(origin)}
     ORDER BY CASE WHEN revision IS NULL THEN 1 ELSE 0 END, id LIMIT 1`,
    knowledge,
    path,
  )
  return row?.id
}

/**
 * An id for a place that no document has: the first ones may belong to documents that have moved on. Where another server has taken the
 * place since it was looked for, it is the id of what is there now.
 */
export async function freshId(queries: Queries, knowledge: string, origin: DocumentOrigin, path: string): Promise<string> {
  for (let count = 0; ; count++) {
    const id = documentId(knowledge, origin, path, count)
    const taken = await queries.get<{ path: string }>(
      `SELECT path FROM documents WHERE id = ? AND NOT (path = ? AND ${isOfOrigin(origin)})`,
      id,
      path,
    )
    if (!taken) return id
  }
}

/** The condition that a row of `documents` is of the same kind of place: uploads are apart, files and imports of files are one. */
export function isOfOrigin(origin: DocumentOrigin): string {
  return origin === 'upload' ? "origin = 'upload'" : "origin <> 'upload'"
}
