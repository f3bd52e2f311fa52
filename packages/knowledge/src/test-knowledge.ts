/**
 * A knowledge base on a temporary folder, and files for it, as the tests of this package share them.
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixedClock } from '@kaiwu/core'
import { openStore, type Store } from '@kaiwu/store'
import { knowledgeMigrations } from './knowledge-schema.ts'
import { openKnowledge, type Knowledge, type SourceFile } from './open-knowledge.ts'
import type { Glossary } from './search/glossary.ts'

/** The day on which the tests ask. */
export const testDay = '2026-11-22'

/** A knowledge base that can be closed and opened again. */
export type TestKnowledge = Readonly<{
  folder: string
  store(): Store
  knowledge(): Knowledge
  /** Closes it and opens what it left. */
  restart(): Knowledge
  /** Closes it and deletes its folder. */
  remove(): void
}>

/** Opens an empty knowledge base in a folder of its own. */
export function testKnowledge(glossary?: Glossary): TestKnowledge {
  const folder = mkdtempSync(join(tmpdir(), 'kaiwu-knowledge-'))
  const open = () => {
    const store = openStore({ folder, migrations: knowledgeMigrations })
    return { store, knowledge: openKnowledge({ store, clock: fixedClock(testDay), ...(glossary ? { glossary } : {}) }) }
  }
  let current = open()
  return Object.freeze({
    folder,
    store: () => current.store,
    knowledge: () => current.knowledge,
    restart: () => {
      current.knowledge.close()
      current = open()
      return current.knowledge
    },
    remove: () => {
      current.knowledge.close()
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
