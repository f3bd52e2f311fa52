import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { knowledgeMigrations, openKnowledge, type Knowledge, type OpenKnowledgeOptions } from '@kaiwu/knowledge'
import { openDatabase, type Database } from '@kaiwu/store'
import { startPglite, startPostgres } from '@kaiwu/testkit'

/** What a bench may keep its base in. */
export type Backend = 'sqlite' | 'postgres'

/** A base for a bench, gone when it is closed. */
export type BenchBase = Readonly<{
  knowledge: Knowledge
  database: Database
  /** What holds it, in words for a table. */
  server: string
  /** Where the database is, to open it once more: as another server, or in another process. */
  place: Readonly<{ folder: string; url?: string; schema?: string }>
  /** Bytes of the database and of the files beside it. */
  diskBytes(): Promise<number>
  /** Closes the knowledge and opens what it left. */
  reopen(): Promise<Knowledge>
  close(): Promise<void>
}>

/**
 * Opens an empty base. On PostgreSQL it is the server that `KAIWU_TEST_DATABASE` names, else one of this machine's programs, else
 * PGlite, which is slow and tells nothing of speed.
 * @param options as of `openKnowledge`
 */
export async function openBase(
  backend: Backend,
  options: Partial<Omit<OpenKnowledgeOptions, 'database'>> = {},
): Promise<BenchBase> {
  const folder = mkdtempSync(join(tmpdir(), 'kaiwu-bench-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  const server = backend === 'sqlite' ? undefined : await startServer()
  const schema = `bench_${process.pid}_${Date.now()}`
  const place = Object.freeze({ folder, ...(server ? { url: server.url, schema } : {}) })
  const open = async () => {
    const database = await openDatabase({ ...place, migrations: knowledgeMigrations })
    return { database, knowledge: await openKnowledge({ database, ...options }) }
  }
  let current: Awaited<ReturnType<typeof open>>
  try {
    current = await open()
  } catch (error) {
    await server?.close()
    remove()
    throw error
  }
  return Object.freeze({
    get knowledge() {
      return current.knowledge
    },
    get database() {
      return current.database
    },
    server: server?.name ?? 'SQLite',
    place,
    diskBytes: async () => filesIn(folder) + (server ? await tablesOf(current.database, schema) : 0),
    async reopen() {
      await current.knowledge.close()
      current = await open()
      return current.knowledge
    },
    async close() {
      if (server?.isKept) await current.database.run(`DROP SCHEMA "${schema}" CASCADE`)
      await current.knowledge.close()
      await server?.close()
      remove()
    },
  })
}

type Server = Readonly<{ url: string; name: string; isKept: boolean; close(): Promise<void> }>

async function startServer(): Promise<Server> {
  const url = process.env['KAIWU_TEST_DATABASE']
  if (url) return { url, name: 'PostgreSQL (given)', isKept: true, close: async () => undefined }
  const postgres = await startPostgres()
  if (postgres) return { url: postgres.url, name: 'PostgreSQL', isKept: false, close: () => postgres.close() }
  const pglite = await startPglite()
  return { url: pglite.url, name: 'PGlite', isKept: false, close: () => pglite.close() }
}

async function tablesOf(database: Database, schema: string): Promise<number> {
  const row = await database.get<{ bytes: number }>(
    `SELECT CAST(COALESCE(SUM(pg_total_relation_size(pg_class.oid)), 0) AS BIGINT) AS bytes
     FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = ? AND relkind = 'r'`,
    schema,
  )
  return row!.bytes
}

function filesIn(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)
}
