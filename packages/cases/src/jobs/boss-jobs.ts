import type { Clock } from '@kaiwu/core'
import type { Database, Queries } from '@kaiwu/store'
import type { ConnectionOptions, PgBoss } from 'pg-boss'
import { bossExecutor } from './boss-executor.ts'
import { attemptOf, bossStatements, claimedJob, envelopeIn, envelopeOf, parkedJob, type BossRow } from './boss-rows.ts'
import { dueAtOf, priorityDue, priorityOf } from './due-priority.ts'
import type { JobCounts } from './job.ts'
import type { ClaimedJob, JobOutcome, JobStore, Settled, StoredJob } from './job-store.ts'
import { openBoss, queue } from './open-boss.ts'

/** Jobs kept by pg-boss, every change by a transaction of the base. @param leaseMs how long a claim holds, by the server's clock */
export async function bossJobs(database: Database, leaseMs: number, clock: Clock): Promise<JobStore> {
  const { boss, schema, close } = await openBoss(database)
  const base: Base = { boss, clock }
  const statements = bossStatements(schema)
  const inOwn = <T>(work: (inside: Queries) => Promise<T>): Promise<T> => database.transaction(work)
  return Object.freeze({
    enqueue: (inside: Queries, job: StoredJob) => enqueue(base, inside, job),
    async cancel(inside: Queries, kind: string, key: string) {
      const ids = (await waitingJobs(base, inside, kind, key)).map(({ id }) => id)
      if (ids.length > 0) await boss.deleteJob(queue, ids, within(inside))
      return ids.length
    },
    afterTransactions: () => inOwn(async () => undefined),
    async nextDueAtMs() {
      const row = await database.get<{ priority: number }>(statements.next)
      return row && dueAtOf(row.priority)
    },
    claim: (nowMs: number, limit: number) => inOwn((inside) => claim(base, inside, nowMs, limit)),
    renew: (jobs: readonly ClaimedJob[]) => inOwn((inside) => renew(base, inside, jobs)),
    lapsed: async () => (await database.all<BossRow>(statements.lapsed, leaseMs)).map(claimedJob),
    settle: (job: ClaimedJob, outcome: JobOutcome, parked?: (inside: Queries) => Promise<void>) =>
      inOwn((inside) => settle(base, inside, { job, outcome, parked })),
    parked: async (limit: number) => (await database.all<BossRow>(statements.parked, limit)).map(parkedJob),
    retry: (id: string, nowMs: number, attempts: number) =>
      inOwn(async (inside) => {
        const row = await inside.get<BossRow>(statements.parkedOne, id)
        if (!row) return false
        await boss.retry(queue, id, within(inside))
        await moveTo(base, inside, claimedJob(row), nowMs, row.retryCount + attempts)
        return true
      }),
    counts: async (nowMs: number) =>
      Object.freeze({ ...(await database.get<JobCounts>(statements.counts, priorityDue(nowMs)))! }),
    close,
  } satisfies JobStore)
}

// Written as JSON, no character of either can be taken for what stands between them.
const keyOf = (kind: string, key: string): string => JSON.stringify([kind, key])
const within = (inside: Queries): Required<ConnectionOptions> => ({ db: bossExecutor(inside) })

/** What every change is made with. */
type Base = Readonly<{ boss: PgBoss; clock: Clock }>

async function waitingJobs({ boss }: Base, inside: Queries, kind: string, key: string): Promise<readonly BossRow[]> {
  const found = await boss.findJobs(queue, { key: keyOf(kind, key), queued: true, ...within(inside) })
  return found as unknown as BossRow[]
}

async function enqueue(base: Base, inside: Queries, job: StoredJob): Promise<void> {
  const { kind, key, group, dueAtMs, attempts } = job
  const grouped = group === undefined ? {} : { group: { id: group } }
  for (const row of key === undefined ? [] : await waitingJobs(base, inside, kind, key)) {
    const sooner = Math.min(dueAtMs, envelopeIn(row).dueAtMs)
    const { updated } = await base.boss.update(queue, envelopeOf(job, sooner), {
      id: row.id,
      priority: priorityOf(sooner, base.clock.now()),
      retryLimit: row.retryCount + attempts,
      ...grouped,
      ...within(inside),
    })
    if (updated > 0) return
  }
  await base.boss.send(queue, envelopeOf(job, dueAtMs), {
    priority: priorityOf(dueAtMs, base.clock.now()),
    retryLimit: attempts - 1,
    ...(key === undefined ? {} : { singletonKey: keyOf(kind, key) }),
    ...grouped,
    ...within(inside),
  })
}

async function claim(base: Base, inside: Queries, nowMs: number, limit: number): Promise<readonly ClaimedJob[]> {
  const rows = await base.boss.fetch(queue, {
    batchSize: limit,
    includeMetadata: true,
    minPriority: priorityDue(nowMs),
    // Of two transactions that claim at once each would let a job of the group through; but writers of a base run one at a time.
    groupConcurrency: 1,
    ...within(inside),
  })
  return (rows as unknown as BossRow[]).map(claimedJob)
}

async function renew(base: Base, inside: Queries, jobs: readonly ClaimedJob[]): Promise<ReadonlySet<string>> {
  if (jobs.length === 0) return new Set()
  const { settled } = (await base.boss.touch(queue, jobs.map(attemptOf), within(inside))) as Answer
  // An array comes as PostgreSQL's text of it: {id,id}.
  return new Set(typeof settled === 'string' ? settled.split(/[{},]/).filter(Boolean) : [])
}

/** What pg-boss answers to a command, more than its types say. */
type Answer = Readonly<{ affected?: number; settled?: unknown }>

type Settling = Readonly<{
  job: ClaimedJob
  outcome: JobOutcome
  parked: ((inside: Queries) => Promise<void>) | undefined
}>

async function settle(base: Base, inside: Queries, { job, outcome, parked }: Settling): Promise<Settled> {
  const has = (answer: Answer): boolean => (answer.affected ?? 0) > 0
  const remove = async (): Promise<boolean> => has(await base.boss.deleteJob(queue, attemptOf(job), within(inside)))
  if (outcome.became === 'done') return (await remove()) ? 'done' : undefined
  // What was put in for the same key meanwhile takes its place.
  if (job.key !== undefined && (await waitingJobs(base, inside, job.kind, job.key)).length > 0) {
    return (await remove()) ? 'waiting' : undefined
  }
  const error = outcome.became === 'failed' ? outcome.error : 'given back'
  if (!has(await base.boss.fail(queue, attemptOf(job), { error }, within(inside)))) return undefined
  const isLast = job.attempt >= job.attempts
  if (outcome.became === 'failed' && isLast) {
    await parked?.(inside)
    return 'parked'
  }
  // pg-boss counts every claim: who gives a job back gives it one more.
  if (isLast) await base.boss.retry(queue, job.id, within(inside))
  await moveTo(base, inside, job, outcome.dueAtMs, outcome.became === 'back' ? job.attempts : job.attempts - 1)
  return 'waiting'
}

/** Lets a job wait for another time. */
async function moveTo(base: Base, inside: Queries, job: ClaimedJob, dueAtMs: number, retryLimit: number): Promise<void> {
  const options = { id: job.id, priority: priorityOf(dueAtMs, base.clock.now()), retryLimit, ...within(inside) }
  await base.boss.update(queue, envelopeOf(job, dueAtMs), options)
}
