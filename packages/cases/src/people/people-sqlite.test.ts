import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '@kaiwu/store'
import { afterAll } from 'vitest'
import { describePeople } from './test-people-base.ts'
import { peopleCases } from './test-people-cases.ts'

const folder = mkdtempSync(join(tmpdir(), 'kaiwu-people-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describePeople('SQLite', peopleCases, {
  open: (base, { migrations, first }) =>
    openDatabase({ folder: join(folder, base), migrations, access: first ? 'write' : 'read' }),
})
