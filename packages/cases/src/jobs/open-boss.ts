import { KaiwuError } from '@kaiwu/core'
import type { Database, Queries } from '@kaiwu/store'
import type { PgBoss } from 'pg-boss'
import { bossExecutor } from './boss-executor.ts'

/** The one queue of a base. */
export const queue = 'jobs'

/** pg-boss over the connections of a base. */
export type OpenBoss = Readonly<{
  boss: PgBoss
  /** Its schema, to be written into statements. */
  schema: string
  close(): Promise<void>
}>

/**
 * Opens pg-boss in the schema beside the base's, making it where missing. It needs the right to make a schema in the database, or an
 * empty one of that name that is its own; no superuser. Nothing of pg-boss works by itself: it has no connections and no timers that
 * ask for anything, and runs each statement in a transaction of the base.
 */
export async function openBoss(database: Database): Promise<OpenBoss> {
  const pgBoss = await import('pg-boss')
  const { default: manifest } = await import('pg-boss/package.json', { with: { type: 'json' } })
  const own = await database.get<{ name: string }>('SELECT current_schema() AS name')
  const schema = `${own!.name}_jobs`
  const inOwn = { executeSql: (text: string, values?: unknown[]) => inTransaction(database, text, values) }
  const boss = new pgBoss.PgBoss({
    db: inOwn,
    schema,
    migrate: false,
    supervise: false,
    schedule: false,
    registerInstance: false,
    openTelemetry: { enabled: false },
    // Read once: nothing about the queue changes.
    queueCacheIntervalSeconds: 86_400,
  })
  boss.on('error', (error) => process.emitWarning(`pg-boss: ${error.message}`))
  await prepare(database, { schema, newest: manifest.pgboss.schema, plans: pgBoss })
  await boss.start()
  // Nothing happens where it is there already, but that pg-boss learns of it.
  await boss.createQueue(queue, { retryDelay: 0, retryBackoff: false, retentionSeconds: lifetimeS, deleteAfterSeconds: 0 })
  return { boss, schema, close: () => boss.stop({ graceful: false, close: false }) }
}

// 63 years: what waits is never swept away, should somebody run the maintenance of pg-boss on the schema.
const lifetimeS = 2_000_000_000

async function inTransaction(database: Database, text: string, values?: unknown[]) {
  return database.transaction((inside) => bossExecutor(inside).executeSql(text, values))
}

type Plans = Readonly<{
  schema: string
  newest: number
  plans: Pick<typeof import('pg-boss'), 'getConstructionPlans' | 'getMigrationPlans'>
}>

/** Of several servers that start at once one makes the schema, under the lock of the writers; the others find it made. */
async function prepare(database: Database, { schema, newest, plans }: Plans): Promise<void> {
  if ((await versionOf(database, schema)) === newest) return
  await database.transaction(async (inside) => {
    const version = await versionOf(inside, schema)
    if (version === newest) return
    const executor = bossExecutor(inside)
    if (version !== undefined) {
      if (version > newest)
        throw new KaiwuError('STORE_NEWER', { path: `${database.place}, ${schema}`, found: version, known: newest })
      await executor.executeSql(plans.getMigrationPlans(schema, version))
      return
    }
    const known = await inside.get('SELECT 1 AS found FROM pg_namespace WHERE nspname = ?', schema)
    await executor.executeSql(plans.getConstructionPlans(schema, { createSchema: known === undefined }))
  })
}

async function versionOf(queries: Queries, schema: string): Promise<number | undefined> {
  const known = await queries.get("SELECT 1 AS found FROM pg_tables WHERE schemaname = ? AND tablename = 'version'", schema)
  if (!known) return undefined
  return (await queries.get<{ version: number }>(`SELECT version FROM "${schema}".version`))?.version
}
