import { KaiwuError } from '@kaiwu/core'
import type { Database } from '@kaiwu/store'
import { PassageSet } from '../passages/passage-set.ts'
import { toUnit } from './exact-vectors.ts'
import { numbersFrom, numbersIn, rowRanges, vectorText, type PassageRow, type RowRange } from './pgvector-rows.ts'
import { buildIndex, hasIndex, mostIndexed, pgvectorTable, type PgvectorTable } from './pgvector-table.ts'
import { byScore } from './select-nearest.ts'
import { vectorFlaw, vectorsFlaw } from './vector-flaw.ts'
import type { VectorHit, VectorIndex, VectorSpace } from './vector-index.ts'

/** How vectors are kept in PostgreSQL. */
export type PgvectorOptions = Readonly<{
  space: VectorSpace
  /** Where a passage stands in its document. Has to know a passage until it has been removed here. */
  locate(passage: number): PassageRow | undefined
  /** The number that a row has in this process; nothing for rows it knows nothing of, such as those of another server. */
  numberOf(documentId: string, revision: number, ordinal: number): number | undefined
  /** Of several indexes of one model in a database: which. */
  name?: string
  /**
   * Rows copy the table `vectors` of the base: one that is still there is kept when its passage is removed here, since another server
   * may have it found, or this one under another number.
   */
  copiesBase?: boolean
  /** With more rows than this an HNSW index is built and used; below, every row is compared. Default 50,000. */
  indexAbove?: number
}>

/** An index in PostgreSQL, which outlives this process and is shared by all servers of the base. */
export type PgvectorIndex = VectorIndex &
  Readonly<{
    /** Which documents have vectors, and how many. */
    documents(): Promise<readonly Readonly<{ documentId: string; revision: number; count: number }>[]>
    /** Removes the vectors of a revision, whether or not its passages have numbers here. */
    forget(documentId: string, revision: number): Promise<void>
  }>

/** Written in one statement. */
const rowsAtOnce = 200
/** Up to so many allowed rows, or half of all, PostgreSQL is told which they are; beyond, it is quicker to pass over the others here. */
const mostJoined = 10_000
/** PostgreSQL's LIMIT, of which there is some to spare, is a number of 32 bits. */
const mostAsked = 2 ** 28
/** Rows asked for beyond those wanted, so that of equal ones the smaller number can be chosen. */
const slack = 16

type Found = Readonly<{ document_id: string; revision: number; ordinal: number; distance: number }>
type Held = {
  size: number
  /** How many rows a revision has, as far as this process has looked. */
  readonly rows: Map<string, number>
  indexed: boolean
  closed: boolean
}

/**
 * The vectors of passages in PostgreSQL with pgvector: exact, until there are so many that an HNSW index is worth while. Rows are known
 * by document, revision and ordinal, numbers by this process alone. `size` counts what was there at opening, and of what this process
 * has added or removed since what is there now, whoever put it there.
 * @throws VECTOR_EXTENSION_MISSING, DATABASE_UNUSABLE
 */
export async function pgvectorIndex(database: Database, options: PgvectorOptions): Promise<PgvectorIndex> {
  const { space, name = '' } = options
  const names = await pgvectorTable(database, space, name)
  // What was left behind by a server that died.
  if (options.copiesBase && database.writable)
    await database.run(`DELETE FROM ${names.table} AS kept WHERE ${gone(1)}`, space.model)
  const held: Held = { size: 0, rows: new Map(), indexed: await hasIndex(database, names), closed: false }
  for (const { documentId, revision, count } of await documentsOf(database, names)) note(held, documentId, revision, count)
  const whileOpen = (): void => {
    if (held.closed) throw new KaiwuError('INDEX_CLOSED', { engine: 'pgvector' })
  }
  return Object.freeze({
    engine: 'pgvector' as const,
    dimension: space.dimension,
    get size() {
      return held.size
    },
    bytes: 0,
    async add(first: number, vectors: Float32Array) {
      whileOpen()
      const flaw = vectorsFlaw(vectors, space)
      if (flaw) throw flaw
      await add(database, names, options, held, rowsOf(first, vectors, options))
    },
    async remove(first: number, count: number) {
      whileOpen()
      await removeRows(database, names, held, rowRanges(numbersFrom(first, count), options.locate), options)
    },
    async search(vector: Float32Array, top: number, allowed?: PassageSet) {
      whileOpen()
      const flaw = vectorFlaw(vector, space)
      if (flaw) throw flaw
      const set = allowed && copyOf(allowed)
      return search({ database, names, options, held }, vectorText(toUnit(vector)), Math.min(Math.floor(top), mostAsked), set)
    },
    async save() {
      whileOpen()
    },
    documents: () => documentsOf(database, names),
    forget: (documentId: string, revision: number) =>
      removeRows(database, names, held, [[documentId, revision, 0, 2 ** 31 - 1]], { space }),
    async close() {
      held.closed = true
    },
  } satisfies PgvectorIndex)
}

