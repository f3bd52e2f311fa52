import type { Queries, StoreValue } from '@kaiwu/store'
import { documentId, type RevisionRow } from '../document-store.ts'
import type { VectorSpace } from '../vectors/vector-index.ts'
import { freshId } from './document-ids.ts'
import type { Place } from './kept-content.ts'
import { timeSlices } from '../time-slices.ts'

/** A document that is stored for the first time. */
export type NewDocument = Readonly<{
  place: Place
  row: RevisionRow
  /** Of its passages, one behind the other. */
  vectors?: Float32Array | undefined
}>

/** Values that one statement carries: some hundred rows, and few enough for both databases. */
const valuesAtOnce = 1000
/** Statements under way together. */
const atOnce = 4

/** Ids of uploads by their path: of those that are or were there, else new ones. */
export async function uploadIds(queries: Queries, knowledge: string, paths: readonly string[]): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  for (const some of chunks(paths, valuesAtOnce)) {
    const known = await queries.all<{ id: string; path: string }>(
      `SELECT id, path FROM documents WHERE knowledge = ? AND origin = 'upload' AND path IN (${holes(some.length)})
       ORDER BY CASE WHEN revision IS NULL THEN 0 ELSE 1 END, id DESC`,
      knowledge,
      ...some,
    )
    // The one that stands comes last, and wins.
    for (const { id, path } of known) ids.set(path, id)
    const first = new Map(some.filter((path) => !ids.has(path)).map((path) => [path, documentId(knowledge, 'upload', path)]))
    const taken = await knownIds(queries, [...first.values()])
    for (const [path, id] of first) ids.set(path, taken.has(id) ? await freshId(queries, knowledge, 'upload', path) : id)
  }
  return ids
}

/** Those of these ids that documents have, also ones that are gone and of which something is still kept. */
export async function knownIds(queries: Queries, ids: readonly string[]): Promise<Set<string>> {
  const known = new Set<string>()
  for (const some of chunks(ids, valuesAtOnce)) {
    const rows = await queries.all<{ id: string }>(`SELECT id FROM documents WHERE id IN (${holes(some.length)})`, ...some)
    for (const { id } of rows) known.add(id)
  }
  return known
}

/**
 * Stores documents of which the base has never heard, so that nothing need be asked or replaced: many rows a statement.
 * Belongs inside a transaction.
 */
export async function saveNewDocuments(
  inside: Queries,
  documents: readonly NewDocument[],
  space: VectorSpace | undefined,
): Promise<void> {
  await insert(inside, 'documents', placeColumns, documents, ({ place, row }) => [
    [place.id, place.knowledge, place.path, place.origin, row.revision],
  ])
  await insert(inside, 'revisions', revisionColumns, documents, ({ row }) => [revisionColumns.map((name) => row[name])])
  if (!space) return
  const { model, dimension } = space
  await insert(inside, 'vectors', vectorColumns, documents, ({ row, vectors }) =>
    Array.from({ length: vectors ? vectors.length / dimension : 0 }, (_, ordinal) => {
      const bytes = new Uint8Array(vectors!.buffer, vectors!.byteOffset + ordinal * dimension * 4, dimension * 4)
      return [row.document_id, row.revision, model, ordinal, bytes]
    }),
  )
}

const placeColumns = ['id', 'knowledge', 'path', 'origin', 'revision'] as const
const vectorColumns = ['document_id', 'revision', 'model', 'ordinal', 'vector'] as const
const revisionColumns = [
  ...(['document_id', 'revision', 'path', 'sha256', 'reading', 'bytes', 'pages', 'added_at', 'stated', 'warnings'] as const),
  ...(['text', 'blocks', 'passages', 'passage_count', 'character_count', 'has_tables'] as const),
] as const

async function insert(
  inside: Queries,
  table: string,
  columns: readonly string[],
  documents: readonly NewDocument[],
  rowsOf: (document: NewDocument) => readonly (readonly StoreValue[])[],
): Promise<void> {
  const due = timeSlices()
  const most = Math.floor(valuesAtOnce / columns.length)
  const row = `(${holes(columns.length)})`
  const underWay: Promise<number>[] = []
  let values: StoreValue[] = []
  let rows = 0
  const flush = async (): Promise<void> => {
    if (rows === 0) return
    const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${Array.from({ length: rows }, () => row).join(', ')}`
    // Some are on their way at a time: another thread may carry them out.
    const running = inside.run(sql, ...values)
    // It is waited for below, where a failure of it is told.
    running.catch(() => undefined)
    underWay.push(running)
    if (underWay.length >= atOnce) await Promise.all(underWay.splice(0))
    values = []
    rows = 0
    const pause = due()
    if (pause) await pause
  }
  for (const document of documents) {
    for (const one of rowsOf(document)) {
      values.push(...one)
      if (++rows === most) await flush()
    }
  }
  await flush()
  await Promise.all(underWay)
}

function holes(count: number): string {
  return Array.from({ length: count }, () => '?').join(', ')
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size))
}
