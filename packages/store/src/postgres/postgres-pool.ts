import { setTimeout as wait } from 'node:timers/promises'
import { KaiwuError } from '@kaiwu/core'
import type { Client, ClientBase, Pool, PoolClient } from 'pg'
import type { PostgresAddress } from './postgres-address.ts'
import { asDatabaseError, isConnectionLoss, isOvertaken, isRefusal } from './postgres-error.ts'
import { postgresTypes } from './postgres-values.ts'

/** Connections to one schema of a PostgreSQL database. */
export type PostgresPool = Readonly<{
  address: PostgresAddress
  /**
   * True for a server whose connections all share one session, as PGlite's do. There nothing outside of a transaction is safe from
   * the other connections: settings, prepared statements, even the messages of one statement get mixed up.
   */
  shared: boolean
  /**
   * Borrows a connection and makes a beginning on it. When connections are lost until then, it is all done again on a new one,
   * for some seconds: `beginning` may do nothing that must not be done twice.
   * @throws DATABASE_UNREACHABLE, DATABASE_REFUSED_LOGIN and what `beginning` throws, in Kaiwu's terms
   */
  borrow<T>(beginning: (client: PoolClient) => Promise<T>, patience?: 'one try'): Promise<Borrowed<T>>
  /** A connection of its own, to listen on. It keeps no process alive. */
  listen(channel: string, heard: (payload: string) => void, lost: () => void): Promise<() => Promise<void>>
  end(): Promise<void>
}>

/** A connection in use. */
export type Borrowed<T> = Readonly<{
  client: PoolClient
  /** What came of the beginning. */
  begun: T
  /** Gives it back; one on which `error` happened only if it is still sound. */
  release(error?: unknown): void
}>

/** How long a statement may take; and how long a transaction may do nothing, since all other writers wait for it. */
export const statementMs = 120_000
const idleInTransactionMs = 60_000
const connectMs = 10_000
// How long to wait before each further try for a connection: a server that restarts is back within seconds.
const againAfterMs = [50, 150, 400, 900, 1_500, 2_000]
const mostConnections = 10
const oldestVersion = 130_000

/** Opens the pool and makes a first connection. @throws DATABASE_URL_INVALID, DATABASE_UNREACHABLE, DATABASE_REFUSED_LOGIN, DATABASE_UNUSABLE */
export async function openPool(address: PostgresAddress): Promise<PostgresPool> {
  const { default: pg } = await import('pg')
  const server: { shared?: boolean } = {}
  const config = {
    connectionString: address.url,
    application_name: 'kaiwu',
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: postgresTypes as unknown as typeof pg.types,
  }
  // Never connected: it only reads the settings, with the files they name.
  withoutUrl(() => new pg.Client(config))
  const pool = new pg.Pool({
    ...config,
    max: mostConnections,
    idleTimeoutMillis: 30_000,
    allowExitOnIdle: true,
    onConnect: (client) => prepare(client, address, server),
  })
  // A connection that breaks while nobody uses it is replaced when it is wanted; one in use tells its statement.
  pool.on('connect', (client) => void client.on('error', () => undefined))
  pool.on('error', () => undefined)
  const borrow = borrower(pool, address.place)
  try {
    const first = await borrow(async () => undefined)
    first.release()
  } catch (error) {
    await pool.end()
    throw error
  }
  return Object.freeze({
    address,
    shared: server.shared === true,
    borrow,
    listen: (channel: string, heard: (payload: string) => void, lost: () => void) =>
      listen(new pg.Client(config) as Client & Unrefable, channel, heard, lost),
    end: () => pool.end(),
  })
}

/** The errors of a URL's parser carry the URL, and that one the password. */
function withoutUrl<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (KaiwuError.is(error)) throw error
    const { code } = error as { code?: string }
    throw new KaiwuError('DATABASE_URL_INVALID', {
      problem: `its settings are not understood (${code ?? (error as Error).name})`,
    })
  }
}

async function prepare(client: ClientBase, { schema, place }: PostgresAddress, server: { shared?: boolean }): Promise<void> {
  const { rows } = await client.query<{ version: string; number: string }>(
    "SELECT version() AS version, current_setting('server_version_num') AS number",
  )
  const { version, number } = rows[0]!
  if (Number(number) < oldestVersion) {
    throw new KaiwuError('DATABASE_UNUSABLE', {
      place,
      reason: `PostgreSQL 13 or newer is needed, this is ${version.slice(0, 40)}`,
    })
  }
  server.shared = /PGlite|emscripten/i.test(version)
  if (server.shared) return
  await client.query(
    `SET search_path TO "${schema}", public; SET default_transaction_read_only = on; SET statement_timeout = ${statementMs};
     SET idle_in_transaction_session_timeout = ${idleInTransactionMs}; SET tcp_keepalives_idle = 30; SET client_min_messages = warning;
     SET standard_conforming_strings = on; SET bytea_output = 'hex'; SET DateStyle = 'ISO'; SET TimeZone = 'UTC'`,
  )
}

function borrower(pool: Pool, place: string): PostgresPool['borrow'] {
  return async (beginning, patience) => {
    const began = Date.now()
    for (const pauseMs of patience ? [] : againAfterMs) {
      try {
        return await once(pool, beginning)
      } catch (error) {
        if (!(isConnectionLoss(error) || isOvertaken(error)) || pool.ending || Date.now() - began > connectMs)
          throw asDatabaseError(error, place)
      }
      await wait(pauseMs)
    }
    try {
      return await once(pool, beginning)
    } catch (error) {
      throw asDatabaseError(error, place)
    }
  }
}

async function once<T>(pool: Pool, beginning: (client: PoolClient) => Promise<T>): Promise<Borrowed<T>> {
  const client = await pool.connect()
  // What PostgreSQL itself refused leaves the connection sound; after anything else it is not to be trusted.
  const release = (error?: unknown): void => client.release(error !== undefined && !isRefusal(error))
  try {
    return { client, begun: await beginning(client), release }
  } catch (error) {
    release(error)
    throw error
  }
}

/** Begins a transaction by statements of which one may be refused, such as a lock that is waited for in vain, and then leaves none open. */
export async function beginOn(client: PoolClient, statements: string): Promise<void> {
  try {
    await client.query(statements)
  } catch (error) {
    if (isRefusal(error)) await client.query('ROLLBACK')
    throw error
  }
}

// The types of pg leave this one out.
type Unrefable = { unref(): void }

async function listen(
  client: Client & Unrefable,
  channel: string,
  heard: (payload: string) => void,
  lost: () => void,
): Promise<() => Promise<void>> {
  client.on('error', lost)
  client.on('notification', ({ payload = '' }) => heard(payload))
  try {
    await client.connect()
    await client.query(`LISTEN "${channel}"`)
  } catch (error) {
    await client.end()
    throw error
  }
  client.unref()
  return () => client.end()
}
