import { KaiwuError } from '@kaiwu/core'
import { makeFolder, type StoreValue } from '../connection.ts'
import type { Database, Queries } from '../database.ts'
import { inTurn, type InTurn } from '../in-turn.ts'
import type { Migration } from '../migrate.ts'
import { transactionScope } from '../transaction-scope.ts'
import { whileOpen } from '../while-open.ts'
import { changeWatch, type ChangeSource, type ChangeWatch } from './change-watch.ts'
import { migratePostgres } from './migrate-postgres.ts'
import { postgresAddress } from './postgres-address.ts'
import { openPool, statementMs, type PostgresPool } from './postgres-pool.ts'
import { statementRunner } from './postgres-statements.ts'
import { inTransaction, type TransactionContext } from './postgres-transaction.ts'

/** How to open a database on PostgreSQL. */
export type OpenPostgresOptions = Readonly<{
  url: string
  schema?: string
  folder: string
  migrations: readonly Migration[]
  access?: 'write' | 'read' | 'write-or-read'
}>

/** Opens a schema of a PostgreSQL database, making it where missing, and brings its tables up to date. @throws as of openDatabase */
export async function openPostgresDatabase(options: OpenPostgresOptions): Promise<Database> {
  const { url, schema, folder, migrations, access = 'write' } = options
  const address = postgresAddress(url, schema)
  makeFolder(folder)
  const pool = await openPool(address)
  try {
    await migratePostgres(pool, migrations, access !== 'read')
    const changes = await counterOf(pool)
    const listen = pool.shared ? undefined : listenerOf(pool)
    const turn = inTurn()
    const read = (patience?: 'one try') => counterOf(pool, patience)
    // Where there is one session, nothing is asked while a transaction has it.
    const watch = changeWatch({ read: pool.shared ? (patience) => turn(() => read(patience)) : read, listen }, changes)
    return postgresDatabase({ pool, watch, turn, folder, writable: access !== 'read' })
  } catch (error) {
    await pool.end()
    throw error
  }
}

type Opened = Readonly<{ pool: PostgresPool; watch: ChangeWatch; turn: InTurn; folder: string; writable: boolean }>

function postgresDatabase({ pool, watch, turn, folder, writable }: Opened): Database {
  const { place } = pool.address
  const scope = transactionScope()
  const closed = () => new KaiwuError('DATABASE_UNUSABLE', { place, reason: 'it has been closed' })
  const open = whileOpen(closed, () => scope.current() !== undefined)
  const context: TransactionContext = { pool, runStatement: statementRunner(!pool.shared), own: watch, readOnly: !writable }
  const transaction = <T>(work: (inside: Queries) => Promise<T>): Promise<T> =>
    turn(() => inTransaction(context, (inside) => scope.enter(inside, work)))
  const read = readerOf(context, scope.current, turn)
  return Object.freeze({
    kind: 'postgres' as const,
    place,
    folder,
    writable,
    all: <Row>(sql: string, ...values: StoreValue[]) => open.run(async () => (await read(sql, values)) as Row[]),
    get: <Row>(sql: string, ...values: StoreValue[]) => open.run(async () => (await read(sql, values))[0] as Row | undefined),
    run: (sql: string, ...values: StoreValue[]) =>
      open.run(() => {
        scope.refuseInside('run()')
        return transaction((inside) => inside.run(sql, ...values))
      }),
    transaction: <T>(work: (inside: Queries) => Promise<T>) =>
      open.run(() => {
        scope.refuseInside('transaction()')
        return transaction(work)
      }),
    onChange: (changed: () => void) => watch.onChange(changed),
    lookForChanges: () =>
      open.run(() => {
        // Inside of a transaction nothing of others' can have come, and where there is one session nothing else can be asked.
        scope.refuseInside('lookForChanges()')
        return watch.lookNow()
      }),
    verify: () => open.run(() => verifyTables(read, pool.address.schema)),
    close: async () => {
      scope.refuseInside('close()')
      await open.close(async () => {
        // Idle connections keep no process alive; saying goodbye on them does, or a program would end in the middle of it.
        const alive = setInterval(() => undefined, 1_000)
        try {
          await watch.stop()
          await pool.end()
        } finally {
          clearInterval(alive)
        }
      })
    },
  } satisfies Database)
}

type Read = (sql: string, values: readonly StoreValue[]) => Promise<unknown[]>

/** How statements outside of a transaction are read. */
function readerOf({ pool, runStatement }: TransactionContext, current: () => Queries | undefined, turn: InTurn): Read {
  // A lost network tells nobody: the client gives up a little after the server would have.
  const giveUpMs = statementMs + 10_000
  if (!pool.shared) {
    return async (sql, values) => {
      const { begun, release } = await pool.borrow((client) => runStatement(client, sql, values, giveUpMs))
      release()
      return begun.rows
    }
  }
  const begin = `BEGIN READ ONLY; SET LOCAL search_path TO "${pool.address.schema}", public`
  return async (sql, values) => {
    // The one session is in a transaction: nothing else can be asked until its end, and the end may wait for this answer.
    const inside = current()
    if (inside) return inside.all(sql, ...values)
    return turn(async () => {
      const { begun, release } = await pool.borrow(async (client) => {
        await client.query(begin)
        try {
          return await runStatement(client, sql, values, giveUpMs)
        } finally {
          await client.query('ROLLBACK')
        }
      })
      release()
      return begun.rows
    })
  }
}

/** The number of transactions that have changed something. */
async function counterOf(pool: PostgresPool, patience?: 'one try'): Promise<number> {
  const { begun, release } = await pool.borrow(
    (client) => client.query<{ changes: number }>(`SELECT changes FROM "${pool.address.schema}".kaiwu_state`),
    patience,
  )
  release()
  return begun.rows[0]!.changes
}

function listenerOf(pool: PostgresPool): ChangeSource['listen'] {
  return (heard, lost) => pool.listen(`kaiwu_${pool.address.schema}`, (payload) => heard(Number(payload)), lost)
}

/** Reads every row of every table: a page that is damaged is found where the server keeps checksums, or where it makes no sense. */
async function verifyTables(read: Read, schema: string): Promise<void> {
  const tables = (await read('SELECT tablename AS name FROM pg_tables WHERE schemaname = ? ORDER BY 1', [schema])) as {
    name: string
  }[]
  for (const { name } of tables)
    await read(`SELECT COUNT(*) AS count FROM "${schema}"."${name.replaceAll('"', '""')}" AS one WHERE one IS NULL`, [])
}
