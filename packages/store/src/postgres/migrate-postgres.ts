import { KaiwuError } from '@kaiwu/core'
import type { PoolClient } from 'pg'
import { failpoint } from '../failpoint.ts'
import type { Migration } from '../migrate.ts'
import { asDatabaseError } from './postgres-error.ts'
import { beginOn, type PostgresPool } from './postgres-pool.ts'
import { lockOf } from './postgres-transaction.ts'
import { statementText } from './statement-text.ts'

/** The reason of a DATABASE_UNUSABLE for a base that is reached and empty, opened to be read. */
export const notPrepared = 'no server that writes to it has prepared it yet'

/**
 * Brings a schema of a database to its newest form, all missing steps in one transaction, under the lock of the writers: of several
 * servers that start at once, one makes them and the others find them made. A database that is up to date is not written to.
 * @throws STORE_NEWER when there are more steps than this program knows; nothing is touched.
 * @throws DATABASE_UNUSABLE when steps are missing and `apply` is false, and when a step fails.
 */
export async function migratePostgres(pool: PostgresPool, migrations: readonly Migration[], apply: boolean): Promise<void> {
  const done = await inOneGo(pool, 'BEGIN READ ONLY', (client) => stepsOf(client, pool, migrations))
  if (done === migrations.length) return
  if (!apply) {
    throw new KaiwuError('DATABASE_UNUSABLE', {
      place: pool.address.place,
      reason: notPrepared,
    })
  }
  const begin = `BEGIN READ WRITE; SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock(${lockOf(pool.address.schema)})`
  await inOneGo(pool, begin, (client) => makeSteps(client, pool, migrations))
}

async function inOneGo<T>(pool: PostgresPool, begin: string, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const { client, release } = await pool.borrow((client) => beginOn(client, begin))
  try {
    const result = await work(client)
    await client.query('COMMIT')
    release()
    return result
  } catch (error) {
    // The connection is thrown away, and with it what had been begun on it.
    release(new Error('a transaction was left open', { cause: error }))
    throw asDatabaseError(error, pool.address.place)
  }
}

async function makeSteps(client: PoolClient, pool: PostgresPool, migrations: readonly Migration[]): Promise<void> {
  const { schema } = pool.address
  const found = await stepsOf(client, pool, migrations)
  if (found === undefined) await makeSchema(client, schema)
  await client.query(`SET LOCAL search_path TO "${schema}", public`)
  for (const [at, { name, sql }] of migrations.entries()) {
    if (at < (found ?? 0)) continue
    await client.query(statementText(sql).text)
    await client.query('INSERT INTO kaiwu_migrations (step, name, made_at) VALUES ($1, $2, $3)', [at + 1, name, Date.now()])
    failpoint('migrate-before-commit')
  }
}

/** How many steps have been made; nothing where the schema is not ours yet. @throws STORE_NEWER */
async function stepsOf(
  client: PoolClient,
  { address }: PostgresPool,
  migrations: readonly Migration[],
): Promise<number | undefined> {
  const { schema, place } = address
  // Not `to_regclass`, which may answer from what the connection remembers of before it waited for the lock.
  const known = await client.query("SELECT 1 FROM pg_tables WHERE schemaname = $1 AND tablename = 'kaiwu_migrations'", [schema])
  if (known.rows.length === 0) return undefined
  const counted = await client.query<{ found: number }>(`SELECT COUNT(*) AS found FROM "${schema}".kaiwu_migrations`)
  const { found } = counted.rows[0]!
  if (found > migrations.length) throw new KaiwuError('STORE_NEWER', { path: place, found, known: migrations.length })
  return found
}

async function makeSchema(client: PoolClient, schema: string): Promise<void> {
  // Not `IF NOT EXISTS`, which asks for the right to make schemas even where there is nothing to make.
  const { rows } = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema])
  if (rows.length === 0) await client.query(`CREATE SCHEMA "${schema}"`)
  await client.query(
    `CREATE TABLE "${schema}".kaiwu_migrations (step INTEGER PRIMARY KEY, name TEXT NOT NULL, made_at BIGINT NOT NULL);
     CREATE TABLE "${schema}".kaiwu_state (changes BIGINT NOT NULL);
     INSERT INTO "${schema}".kaiwu_state (changes) VALUES (0)`,
  )
}