/** A row to be written: document, revision, ordinal, vector. */
type NewRow = readonly [string, number, number, string]

function rowsOf(first: number, vectors: Float32Array, { space: { dimension }, locate }: PgvectorOptions): NewRow[] {
  return Array.from({ length: vectors.length / dimension }, (_, at): NewRow => {
    const row = locate(first + at)
    if (!row) throw new RangeError(`passage ${first + at} has no place`)
    const unit = toUnit(vectors.subarray(at * dimension, (at + 1) * dimension))
    return [row.documentId, row.revision, row.ordinal, vectorText(unit)]
  })
}

async function add(
  database: Database,
  names: PgvectorTable,
  options: PgvectorOptions,
  held: Held,
  rows: readonly NewRow[],
): Promise<void> {
  // Where this process may only read, the server that writes puts them there.
  if (rows.length === 0 || !database.writable) return
  // Rows that are there already are another server's, or of a time before a crash.
  const statement = `INSERT INTO ${names.table}
      SELECT one->>0, (one->>1)::int, (one->>2)::int, (one->>3)::${names.type} FROM json_array_elements(?::json) AS one
      ON CONFLICT (document_id, revision, ordinal) DO UPDATE SET embedding = excluded.embedding`
  await database.transaction(async (inside) => {
    for (let at = 0; at < rows.length; at += rowsAtOnce)
      await inside.run(statement, JSON.stringify(rows.slice(at, at + rowsAtOnce)))
  })
  await count(database, names, held, rows)
  const { indexAbove = 50_000, space } = options
  if (held.indexed || held.size <= indexAbove || space.dimension > mostIndexed) return
  await buildIndex(database, names)
  held.indexed = true
}

async function removeRows(
  database: Database,
  names: PgvectorTable,
  held: Held,
  ranges: readonly RowRange[],
  { copiesBase, space }: Pick<PgvectorOptions, 'copiesBase' | 'space'>,
): Promise<void> {
  if (ranges.length === 0 || !database.writable) return
  await database.run(
    `DELETE FROM ${names.table} AS kept USING json_array_elements(?1::json) AS one WHERE ${inRange}${copiesBase ? ` AND ${gone(2)}` : ''}`,
    JSON.stringify(ranges),
    ...(copiesBase ? [space.model] : []),
  )
  await count(database, names, held, ranges)
}

/** Counts what revisions have now that something of them was added or removed: another server may have done the same. */
async function count(
  database: Database,
  { table }: PgvectorTable,
  held: Held,
  of: readonly (readonly [documentId: string, revision: number, ...unknown[]])[],
): Promise<void> {
  const asked = [...new Map(of.map(([id, revision]) => [`${id}.${revision}`, [id, revision] as const])).values()]
  const counted = await database.all<{ id: string; revision: number; count: number }>(
    `SELECT one->>0 AS id, (one->>1)::int AS revision, (SELECT count(*) FROM ${table} AS kept
       WHERE kept.document_id = one->>0 AND kept.revision = (one->>1)::int) AS count FROM json_array_elements(?::json) AS one`,
    JSON.stringify(asked),
  )
  for (const { id, revision, count: now } of counted) note(held, id, revision, now)
}

