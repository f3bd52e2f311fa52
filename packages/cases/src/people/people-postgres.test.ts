import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { openDatabase } from '@kaiwu/store'
import { startPglite, startPostgres } from '@kaiwu/testkit'
import { afterAll, describe } from 'vitest'
import { describePeople, type PeopleSubject } from './test-people-base.ts'
import { peopleCases } from './test-people-cases.ts'

const folder = mkdtempSync(`${tmpdir()}/kaiwu-people-`)
// A real server where there is one; PGlite is there on every machine.
const postgres = await startPostgres()
const pglite = postgres ? undefined : await startPglite()
afterAll(async () => {
  await postgres?.close()
  await pglite?.close()
  rmSync(folder, { recursive: true, force: true })
})

const at = (url: string): PeopleSubject => ({
  open: (base, { migrations }) => openDatabase({ folder, url, schema: base, migrations }),
})

describe('PostgreSQL', () => {
  describePeople(postgres ? 'a real server' : 'PGlite', peopleCases, at((postgres ?? pglite)!.url))
})
