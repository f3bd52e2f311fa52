import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { startPglite, type PgliteServer } from '@kaiwu/testkit'
import { afterAll, beforeAll } from 'vitest'
import { openDatabase } from '../open-database.ts'
import { describeDatabase } from '../test-describe-database.ts'

let pglite: PgliteServer
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(`${tmpdir()}/kaiwu-pglite-`)
  pglite = await startPglite()
}, 120_000)
afterAll(async () => {
  await pglite?.close()
  rmSync(folder, { recursive: true, force: true })
})

describeDatabase('PGlite', {
  open: (base, options) => openDatabase({ folder, url: pglite.url, schema: base, ...options }),
  without: {
    'lets itself be read inside of a transaction': 'all its connections are one session, which is in the transaction',
  },
})
