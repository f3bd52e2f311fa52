import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { verifyLog, type CaseRecord } from '@kaiwu/cases'
import { solutionMigrations } from '@kaiwu/solution'
import type { Database } from '@kaiwu/store'
import { fakeTokenApi, thorough } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { eventOf, historyRows } from '../packages/cases/src/cases/case-history.ts'
import { recordFromLog } from '../packages/cases/src/cases/test-opened-cases.ts'
import { startReceiver } from '../packages/cases/src/outbox/test-receiver.ts'
import { testBases, type DatabaseKind } from '../packages/cases/src/test-database.ts'
import { passesOf } from '../packages/cases/src/test-passes.ts'
import { copyWorkflow, furnish, openWorkflow, toldSecret, type WorkflowPlace } from './workflow-desk.ts'
import type { Workflow } from './workflow-walk.ts'
import { workflows } from './workflow-walks.ts'

const bases = testBases(solutionMigrations)
const script = fileURLToPath(new URL('./kill-workflows-child.ts', import.meta.url))

/** Where a process is killed: every point on the way of a case. */
const points = [
  ...['case-before-commit', 'step-before-effect', 'step-before-record', 'job-after-claim', 'job-before-settle'],
  ...['case-reply-kept', 'outbox-before-post', 'outbox-before-record', 'timer-before-record', 'transaction-before-commit'],
  ...['attachment-after-write', 'attachment-after-rename', 'attachment-before-record'],
]

/** Where the processes of one life are killed every day; a workflow has one of these lives. */
const everyDay = [
  ['case-before-commit:3', 'step-before-record:1', 'outbox-before-record:1'],
  ['step-before-effect:1', 'job-before-settle:2', 'timer-before-record:1'],
  ['case-reply-kept:1', 'transaction-before-commit:6', 'outbox-before-post:1'],
]
// A dozen transactions come by before a process gets on with anything: it opens, looks for what others left, and claims four jobs.
const livesOf = (at: number): readonly (() => Iterable<string>)[] =>
  thorough
    ? points.map((point) => () => passesOf(point, point === 'transaction-before-commit' ? 14 : 2))
    : [() => everyDay[at % everyDay.length]!]

/** What the life of a case came to. */
type Life = Readonly<{ killed: number; requests: number; whole: Readonly<Record<string, unknown>> }>

/** Runs a process, to be killed where it is told; says how it ended. */
async function child(task: object, failpoint: string): Promise<string> {
  const started = spawn(process.execPath, ['--conditions=kaiwu-src', script, JSON.stringify(task)], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, KAIWU_FAILPOINT: failpoint },
  })
  const late = setTimeout(() => started.kill('SIGTERM'), 240_000)
  const [code, signal] = (await once(started, 'exit')) as [number | null, string | null]
  clearTimeout(late)
  return String(signal ?? code)
}

/** A workflow with its folder, and a base with people and documents to begin from. */
type Prepared = Readonly<{ workflow: Workflow; kind: DatabaseKind; root: string; model: Required<WorkflowPlace>['model'] }>

const nameOf = ({ workflow, kind }: Prepared, life: string): string => `${workflow.caseType}_${kind}_${life}`

/** Where a life of a workflow is. */
function placeOf(prepared: Prepared, life: string): WorkflowPlace {
  const { folder, url, schema } = bases.address(prepared.kind, nameOf(prepared, life))
  return { root: prepared.root, data: folder, ...(url === undefined ? {} : { postgres: { url, schema: schema! } }) }
}

/** Puts people and documents into the base of a life. */
async function furnished(prepared: Prepared, life: string): Promise<void> {
  const place = placeOf(prepared, life)
  // What was learnt once need not be learnt again.
  const learnt = join(placeOf(prepared, 'golden').data, 'classifiers')
  if (existsSync(learnt)) cpSync(learnt, join(place.data, 'classifiers'), { recursive: true })
  const desk = await openWorkflow(place, prepared.workflow)
  await furnish(desk, place.root)
  await desk.close()
}

/** Takes a case through its life, by one process after the other, each killed at the next point of all, until none is left. */
async function lived(prepared: Prepared, life: string, failpoints: Iterable<string>): Promise<Life> {
  const { workflow, model, kind } = prepared
  await furnished(prepared, life)
  const receiver = await startReceiver(toldSecret)
  const task = { ...placeOf(prepared, life), model, told: receiver.url }
  const next = failpoints[Symbol.iterator]()
  let killed = 0
  for (; ; killed++) {
    const failpoint = next.next().value ?? ''
    const ended = await child({ ...task, caseType: workflow.caseType }, failpoint)
    if (ended === 'SIGKILL') continue
    expect([workflow.caseType, failpoint, ended]).toEqual([workflow.caseType, failpoint, '0'])
    break
  }
  const keys = receiver.received.map(({ key }) => key)
  return { killed, requests: keys.length, whole: await wholeOf(await bases.open(kind, nameOf(prepared, life)), keys) }
}

