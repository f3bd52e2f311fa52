import { createHash } from 'node:crypto'
import { KaiwuError } from '@kaiwu/core'
import type { Database, Queries } from '@kaiwu/store'
import type { VectorSpace } from './vector-index.ts'

/** What of pgvector and of its tables statements are made of. All of it is safe to stand in a statement. */
export type PgvectorTable = Readonly<{
  table: string
  index: string
  /** A function of a vector and a number that gives the nearest rows by way of the index. */
  nearest: string
  /** The type of the vectors, with its schema. */
  type: string
  /** Cosine distance. */
  distance: string
  operators: string
}>

/** pgvector has 16-bit vectors from 0.7 on, and goes on where a filter leaves too few from 0.8 on. */
const oldest = [0, 8] as const
/** Beyond this a vector does not fit into a page beside its key, and is kept apart. */
const mostInPage = 3500
/** pgvector's limit for columns. */
const mostNumbers = 16_000
/** Vectors of more numbers than this get no HNSW index; every row is compared then. */
export const mostIndexed = 4000

/**
 * Finds pgvector, or sets it up where this user may, and makes the table for the vectors of a model, unless it is there.
 * 16-bit numbers are used: half the memory and time, and the cosine changes in the fourth decimal, less than in the `flat` engine.
 * @throws VECTOR_EXTENSION_MISSING, DATABASE_UNUSABLE
 */
export async function pgvectorTable(database: Database, space: VectorSpace, name: string): Promise<PgvectorTable> {
  const schema = await extensionSchema(database)
  const { model, dimension } = space
  const hash = createHash('sha256')
    .update(JSON.stringify([model, dimension, name]))
    .digest('hex')
    .slice(0, 16)
  const table: PgvectorTable = Object.freeze({
    table: `kaiwu_vectors_${hash}`,
    index: `kaiwu_vectors_${hash}_hnsw`,
    nearest: `kaiwu_nearest_${hash}`,
    type: `"${schema}".halfvec`,
    distance: `OPERATOR("${schema}".<=>)`,
    operators: `"${schema}".halfvec_cosine_ops`,
  })
  if (dimension > mostNumbers) throw missing(database, `${dimension} > ${mostNumbers}`)
  const { there } = (await database.get<{ there: number | boolean }>('SELECT to_regclass(?) IS NOT NULL AS there', table.table))!
  if (there) return table
  if (!database.writable)
    throw new KaiwuError('DATABASE_UNUSABLE', { place: database.place, reason: `no server has prepared the vectors of ${model}` })
  await database.transaction((inside) => makeTable(inside, table, dimension))
  return table
}

async function makeTable(inside: Queries, { table, nearest, type, distance }: PgvectorTable, dimension: number): Promise<void> {
  await inside.run(
    `CREATE TABLE IF NOT EXISTS ${table} (document_id TEXT NOT NULL, revision INTEGER NOT NULL, ordinal INTEGER NOT NULL,
       embedding ${type}(${dimension}) NOT NULL, PRIMARY KEY (document_id, revision, ordinal))`,
  )
  // Vectors of more than 2 KB would otherwise be kept apart and fetched one by one.
  await inside.run(`ALTER TABLE ${table} ALTER COLUMN embedding SET STORAGE ${dimension <= mostInPage ? 'PLAIN' : 'EXTERNAL'}`)
  // Settings of a search that hold nowhere else, which a single statement could not make.
  await inside.run(
    `CREATE OR REPLACE FUNCTION ${nearest}(asked ${type}, most INTEGER)
     RETURNS TABLE (document_id TEXT, revision INTEGER, ordinal INTEGER, distance DOUBLE PRECISION) LANGUAGE sql STABLE
     SET hnsw.iterative_scan = 'strict_order' SET hnsw.ef_search = 100 SET hnsw.max_scan_tuples = 100000
     SET enable_seqscan = off SET enable_sort = off
     AS $body$ SELECT document_id, revision, ordinal, embedding ${distance} asked FROM ${table} ORDER BY embedding ${distance} asked LIMIT most $body$`,
  )
}

/** Whether the index over a table is there. An index that is still being built does not count. */
export async function hasIndex(database: Queries, { index }: PgvectorTable): Promise<boolean> {
  const row = await database.get('SELECT 1 AS there FROM pg_index WHERE indexrelid = to_regclass(?) AND indisvalid', index)
  return row !== undefined
}

/** Builds the index, for minutes when there are many; searches go on, other writers wait. */
export async function buildIndex(database: Database, { index, table, operators }: PgvectorTable): Promise<void> {
  await database.transaction(async (inside) => {
    await inside.run('SET LOCAL statement_timeout = 0')
    await inside.run(`CREATE INDEX IF NOT EXISTS ${index} ON ${table} USING hnsw (embedding ${operators})`)
  })
}

/** The schema pgvector is in. @throws VECTOR_EXTENSION_MISSING */
async function extensionSchema(database: Database): Promise<string> {
  if (database.kind !== 'postgres') throw missing(database, 'SQLite')
  const found = await installed(database)
  if (found) return schemaOf(database, found)
  const offered = await database.get("SELECT 1 AS there FROM pg_available_extensions WHERE name = 'vector'")
  if (!offered) throw missing(database, 'pgvector is not installed on the server')
  try {
    await database.run('CREATE EXTENSION IF NOT EXISTS vector SCHEMA public')
  } catch (error) {
    throw missing(database, error instanceof Error ? error.message : String(error), error)
  }
  return schemaOf(database, (await installed(database))!)
}

type Installed = Readonly<{ version: string; schema: string }>

function installed(database: Database): Promise<Installed | undefined> {
  return database.get<Installed>(
    "SELECT extversion AS version, nspname AS schema FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'vector'",
  )
}

function schemaOf(database: Database, { version, schema }: Installed): string {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) throw missing(database, `pgvector ${version}`)
  return schema.replaceAll('"', '""')
}

function missing({ place }: Database, reason: string, cause?: unknown): KaiwuError {
  return new KaiwuError('VECTOR_EXTENSION_MISSING', { place, reason }, { cause })
}