function note(held: Held, id: string, revision: number, now: number): void {
  const key = `${id}.${revision}`
  held.size += now - (held.rows.get(key) ?? 0)
  if (now === 0) held.rows.delete(key)
  else held.rows.set(key, now)
}

async function documentsOf(database: Database, { table }: PgvectorTable): ReturnType<PgvectorIndex['documents']> {
  const rows = await database.all<{ document_id: string; revision: number; count: number }>(
    `SELECT document_id, revision, count(*) AS count FROM ${table} GROUP BY document_id, revision ORDER BY document_id, revision`,
  )
  return rows.map(({ document_id, ...rest }) => Object.freeze({ documentId: document_id, ...rest }))
}

/** That the base has no vector of a row any more. @param model which parameter is the model */
function gone(model: number): string {
  return `NOT EXISTS (SELECT 1 FROM vectors WHERE vectors.document_id = kept.document_id AND vectors.revision = kept.revision
    AND vectors.ordinal = kept.ordinal AND vectors.model = ?${model})`
}

const inRange = `kept.document_id = one->>0 AND kept.revision = (one->>1)::int AND kept.ordinal BETWEEN (one->>2)::int AND (one->>3)::int`

type Searched = Readonly<{ database: Database; names: PgvectorTable; options: PgvectorOptions; held: Held }>

/** Asks for some rows more than wanted, and for more again until the list is full of what this process knows and allows. */
async function search(
  of: Searched,
  asked: string,
  count: number,
  allowed: PassageSet | undefined,
): Promise<readonly VectorHit[]> {
  if (!(count >= 1)) return Object.freeze([])
  const { options, held } = of
  const joined =
    allowed && (allowed.size <= mostJoined || allowed.size * 2 <= held.size)
      ? rowRanges(numbersIn(allowed), options.locate)
      : undefined
  if (joined?.length === 0) return Object.freeze([])
  let exact = joined !== undefined || !held.indexed
  for (let most = count + slack; ; most = Math.min(most * 4, 4 * mostAsked)) {
    const rows = await (exact ? nearestExactly(of, asked, most, joined) : nearestInIndex(of, asked, most))
    const hits = rows.flatMap(({ document_id, revision, ordinal, distance }) => {
      const passage = options.numberOf(document_id, revision, ordinal)
      return passage === undefined || (allowed && !allowed.has(passage)) ? [] : [Object.freeze({ passage, score: 1 - distance })]
    })
    hits.sort(byScore)
    const isAll = rows.length < most
    const worst = hits[count - 1]
    if ((isAll && exact) || (worst && (isAll || 1 - rows.at(-1)!.distance < worst.score)))
      return Object.freeze(hits.slice(0, count))
    // A walk through the index ends somewhere, though there are more.
    if (isAll) exact = true
  }
}

/** Compares with every row, or with those of some passages. Adding zero keeps PostgreSQL from its index. */
function nearestExactly(
  { database, names }: Searched,
  asked: string,
  most: number,
  joined: readonly RowRange[] | undefined,
): Promise<Found[]> {
  const { table, type, distance } = names
  const columns = `kept.document_id, kept.revision, kept.ordinal, (kept.embedding ${distance} ?1::${type}) + 0 AS distance`
  if (!joined) return database.all<Found>(`SELECT ${columns} FROM ${table} AS kept ORDER BY 4 LIMIT ?2`, asked, most)
  const from = `json_array_elements(?3::json) AS one JOIN ${table} AS kept ON ${inRange}`
  return database.all<Found>(`SELECT ${columns} FROM ${from} ORDER BY 4 LIMIT ?2`, asked, most, JSON.stringify(joined))
}

function nearestInIndex({ database, names }: Searched, asked: string, most: number): Promise<Found[]> {
  return database.all<Found>(
    `SELECT document_id, revision, ordinal, distance FROM ${names.nearest}(?1::${names.type}, ?2)`,
    asked,
    most,
  )
}

function copyOf(set: PassageSet): PassageSet {
  const copy = new PassageSet(set.limit)
  for (const number of numbersIn(set)) copy.add(number)
  return copy
}
