import { contentHash, KaiwuError, type Block } from '@kaiwu/core'
import { parseStated, statedWith, type StoredDocument } from '../document-store.ts'
import type { DocumentInfo } from '../knowledge.ts'
import { tablesOf } from '../table/tables-of.ts'
import type { DocumentLibrary } from './document-library.ts'
import type { DocumentReport, Revision } from './knowledge-life.ts'
import { releaseId } from './release-rows.ts'
import { correctionIn, originalBytes, type CorrectionRow } from './revision-rows.ts'

/** How a document was read, what was found in it, what it was before. */
export async function reportOf(library: DocumentLibrary, document: StoredDocument, info: DocumentInfo): Promise<DocumentReport> {
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
    revisions: await revisionsOf(library, document.id),
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
  character_count: number | null
  /** Where the length has not been counted. */
  uncounted: string | null
  added_at: number
  stated: string
} & CorrectionRow

/** The kept revisions of a document, newest first. @throws DOCUMENT_NOT_FOUND */
export async function revisionsOf(library: DocumentLibrary, id: string): Promise<readonly Revision[]> {
  const { labels } = library.find(id)
  const { database } = library
  const held = new Map<number, string[]>()
  for (const { release, revision } of await database.all<{ release: number; revision: number }>(
    'SELECT release, revision FROM release_documents WHERE document_id = ? ORDER BY release',
    id,
  ))
    held.set(revision, [...(held.get(revision) ?? []), releaseId(release)])
  const rows = await database.all<RevisionFacts>(
    `SELECT revisions.revision, revisions.path, revisions.sha256, revisions.bytes, revisions.character_count, revisions.added_at,
       CASE WHEN revisions.character_count IS NULL THEN revisions.text END AS uncounted,
       revisions.stated, corrections.facts, corrections.by, corrections.at
     FROM revisions LEFT JOIN corrections
       ON corrections.document_id = revisions.document_id AND corrections.sha256 = revisions.sha256
     WHERE revisions.document_id = ? ORDER BY revisions.revision DESC`,
    id,
  )
  const { working } = library
  const current = working.byId.get(id)?.revision
  return Object.freeze(
    rows.map((row) => {
      const { revision, path, sha256, bytes, added_at: addedAt, stated } = row
      const correction = correctionIn(row)
      const standing = { ...(correction && { correction }), ...(labels && { labels }) }
      const linked = revision === current ? working.factsOf(id) : undefined
      const facts = linked ?? statedWith(parseStated(stated), standing).facts
      const releases = Object.freeze(held.get(revision) ?? [])
      return Object.freeze({
        revision,
        path,
        sha256,
        bytes,
        characters: row.character_count ?? row.uncounted!.length,
        addedAt,
        facts,
        releases,
        current: revision === current,
      })
    }),
  )
}

/** The file of a document as it came: of a revision, else of what is served, else of what stands. @throws DOCUMENT_NOT_FOUND, REVISION_NOT_FOUND */
export async function originalOf(
  library: DocumentLibrary,
  id: string,
  revision?: number,
): Promise<Readonly<{ bytes: Uint8Array; path: string; sha256: string }>> {
  const document = library.find(id)
  const wanted = revision ?? document.revision
  const row =
    wanted === document.revision
      ? document
      : await library.database.get<{ path: string; sha256: string }>(
          'SELECT path, sha256 FROM revisions WHERE document_id = ? AND revision = ?',
          id,
          wanted,
        )
  const bytes = row && ((await originalBytes(library.database, row.sha256)) ?? (await ownText(library, id, wanted, row.sha256)))
  if (!row || !bytes) throw new KaiwuError('REVISION_NOT_FOUND', { id, revision: wanted })
  return Object.freeze({ bytes, path: row.path, sha256: row.sha256 })
}

/** The text of a revision, where it is its own original: a record that a program put in. */
async function ownText(
  { database }: DocumentLibrary,
  id: string,
  revision: number,
  sha256: string,
): Promise<Uint8Array | undefined> {
  const sql = 'SELECT text FROM revisions WHERE document_id = ? AND revision = ?'
  const row = await database.get<{ text: string }>(sql, id, revision)
  const bytes = row && new TextEncoder().encode(row.text)
  return bytes && contentHash(bytes) === sha256 ? bytes : undefined
}

/** A picture of a document, in any revision of it that is kept. @throws DOCUMENT_NOT_FOUND, FIGURE_NOT_FOUND */
export async function figureOf(
  library: DocumentLibrary,
  documentId: string,
  figureId: string,
): Promise<Readonly<{ bytes: Uint8Array; mediaType: string; caption?: string }>> {
  library.find(documentId)
  const isName = /^[0-9a-f]{16}$/.test(figureId)
  const row = isName
    ? await library.database.get<{ bytes: Uint8Array; media_type: string; caption: string | null }>(
        `SELECT originals.bytes, figures.media_type, figures.caption
         FROM figures JOIN originals ON originals.sha256 = figures.sha256
         WHERE figures.document_id = ? AND figures.sha256 >= ? AND figures.sha256 < ?
         ORDER BY figures.revision DESC, figures.ordinal LIMIT 1`,
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
