import { startPglite, startPostgres } from '@kaiwu/testkit'

/** Where the base of the crash bench is. */
export type CrashBackend = Readonly<{ url: string | undefined; name: string; stop(): Promise<void> }>

/** Starts what the base is kept in, unless it is a folder or a server that is there. */
export async function crashBackend(backend: 'sqlite' | 'postgres', url: string | undefined): Promise<CrashBackend> {
  const nothing = async (): Promise<void> => undefined
  if (backend === 'sqlite') return { url: undefined, name: 'SQLite', stop: nothing }
  if (url !== undefined) return { url, name: 'PostgreSQL (given)', stop: nothing }
  const postgres = await startPostgres()
  if (postgres) return { url: postgres.url, name: 'PostgreSQL', stop: () => postgres.close() }
  const pglite = await startPglite()
  return { url: pglite.url, name: 'PGlite', stop: () => pglite.close() }
}
