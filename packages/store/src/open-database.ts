import { fileURLToPath } from 'node:url'
import { KaiwuError } from '@kaiwu/core'
import type { Database, Migrations } from './database.ts'
import { isPostgresUrl } from './postgres/postgres-address.ts'
import { openPostgresDatabase } from './postgres/postgres-database.ts'
import { openSqliteDatabase } from './sqlite-database.ts'

/** How to open a database. */
export type OpenDatabaseOptions = Readonly<{
  /** The folder of the database; with PostgreSQL, of what this process keeps beside it. */
  folder: string
  /**
   * Where the database is, when not in the folder: `postgresql://user:password@host:5432/name` (with `sslmode` and whatever else the
   * driver `pg` reads), or the path or `file:` URL of another folder for SQLite.
   */
  url?: string | undefined
  /** The schema on PostgreSQL, made where missing; one base may hold several solutions. Default `kaiwu`. */
  schema?: string | undefined
  migrations: Migrations
  /**
   * `write` refuses a folder that another process writes to; `read` never writes; `write-or-read` writes when it may and reads
   * otherwise. Default `write`. On PostgreSQL all may write.
   */
  access?: 'write' | 'read' | 'write-or-read'
}>

/**
 * Opens the database of a base and brings its tables up to date. What the two kinds share, and what a statement may contain, stands
 * at {@link Database}.
 * @throws STORE_IN_USE, STORE_UNUSABLE, STORE_NEWER, STORE_CORRUPT, STORE_FULL of SQLite
 * @throws DATABASE_URL_INVALID, DATABASE_UNREACHABLE, DATABASE_REFUSED_LOGIN, DATABASE_UNUSABLE, STORE_NEWER of PostgreSQL
 * @example
 * const database = await openDatabase({ folder, url: process.env['KAIWU_DATABASE'], migrations: knowledgeMigrations })
 * await database.transaction((inside) => inside.run('INSERT INTO notes (text) VALUES (?)', '更换 6205-2RS'))
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const { folder, url, schema, migrations, access = 'write' } = options
  if (url !== undefined && isPostgresUrl(url)) {
    return openPostgresDatabase({
      url,
      folder,
      migrations: migrations.postgres,
      access,
      ...(schema === undefined ? {} : { schema }),
    })
  }
  return openSqliteDatabase({ folder: url === undefined ? folder : folderOf(url), migrations: migrations.sqlite, access })
}

function folderOf(url: string): string {
  // `mysql://…` is a mistake, not the name of a folder; `C:\data` is one.
  if (!/^[a-z][a-z0-9+.-]+:/i.test(url)) return url
  if (/^file:\/\/(?:localhost)?\//i.test(url)) return fileURLToPath(url)
  const problem = 'it begins neither with postgresql:// nor with file:///, and is no path'
  throw new KaiwuError('DATABASE_URL_INVALID', { problem })
}
