/** A base of cases for the bench: departments, people, four case types, and cases by chance that wait for all of them. */
import {
  caseMigrations,
  defineCase,
  openCases,
  openJobs,
  openOutbox,
  openPeople,
  systemActor,
  type CaseDefinition,
  type CaseInput,
  type Cases,
  type Jobs,
  type Outbox,
  type People,
  type Subject,
} from '@kaiwu/cases'
import { newId, type Clock } from '@kaiwu/core'
import { openDatabase, type Database, type Queries } from '@kaiwu/store'
import { changeCase } from '../../packages/cases/src/cases/change-case.ts'
import { KnownDefinitions } from '../../packages/cases/src/cases/known-definitions.ts'
import { subjectActor } from '../../packages/cases/src/cases/deciding.ts'
import { startCase } from '../../packages/cases/src/cases/start-case.ts'
import { actionEvents } from '../../packages/cases/src/engine/act-on-case.ts'
import { shownHash } from '../../packages/cases/src/engine/shown-hash.ts'
import { rightsOf } from '../../packages/cases/src/people/authorize.ts'
import { caseRights } from '../../packages/cases/src/cases/case-rights.ts'
import { seededChance } from './measures.ts'

const form = (key: string, title: string, states: CaseInput['states'], more: Partial<CaseInput> = {}): CaseDefinition =>
  defineCase({
    kaiwu: 1,
    case: key,
    title,
    number: `${key.toUpperCase()}-{date}-{seq:5}`,
    roles: { 维修工: '办理', 主管: '批准' },
    cancel: { by: '主管', to: 'dropped' },
    department: 'place',
    fields: {
      place: { type: 'department' },
      subject: { type: 'text', required: true },
      text: { type: 'longText', required: true },
      phone: { type: 'text', sensitive: true },
      minutes: { type: 'integer' },
      items: { type: 'rows', columns: { item: { type: 'text' }, result: { type: 'choice', values: ['合格', '不合格'] } } },
    },
    start: 'draft',
    states: {
      draft: { actions: { send: { by: 'initiator', form: ['place', 'subject', 'text', 'phone', 'items'], to: 'first' } } },
      ...states,
      closed: { end: true },
      dropped: { end: true },
    },
    deadlines: { answer: { within: '700h', until: ['closed', 'dropped'], remind: ['24h', '2h'], escalate: '主管' } },
    ...more,
  })

const signed = { approved: 'closed', rejected: 'dropped', returnTo: ['draft'], forbidSameAs: ['initiator'] }

/** A work order for those of a department, a leave for who signs there, a permit for the head too, and a call that is closed by time. */
export const benchTypes: readonly CaseDefinition[] = [
  form('order', '工单', {
    first: { actions: { done: { by: { role: '维修工', in: 'place' }, form: ['minutes'], to: 'second' } } },
    second: { approval: { by: [[{ headOf: 'place' }]], ...signed } },
  }),
  form('leave', '请假', { first: { approval: { by: [{ role: '主管', in: 'place' }], ...signed } } }),
  form('permit', '许可', {
    first: { approval: { by: [[{ headOf: 'place' }], { role: '主管', in: 'place' }], mode: 'all', ...signed } },
  }),
  form('call', '回访', {
    first: { actions: { close: { by: { role: '维修工', in: 'place' }, to: 'closed' } }, timeout: { after: '8h', to: 'closed' } },
  }),
]

/** Where a base is. */
export type BenchPlace = Readonly<{ folder: string; url?: string; schema?: string }>

/** Cases that are open over a base. */
export type BenchCases = Readonly<{
  database: Database
  people: People
  cases: Cases
  jobs: Jobs
  outbox: Outbox
  close(): Promise<void>
}>

/** Opens a base as a server does. */
export async function openBenchCases(place: BenchPlace, clock: Clock): Promise<BenchCases> {
  const database = await openDatabase({ ...place, migrations: caseMigrations })
  const people = openPeople(database, { clock, record: async () => undefined })
  const enqueue: Jobs['enqueue'] = (inside, job) => jobs.enqueue(inside, job)
  const outbox = openOutbox({ database, clock, targets: {}, environment: {}, enqueue })
  const steps = async () => ({ failed: 'there is no model' })
  const cases = openCases({ database, clock, types: benchTypes, jobs: { enqueue }, outbox, steps })
  const jobs = await openJobs(database, { clock, handlers: { ...cases.handlers, deliver: outbox.deliver } })
  const close = async (): Promise<void> => {
    await jobs.stop(10_000)
    await database.close()
  }
  return { database, people, cases, jobs, outbox, close }
}

