/**
 * Cases over a database, with people, jobs and an outbox: what tests and the processes they start have in common.
 * @module
 */
import type { Clock } from '@kaiwu/core'
import type { Database } from '@kaiwu/store'
import type { CaseDefinition } from '../definition/case-definition.ts'
import { recordOf } from '../engine/apply-event.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import { openJobs, type Jobs, type OpenJobsOptions } from '../jobs/open-jobs.ts'
import { openOutbox, type OpenOutboxOptions, type Outbox } from '../outbox/open-outbox.ts'
import { openPeople, type People } from '../people/open-people.ts'
import { systemActor } from '../people/people-event.ts'
import { scryptPasswords } from '../people/scrypt-passwords.ts'
import type { Subject } from '../people/subject.ts'
import { eventOf, historyRows } from './case-history.ts'
import { openCases, type Cases, type OpenCasesOptions } from './open-cases.ts'

/** Cases that are open, and what they work with. */
export type OpenedCases = Readonly<{
  database: Database
  cases: Cases
  jobs: Jobs
  outbox: Outbox
  people: People
  /** Somebody by their login. */
  subject(login: string): Promise<Subject>
}>

/** Who there is: an employee, two managers and a clerk; the administrator is made besides. */
const staff: readonly (readonly [login: string, name: string, roles: readonly string[]])[] = [
  ['zhang', '张三', []],
  ['li', '李四', ['主管']],
  ['zhao', '赵六', ['主管']],
  ['wang', '王五', ['人事']],
]

/** Whom what people are told is sent to; nobody is there. */
const nobody = { im: { url: 'http://127.0.0.1:9/', secretEnv: 'IM_SECRET', internal: true } }

/** Opens cases, with the staff in a base that has nobody yet. */
export async function openedCases(
  database: Database,
  clock: Clock,
  types: readonly CaseDefinition[],
  more: Partial<OpenCasesOptions & OpenJobsOptions & Pick<OpenOutboxOptions, 'targets'>> = {},
): Promise<OpenedCases> {
  const people = openPeople(database, {
    clock,
    passwords: scryptPasswords({ N: 1_024, r: 8, p: 1 }),
    record: async () => undefined,
  })
  if (await people.firstRun()) {
    await people.createAdministrator({ login: 'admin', name: '管理员', password: '开物成务 tian-gong 7' })
    for (const [login, name, roles] of staff) await people.add({ login, name, roles }, systemActor)
  }
  const enqueue: OpenCasesOptions['jobs']['enqueue'] = (inside, job) => jobs.enqueue(inside, job)
  const outbox = openOutbox({
    database,
    clock,
    targets: { ...nobody, ...more.targets },
    environment: { IM_SECRET: 'sk-test-webhook-secret-0123456789' },
    enqueue: (inside, job) => jobs.enqueue(inside, job),
    settled: async (inside, { caseId = '', key, state, error = '' }) =>
      cases.settled(inside, { caseId, key, ...(state === 'failed' ? { failed: error } : {}) }),
  })
  const steps: OpenCasesOptions['steps'] = async () => ({ failed: { zh: '没有模型', en: 'there is no model' } })
  const cases = openCases({ database, clock, types, steps, outbox, jobs: { enqueue }, ...more })
  const jobs = await openJobs(database, { clock, ...more, handlers: { ...cases.handlers, deliver: outbox.deliver } })
  const subject = async (login: string): Promise<Subject> => {
    return people.subjectOfPerson((await people.lookup.personByLogin(login))!.id)
  }
  return { database, cases, jobs, outbox, people, subject }
}

/** What the events of a case come to, as it would lie in the database: what is undefined is not there. */
export async function recordFromLog(database: Database, id: string): Promise<CaseRecord | undefined> {
  const record = recordOf(id, (await historyRows(database, id)).map(eventOf))
  return record && (JSON.parse(JSON.stringify(record)) as CaseRecord)
}
