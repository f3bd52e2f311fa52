import { KaiwuError, type Block } from '@kaiwu/core'
import { parseStated, statedWith, type StoredDocument } from '../document-store.ts'
import type { DocumentInfo } from '../knowledge.ts'
import { tablesOf } from '../table/tables-of.ts'
import type { DocumentLibrary } from './document-library.ts'
import type { DocumentReport, Revision } from './knowledge-life.ts'
import { releaseId } from './release-rows.ts'
import { correctionOf, originalBytes } from './revision-rows.ts'

/** How a document was read, what was found in it, what it was before. */
export function reportOf(library: DocumentLibrary, document: StoredDocument, info: DocumentInfo): DocumentReport {
  const count = (kind: Block['kind']): number => document.blocks.filter((block) => block.kind === kind).length
  const pages = pagesOf(document)
  return Object.freeze({
    info,
    warnings: document.warnings,
    ...(pages ? { pages } : {}),
    headings: count('heading'),
    paragraphs: count('paragraph'),
    items: count('item'),
    tables: tablesOf(document).map(({ name, rows, columns }) =>
      Object.freeze({ name, rows: rows.length, columns: columns.map((column) => column.name) }),
    ),
    figures: document.figures.map(({ id, mediaType, bytes, page, caption }) =>
      Object.freeze({
        id,
        mediaType,
        bytes,
        ...(page === undefined ? {} : { page }),
        ...(caption === undefined ? {} : { caption }),
      }),
    ),
    evidence: document.stated.evidence,
    revisions: revisionsOf(library, document.id),
  })
}

function pagesOf({ pages, blocks }: StoredDocument): DocumentReport['pages'] {
  if (pages === undefined) return undefined
  const characters = new Map<number, number>()
  for (const { page = 0, start, end } of blocks) characters.set(page, (characters.get(page) ?? 0) + end - start)
  return Array.from({ length: pages }, (_, at) => Object.freeze({ page: at + 1, characters: characters.get(at + 1) ?? 0 }))
}

type RevisionFacts = {
  revision: number
  path: string
  sha256: string
  bytes: number
  characters: number
  added_at: number
  stated: string
}

/** The kept revisions of a document, newest first. @throws DOCUMENT_NOT_FOUND */
export function revisionsOf(library: DocumentLibrary, id: string): readonly Revision[] {
  const document = library.find(id)
  const { store, working } = library
  const current = working.byId.get(id)?.revision
  const held = new Map<number, string[]>()
  for (const { release, revision } of store.all<{ release: number; revision: number }>(
    'SELECT release, revision FROM release_documents WHERE document_id = ? ORDER BY release',
    id,
  ))
    held.set(revision, [...(held.get(revision) ?? []), releaseId(release)])
  // SQLite counts code points, and stops at a NUL; the column is read to count what offsets count.
  const rows = store.all<RevisionFacts & { text: string }>(
    'SELECT revision, path, sha256, bytes, text, added_at, stated FROM revisions WHERE document_id = ? ORDER BY revision DESC',
    id,
  )
  return Object.freeze(
    rows.map(({ revision, path, sha256, bytes, text, added_at: addedAt, stated }) => {
      const correction = correctionOf(store, id, sha256)
      const standing = { ...(correction && { correction }), ...(document.labels && { labels: document.labels }) }
      const linked = revision === current ? working.factsOf(id) : undefined
      const facts = linked ?? statedWith(parseStated(stated), standing).facts
      const releases = Object.freeze(held.get(revision) ?? [])
      return Object.freeze({
        revision,
        path,
        sha256,
        bytes,
        characters: text.length,
        addedAt,
        facts,
        releases,
        current: revision === current,
      })
    }),
  )
}

/** The file of a document as it came: of a revision, else of what is served, else of what stands. @throws DOCUMENT_NOT_FOUND, REVISION_NOT_FOUND */
export function originalOf(
  library: DocumentLibrary,
  id: string,
  revision?: number,
): Readonly<{ bytes: Uint8Array; path: string; sha256: string }> {
  const document = library.find(id)
  const wanted = revision ?? document.revision
  const row =
    wanted === document.revision
      ? document
      : library.store.get<{ path: string; sha256: string }>(
          'SELECT path, sha256 FROM revisions WHERE document_id = ? AND revision = ?',
          id,
          wanted,
        )
  const bytes = row && originalBytes(library.store, row.sha256)
  if (!row || !bytes) throw new KaiwuError('REVISION_NOT_FOUND', { id, revision: wanted })
  return Object.freeze({ bytes, path: row.path, sha256: row.sha256 })
}

/** A picture of a document, in any revision of it that is kept. @throws DOCUMENT_NOT_FOUND, FIGURE_NOT_FOUND */
export function figureOf(
  library: DocumentLibrary,
  documentId: string,
  figureId: string,
): Readonly<{ bytes: Uint8Array; mediaType: string; caption?: string }> {
  library.find(documentId)
  const isName = /^[0-9a-f]{16}$/.test(figureId)
  const row = isName
    ? library.store.get<{ bytes: Uint8Array; media_type: string; caption: string | null }>(
        `SELECT originals.bytes, media_type, caption FROM figures JOIN originals USING (sha256)
         WHERE document_id = ? AND sha256 >= ? AND sha256 < ? ORDER BY revision DESC, ordinal LIMIT 1`,
        documentId,
        figureId,
        `${figureId}g`,
      )
    : undefined
  if (!row) throw new KaiwuError('FIGURE_NOT_FOUND', { id: figureId })
  return Object.freeze({
    bytes: row.bytes,
    mediaType: row.media_type,
    ...(row.caption === null ? {} : { caption: row.caption }),
  })
}
