import type { Queries } from '@kaiwu/store'
import { loadRevision } from '../document-store.ts'
import type { ListedDocument } from '../listed-document.ts'
import type { VectorSpace } from '../vectors/vector-index.ts'
import { embeddedTexts } from './embedding.ts'
import { listDocuments, listRelease } from './listed-rows.ts'
import { servedRelease } from './release-rows.ts'
import { revisionKey } from './vector-rows.ts'

/** A revision whose passages are to have vectors of a model. */
export type WantedVectors = Readonly<{
  listed: ListedDocument
  /** How many of its passages have them already, from the first on; 0 too where what is there cannot be used. */
  done: number
}>

type Counted = Readonly<{ id: string; revision: number; usable: number; last: number; other: number }>

/**
 * Every revision that stands or that the served release holds, with how far its vectors are made.
 * @param stored the name that the vectors are stored under
 */
export async function wantedVectors(queries: Queries, space: VectorSpace, stored: string): Promise<WantedVectors[]> {
  const release = await servedRelease(queries)
  const wanted = new Map<string, ListedDocument>()
  if (release !== undefined) for (const listed of await listRelease(queries, release)) wanted.set(revisionKey(listed), listed)
  for (const listed of await listDocuments(queries)) wanted.set(revisionKey(listed), listed)
  // Numbers are compared with the length of what is stored: the same model may have made vectors of another dimension before.
  const rows = await queries.all<Counted>(
    `SELECT document_id AS id, revision, max(ordinal) AS last,
       CAST(sum(CASE WHEN length(vector) = ?1 THEN 1 ELSE 0 END) AS BIGINT) AS usable,
       CAST(sum(CASE WHEN length(vector) = ?1 THEN 0 ELSE 1 END) AS BIGINT) AS other
     FROM vectors WHERE model = ?2 GROUP BY document_id, revision`,
    space.dimension * 4,
    stored,
  )
  const counted = new Map(rows.map((row) => [revisionKey(row), row]))
  return [...wanted].map(([key, listed]) => ({ listed, done: usableOf(counted.get(key), listed.passageCount) }))
}

function usableOf(row: Counted | undefined, passages: number): number {
  if (!row) return 0
  const { usable, last, other } = row
  return other === 0 && last + 1 === usable && usable <= passages ? usable : 0
}

/** What of a revision is embedded: a text for each passage; nothing when it is gone. */
export async function textsOf(queries: Queries, listed: ListedDocument): Promise<readonly string[]> {
  const content = await loadRevision(queries, listed, listed.revision)
  // A person may have corrected its title.
  return content ? embeddedTexts({ stated: listed.stated, passages: content.passages }) : []
}
