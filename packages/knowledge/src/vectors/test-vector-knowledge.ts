/**
 * A knowledge base with an embedder on a temporary folder, for the tests of vector search.
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixedClock, type Embedder } from '@kaiwu/core'
import type { Database } from '@kaiwu/store'
import { afterEach } from 'vitest'
import { openKnowledge, type Knowledge } from '../open-knowledge.ts'
import { openTestDatabase, testDay } from '../test-knowledge.ts'

const folders: string[] = []
let open: Knowledge | undefined

afterEach(async () => {
  await open?.close()
  open = undefined
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A folder that is gone after the test. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kaiwu-vectors-'))
  folders.push(folder)
  return folder
}

/** Opens the knowledge of a folder with an embedder or none, closing the one opened before. */
export async function openWith(
  folder: string,
  embedder?: Embedder,
): Promise<Readonly<{ knowledge: Knowledge; database: Database }>> {
  await open?.close()
  const database = await openTestDatabase(folder)
  const knowledge = await openKnowledge({ database, clock: fixedClock(testDay), ...(embedder ? { embedder } : {}) })
  open = knowledge
  return { knowledge, database }
}

/** How many vectors of which model are stored, by path. */
export async function storedVectors(database: Database): Promise<unknown[]> {
  const rows = await database.all<{ path: string; model: string; count: number; bytes: number }>(
    `SELECT path, model, count(*) AS count, max(length(vector)) AS bytes FROM vectors JOIN documents ON id = document_id
     GROUP BY path, model ORDER BY path, model`,
  )
  return rows.map(({ path, model, count, bytes }) => [path, model, count, bytes])
}
