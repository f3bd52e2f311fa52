import { startPglite, startPostgres } from '@kaiwu/testkit'
import { afterAll, describe, it } from 'vitest'
import { caseCases, leaveType } from './test-case-life.ts'
import { openTestCases } from './test-cases-base.ts'

// A real server where there is one; PGlite is there on every machine.
const postgres = await startPostgres()
const pglite = postgres ? undefined : await startPglite()
afterAll(async () => {
  await postgres?.close()
  await pglite?.close()
})
const url = (postgres ?? pglite)!.url
let bases = 0

describe('cases on SQLite', () => {
  for (const [title, run] of Object.entries(caseCases))
    it(title, { timeout: 60_000 }, async () => run(await openTestCases([leaveType])))
})

describe(`cases on ${postgres ? 'a real PostgreSQL' : 'PGlite'}`, () => {
  for (const [title, run] of Object.entries(caseCases))
    it(title, { timeout: 60_000 }, async () =>
      run(await openTestCases([leaveType], { url, schema: `cases_${process.pid}_${++bases}` })),
    )
})
