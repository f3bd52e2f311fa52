import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { startPostgres } from '@kaiwu/testkit'
import { afterAll, describe } from 'vitest'
import { openDatabase } from '../open-database.ts'
import { describeDatabase } from '../test-describe-database.ts'

const folder = mkdtempSync(`${tmpdir()}/kaiwu-postgres-database-`)
// Begun here, since whether there is one decides which tests there are.
const postgres = await startPostgres()
afterAll(async () => {
  await postgres?.close()
  rmSync(folder, { recursive: true, force: true })
})

describe.skipIf(!postgres)('on a real server', () => {
  describeDatabase('PostgreSQL', {
    open: (base, options) => openDatabase({ folder, url: postgres!.url, schema: base, ...options }),
  })
})
