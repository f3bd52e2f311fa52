import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { openDatabase, type Database } from '@kaiwu/store'
import { thorough } from '@kaiwu/testkit'
import { describe, expect, it } from 'vitest'
import type { RecordedEvent } from '../engine/case-event.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import { verifyLog } from '../log/verify-log.ts'
import { startReceiver } from '../outbox/test-receiver.ts'
import { testBases, type DatabaseKind } from '../test-database.ts'
import { passesOf } from '../test-passes.ts'
import { eventOf, historyRows } from './case-history.ts'
import { caseMigrations } from './case-migrations.ts'
import { openedCases, recordFromLog } from './test-opened-cases.ts'
import { proofClock, proofSecret, proofTypes } from './test-proof-case.ts'
import type { ProofTask } from './test-proof-child.ts'

const bases = testBases(caseMigrations)
const script = fileURLToPath(new URL('./test-proof-child.ts', import.meta.url))

/** Before and after the effect of a step, before its record and after, in a timer, in what people decide, in what is sent. */
const points = [
  ...['step-before-effect', 'step-before-record', 'job-after-claim', 'job-before-settle', 'timer-before-record'],
  ...['outbox-before-post', 'outbox-before-record', 'case-before-commit', 'transaction-before-commit'],
]

/** Runs a process, to be killed where it is told; says how it ended. */
async function child(task: ProofTask, failpoint: string): Promise<string> {
  const env = { ...process.env, KAIWU_FAILPOINT: failpoint }
  const started = spawn(process.execPath, ['--conditions=kaiwu-src', script, JSON.stringify(task)], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env,
  })
  const [code, signal] = (await once(started, 'exit')) as [number | null, string | null]
  return String(signal ?? code)
}

/** What a life of the case came to, without times and the names that chance gives. */
type Life = Readonly<{ killed: number; requests: number; whole: Readonly<Record<string, unknown>> }>

/** Takes a case through its life: by so many servers at once, each killed at the next point of all, and started again, until none is left. */
async function life(kind: DatabaseKind, name: string, failpoints: Iterable<string>, servers = 1): Promise<Life> {
  const startMs = Date.now()
  const address = bases.address(kind, name)
  const first = await openDatabase({ ...address, migrations: caseMigrations })
  const { jobs } = await openedCases(first, proofClock(startMs), proofTypes)
  await jobs.stop(1_000)
  await first.close()
  const receiver = await startReceiver(proofSecret, proofClock(startMs).now)
  const task = { ...address, effects: receiver.url, startMs }
  const next = failpoints[Symbol.iterator]()
  const lives = async (): Promise<number> => {
    for (let killed = 0; ; killed++) {
      const failpoint = next.next().value ?? ''
      const ended = await child(task, failpoint)
      if (ended === 'SIGKILL') continue
      expect([failpoint, ended]).toEqual([failpoint, '0'])
      return killed
    }
  }
  const killed = await Promise.all(Array.from({ length: servers }, lives))
  const keys = receiver.received.map(({ key }) => key)
  const whole = await wholeOf(await bases.open(kind, name), keys)
  return { killed: killed.reduce((sum, one) => sum + one, 0), requests: keys.length, whole }
}

async function wholeOf(database: Database, keys: readonly string[]): Promise<Life['whole']> {
  expect((await verifyLog(database)).problems).toEqual([])
  const all = await database.all<{ id: string; record: string }>('SELECT id, record FROM cases ORDER BY caseType')
  expect(all.length).toBe(2)
  for (const { id, record } of all) expect(JSON.parse(record)).toEqual(await recordFromLog(database, id))
  const [{ id, record }, begun] = all as [{ id: string; record: string }, { id: string }]
  const people = await database.all<{ id: string; login: string }>('SELECT id, login FROM people')
  const count = async (what: string): Promise<number> =>
    (await database.get<{ count: number }>(`SELECT COUNT(*) AS count FROM ${what}`))!.count
  const named = (text: string): string =>
    [{ id, login: 'CASE' }, { id: begun.id, login: 'BEGUN' }, ...people].reduce(
      (so, one) => so.replaceAll(one.id, one.login),
      text,
    )
  const plain = (value: unknown): unknown =>
    JSON.parse(
      named(JSON.stringify(value, (key, held: unknown) => (timed.has(key) ? undefined : held))).replace(/\b1\d{12}\b/g, 'TIME'),
    )
  const stands = JSON.parse(record) as CaseRecord
  const events = (await historyRows(database, id)).map(eventOf)
  // In which order things arrive is not said: what is sent and not waited for overtakes, or is overtaken.
  const arrived = ({ event }: RecordedEvent): boolean => event.type === 'delivered'
  return {
    record: plain({ ...stands, delivered: stands.delivered.toSorted() }),
    events: plain(events.filter((one) => !arrived(one))),
    arrived: events
      .filter(arrived)
      .map(({ event }) => named(JSON.stringify(event)))
      .sort(),
    effects: [...new Set(keys.map(named))].sort(),
    waiting: await count("outbox WHERE state <> 'delivered'"),
    tasks: await count('caseTasks'),
    notices: await count('caseNotices'),
    agreed: await count('caseAgreement'),
  }
}

/** What differs between two lives that are equal; what was shown holds ids of people. */
const timed = new Set(['atMs', 'dueAtMs', 'startedAtMs', 'endedAtMs', 'shown'])

/** Every point once, each in a process of its own. */
const everyPoint = points.map((point) => `${point}:${point.endsWith('commit') ? 3 : 1}`)
const lives: readonly (readonly [name: string, failpoints: () => Iterable<string>])[] = thorough
  ? points.map((point) => [point.replaceAll('-', '_'), () => passesOf(point, point === 'transaction-before-commit' ? 14 : 2)])
  : [['every', () => everyPoint]]

describe.each(bases.kinds)('a case with every kind of step on %s', (kind) => {
  // WF-01
  it('comes to what it comes to uncrashed, wherever it is killed', { timeout: thorough ? 1_800_000 : 180_000 }, async () => {
    // On PostgreSQL three servers do the work together, and people do on all of them what they do.
    const servers = kind === 'sqlite' || !bases.server() ? 1 : 3
    const golden = await life(kind, 'golden', [])
    expect(golden.whole).toMatchObject({ record: { state: 'closed' }, waiting: 0, tasks: 1, notices: 2, agreed: 1 })
    expect((golden.whole['effects'] as string[]).length).toBe(golden.requests)
    let [killed, requests] = [0, 0]
    for (const [name, failpoints] of lives) {
      const one = await life(kind, name, failpoints(), servers)
      expect(one.whole, name).toEqual(golden.whole)
      killed += one.killed
      requests += one.requests
    }
    expect(killed).toBeGreaterThanOrEqual(servers === 1 ? points.length : 3)
    console.log(`${kind}: ${servers} servers, ${lives.length} lives, ${killed} kills, ${requests} requests, 0 differences`)
  })
})
