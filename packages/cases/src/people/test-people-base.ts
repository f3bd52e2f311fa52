import type { Database, Migrations } from '@kaiwu/store'
import { describe, it } from 'vitest'
import { movableClock, type MovableClock } from '../test-clock.ts'
import { newName, type DatabaseKind, type TestBases } from '../test-database.ts'
import { openPeople, type OpenPeopleOptions, type People } from './open-people.ts'
import { systemActor, type Actor, type PeopleEvent } from './people-event.ts'
import { peopleTables } from './people-tables.ts'
import { scryptPasswords } from './scrypt-passwords.ts'

/** A base of its own for one case. */
export type TestPeople = Readonly<{
  database: Database
  people: People
  clock: MovableClock
  /** What the record holds, committed. */
  events(): Promise<readonly PeopleEvent[]>
  /** Makes the record refuse everything, or take it again. */
  breakRecord(broken: boolean): void
  /** One more server of the same base; on SQLite one that reads. */
  another(): Promise<Readonly<{ database: Database; people: People }>>
  /** The first administrator, made by this. */
  administrator(): Promise<Actor>
}>

/** A case of the suite: what must hold, and how it is tried. */
export type PeopleCases = Readonly<Record<string, (base: TestPeople) => Promise<void>>>

const more = `
  CREATE TABLE recorded (n INTEGER PRIMARY KEY, event TEXT NOT NULL);
  CREATE TABLE cases (id TEXT PRIMARY KEY, caseType TEXT NOT NULL, departmentId TEXT, ownerId TEXT NOT NULL);
  CREATE TABLE participants (caseId TEXT NOT NULL, personId TEXT NOT NULL);
`
/** People, a record, and cases to be seen. */
export const peopleMigrations: Migrations = {
  sqlite: [{ name: 'people', sql: peopleTables.sqlite + more }],
  postgres: [{ name: 'people', sql: peopleTables.postgres + more }],
}

/** A password that the rules let pass. */
export const goodPassword = '开物成务 tian-gong 7'

/** Registers cases for a kind of database. */
export function describePeople(bases: TestBases, kind: DatabaseKind, cases: PeopleCases): void {
  describe(`people on ${kind}`, () => {
    for (const [title, run] of Object.entries(cases)) {
      it(title, { timeout: 60_000 }, async () => {
        const base = newName()
        const clock = movableClock('2026-11-23T08:00:00Z')
        let broken = false
        const options: OpenPeopleOptions = {
          clock,
          passwords: scryptPasswords({ N: 1_024, r: 8, p: 1 }),
          async record(inside, event) {
            if (broken) throw new Error('the record cannot be written')
            const n = await inside.get<{ n: number }>('SELECT COALESCE(MAX(n), 0) + 1 AS n FROM recorded')
            await inside.run('INSERT INTO recorded (n, event) VALUES (?, ?)', n!.n, JSON.stringify(event))
          },
        }
        const server = async (first: boolean) => {
          const database = await bases.open(kind, base, first || kind === 'postgres' ? 'write' : 'read')
          return { database, people: openPeople(database, options) }
        }
        const { database, people } = await server(true)
        await run({
          database,
          people,
          clock,
          events: async () =>
            (await database.all<{ event: string }>('SELECT event FROM recorded ORDER BY n')).map(
              ({ event }) => JSON.parse(event) as PeopleEvent,
            ),
          breakRecord: (now) => void (broken = now),
          another: () => server(false),
          async administrator() {
            const { id, name: called } = await people.createAdministrator({
              login: 'admin',
              name: '管理员',
              password: goodPassword,
            })
            return { kind: 'person', id, name: called }
          },
        })
      })
    }
  })
}

/** The outcome of what should be refused: the code of its error. */
export async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work
    return undefined
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}

/** Everything that the base holds, as one text. */
export async function allRows(database: Database): Promise<string> {
  const tables = ['departments', 'people', 'roleHolders', 'identities', 'apiKeys', 'sessions', 'signInTries', 'recorded']
  const rows: Record<string, unknown> = {}
  for (const table of tables) rows[table] = await database.all(`SELECT * FROM ${table}`)
  return JSON.stringify(rows)
}

/** A person with nothing special about them. */
export async function somebody(people: People, login: string, roles: readonly string[] = []): Promise<Actor> {
  const { id, name } = await people.add({ login, name: `名字${login}`, password: `${goodPassword} ${login}`, roles }, systemActor)
  return { kind: 'person', id, name }
}

/** Signs somebody in who was made by {@link somebody}. @throws Error when they do not get in */
export async function tokenOf(people: People, login: string): Promise<string> {
  const signed = await people.signIn({ login, password: `${goodPassword} ${login}`, address: '10.0.0.7' })
  if ('refused' in signed) throw new Error(`${login} was refused: ${signed.refused}`)
  return signed.token
}
