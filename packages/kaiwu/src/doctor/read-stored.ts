import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { KaiwuError } from '@kaiwu/core'
import type { Database } from '@kaiwu/store'
import type { Finding } from './finding.ts'

/** Where the data of a solution is. */
export type DataPlace = Readonly<{ folder: string; url?: string | undefined; schema?: string | undefined }>

/** Looks into the base of a solution, where there is one. What keeps it from being opened is told by the look at the data. */
export async function readStored(
  { folder, url, schema }: DataPlace,
  look: (database: Database) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  if (!url && !existsSync(join(folder, 'kaiwu.sqlite'))) return []
  const [{ openDatabase }, { solutionMigrations }] = await Promise.all([import('@kaiwu/store'), import('@kaiwu/solution')])
  try {
    const database = await openDatabase({ folder, url, schema, migrations: solutionMigrations, access: 'read' })
    try {
      return await look(database)
    } finally {
      await database.close()
    }
  } catch (error) {
    if (!KaiwuError.is(error)) throw error
    return []
  }
}