/** What is in a base and was sent from it, with names for the ids that chance gives. Times are the same: the clock is the walk's. */
async function wholeOf(database: Database, keys: readonly string[]): Promise<Life['whole']> {
  expect((await verifyLog(database)).problems).toEqual([])
  const cases = await database.all<{ id: string; no: string; record: string }>(
    'SELECT id, caseNo AS no, record FROM cases ORDER BY caseNo',
  )
  const names = [
    ...cases.map(({ id, no }) => [id, no]),
    ...(await database.all<{ id: string; login: string }>('SELECT id, login FROM people')).map((one) => [one.id, one.login]),
    ...(await database.all<{ id: string; key: string }>('SELECT id, key FROM departments')).map((one) => [one.id, one.key]),
    ...(await database.all<{ id: string; path: string }>('SELECT id, path FROM documents')).map((one) => [one.id, one.path]),
  ] as [string, string][]
  const named = (text: string): string => names.reduce((so, [known, name]) => so.replaceAll(known, name), text)
  const plain = (value: unknown): unknown =>
    JSON.parse(named(JSON.stringify(value, (key, held: unknown) => (key === 'shown' ? undefined : held))))
  const histories: unknown[] = []
  for (const { id, record } of cases) {
    expect(JSON.parse(record)).toEqual(await recordFromLog(database, id))
    histories.push(plain({ record: JSON.parse(record), events: (await historyRows(database, id)).map(eventOf) }))
  }
  const count = async (what: string): Promise<number> =>
    Number((await database.get<{ count: number }>(`SELECT COUNT(*) AS count FROM ${what}`))!.count)
  return {
    states: cases.map(({ record }) => (JSON.parse(record) as CaseRecord).state),
    histories,
    effects: [...new Set(keys.map(named))].sort(),
    waiting: await count("outbox WHERE state <> 'delivered'"),
    tasks: await count('caseTasks'),
    notices: await count('caseNotices'),
    agreed: await count('caseAgreement'),
    replies: await count('caseReplies'),
  }
}

/** Has a workflow live once uncrashed, and then as often as it is killed. */
async function proven(workflow: Workflow, kind: DatabaseKind, lives: readonly (() => Iterable<string>)[]): Promise<void> {
  const api = await fakeTokenApi({ vendor: 'deepseek', answer: JSON.stringify(workflow.suggests) })
  onTestFinished(() => api.close())
  const root = join(bases.folder, `${workflow.caseType}_${kind}_root`)
  copyWorkflow(workflow, root)
  const prepared = { workflow, kind, root, model: { url: api.url, key: api.key } }
  const golden = await lived(prepared, 'golden', [])
  // Of those that it has begun each waits to be submitted.
  const begun = (workflow.begins ?? []).length
  const states = [workflow.ends, ...Array.from({ length: begun }, () => '填报')].toSorted()
  expect({ ...golden.whole, states: (golden.whole['states'] as string[]).toSorted() }).toMatchObject({
    ...{ states, waiting: 0, tasks: begun, replies: 0 },
  })
  expect((golden.whole['effects'] as string[]).length).toBe(golden.requests)
  let killed = 0
  for (const [at, failpoints] of lives.entries()) {
    const one = await lived(prepared, `life${at}`, failpoints())
    expect(one.whole, `${workflow.caseType} on ${kind}, life ${at}`).toEqual(golden.whole)
    killed += one.killed
  }
  expect(killed, workflow.caseType).toBeGreaterThanOrEqual(lives.length * 2)
  const asked = `${golden.requests} messages, ${api.hits.chat} questions to the model`
  console.log(`${workflow.caseType} on ${kind}: ${lives.length} lives, ${killed} kills, ${asked}, 0 differences`)
}

/** All of them on SQLite and two on PostgreSQL too; every day two of them, one on each. */
const onSqlite = thorough ? workflows.map(({ caseType }) => caseType) : ['policy_review']
const onPostgres = thorough ? ['safety_permit', 'hotline'] : ['safety_permit']
const walks = workflows.flatMap((workflow) =>
  bases.kinds.flatMap((kind) =>
    (kind === 'sqlite' ? onSqlite : onPostgres).includes(workflow.caseType) ? [{ workflow, kind }] : [],
  ),
)

describe(`${thorough ? 'every workflow' : 'two workflows'} of the templates`, () => {
  it('comes to what it comes to uncrashed, wherever it is killed', { timeout: thorough ? 7_200_000 : 600_000 }, async () => {
    // Two at a time: most of it is waiting for processes.
    const rest = walks.entries()
    const lane = async (): Promise<void> => {
      for (const [at, { workflow, kind }] of rest) await proven(workflow, kind, livesOf(at))
    }
    await Promise.all([lane(), lane()])
  })
})
