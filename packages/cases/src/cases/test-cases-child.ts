/**
 * Walks leave requests from start to end without a pause, and says each change once it is durable: `<case> <events>` a line. To be killed.
 * @module
 */
import { writeSync } from 'node:fs'
import { systemClock } from '@kaiwu/core'
import { openDatabase } from '@kaiwu/store'
import { defineCase } from '../definition/define-case.ts'
import { leave, leaveFiles } from '../definition/test-cases.ts'
import { caseMigrations } from './case-migrations.ts'
import type { CaseView } from './read-case.ts'
import { openedCases } from './test-opened-cases.ts'

const address = JSON.parse(process.argv[2]!) as Readonly<{ folder: string; url?: string; schema?: string }>
const database = await openDatabase({ ...address, migrations: caseMigrations })
const { cases, subject } = await openedCases(database, systemClock(), [defineCase(leave, leaveFiles)])
const [zhang, li] = [{ subject: await subject('zhang') }, { subject: await subject('li') }]
const said = ({ record }: CaseView): void => void writeSync(1, `${record.id} ${record.events}\n`)
writeSync(1, 'ready\n')
for (let round = 0; ; round++) {
  const decision = ({ shown }: CaseView) => ({ shown, decisionId: `${process.pid}-${round}-${shown.slice(0, 8)}` })
  const draft = await cases.start(zhang, { caseType: 'leave', requestKey: `${process.pid}-${round}` })
  said(draft)
  const { id } = draft.record
  const values = { days: 5, reason: '家中有事需处理' }
  said(await cases.act(zhang, id, { action: 'submit', values, ...decision(draft) }))
  const seen = await cases.read(li, id)
  said(await cases.sign(li, id, { decision: round % 3 === 0 ? 'reject' : 'approve', comment: '意见', ...decision(seen) }))
}
