/**
 * A knowledge base with an embedder on a temporary folder, for the tests of vector search.
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixedClock, type Embedder } from '@kaiwu/core'
import { openStore, type Store } from '@kaiwu/store'
import { afterEach } from 'vitest'
import { knowledgeMigrations } from '../knowledge-schema.ts'
import { openKnowledge, type Knowledge } from '../open-knowledge.ts'
import { testDay } from '../test-knowledge.ts'

const folders: string[] = []
let open: Knowledge | undefined

afterEach(() => {
  open?.close()
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
export function openWith(folder: string, embedder?: Embedder): Readonly<{ knowledge: Knowledge; store: Store }> {
  open?.close()
  const store = openStore({ folder, migrations: knowledgeMigrations })
  const knowledge = openKnowledge({ store, clock: fixedClock(testDay), ...(embedder ? { embedder } : {}) })
  open = knowledge
  return { knowledge, store }
}

/** How many vectors of which model are stored, by path. */
export function storedVectors(store: Store): unknown[] {
  return store
    .all<{ path: string; model: string; count: number; bytes: number }>(
      'SELECT path, model, count(*) AS count, max(length(vector)) AS bytes FROM vectors JOIN documents ON id = document_id GROUP BY path, model ORDER BY path, model',
    )
    .map(({ path, model, count, bytes }) => [path, model, count, bytes])
}
