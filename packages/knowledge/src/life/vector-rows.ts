import type { Queries, StoreValue } from '@kaiwu/store'
import { vectorsFlaw } from '../vectors/vector-flaw.ts'
import type { VectorSpace } from '../vectors/vector-index.ts'

/** A revision of a document. */
type Revision = Readonly<{ id: string; revision: number }>

/** What makes the vectors of a base. */
export type EmbeddingRow = Readonly<{ model: string; dimension: number }>

/** Rows written by one statement: many, and few enough values for both databases. */
const rowsAtOnce = 50

/** Stores the vectors of a revision's passages, one behind the other, in place of those it has of the model. Belongs inside a transaction. */
export async function saveVectors(
  inside: Queries,
  { id, revision }: Revision,
  { model, dimension }: VectorSpace,
  vectors: Float32Array,
): Promise<void> {
  await inside.run('DELETE FROM vectors WHERE document_id = ? AND revision = ? AND model = ?', id, revision, model)
  const count = vectors.length / dimension
  for (let start = 0; start < count; start += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, count - start)
    const values: StoreValue[] = []
    for (let ordinal = start; ordinal < start + rows; ordinal++) {
      const { buffer, byteOffset } = vectors
      const bytes = new Uint8Array(buffer, byteOffset + ordinal * dimension * 4, dimension * 4)
      values.push(id, revision, model, ordinal, bytes)
    }
    const places = Array.from({ length: rows }, () => '(?, ?, ?, ?, ?)').join(', ')
    await inside.run(`INSERT INTO vectors (document_id, revision, model, ordinal, vector) VALUES ${places}`, ...values)
  }
}

/**
 * The stored vectors of a revision's passages, one behind the other; nothing unless there is a usable one for each.
 * @param passages how many there must be
 */
export async function storedVectors(
  queries: Queries,
  { id, revision }: Revision,
  space: VectorSpace,
  passages: number,
): Promise<Float32Array | undefined> {
  if (passages === 0) return undefined
  const rows = await queries.all<{ vector: Uint8Array }>(
    'SELECT vector FROM vectors WHERE document_id = ? AND revision = ? AND model = ? ORDER BY ordinal',
    id,
    revision,
    space.model,
  )
  if (rows.length !== passages || rows.some(({ vector }) => vector.byteLength !== space.dimension * 4)) return undefined
  const vectors = new Float32Array(passages * space.dimension)
  const bytes = new Uint8Array(vectors.buffer)
  for (const [at, { vector }] of rows.entries()) bytes.set(vector, at * space.dimension * 4)
  return vectorsFlaw(vectors, space) ? undefined : vectors
}

/** The revisions that have vectors of a model, as `id.revision`. */
export async function embeddedRevisions(queries: Queries, model: string): Promise<Set<string>> {
  const rows = await queries.all<Revision>(
    'SELECT DISTINCT document_id AS id, revision FROM vectors WHERE model = ? AND ordinal = 0',
    model,
  )
  return new Set(rows.map(revisionKey))
}

/** How a revision is told from others. */
export function revisionKey({ id, revision }: Revision): string {
  return `${id}.${revision}`
}

/** What the vectors of a base were made with, if there are any. */
export async function storedEmbedding(queries: Queries): Promise<EmbeddingRow | undefined> {
  const row = await queries.get<{ value: string }>("SELECT value FROM settings WHERE key = 'embedding'")
  return row && (JSON.parse(row.value) as EmbeddingRow)
}

/** Writes what the vectors of a base are made with from now on. */
export async function saveEmbedding(queries: Queries, { model, dimension }: EmbeddingRow): Promise<void> {
  await queries.run(
    "INSERT INTO settings (key, value) VALUES ('embedding', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    JSON.stringify({ model, dimension }),
  )
}