/** Who there is, by what they do. */
export type BenchPeople = Readonly<{
  admin: Subject
  clerks: readonly Subject[]
  managers: readonly Subject[]
  places: readonly string[]
}>

/** Four plants of five departments, each with eight who do the work, a head, and one who signs. */
export async function fillPeople({ people }: BenchCases): Promise<BenchPeople> {
  const admin = await people.createAdministrator({ login: 'admin', name: '管理员', password: '开物成务 tian-gong 7' })
  const add = async (login: string, departmentId: string, roles: readonly string[]): Promise<Subject> =>
    people.subjectOfPerson((await people.add({ login, name: login, departmentId, roles }, systemActor)).id)
  const [clerks, managers, places]: [Subject[], Subject[], string[]] = [[], [], []]
  for (let plant = 0; plant < 4; plant++) {
    const parentId = (await people.addDepartment({ key: `plant${plant}`, name: `${plant} 厂` }, systemActor)).id
    for (let at = 0; at < 5; at++) {
      const name = `${plant}${at}`
      const { id } = await people.addDepartment({ key: `line${name}`, name: `${name} 线`, parentId }, systemActor)
      places.push(id)
      for (let one = 0; one < 8; one++) clerks.push(await add(`clerk${name}${one}`, id, ['维修工']))
      const head = await add(`head${name}`, id, [])
      await people.changeDepartment(id, { headId: head.personId }, systemActor)
      managers.push(await add(`manager${name}`, id, ['主管']))
    }
  }
  return { admin: await people.subjectOfPerson(admin.id), clerks, managers, places }
}

const words = [
  '轴承',
  '异响',
  '漏油',
  '停机',
  '更换',
  '主轴',
  '水泵',
  '温度',
  '过高',
  '备件',
  '请求',
  '处理',
  '夜班',
  '6205-2RS',
  'E-203',
]

/**
 * So many cases, so many of which time will close; a tenth is still being written. Filled in a few transactions, by the functions that
 * the cases themselves use.
 */
export async function fillCases(open: BenchCases, all: BenchPeople, count: number, timers: number, clock: Clock): Promise<void> {
  const { database, jobs, outbox } = open
  const chance = seededChance(7)
  const one = <T>(list: readonly T[]): T => list[Math.floor(chance() * list.length)]!
  const text = (length: number): string => Array.from({ length }, () => one(words)).join('')
  const tools = {
    clock,
    definitions: new KnownDefinitions(benchTypes),
    rights: rightsOf(benchTypes.map(caseRights)),
    jobs: { enqueue: jobs.enqueue },
    outbox,
  }
  const [order, leave, permit, call] = benchTypes as [CaseDefinition, CaseDefinition, CaseDefinition, CaseDefinition]
  const begin = async (inside: Queries, at: number): Promise<void> => {
    const type = at < timers ? call : one([order, leave, permit])
    const asking = { subject: one(all.clerks) }
    const items = Array.from({ length: 10 }, () => ({ item: text(3), result: one(['合格', '不合格']) }))
    const fields = { place: one(all.places), subject: text(4), text: text(60), phone: '13900000000', items }
    const { record } = await startCase(inside, tools, asking, { caseType: type.key, fields })
    if (at >= timers && chance() < 0.1) return
    const nowMs = clock.now()
    const { personId, name } = asking.subject
    const deciding = { definition: type, record, person: { id: personId, name }, nowMs }
    const events = actionEvents(deciding, { action: 'send', shown: shownHash(record), decisionId: newId('decision') })
    await changeCase(inside, tools, {
      id: record.id,
      definition: type,
      before: record,
      events,
      actor: subjectActor(asking),
      nowMs,
    })
  }
  for (let at = 0; at < count;) {
    const until = Math.min(count, at + 250)
    await database.transaction(async (inside) => {
      while (at < until) await begin(inside, at++)
    })
  }
}
