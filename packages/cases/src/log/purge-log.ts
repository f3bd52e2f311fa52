import { KaiwuError, type Clock } from '@kaiwu/core'
import type { Database, Queries } from '@kaiwu/store'
import { appendLog } from './append-log.ts'
import type { LogActor } from './log-row.ts'
import type { LogSigner } from './log-signer.ts'
import { purgedTo } from './log-range.ts'
import { headOf, refuseContradiction, remember } from './sign-head.ts'
import { verifyLog } from './verify-log.ts'

/** What to purge, and for whom. */
export type PurgeLogOptions = Readonly<{
  /** Rows from before this time go, as far as all before them go too. */
  beforeMs: number
  by: LogActor
  signer: LogSigner
  clock: Pick<Clock, 'now'>
}>

/** What came of a purge: how many rows, up to which. */
export type LogPurge = Readonly<{ rows: number; toSeq: number }>

/** Network logs are kept for at least six months (网络安全法 第二十三条). No setting and no role goes below. */
export const leastLogDays = 184

const dayMs = 86_400_000
const batchRows = 2_000

/**
 * Takes the oldest rows out of the log and leaves a signed line for them, so that the rest can still be verified. The purge is
 * recorded, and so is its refusal. Rows that do not verify are not purged.
 * @throws LOG_PURGE_TOO_EARLY, LOG_DAMAGED when a row is not what was written, and as of the signer
 * @example
 * await purgeLog(database, { beforeMs: clock.now() - 400 * 86_400_000, by: { actorKind: 'person', actorId: 'p_7' }, signer, clock })
 */
export async function purgeLog(database: Database, options: PurgeLogOptions): Promise<LogPurge> {
  const { sound, problems } = await verifyLog(database)
  // What stands for the purged rows would stand for a forgery.
  if (!sound) throw new KaiwuError('LOG_DAMAGED', { reason: `seq ${problems[0]!.seq}: ${problems[0]!.kind}` })
  const purged = await database.transaction((inside) => signPurge(inside, options))
  if (purged instanceof KaiwuError) throw purged
  await deletePurged(database)
  return Object.freeze(purged)
}

/** Refuses as a value, so that the refusal is recorded. */
async function signPurge(inside: Queries, { beforeMs, by, signer, clock }: PurgeLogOptions): Promise<LogPurge | KaiwuError> {
  const atMs = clock.now()
  const head = await headOf(inside)
  const entry = { atMs, ...by, action: 'log.purge', objectKind: 'log', objectId: head.baseId }
  // A clock that was just put forward does not make the rows older than the last of them; its own refusals do not count.
  const last = await inside.get<{ atMs: number }>(`SELECT atMs FROM log WHERE action <> 'log.purge' ORDER BY seq DESC LIMIT 1`)
  const latestMs = Math.min(atMs, last?.atMs ?? atMs) - leastLogDays * dayMs
  if (!(Number.isSafeInteger(beforeMs) && beforeMs <= latestMs)) {
    await appendLog(inside, [{ ...entry, result: 'refused', detail: { beforeMs: String(beforeMs), latestMs } }])
    return new KaiwuError('LOG_PURGE_TOO_EARLY', { days: leastLogDays, before: isoTime(beforeMs), latest: isoTime(latestMs) })
  }
  const fromSeq = (await purgedTo(inside)) + 1
  // The sign keeps the index of times out of it: rows are looked at in their own order, and no further than needed.
  const kept = await inside.get<{ seq: number }>(
    'SELECT seq FROM log WHERE seq >= ? AND +atMs >= ? ORDER BY seq LIMIT 1',
    fromSeq,
    beforeMs,
  )
  const toSeq = (kept?.seq ?? head.seq + 1) - 1
  const rows = toSeq - fromSeq + 1
  if (rows <= 0) return { rows: 0, toSeq: fromSeq - 1 }
  await refuseContradiction(inside, head, { signer, newFile: false })
  const { hash } = (await inside.get<{ hash: string }>('SELECT hash FROM log WHERE seq = ?', toSeq))!
  // The file goes on from what it has of the end of the log; the purge speaks of rows long before.
  signer.append({ kind: 'checkpoint', ...head, at: atMs })
  await remember(inside, signer, head.seq, atMs)
  const line = signer.sign({ kind: 'purge', baseId: head.baseId, fromSeq, seq: toSeq, hash, at: atMs })
  await inside.run('INSERT INTO logPurges (toSeq, line) VALUES (?, ?)', toSeq, line)
  await appendLog(inside, [{ ...entry, detail: { beforeMs, fromSeq, toSeq, rows, hash, key: signer.key().keyId } }])
  return { rows, toSeq }
}

/** Deletes a few at a time, since all who write wait meanwhile. What a crash leaves is deleted by the next purge, and shown to nobody. */
async function deletePurged(database: Database): Promise<void> {
  const statement = `DELETE FROM log WHERE seq IN (
    SELECT seq FROM log WHERE seq <= (SELECT COALESCE(MAX(toSeq), 0) FROM logPurges) ORDER BY seq LIMIT ${batchRows})`
  while ((await database.run(statement)) > 0) continue
}

function isoTime(ms: number): string {
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString()
}
