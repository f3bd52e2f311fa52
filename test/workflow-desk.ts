/**
 * A case type of a template at work with its people, a few of its documents and a model behind real HTTP, on a clock that stands still
 * until it is put forward: for tests, and for the processes they kill.
 * @module
 */
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  openCases,
  openJobs,
  openOutbox,
  openPeople,
  systemActor,
  type Asking,
  type CaseDefinition,
  type Cases,
  type FieldValues,
  type Jobs,
  type People,
} from '@kaiwu/cases'
import { systemClock, type Clock } from '@kaiwu/core'
import { openKnowledge, type Knowledge } from '@kaiwu/knowledge'
import { noSettings, openModels, type Models } from '@kaiwu/models'
import { defineSolution, openSolutionFolder, readCaseFiles, solutionMigrations } from '@kaiwu/solution'
import { openDatabase, type Database } from '@kaiwu/store'
import { scryptPasswords } from '../packages/cases/src/people/scrypt-passwords.ts'
import { solutionSteps } from '../packages/solution/src/case-steps/solution-steps.ts'
import { syncFolder } from '../packages/solution/src/sync-folder.ts'
import type { Workflow } from './workflow-walk.ts'

/** A clock that stands still. */
export type WalkClock = Clock & Readonly<{ goTo(minutes: number): void }>

/** A clock that stands at an instant, and so many minutes after it when it is told to. @param at an ISO time */
function walkClock(at: string): WalkClock {
  let nowMs = Date.parse(at)
  const now = (): number => nowMs
  return {
    now,
    today: () => new Date(nowMs + 8 * 3_600_000).toISOString().slice(0, 10),
    goTo: (minutes) => (nowMs = Date.parse(at) + minutes * 60_000),
  }
}

/** How often a job may be begun: whoever kills processes kills the same job again and again, and none is to be parked for it. */
const attempts = 1_000

/** The secret of what people are told outside. */
export const toldSecret = 'sk-test-webhook-secret-0123456789'

/** Where a workflow is at work. */
export type WorkflowPlace = Readonly<{
  /** A folder with the case type; see {@link copyWorkflow}. */
  root: string
  data: string
  postgres?: Readonly<{ url: string; schema: string }>
  model?: Readonly<{ url: string; key: string }>
  /** Where what people are told is sent as well. */
  told?: string
}>

/** A workflow at work. */
export type WorkflowDesk = Readonly<{
  definition: CaseDefinition
  database: Database
  knowledge: Knowledge
  models: Models
  people: People
  cases: Cases
  jobs: Jobs
  clock: WalkClock
  /** Somebody by their login. */
  asking(login: string): Promise<Asking>
  /** Values with ids in place of logins and keys of departments. */
  idsIn(values: FieldValues): Promise<FieldValues>
  /** Puts the clock to so many minutes after the beginning, once nothing is left to do, and waits for what follows. */
  later(minutes: number): Promise<void>
  close(): Promise<void>
}>

/** A few documents of each template: what is searched for has to be found in a moment. */
const documents: Readonly<Record<Workflow['template'], readonly string[]>> = {
  manufacturing: [
    'manuals/quick-reference-en.md',
    'procedures/sop-eq-001-lockout-tagout.md',
    'records/failure-case-review-2026.md',
  ],
  government: ['policies/talent-housing-2024.md', 'policies/talent-housing-2020.md', 'guides/residence-permit-guide.md'],
}

/** Copies of a template what one of its case types works with. */
export function copyWorkflow({ template, caseType, begins = [] }: Workflow, root: string): void {
  const types = [caseType, ...begins].map((key) => `cases/${key}.yaml`)
  const parts = ['tables', 'prompts', 'steps', 'calendars', 'data', ...types]
  for (const part of [...parts, ...documents[template].map((document) => `knowledge/${document}`)])
    cpSync(join(import.meta.dirname, '../templates', template, part), join(root, part), { recursive: true })
  for (const file of readdirSync(join(root, 'data')).filter((name) => learnt.has(name))) {
    const [head, ...rows] = readFileSync(join(root, 'data', file), 'utf8')
      .trimEnd()
      .split('\n')
    writeFileSync(join(root, 'data', file), [head, ...rows.filter((_, at) => at % 6 === 0)].join('\n'))
  }
}

/** Rows that classifiers learn from: of all of them that takes seconds. */
const learnt = new Set(['hotline-rows.csv', 'hotline-emergency.jsonl', 'failure-categories.csv'])

