/**
 * Walks leave requests from start to end without a pause, and says each change once it is durable: `<case> <events>` a line. To be killed.
 * @module
 */
import { writeSync } from 'node:fs'
import { openDatabase } from '@kaiwu/store'
import { defineCase } from '../definition/define-case.ts'
import { leave, leaveFiles } from '../definition/test-cases.ts'
import { openJobs } from '../jobs/open-jobs.ts'
import { openOutbox } from '../outbox/open-outbox.ts'
import { openPeople } from '../people/open-people.ts'
import { systemActor } from '../people/people-event.ts'
import { scryptPasswords } from '../people/scrypt-passwords.ts'
import { caseMigrations } from './case-migrations.ts'
import { openCases } from './open-cases.ts'
import type { CaseView } from './read-case.ts'

const { folder, url, schema } = JSON.parse(process.argv[2]!) as Readonly<{ folder: string; url?: string; schema?: string }>
const database = await openDatabase({ folder, migrations: caseMigrations, ...(url ? { url, schema: schema! } : {}) })
const clock = { now: () => Date.now(), today: () => new Date().toISOString().slice(0, 10) }
const people = openPeople(database, {
  clock,
  passwords: scryptPasswords({ N: 1_024, r: 8, p: 1 }),
  record: async () => undefined,
})
if (await people.firstRun()) {
  await people.createAdministrator({ login: 'admin', name: '管理员', password: '开物成务 tian-gong 7' })
  await people.add({ login: 'zhang', name: '张三', roles: [] }, systemActor)
  await people.add({ login: 'li', name: '李四', roles: ['主管'] }, systemActor)
}
const outbox = openOutbox({ database, clock, targets: {}, environment: {}, enqueue: (inside, job) => jobs.enqueue(inside, job) })
const cases = openCases({
  database,
  clock,
  types: [defineCase(leave, leaveFiles)],
  outbox,
  steps: async () => ({ failed: '-' }),
  jobs: { enqueue: (inside, job) => jobs.enqueue(inside, job) },
})
const jobs = await openJobs(database, { clock, handlers: { ...cases.handlers, deliver: outbox.deliver } })
const subject = async (login: string) => ({
  subject: await people.subjectOfPerson((await people.lookup.personByLogin(login))!.id),
})
const [zhang, li] = [await subject('zhang'), await subject('li')]
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
