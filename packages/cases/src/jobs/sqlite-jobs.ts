import { randomUUID } from 'node:crypto'
import type { Database, Queries } from '@kaiwu/store'
import type { JobCounts, ParkedJob } from './job.ts'
import type { ClaimedJob, JobOutcome, JobStore, Settled, StoredJob } from './job-store.ts'

// A folder has one process that writes: what another one had claimed is over with it.
const thisProcess = randomUUID()

/** Jobs in a table of the base's own. @param leaseMs how long a claim holds */
export function sqliteJobs(database: Database, leaseMs: number): JobStore {
  let claims = 0
  const mark = (): string => `${thisProcess} ${opened} ${++claims}`
  const opened = randomUUID()
  return Object.freeze({
    enqueue,
    cancel: (inside: Queries, kind: string, key: string) =>
      inside.run("DELETE FROM jobs WHERE state = 'waiting' AND kind = ? AND key = ?", kind, key),
    afterTransactions: () => database.transaction(async () => undefined),
    nextDueAtMs: async () => (await database.get<{ dueAtMs: number }>(`${waiting} ORDER BY dueAtMs, id LIMIT 1`))?.dueAtMs,
    claim: (nowMs: number, limit: number) =>
      database.transaction((inside) => claim(inside, { mark, nowMs, limit, untilMs: nowMs + leaseMs })),
    renew: (jobs: readonly ClaimedJob[], nowMs: number) =>
      database.transaction(async (inside) => {
        const kept = new Set<string>()
        for (const { id, claim } of jobs) {
          if ((await inside.run(`UPDATE jobs SET leaseUntilMs = ? WHERE ${held}`, nowMs + leaseMs, Number(id), claim)) > 0)
            kept.add(id)
        }
        return kept
      }),
    async lapsed(nowMs: number) {
      const rows = await database.all<JobRow>(
        "SELECT * FROM jobs WHERE state = 'running' AND (leaseUntilMs < ? OR substr(owner, 1, 36) <> ?)",
        nowMs,
        thisProcess,
      )
      return rows.map(claimedJob)
    },
    settle: (job: ClaimedJob, outcome: JobOutcome, parked?: (inside: Queries) => Promise<void>) =>
      database.transaction((inside) => settle(inside, job, outcome, parked)),
    async parked(limit: number) {
      const rows = await database.all<JobRow>("SELECT * FROM jobs WHERE state = 'parked' ORDER BY dueAtMs, id LIMIT ?", limit)
      return rows.map(parkedJob)
    },
    async retry(id: string, nowMs: number, attempts: number) {
      const changed = await database.run(
        "UPDATE jobs SET state = 'waiting', dueAtMs = ?, mostAttempts = attempt + ? WHERE state = 'parked' AND id = ?",
        nowMs,
        attempts,
        /^\d{1,15}$/.test(id) ? Number(id) : -1,
      )
      return changed > 0
    },
    counts: (nowMs: number) => counts(database, nowMs),
    close: async () => undefined,
  } satisfies JobStore)
}

type JobRow = Readonly<{
  id: number
  kind: string
  key: string | null
  groupKey: string | null
  payload: string
  dueAtMs: number
  attempt: number
  mostAttempts: number
  owner: string | null
  error: string | null
}>

const waiting = `SELECT * FROM jobs WHERE state = 'waiting' AND (groupKey IS NULL OR NOT EXISTS
  (SELECT 1 FROM jobs AS other WHERE other.state = 'running' AND other.groupKey IS NOT NULL AND other.groupKey = jobs.groupKey))`
const held = "id = ? AND state = 'running' AND owner = ?"

async function enqueue(inside: Queries, { kind, key, group, payload, dueAtMs, attempts }: StoredJob): Promise<void> {
  if (key !== undefined) {
    const moved = await inside.run(
      `UPDATE jobs SET payload = ?, dueAtMs = MIN(dueAtMs, ?), groupKey = ?, mostAttempts = attempt + ?
       WHERE state = 'waiting' AND kind = ? AND key = ?`,
      payload,
      dueAtMs,
      group ?? null,
      attempts,
      kind,
      key,
    )
    if (moved > 0) return
  }
  await inside.run(
    "INSERT INTO jobs (kind, key, groupKey, payload, dueAtMs, state, attempt, mostAttempts) VALUES (?, ?, ?, ?, ?, 'waiting', 0, ?)",
    kind,
    key ?? null,
    group ?? null,
    payload,
    dueAtMs,
    attempts,
  )
}

