import { startPglite, startPostgres } from '@kaiwu/testkit'
import { afterAll, describe, it } from 'vitest'
import { caseCases, leaveType } from './test-case-life.ts'
import { repairCases, repairType } from './test-case-repairs.ts'
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
const types = [leaveType, repairType]
const all = Object.entries({ ...caseCases, ...repairCases })

describe('cases on SQLite', () => {
  for (const [title, run] of all) it(title, { timeout: 60_000 }, async () => run(await openTestCases(types)))
})

describe(`cases on ${postgres ? 'a real PostgreSQL' : 'PGlite'}`, () => {
  for (const [title, run] of all)
    it(title, { timeout: 60_000 }, async () =>
      run(await openTestCases(types, { url, schema: `cases_${process.pid}_${++bases}` })),
    )
})
