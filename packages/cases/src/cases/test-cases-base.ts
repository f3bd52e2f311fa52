/**
 * A base of cases for one test: real tables, real jobs, real people; on SQLite and on PostgreSQL alike.
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '@kaiwu/core'
import { openDatabase, type Database } from '@kaiwu/store'
import { onTestFinished } from 'vitest'
import type { CaseDefinition } from '../definition/case-definition.ts'
import { openJobs, type Jobs } from '../jobs/open-jobs.ts'
import { openOutbox } from '../outbox/open-outbox.ts'
import { openPeople } from '../people/open-people.ts'
import { systemActor } from '../people/people-event.ts'
import { scryptPasswords } from '../people/scrypt-passwords.ts'
import type { Subject } from '../people/subject.ts'
import { caseMigrations } from './case-migrations.ts'
import type { StepRunner } from './case-ports.ts'
import type { CaseView } from './read-case.ts'
import { openCases, type Cases } from './open-cases.ts'

/** A clock that is put forward by hand. */
export type MovableClock = Clock & Readonly<{ move(ms: number): void }>

/** A base with people, named by their logins. */
export type TestCases = Readonly<{
  database: Database
  cases: Cases
  jobs: Jobs
  clock: MovableClock
  subject(login: string): Promise<Subject>
  /** Waits until a case is as it is wanted. */
  until(id: string, holds: (view: CaseView) => boolean): Promise<CaseView>
}>

const noSteps: StepRunner = async () => ({ failed: { zh: '没有模型', en: 'there is no model' } })

/** Who there is in every test: an employee, a manager and a clerk; the administrator. */
const staff: readonly (readonly [login: string, name: string, roles: readonly string[]])[] = [
  ['zhang', '张三', []],
  ['li', '李四', ['主管']],
  ['zhao', '赵六', ['主管']],
  ['wang', '王五', ['人事']],
]

/** Opens a base of its own. @param url a PostgreSQL, with a schema of its own */
export async function openTestCases(
  types: readonly CaseDefinition[],
  { steps = noSteps, url, schema }: Readonly<{ steps?: StepRunner; url?: string; schema?: string }> = {},
): Promise<TestCases> {
  const folder = mkdtempSync(join(tmpdir(), 'kaiwu-cases-'))
  const database = await openDatabase({ folder, migrations: caseMigrations, ...(url ? { url, schema: schema! } : {}) })
  const clock = movableClock()
  const people = openPeople(database, {
    clock,
    passwords: scryptPasswords({ N: 1_024, r: 8, p: 1 }),
    record: async () => undefined,
  })
  const outbox = openOutbox({
    database,
    clock,
    targets: {},
    environment: {},
    enqueue: (inside, job) => jobs.enqueue(inside, job),
  })
  const cases: Cases = openCases({
    database,
    clock,
    types,
    steps,
    outbox,
    jobs: { enqueue: (inside, job) => jobs.enqueue(inside, job) },
  })
  const jobs = await openJobs(database, { clock, handlers: { ...cases.handlers, deliver: outbox.deliver } })
  onTestFinished(async () => {
    await jobs.stop(1_000)
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  })
  await people.createAdministrator({ login: 'admin', name: '管理员', password: '开物成务 tian-gong 7' })
  const ids = new Map<string, string>()
  for (const [login, name, roles] of staff) ids.set(login, (await people.add({ login, name, roles }, systemActor)).id)
  const subject = async (login: string): Promise<Subject> => {
    return people.subjectOfPerson(ids.get(login) ?? (await people.lookup.personByLogin(login))!.id)
  }
  const until = async (id: string, holds: (view: CaseView) => boolean): Promise<CaseView> => {
    const asking = { subject: await subject('admin') }
    for (let tries = 0; ; tries++) {
      const view = await cases.read(asking, id)
      if (holds(view) || tries > 100) return view
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  return { database, cases, jobs, clock, subject, until }
}

function movableClock(): MovableClock {
  let nowMs = Date.parse('2026-09-28T09:00:00+08:00')
  return {
    now: () => nowMs,
    today: () => new Date(nowMs + 8 * 3_600_000).toISOString().slice(0, 10),
    move: (ms) => (nowMs += ms),
  }
}