type Claim = Readonly<{ mark: () => string; nowMs: number; limit: number; untilMs: number }>

async function claim(inside: Queries, { mark, nowMs, limit, untilMs }: Claim): Promise<readonly ClaimedJob[]> {
  const rows = await inside.all<JobRow>(`${waiting} AND dueAtMs <= ? ORDER BY dueAtMs, id LIMIT ?`, nowMs, limit)
  const groups = new Set<string>()
  const claimed: ClaimedJob[] = []
  for (const row of rows) {
    if (row.groupKey !== null && groups.has(row.groupKey)) continue
    if (row.groupKey !== null) groups.add(row.groupKey)
    const owner = mark()
    await inside.run(
      "UPDATE jobs SET state = 'running', attempt = attempt + 1, owner = ?, leaseUntilMs = ? WHERE id = ?",
      owner,
      untilMs,
      row.id,
    )
    claimed.push(claimedJob({ ...row, attempt: row.attempt + 1, owner }))
  }
  return claimed
}

async function settle(
  inside: Queries,
  job: ClaimedJob,
  outcome: JobOutcome,
  parked?: (inside: Queries) => Promise<void>,
): Promise<Settled> {
  const values = [Number(job.id), job.claim] as const
  if (outcome.became === 'done') {
    return (await inside.run(`DELETE FROM jobs WHERE ${held}`, ...values)) > 0 ? 'done' : undefined
  }
  // What was put in for the same key meanwhile takes its place.
  if (job.key !== undefined) {
    const newer = await inside.get("SELECT id FROM jobs WHERE state = 'waiting' AND kind = ? AND key = ?", job.kind, job.key)
    if (newer) return (await inside.run(`DELETE FROM jobs WHERE ${held}`, ...values)) > 0 ? 'waiting' : undefined
  }
  const isBack = outcome.became === 'back'
  const state = !isBack && job.attempt >= job.attempts ? 'parked' : 'waiting'
  const changed = await inside.run(
    `UPDATE jobs SET state = ?, error = COALESCE(?, error), mostAttempts = mostAttempts + ?, dueAtMs = ?, owner = NULL, leaseUntilMs = NULL WHERE ${held}`,
    state,
    isBack ? null : outcome.error,
    isBack ? 1 : 0,
    outcome.dueAtMs,
    ...values,
  )
  if (changed === 0) return undefined
  if (state === 'waiting') return 'waiting'
  await parked?.(inside)
  return 'parked'
}

async function counts(database: Database, nowMs: number): Promise<JobCounts> {
  const row = await database.get<JobCounts>(
    `SELECT COUNT(CASE WHEN state = 'waiting' AND dueAtMs <= ?1 THEN 1 END) AS due,
       COUNT(CASE WHEN state = 'waiting' AND dueAtMs > ?1 THEN 1 END) AS later,
       COUNT(CASE WHEN state = 'running' THEN 1 END) AS running, COUNT(CASE WHEN state = 'parked' THEN 1 END) AS parked FROM jobs`,
    nowMs,
  )
  return Object.freeze({ ...row! })
}

function claimedJob(row: JobRow): ClaimedJob {
  return Object.freeze({
    id: String(row.id),
    kind: row.kind,
    key: row.key ?? undefined,
    group: row.groupKey ?? undefined,
    payload: row.payload,
    dueAtMs: row.dueAtMs,
    attempt: row.attempt,
    attempts: row.mostAttempts,
    claim: row.owner ?? '',
  })
}

function parkedJob(row: JobRow): ParkedJob {
  return Object.freeze({
    id: String(row.id),
    kind: row.kind,
    ...(row.key === null ? {} : { key: row.key }),
    ...(row.groupKey === null ? {} : { group: row.groupKey }),
    payload: JSON.parse(row.payload) as unknown,
    attempts: row.attempt,
    error: row.error ?? '',
  })
}
