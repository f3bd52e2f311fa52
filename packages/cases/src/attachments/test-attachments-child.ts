/**
 * Attaches files to one case after the other, and says each once it is durable: `<case> <sha256>` a line. To be killed.
 * @module
 */
import { writeSync } from 'node:fs'
import { systemClock } from '@kaiwu/core'
import { openDatabase } from '@kaiwu/store'
import { caseMigrations } from '../cases/case-migrations.ts'
import { openedCases } from '../cases/test-opened-cases.ts'
import { filesIn } from '../engine/apply-event.ts'
import { claimType, photo } from './test-attachment-cases.ts'

const address = JSON.parse(process.argv[2]!) as Readonly<{ folder: string; url?: string; schema?: string }>
const database = await openDatabase({ ...address, migrations: caseMigrations })
const { cases, subject } = await openedCases(database, systemClock(), [claimType])
const zhang = { subject: await subject('zhang') }
writeSync(1, 'ready\n')
for (;;) {
  const { record } = await cases.start(zhang, { caseType: 'claim' })
  for (let at = 0; at < 3; at++) {
    const content = photo(1_200_000)
    const view = await cases.attach(zhang, record.id, { field: 'photos', name: `${at}.png`, content })
    writeSync(1, `${record.id} ${filesIn(view.record.fields, 'photos').at(-1)!.sha256}\n`)
  }
}
