/**
 * What every database must do, whichever it is. What one cannot do by design it says, with the reason, when it is described.
 * @module
 */
import { describe, it, onTestFinished } from 'vitest'
import type { Database, Migrations } from './database.ts'
import { changeCases } from './test-database-changes.ts'
import { statementCases } from './test-database-statements.ts'
import { transactionCases } from './test-database-transactions.ts'

/** An empty base, to be opened as often as a case wants. */
export type TestBase = Readonly<{
  /** Opens it as one more process would. Closed when the test has ended. */
  open(options?: { migrations?: Migrations; access?: 'write' | 'read' }): Promise<Database>
}>

/** A case of the suite: what must hold, and how it is tried. */
export type DatabaseCases = Readonly<Record<string, (base: TestBase) => Promise<void>>>

/** A kind of database to be held to the port. */
export type DatabaseSubject = Readonly<{
  /** Opens an empty base of its own for each test, given the name of that base. */
  open(base: string, options: { migrations: Migrations; access: 'write' | 'read' }): Promise<Database>
  /** Why a case does not concern this kind, by its title. */
  without?: Readonly<Record<string, string>>
}>

/** Tables the cases work on. */
export const caseMigrations: Migrations = [
  `CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT, bytes BLOB, many BIGINT, part DOUBLE PRECISION);
   CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
   CREATE TABLE later (note INTEGER REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED)`,
].map((sql) => ({
  sqlite: [{ name: 'notes', sql }],
  postgres: [{ name: 'notes', sql: sql.replace('BLOB', 'BYTEA').replace('text TEXT', 'text TEXT COLLATE "C"') }],
}))[0]!

let bases = 0

/** Registers the suite. */
export function describeDatabase(name: string, { open, without = {} }: DatabaseSubject): void {
  describe(`${name} as a database`, () => {
    for (const [title, run] of Object.entries({ ...statementCases, ...transactionCases, ...changeCases })) {
      const reason = without[title]
      if (reason !== undefined) {
        describe.skipIf(true)(`not: ${reason}`, () => it(title, () => undefined))
        continue
      }
      it(title, { timeout: 30_000 }, async () => {
        const base = `case_${process.pid}_${++bases}`
        await run({
          async open({ migrations = caseMigrations, access = 'write' } = {}) {
            const database = await open(base, { migrations, access })
            onTestFinished(() => database.close())
            return database
          },
        })
      })
    }
  })
}