/** Opens a workflow. Its jobs are begun by whoever walks. */
export async function openWorkflow(place: WorkflowPlace, { caseType, beginsAt }: Workflow): Promise<WorkflowDesk> {
  const { root, data, postgres, model, told } = place
  const clock = walkClock(beginsAt)
  if (existsSync(clockFile(data))) clock.goTo(Number(readFileSync(clockFile(data), 'utf8')))
  const { cases: types, problems } = await readCaseFiles(openSolutionFolder(root, { manifest: false }))
  if (problems.length > 0) throw new Error(JSON.stringify(problems, null, 1))
  const database = await openDatabase({ folder: data, migrations: solutionMigrations, ...postgres })
  const knowledge = await openKnowledge({ database, clock })
  const models = openModels({ environment: { KEY: model?.key }, data, settings: noSettings })
  const chat = model && models.chat({ ref: 'deepseek/deepseek-flash', keyEnv: 'KEY', baseUrl: model.url })
  const people = openPeople(database, {
    clock,
    passwords: scryptPasswords({ N: 1_024, r: 8, p: 1 }),
    record: async () => undefined,
  })
  const support = chat ? { chat, support: 'json_object' as const } : {}
  const steps = solutionSteps({ definition: solutionOf(root, types), root, data, knowledge, clock, database, chat: support })(
    people,
  )
  const enqueue: Jobs['enqueue'] = (inside, job) => jobs.enqueue(inside, job)
  const outbox = openOutbox({
    ...{ database, attempts },
    // What is sent is signed with a time that its receiver compares with its own.
    clock: systemClock(),
    targets: { im: { url: told ?? 'http://127.0.0.1:9/', secretEnv: 'IM_SECRET', internal: true } },
    environment: { IM_SECRET: toldSecret },
    enqueue,
    settled: async (inside, { caseId = '', key, state, error = '' }) =>
      cases.settled(inside, { caseId, key, ...(state === 'failed' ? { failed: error } : {}) }),
  })
  const notify = told === undefined ? {} : { notify: 'im' }
  const cases = openCases({ database, clock, types, steps, outbox, jobs: { enqueue }, ...notify })
  const jobs = await openJobs(database, {
    ...{ clock, leaseMs: postgres ? 3_000 : 6_000, attempts },
    // On a clock that stands still nothing would be tried again later.
    backOff: { firstMs: 0, mostMs: 0 },
    handlers: { ...cases.handlers, deliver: outbox.deliver },
  })
  const definition = types.find(({ key }) => key === caseType)!
  const later = (minutes: number) => putForward(data, { jobs, clock }, minutes)
  return {
    ...{ definition, database, knowledge, models, people, cases, jobs, clock, later },
    asking: async (login) => ({ subject: await people.subjectOfPerson((await people.lookup.personByLogin(login))!.id) }),
    idsIn: (values) => idsIn(definition, people, values),
    async close() {
      await jobs.stop(60_000)
      await knowledge.close()
      models.close()
    },
  }
}

/** The solution that the folder is, without a manifest: each folder of documents is a knowledge. */
function solutionOf(root: string, cases: readonly CaseDefinition[]) {
  const names = readdirSync(join(root, 'knowledge'))
  const knowledge = Object.fromEntries(names.map((name) => [name, `knowledge/${name}/**`]))
  return defineSolution({ name: 'walk', title: '走查', contact: '12345', knowledge, cases })
}

/** Takes in the documents, and the people of the template, into a base that has none. */
export async function furnish({ knowledge, people }: WorkflowDesk, root: string): Promise<void> {
  await syncFolder(solutionOf(root, []), root, knowledge, {})
  await people.createAdministrator({ login: 'admin', name: '管理员', password: '开物成务 tian-gong 7' })
  const text = readFileSync(join(root, 'data/people.csv'), 'utf8')
  const imported = await people.import({ name: 'people.csv', text }, systemActor, { newDepartments: true })
  if ('problems' in imported) throw new Error(JSON.stringify(imported.problems))
}

async function idsIn({ fields }: CaseDefinition, { lookup }: People, values: FieldValues): Promise<FieldValues> {
  const idOf = async (key: string, text: string): Promise<string> => {
    const type = fields.get(key)?.type
    const found =
      type === 'person'
        ? await lookup.personByLogin(text)
        : type === 'department'
          ? await lookup.departmentByKey(text)
          : undefined
    return found?.id ?? text
  }
  const held = Object.entries(values).map(async ([key, value]) => [
    key,
    typeof value === 'string' ? await idOf(key, value) : value,
  ])
  return Object.fromEntries(await Promise.all(held)) as FieldValues
}

/** Where it is kept how far the clock was put: whoever goes on after a kill begins there. */
const clockFile = (data: string): string => join(data, 'walk-minutes')

async function putForward(data: string, { jobs, clock }: Pick<WorkflowDesk, 'jobs' | 'clock'>, minutes: number): Promise<void> {
  await untilIdle(jobs)
  writeFileSync(clockFile(data), String(minutes))
  // Whoever waits for an instant looks at the clock once a second.
  clock.goTo(minutes)
  await untilIdle(jobs)
}

async function untilIdle(jobs: Jobs): Promise<void> {
  for (;;) {
    const { due, running, parked } = await jobs.counts()
    if (parked > 0) throw new Error(JSON.stringify(await jobs.parked()))
    if (due + running === 0) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
