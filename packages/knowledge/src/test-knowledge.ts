/**
 * A knowledge base on a temporary folder, and files for it, as the tests of this package share them.
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fixedClock } from '@kaiwu/core'
import { openDatabase, type Database } from '@kaiwu/store'
import { knowledgeMigrations } from './knowledge-schema.ts'
import { openKnowledge, type Knowledge, type SourceFile } from './open-knowledge.ts'
import type { Glossary } from './search/glossary.ts'

/** The day on which the tests ask. */
export const testDay = '2026-11-22'

/** A knowledge base that can be closed and opened again. */
export type TestKnowledge = Readonly<{
  folder: string
  database(): Database
  knowledge(): Knowledge
  /** Closes it and opens what it left. */
  restart(): Promise<Knowledge>
  /** Closes it and deletes its folder. */
  remove(): Promise<void>
}>

/**
 * Opens the database of a test: in the folder, or on the PostgreSQL that `KAIWU_TEST_DATABASE` names, in a schema of the folder's
 * name, so that the same tests run on both.
 */
export function openTestDatabase(folder: string, access: 'read' | 'write' = 'write'): Promise<Database> {
  const url = process.env['KAIWU_TEST_DATABASE']
  const schema = basename(folder).toLowerCase().replace(/\W/g, '_')
  return openDatabase({ folder, migrations: knowledgeMigrations, access, ...(url ? { url, schema } : {}) })
}

/** Opens an empty knowledge base in a folder of its own. */
export async function testKnowledge(glossary?: Glossary): Promise<TestKnowledge> {
  const folder = mkdtempSync(join(tmpdir(), 'kaiwu-knowledge-'))
  const open = async () => {
    const database = await openTestDatabase(folder)
    const knowledge = await openKnowledge({ database, clock: fixedClock(testDay), ...(glossary ? { glossary } : {}) })
    return { database, knowledge }
  }
  let current = await open()
  return Object.freeze({
    folder,
    database: () => current.database,
    knowledge: () => current.knowledge,
    restart: async () => {
      await current.knowledge.close()
      current = await open()
      return current.knowledge
    },
    remove: async () => {
      await current.knowledge.close()
      rmSync(folder, { recursive: true, force: true })
    },
  })
}

/** Files by path and text. */
export function textFiles(texts: Readonly<Record<string, string>>): SourceFile[] {
  return Object.entries(texts).map(([path, text]) => ({ path, read: () => Promise.resolve(bytesOfText(text)) }))
}

/** A text as the bytes of a file. */
export function bytesOfText(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
