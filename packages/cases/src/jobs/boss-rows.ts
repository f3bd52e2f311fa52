import type { ParkedJob } from './job.ts'
import type { ClaimedJob, StoredJob } from './job-store.ts'
import { queue } from './open-boss.ts'

/** A job of pg-boss's, as the connections of a base hand it out: JSON as text. */
export type BossRow = Readonly<{ id: string; data: string; retryCount: number; retryLimit: number; output: string | null }>

/** What a job of ours holds within pg-boss's. The payload is a text: jsonb would refuse some and change others. */
export type Envelope = Omit<StoredJob, 'attempts' | 'key' | 'group'> & Readonly<{ key?: string; group?: string }>

/** Puts a job into its envelope. */
export function envelopeOf({ kind, key, group, payload }: Omit<StoredJob, 'attempts'>, dueAtMs: number): Envelope {
  return { kind, ...(key === undefined ? {} : { key }), ...(group === undefined ? {} : { group }), payload, dueAtMs }
}

/** Takes it out again. */
export function envelopeIn({ data }: Pick<BossRow, 'data'>): Envelope {
  return JSON.parse(data) as Envelope
}

/** How pg-boss is told which claim of a job is meant. */
export function attemptOf({ id, attempt }: ClaimedJob): { id: string; retryCount: number } {
  return { id, retryCount: attempt - 1 }
}

/** A row of a job that runs. */
export function claimedJob(row: BossRow): ClaimedJob {
  const { kind, key, group, payload, dueAtMs } = envelopeIn(row)
  return Object.freeze({
    id: row.id,
    kind,
    key,
    group,
    payload,
    dueAtMs,
    attempt: row.retryCount + 1,
    attempts: row.retryLimit + 1,
    claim: String(row.retryCount),
  })
}

/** A row of a job that is parked. */
export function parkedJob(row: BossRow): ParkedJob {
  const { kind, key, group, payload } = envelopeIn(row)
  const { error = '' } = JSON.parse(row.output ?? '{}') as { error?: string }
  return Object.freeze({
    id: row.id,
    kind,
    ...(key === undefined ? {} : { key }),
    ...(group === undefined ? {} : { group }),
    payload: JSON.parse(payload) as unknown,
    attempts: row.retryCount + 1,
    error,
  })
}

/** Statements that only read, which pg-boss has no call for. @param schema that of pg-boss */
export function bossStatements(schema: string) {
  const table = `"${schema}".job`
  const rows = `SELECT id, data, retry_count AS "retryCount", retry_limit AS "retryLimit", output FROM ${table} WHERE name = '${queue}'`
  return Object.freeze({
    /** The job that pg-boss would hand out next, could all of them be due. */
    next: `SELECT priority FROM ${table} AS job WHERE name = '${queue}' AND state < 'active' AND NOT blocked
       AND (group_id IS NULL OR NOT EXISTS (SELECT 1 FROM ${table} AS other WHERE other.name = '${queue}'
         AND other.state = 'active' AND other.group_id IS NOT NULL AND other.group_id = job.group_id))
       ORDER BY priority DESC, created_on LIMIT 1`,
    lapsed: `${rows} AND state = 'active' AND heartbeat_on < now() - ? * INTERVAL '1 millisecond' LIMIT 1000`,
    parked: `${rows} AND state = 'failed' ORDER BY completed_on, id LIMIT ?`,
    parkedOne: `${rows} AND state = 'failed' AND id::text = ?`,
    counts: `SELECT COUNT(CASE WHEN state < 'active' AND priority >= ?1 THEN 1 END) AS due,
       COUNT(CASE WHEN state < 'active' AND priority < ?1 THEN 1 END) AS later,
       COUNT(CASE WHEN state = 'active' THEN 1 END) AS running, COUNT(CASE WHEN state = 'failed' THEN 1 END) AS parked
       FROM ${table} WHERE name = '${queue}'`,
  } satisfies Record<string, string>)
}
