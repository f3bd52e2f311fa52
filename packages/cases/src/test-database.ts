/**
 * Databases of a test file: folders for SQLite, and one PostgreSQL with a schema for each base.
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase, type Database, type Migrations } from '@kaiwu/store'
import { startPglite, startPostgres, type PostgresServer } from '@kaiwu/testkit'
import { afterAll, beforeAll, onTestFinished } from 'vitest'

/** The kinds of database that everything is tried on. */
export type DatabaseKind = 'sqlite' | 'postgres'

/** Where a base is, as a process of its own would open it. */
export type BaseAddress = Readonly<{ folder: string; url?: string; schema?: string }>

/** Where the databases of a test file are. */
export type TestBases = Readonly<{
  /** SQLite, and a real PostgreSQL, or PGlite where there is none. */
  kinds: readonly DatabaseKind[]
  /** A folder that goes when the file is done. */
  folder: string
  /** The real PostgreSQL, where there is one, with several sessions and notices. */
  server(): PostgresServer | undefined
  address(kind: DatabaseKind, name: string): BaseAddress
  /** Opens an empty base, or one that has a name, once more. Closed when the test has ended. */
  open(kind: DatabaseKind, name?: string, access?: 'write' | 'read'): Promise<Database>
  /** So many ways into one base, each with connections of its own; on SQLite, where one process writes, the same one. */
  several(kind: DatabaseKind, count: number): Promise<readonly Database[]>
}>

let names = 0

/** A name that no other base of the file has. */
export function newName(): string {
  return `base_${process.pid}_${++names}`
}

/** Registers what a test file needs to have databases. */
export function testBases(migrations: Migrations): TestBases {
  const folder = mkdtempSync(join(tmpdir(), 'kaiwu-cases-'))
  let server: PostgresServer | undefined
  let url = ''
  let close: (() => Promise<void>) | undefined
  beforeAll(async () => {
    // What holds on a real server holds on the one that stands in for it, which can be asked for.
    server = process.env['KAIWU_TEST_PGLITE'] ? undefined : await startPostgres()
    const started = server ?? (await startPglite())
    url = started.url
    close = started.close
  }, 120_000)
  afterAll(async () => {
    await close?.()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)
  const address = (kind: DatabaseKind, name: string): BaseAddress =>
    kind === 'sqlite' ? { folder: join(folder, name) } : { folder: join(folder, name), url, schema: name }
  const open = async (kind: DatabaseKind, name = newName(), access: 'write' | 'read' = 'write'): Promise<Database> => {
    const database = await openDatabase({ ...address(kind, name), migrations, access })
    onTestFinished(() => database.close())
    return database
  }
  return {
    kinds: ['sqlite', 'postgres'],
    folder,
    server: () => server,
    address,
    open,
    async several(kind, count) {
      const name = newName()
      const first = await open(kind, name)
      const others = kind === 'sqlite' ? Array.from({ length: count - 1 }, () => first) : []
      while (others.length < count - 1) others.push(await open(kind, name))
      return [first, ...others]
    },
  }
}
