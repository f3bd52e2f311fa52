/**
 * What every knowledge base must do, whichever database holds it. What one cannot do by design it says, with the reason, when it is
 * described.
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixedClock } from '@kaiwu/core'
import { openDatabase, type Database } from '@kaiwu/store'
import { describe, it, onTestFinished } from 'vitest'
import { knowledgeMigrations } from './knowledge-schema.ts'
import { openKnowledge, type Knowledge, type OpenKnowledgeOptions } from './open-knowledge.ts'
import { crashCases } from './test-knowledge-crashes.ts'
import { lifeCases } from './test-knowledge-life.ts'
import { pgvectorCases } from './test-knowledge-pgvector.ts'
import { searchCases } from './test-knowledge-searches.ts'
import { serverCases } from './test-knowledge-servers.ts'
import { togetherCases } from './test-knowledge-together.ts'
import { testDay } from './test-knowledge.ts'

/** Where a base is: a schema of a PostgreSQL database, or a folder alone. */
export type BaseAddress = Readonly<{ url?: string; schema?: string }>

/** A base in use, as one server has it. */
export type OpenBase = Readonly<{ knowledge: Knowledge; database: Database; folder: string }>

/** An empty base, to be opened as often as a case wants. */
export type KnowledgeBase = Readonly<{
  address: BaseAddress
  /** The folder of the server that opens it when none is named. */
  folder: string
  /** A folder of another server, or for files. */
  newFolder(): string
  /** Opens it, as a server with that folder does. Closed when the test has ended. */
  open(options?: Partial<Omit<OpenKnowledgeOptions, 'database'>> & { folder?: string; url?: string }): Promise<OpenBase>
}>

/** A case of the suite: what must hold, and how it is tried. */
export type KnowledgeCases = Readonly<Record<string, (base: KnowledgeBase) => Promise<void>>>

/** A kind of database to hold knowledge. */
export type KnowledgeSubject = Readonly<{
  /** Where the empty base of a name is to be; without it in a folder. */
  address?: (base: string) => BaseAddress
  /** Several servers may write to one base. */
  shared: boolean
  /** It can search vectors itself. */
  pgvector?: boolean
  /** Why a case does not concern this kind, by its title. */
  without?: Readonly<Record<string, string>>
}>

let bases = 0

/** Registers the suite. */
export function describeKnowledge(name: string, { address, shared, pgvector = false, without = {} }: KnowledgeSubject): void {
  const together = { ...serverCases, ...(pgvector ? pgvectorCases : {}), ...togetherCases }
  const cases = { ...lifeCases, ...searchCases, ...crashCases, ...(shared ? together : {}) }
  describe(`knowledge on ${name}`, () => {
    for (const [title, run] of Object.entries(cases)) {
      const reason = without[title]
      if (reason !== undefined) {
        describe.skipIf(true)(`not: ${reason}`, () => it(title, () => undefined))
        continue
      }
      it(title, { timeout: 120_000 }, () => run(emptyBase(address?.(`knowledge_${process.pid}_${++bases}`) ?? {})))
    }
  })
}

/** A base of its own for one test, gone when that has ended. */
export function emptyBase(address: BaseAddress): KnowledgeBase {
  const newFolder = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'kaiwu-base-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    return folder
  }
  const folder = newFolder()
  return {
    address,
    folder,
    newFolder,
    async open({ folder: own = folder, url, ...options } = {}) {
      const database = await openDatabase({
        folder: own,
        migrations: knowledgeMigrations,
        ...address,
        ...(url === undefined ? {} : { url }),
      })
      onTestFinished(() => database.close())
      const knowledge = await openKnowledge({ database, clock: fixedClock(testDay), ...options })
      onTestFinished(() => knowledge.close())
      return { knowledge, database, folder: own }
    },
  }
}
