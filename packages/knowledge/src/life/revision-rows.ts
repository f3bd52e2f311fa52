import type { Queries } from '@kaiwu/store'
import type { Correction, DocumentOrigin, RevisionRow, Standing } from '../document-store.ts'
import type { StatedFacts } from '../metadata/document-facts.ts'
import { saveFigures, type StoredFigure } from './figure-rows.ts'

/** How many revisions of a document are kept beside those that a release holds. */
const keptRevisions = 10

/** Writes a revision with its file and its pictures. Belongs inside a transaction. */
export async function saveRevision(
  inside: Queries,
  row: RevisionRow,
  figures: readonly StoredFigure[],
  originals: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  for (const [sha256, bytes] of originals) await saveOriginal(inside, sha256, bytes)
  await inside.run(
    `INSERT INTO revisions (document_id, revision, path, sha256, reading, bytes, pages, added_at, stated, warnings, text, blocks,
       passages, passage_count, character_count, has_tables)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    row.document_id,
    row.revision,
    row.path,
    row.sha256,
    row.reading,
    row.bytes,
    row.pages,
    row.added_at,
    row.stated,
    row.warnings,
    row.text,
    row.blocks,
    row.passages,
    row.passage_count,
    row.character_count,
    row.has_tables,
  )
  await saveFigures(inside, row.document_id, row.revision, figures)
}

/** Stores a file once, whoever has it. */
export async function saveOriginal(inside: Queries, sha256: string, bytes: Uint8Array): Promise<void> {
  await inside.run('INSERT INTO originals (sha256, bytes) VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING', sha256, bytes)
}

/** A stored file, if it is there. */
export async function originalBytes(queries: Queries, sha256: string): Promise<Uint8Array | undefined> {
  return (await queries.get<{ bytes: Uint8Array }>('SELECT bytes FROM originals WHERE sha256 = ?', sha256))?.bytes
}

/** Whether a file is stored. */
export async function hasOriginal(queries: Queries, sha256: string): Promise<boolean> {
  return (await queries.get('SELECT 1 AS found FROM originals WHERE sha256 = ?', sha256)) !== undefined
}

/** Deletes a revision, with the files that nothing else needs. Belongs inside a transaction. */
export async function dropRevision(inside: Queries, id: string, revision: number): Promise<void> {
  const needed = (table: string): string =>
    `EXISTS (SELECT 1 FROM ${table} WHERE ${table}.sha256 = originals.sha256 AND NOT (document_id = ?1 AND revision = ?2))`
  await inside.run(
    `DELETE FROM originals WHERE sha256 IN (
       SELECT sha256 FROM revisions WHERE document_id = ?1 AND revision = ?2
       UNION SELECT sha256 FROM figures WHERE document_id = ?1 AND revision = ?2)
     AND NOT ${needed('revisions')} AND NOT ${needed('figures')}`,
    id,
    revision,
  )
  await inside.run('DELETE FROM revisions WHERE document_id = ? AND revision = ?', id, revision)
}

/** Whether a release holds a revision. */
export async function isHeld(queries: Queries, id: string, revision: number): Promise<boolean> {
  const sql = 'SELECT 1 AS found FROM release_documents WHERE document_id = ? AND revision = ? LIMIT 1'
  return (await queries.get(sql, id, revision)) !== undefined
}

/** What stands of a document. */
export type CurrentRevision = Readonly<{ revision: number; sha256: string; addedAt: number }>

/** The revision of a document that stands, if it does. */
export async function currentRevision(queries: Queries, id: string): Promise<CurrentRevision | undefined> {
  const row = await queries.get<{ revision: number; sha256: string; added_at: number }>(
    `SELECT revisions.revision, revisions.sha256, revisions.added_at
     FROM documents JOIN revisions ON revisions.document_id = documents.id AND revisions.revision = documents.revision
     WHERE documents.id = ?`,
    id,
  )
  return row && { revision: row.revision, sha256: row.sha256, addedAt: row.added_at }
}

/** Whether a revision still holds what it held when it was listed: its number may have been given to another content since. */
export async function holdsContent(
  queries: Queries,
  { id, revision, sha256, reading }: Readonly<{ id: string; revision: number; sha256: string; reading: number }>,
): Promise<boolean> {
  const sql = 'SELECT 1 AS found FROM revisions WHERE document_id = ? AND revision = ? AND sha256 = ? AND reading = ?'
  return (await queries.get(sql, id, revision, sha256, reading)) !== undefined
}

/**
 * Whether a revision of the same text also says the same. Files do; what a program says of a record may change while its text does not,
 * and is a new revision then: other servers would not notice otherwise.
 */
export async function saysAlike(
  queries: Queries,
  { id, revision }: Readonly<{ id: string; revision: number }>,
  { metadata }: Pick<StatedFacts, 'metadata'>,
  { stated, passages }: Pick<RevisionRow, 'stated' | 'passages'>,
): Promise<boolean> {
  if (metadata === undefined) return true
  const sql = 'SELECT 1 AS found FROM revisions WHERE document_id = ? AND revision = ? AND stated = ? AND passages = ?'
  return (await queries.get(sql, id, revision, stated, passages)) !== undefined
}

/** The highest number that a revision of a document has. */
export async function lastRevision(queries: Queries, id: string): Promise<number> {
  const sql = 'SELECT max(revision) AS last FROM revisions WHERE document_id = ?'
  return (await queries.get<{ last: number | null }>(sql, id))?.last ?? 0
}

/** Deletes what is too old and held by no release, and vectors that nothing searches. Belongs inside a transaction. */
export async function pruneRevisions(inside: Queries, id: string): Promise<void> {
  const rows = await inside.all<{ revision: number; held: number; current: number | null }>(
    `SELECT revision, (SELECT documents.revision FROM documents WHERE documents.id = r.document_id) AS current,
       CASE WHEN EXISTS (SELECT 1 FROM release_documents h WHERE h.document_id = r.document_id AND h.revision = r.revision)
         THEN 1 ELSE 0 END AS held
     FROM revisions r WHERE document_id = ? ORDER BY revision DESC`,
    id,
  )
  for (const [at, { revision, held, current }] of rows.entries()) {
    if (held === 1 || revision === current) continue
    if (at >= keptRevisions) await dropRevision(inside, id, revision)
    else await inside.run('DELETE FROM vectors WHERE document_id = ? AND revision = ?', id, revision)
  }
}

/** Writes where a document stands and which revision it is. Belongs inside a transaction. */
export async function saveStanding(
  inside: Queries,
  { id, knowledge, path, origin }: Readonly<{ id: string; knowledge: string; path: string; origin: DocumentOrigin }>,
  revision: number | null,
): Promise<void> {
  await inside.run(
    `INSERT INTO documents (id, knowledge, path, origin, revision) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET path = excluded.path, origin = excluded.origin, revision = excluded.revision`,
    id,
    knowledge,
    path,
    origin,
    revision,
  )
}

/**
 * Forgets a document as it stands; what releases hold of it stays. Belongs inside a transaction.
 * @param said whether labels and confirmations are forgotten too: a file of a folder that is missing today may be back tomorrow
 */
export async function forgetDocument(inside: Queries, id: string, said: 'forget-said' | 'keep-said'): Promise<void> {
  const revisions = await inside.all<{ revision: number }>('SELECT revision FROM revisions WHERE document_id = ?', id)
  let isKept = false
  for (const { revision } of revisions) {
    if (await isHeld(inside, id, revision)) isKept = true
    else await dropRevision(inside, id, revision)
  }
  const hasSaid = await inside.get(
    `SELECT document_id FROM access WHERE document_id = ?1 UNION ALL SELECT document_id FROM corrections WHERE document_id = ?1`,
    id,
  )
  if (isKept || (said === 'keep-said' && hasSaid)) await inside.run('UPDATE documents SET revision = NULL WHERE id = ?', id)
  else await inside.run('DELETE FROM documents WHERE id = ?', id)
}

/** What a person said, as a row holds it; all null where nothing was said. */
export type CorrectionRow = Readonly<{ facts: string | null; by: string | null; at: number | null }>

/** What a person said, if anything. */
export function correctionIn({ facts, by, at }: CorrectionRow): Correction | undefined {
  return facts === null ? undefined : { facts: JSON.parse(facts) as Correction['facts'], by: by!, at: at! }
}

/** What a person said of one content of a document. */
export async function correctionOf(queries: Queries, id: string, sha256: string): Promise<Correction | undefined> {
  const row = await queries.get<CorrectionRow>(
    'SELECT corrections.facts, corrections.by, corrections.at FROM corrections WHERE document_id = ? AND sha256 = ?',
    id,
    sha256,
  )
  return row && correctionIn(row)
}

/** A place with what people said of the content that is to stand there. */
export async function standingOf(
  queries: Queries,
  place: Omit<Standing, 'correction' | 'labels'>,
  sha256: string,
): Promise<Standing> {
  const correction = await correctionOf(queries, place.id, sha256)
  const labels = await labelsOf(queries, place.id)
  return { ...place, ...(correction && { correction }), ...(labels && { labels }) }
}

/** The labels an operator set on a document, if any were set. */
export async function labelsOf(queries: Queries, id: string): Promise<readonly string[] | undefined> {
  const row = await queries.get<{ labels: string }>('SELECT labels FROM access WHERE document_id = ?', id)
  return row && (JSON.parse(row.labels) as string[])
}
