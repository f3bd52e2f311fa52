import type { Connection } from '@kaiwu/store'
import type { Correction, DocumentOrigin } from '../document-store.ts'
import { saveFigures, type StoredFigure } from './figure-rows.ts'
import type { RevisionRow } from '../document-store.ts'

/** How many revisions of a document are kept beside those that a release holds. */
const keptRevisions = 10

/** Writes a revision with its file and its pictures. Belongs inside a transaction. */
export function saveRevision(
  store: Connection,
  row: RevisionRow,
  figures: readonly StoredFigure[],
  originals: ReadonlyMap<string, Uint8Array>,
): void {
  for (const [sha256, bytes] of originals) saveOriginal(store, sha256, bytes)
  store.run(
    `INSERT INTO revisions (document_id, revision, path, sha256, reading, bytes, pages, added_at, stated, warnings, text, blocks, passages)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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
  )
  saveFigures(store, row.document_id, row.revision, figures)
}

/** Stores a file once, whoever has it. Belongs inside a transaction. */
export function saveOriginal(store: Connection, sha256: string, bytes: Uint8Array): void {
  store.run('INSERT OR IGNORE INTO originals VALUES (?, ?)', sha256, bytes)
}

/** A stored file, if it is there. */
export function originalBytes(store: Connection, sha256: string): Uint8Array | undefined {
  return store.get<{ bytes: Uint8Array }>('SELECT bytes FROM originals WHERE sha256 = ?', sha256)?.bytes
}

/** Whether a file is stored. */
export function hasOriginal(store: Connection, sha256: string): boolean {
  return store.get('SELECT 1 FROM originals WHERE sha256 = ?', sha256) !== undefined
}

/** Deletes a revision, with the files that nothing else needs. Belongs inside a transaction. */
export function dropRevision(store: Connection, id: string, revision: number): void {
  const needed = (table: string): string =>
    `EXISTS (SELECT 1 FROM ${table} WHERE ${table}.sha256 = originals.sha256 AND NOT (document_id = ?1 AND revision = ?2))`
  store.run(
    `DELETE FROM originals WHERE sha256 IN (
       SELECT sha256 FROM revisions WHERE document_id = ?1 AND revision = ?2
       UNION SELECT sha256 FROM figures WHERE document_id = ?1 AND revision = ?2)
     AND NOT ${needed('revisions')} AND NOT ${needed('figures')}`,
    id,
    revision,
  )
  store.run('DELETE FROM revisions WHERE document_id = ? AND revision = ?', id, revision)
}

/** Whether a release holds a revision, or any revision of a document. */
export function isHeld(store: Connection, id: string, revision?: number): boolean {
  return (
    store.get(
      'SELECT 1 FROM release_documents WHERE document_id = ?1 AND (?2 IS NULL OR revision = ?2) LIMIT 1',
      id,
      revision ?? null,
    ) !== undefined
  )
}

/** The highest number that a revision of a document has. */
export function lastRevision(store: Connection, id: string): number {
  return store.get<{ last: number | null }>('SELECT max(revision) AS last FROM revisions WHERE document_id = ?', id)?.last ?? 0
}

/** Deletes what is too old and held by no release, and vectors that nothing searches. Belongs inside a transaction. */
export function pruneRevisions(store: Connection, id: string): void {
  const rows = store.all<{ revision: number; held: number; current: number | null }>(
    `SELECT revision, (SELECT revision FROM documents WHERE id = document_id) AS current,
       EXISTS (SELECT 1 FROM release_documents h WHERE h.document_id = r.document_id AND h.revision = r.revision) AS held
     FROM revisions r WHERE document_id = ? ORDER BY revision DESC`,
    id,
  )
  for (const [at, { revision, held, current }] of rows.entries()) {
    if (held === 1 || revision === current) continue
    if (at >= keptRevisions) dropRevision(store, id, revision)
    else store.run('DELETE FROM vectors WHERE document_id = ? AND revision = ?', id, revision)
  }
}

/** Writes where a document stands and which revision it is. Belongs inside a transaction. */
export function saveStanding(
  store: Connection,
  { id, knowledge, path, origin }: Readonly<{ id: string; knowledge: string; path: string; origin: DocumentOrigin }>,
  revision: number | null,
): void {
  store.run(
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
export function forgetDocument(store: Connection, id: string, said: 'forget-said' | 'keep-said'): void {
  const revisions = store.all<{ revision: number }>('SELECT revision FROM revisions WHERE document_id = ?', id)
  const free = revisions.filter(({ revision }) => !isHeld(store, id, revision))
  for (const { revision } of free) dropRevision(store, id, revision)
  const isKept = free.length < revisions.length
  const hasSaid = store.get(
    'SELECT 1 FROM access WHERE document_id = ?1 UNION ALL SELECT 1 FROM corrections WHERE document_id = ?1',
    id,
  )
  if (isKept || (said === 'keep-said' && hasSaid)) store.run('UPDATE documents SET revision = NULL WHERE id = ?', id)
  else store.run('DELETE FROM documents WHERE id = ?', id)
}

/** What a person said of one content of a document. */
export function correctionOf(store: Connection, id: string, sha256: string): Correction | undefined {
  const row = store.get<{ facts: string; by: string; at: number }>(
    'SELECT facts, by, at FROM corrections WHERE document_id = ? AND sha256 = ?',
    id,
    sha256,
  )
  return row && { facts: JSON.parse(row.facts) as Correction['facts'], by: row.by, at: row.at }
}

/** The labels an operator set on a document, if any were set. */
export function labelsOf(store: Connection, id: string): readonly string[] | undefined {
  const row = store.get<{ labels: string }>('SELECT labels FROM access WHERE document_id = ?', id)
  return row && (JSON.parse(row.labels) as string[])
}
