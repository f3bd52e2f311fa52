import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Queries } from '@kaiwu/store'
import { parseStated, statedWith, type Correction, type DocumentOrigin } from '../document-store.ts'
import type { ListedDocument } from '../listed-document.ts'
import type { ReadDocument } from '../reader/reader.ts'
import { correctionIn } from './revision-rows.ts'

type Row = Readonly<{
  id: string
  knowledge: string
  path: string
  origin: DocumentOrigin
  labels: string | null
  revision: number
  sha256: string
  reading: number
  bytes: number
  pages: number | null
  added_at: number
  stated: string
  warnings: string
  passage_count: number
  character_count: number | null
  has_tables: number
  said: string | null
  said_by: string | null
  said_at: number | null
}>

const columns = [
  ...['documents.id', 'documents.knowledge', 'documents.origin', 'access.labels'],
  ...['revision', 'sha256', 'reading', 'bytes', 'pages', 'added_at', 'stated', 'warnings'].map((name) => `revisions.${name}`),
  ...['passage_count', 'character_count', 'has_tables'].map((name) => `revisions.${name}`),
].join(', ')

const nothing: readonly never[] = Object.freeze([])

/** Documents are read this many at a time: few questions to the database, and little of it in memory twice. */
const page = 1000

/** Every document as it stands, without its content. */
export async function listDocuments(queries: Queries): Promise<ListedDocument[]> {
  const listed: ListedDocument[] = []
  for (;;) {
    const found = await standing(queries, 'documents.id > ?', listed.at(-1)?.id ?? '')
    listed.push(...found)
    if (found.length < page) return listed
    // What is being read from files meanwhile gets on.
    await nextTurn()
  }
}

/** A document as it stands, without its content, if it does. */
export async function listDocument(queries: Queries, id: string): Promise<ListedDocument | undefined> {
  const [listed] = await standing(queries, 'documents.id = ?', id)
  return listed
}

async function standing(queries: Queries, which: string, id: string): Promise<ListedDocument[]> {
  const rows = await queries.all<Row>(
    `SELECT ${columns}, documents.path, corrections.facts AS said, corrections.by AS said_by, corrections.at AS said_at
     FROM documents JOIN revisions ON revisions.document_id = documents.id AND revisions.revision = documents.revision
     LEFT JOIN corrections ON corrections.document_id = documents.id AND corrections.sha256 = revisions.sha256
     LEFT JOIN access ON access.document_id = documents.id
     WHERE ${which} ORDER BY documents.id LIMIT ${page}`,
    id,
  )
  return rows.map((row) => listedOf(row, correctionIn({ facts: row.said, by: row.said_by, at: row.said_at })))
}

/**
 * Every document that a release holds, as the release holds it, without its content. Labels are today's.
 * @param id only this one
 */
export async function listRelease(queries: Queries, release: number, id?: string): Promise<ListedDocument[]> {
  const rows = await queries.all<Omit<Row, 'said' | 'said_by' | 'said_at'> & { correction: string | null }>(
    `SELECT ${columns}, release_documents.path, release_documents.correction
     FROM release_documents JOIN documents ON documents.id = release_documents.document_id
     JOIN revisions ON revisions.document_id = release_documents.document_id AND revisions.revision = release_documents.revision
     LEFT JOIN access ON access.document_id = documents.id
     WHERE release_documents.release = ?${id === undefined ? '' : ' AND release_documents.document_id = ?'}`,
    release,
    ...(id === undefined ? [] : [id]),
  )
  return rows.map(({ correction, ...row }) =>
    listedOf(row, correction === null ? undefined : (JSON.parse(correction) as Correction)),
  )
}

function listedOf(row: Omit<Row, 'said' | 'said_by' | 'said_at'>, correction: Correction | undefined): ListedDocument {
  const labels = row.labels === null ? undefined : (JSON.parse(row.labels) as string[])
  const said = { ...(correction && { correction }), ...(labels && { labels }) }
  const { evidence: _, ...stated } = statedWith(parseStated(row.stated), said)
  return Object.freeze({
    id: row.id,
    knowledge: row.knowledge,
    path: row.path,
    origin: row.origin,
    ...said,
    revision: row.revision,
    sha256: row.sha256,
    reading: row.reading,
    bytes: row.bytes,
    ...(row.pages === null ? {} : { pages: row.pages }),
    stated,
    warnings: row.warnings === '[]' ? nothing : (JSON.parse(row.warnings) as ReadDocument['warnings']),
    addedAt: row.added_at,
    passageCount: row.passage_count,
    characters: row.character_count ?? 0,
    hasTables: row.has_tables === 1,
  })
}

/** What tells whether a document as it stands is still as it was listed; by id. */
export async function standingMarks(queries: Queries): Promise<ReadonlyMap<string, string>> {
  const rows = await queries.all<{
    id: string
    path: string
    origin: DocumentOrigin
    labels: string | null
    revision: number
    sha256: string
    reading: number
    said_at: number | null
  }>(
    `SELECT documents.id, documents.path, documents.origin, access.labels, revisions.revision, revisions.sha256, revisions.reading,
       corrections.at AS said_at
     FROM documents JOIN revisions ON revisions.document_id = documents.id AND revisions.revision = documents.revision
     LEFT JOIN corrections ON corrections.document_id = documents.id AND corrections.sha256 = revisions.sha256
     LEFT JOIN access ON access.document_id = documents.id`,
  )
  return new Map(
    rows.map(({ id, path, origin, labels, revision, sha256, reading, said_at: at }) => [
      id,
      JSON.stringify([path, origin, labels === null ? null : (JSON.parse(labels) as unknown), revision, sha256, reading, at]),
    ]),
  )
}

/** The labels that were set on documents, by id. */
export async function storedLabels(queries: Queries): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await queries.all<{ id: string; labels: string }>('SELECT document_id AS id, labels FROM access')
  return new Map(rows.map(({ id, labels }) => [id, JSON.parse(labels) as string[]]))
}

/** The mark of a document as it is listed, to be compared with {@link standingMarks}. */
export function standingMark({ path, origin, labels, revision, sha256, reading, correction }: ListedDocument): string {
  return JSON.stringify([path, origin, labels ?? null, revision, sha256, reading, correction?.at ?? null])
}
