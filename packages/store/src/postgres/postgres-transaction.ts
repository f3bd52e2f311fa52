import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { KaiwuError } from '@kaiwu/core'
import type { PoolClient } from 'pg'
import type { StoreValue } from '../connection.ts'
import type { Queries } from '../database.ts'
import { failpoint } from '../failpoint.ts'
import { inTurn } from '../in-turn.ts'
import { asDatabaseError, isConflict, isRefusal } from './postgres-error.ts'
import { beginOn, type PostgresPool } from './postgres-pool.ts'
import type { RunStatement } from './postgres-statements.ts'

/** What a transaction tells about the changes it makes. */
export type OwnChanges = Readonly<{
  /** Before the commit: this number of changes is going to be ours. */
  announce(changes: number): void
  /** It came to nothing: the number may become another's. */
  withdraw(changes: number): void
}>

/** What transactions of one database share. */
export type TransactionContext = Readonly<{
  pool: PostgresPool
  runStatement: RunStatement
  own: OwnChanges
  readOnly: boolean
}>

const tries = 5

/**
 * Does everything inside, durably, or nothing. Writers of a schema run one at a time, over all servers, by an advisory lock. When
 * another program's transaction was in the way (40001, 40P01) the work is done again, a few times.
 * @throws DATABASE_COMMIT_UNKNOWN when the connection broke during the commit and the server cannot say how it ended
 */
export async function inTransaction<T>(context: TransactionContext, work: (inside: Queries) => Promise<T>): Promise<T> {
  for (let left = tries; ; left--) {
    try {
      return await onceInTransaction(context, work)
    } catch (error) {
      if (left <= 1 || !isConflict(error)) throw error
    }
    await wait(Math.random() * 40 * (tries - left + 1))
  }
}

async function onceInTransaction<T>(context: TransactionContext, work: (inside: Queries) => Promise<T>): Promise<T> {
  const { pool, own, readOnly } = context
  const { place, schema } = pool.address
  const { client, release } = await pool.borrow((client) => beginOn(client, beginText(context)))
  const statements = insideOf(context, client)
  let raised: Raised | undefined
  try {
    const result = await work(statements.queries)
    raised = await statements.end(() => (readOnly ? undefined : raise(client, schema)))
    if (raised) own.announce(raised.changes)
    failpoint('transaction-before-commit')
    release(await commit(client, raised, pool))
    return result
  } catch (error) {
    statements.close()
    if (raised) own.withdraw(raised.changes)
    release(await rollback(client, error))
    throw asDatabaseError(error, place)
  }
}

/** What a transaction begins with: the lock of the writers, which may be waited for as long as a statement may take. */
function beginText({ pool: { address, shared }, readOnly }: TransactionContext): string {
  const path = shared ? `; SET LOCAL search_path TO "${address.schema}", public` : ''
  if (readOnly) return `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY${path}`
  return `BEGIN READ WRITE${path}; SELECT pg_advisory_xact_lock(${lockOf(address.schema)})`
}

/** The number of a schema's advisory lock. Such locks are the database's, so that the schema alone makes it. */
export function lockOf(schema: string): bigint {
  return createHash('sha256').update(`kaiwu ${schema}`).digest().readBigInt64BE()
}

type Raised = Readonly<{ changes: number; transaction: string }>

/** Counts the transaction, if it has written anything, and lets those who listen know once it is committed. */
async function raise(client: PoolClient, schema: string): Promise<Raised | undefined> {
  const { rows } = await client.query<Raised>(
    `WITH raised AS (
       UPDATE kaiwu_state SET changes = changes + 1 WHERE pg_current_xact_id_if_assigned() IS NOT NULL RETURNING changes)
     SELECT changes, pg_current_xact_id()::text AS transaction, pg_notify('kaiwu_${schema}', changes::text)::text FROM raised`,
  )
  return rows[0]
}

/** Commits, and says what went wrong with the connection on the way, if all was kept nevertheless. */
async function commit(client: PoolClient, raised: Raised | undefined, pool: PostgresPool): Promise<unknown> {
  try {
    await client.query('COMMIT')
    return undefined
  } catch (error) {
    if (isRefusal(error)) throw error
    const status = raised ? await statusOf(raised.transaction, pool) : 'nothing was written'
    // Only the word of it was lost.
    if (status === 'committed') return error
    if (status === 'aborted' || !raised) throw error
    const { place } = pool.address
    throw new KaiwuError('DATABASE_COMMIT_UNKNOWN', { place }, { cause: asDatabaseError(error, place) })
  }
}

/** How a transaction ended, as the server has it. It may learn only a little later that its client is gone. */
async function statusOf(transaction: string, pool: PostgresPool): Promise<string | undefined> {
  for (const pauseMs of [0, 200, 1_000]) {
    await wait(pauseMs)
    try {
      const { begun, release } = await pool.borrow((client) =>
        client.query<{ status: string | null }>('SELECT pg_xact_status($1::text::xid8) AS status', [transaction]),
      )
      release()
      const status = begun.rows[0]?.status
      if (status !== 'in progress') return status ?? undefined
    } catch (error) {
      if (KaiwuError.is(error)) return undefined
      throw error
    }
  }
  return undefined
}

/** Takes back what was done, and gives the error that says whether the connection is still sound. */
async function rollback(client: PoolClient, error: unknown): Promise<unknown> {
  try {
    await client.query('ROLLBACK')
    return undefined
  } catch {
    // The server takes back by itself what a lost connection had begun.
    return new Error('the connection is lost', { cause: error })
  }
}

/** The statements of one transaction, one after the other. After one that failed PostgreSQL does nothing more until the end. */
function insideOf({ runStatement, pool }: TransactionContext, client: PoolClient) {
  const turn = inTurn()
  let over = false
  let failed: { error: unknown } | undefined
  const step = <T>(work: () => Promise<T>): Promise<T> =>
    turn(async () => {
      if (over) throw new Error('this transaction has ended; its statements cannot be used any more')
      if (failed) throw failed.error
      try {
        return await work()
      } catch (error) {
        failed = { error: asDatabaseError(error, pool.address.place) }
        throw failed.error
      }
    })
  const result = (sql: string, values: StoreValue[]) => step(() => runStatement(client, sql, values))
  const queries: Queries = Object.freeze({
    all: async <Row>(sql: string, ...values: StoreValue[]) => (await result(sql, values)).rows as Row[],
    get: async <Row>(sql: string, ...values: StoreValue[]) => (await result(sql, values)).rows[0] as Row | undefined,
    run: async (sql: string, ...values: StoreValue[]) => (await result(sql, values)).rowCount ?? 0,
  })
  return {
    queries,
    /** Waits for what was begun, does the last thing, and ends. @throws the error of a statement that failed */
    end: <T>(last: () => T | Promise<T>): Promise<T> =>
      turn(() => {
        over = true
        if (failed) throw failed.error
        return last()
      }),
    close: () => {
      over = true
    },
  }
}
