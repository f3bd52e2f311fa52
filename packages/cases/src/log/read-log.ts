import type { Queries, StoreValue } from '@kaiwu/store'
import { columnText, logColumns, rowOf, type LogRow, type StoredRow } from './log-row.ts'

/** Which rows of a log. All that is given must hold. */
export type LogFilter = Readonly<{
  caseId?: string | undefined
  actorId?: string | undefined
  action?: string | undefined
  result?: 'done' | 'refused' | undefined
  /** From this time on. */
  fromMs?: number | undefined
  /** Before this time. */
  toMs?: number | undefined
}>

/** A page of them. */
export type LogPageRequest = LogFilter &
  Readonly<{
    /** The `next` of the page before. */
    after?: number | undefined
    /** 1 to 500; default 50. */
    limit?: number | undefined
    /** Default `newest`. */
    order?: 'newest' | 'oldest' | undefined
  }>

/** Rows, and where to go on. */
export type LogPage = Readonly<{ rows: readonly LogRow[]; next?: number }>

/**
 * Reads a page of the log, in the order it was written; where times are given, in the order of the times. Who may do so is for the
 * caller to decide, and to record (see `logReadEntry`).
 * @example
 * const { rows, next } = await readLog(database, { caseId: 'case_7', limit: 20 })
 */
export async function readLog(queries: Pick<Queries, 'all'>, request: LogPageRequest = {}): Promise<LogPage> {
  const { after, order = 'newest' } = request
  const limit = Math.min(500, Math.max(1, Math.trunc(request.limit ?? 50)))
  const { conditions, values } = conditionsOf(request)
  const [sign, direction] = order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC']
  const byTime = request.fromMs !== undefined || request.toMs !== undefined
  if (after !== undefined) {
    conditions.push(byTime ? `(atMs, seq) ${sign} ((SELECT atMs FROM log WHERE seq = ?), ?)` : `seq ${sign} ?`)
    values.push(...(byTime ? [after, after] : [after]))
  }
  const found = await queries.all<StoredRow>(
    `SELECT ${columns} FROM log WHERE ${conditions.join(' AND ')}
     ORDER BY ${byTime ? `atMs ${direction}, seq ${direction}` : `seq ${direction}`} LIMIT ?`,
    ...values,
    limit + 1,
  )
  const rows = Object.freeze(found.slice(0, limit).map(rowOf))
  return Object.freeze(found.length > limit ? { rows, next: rows.at(-1)!.seq } : { rows })
}

/** Rows of a filter as the database has them, oldest first, after one row and up to another. */
export async function storedRows(
  queries: Pick<Queries, 'all'>,
  filter: LogFilter,
  { after, to, limit }: Readonly<{ after: number; to: number; limit: number }>,
): Promise<StoredRow[]> {
  const { conditions, values } = conditionsOf(filter)
  return queries.all<StoredRow>(
    `SELECT ${columns} FROM log WHERE ${conditions.join(' AND ')} AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?`,
    ...values,
    after,
    to,
    limit,
  )
}

const columns = logColumns.join(', ')

function conditionsOf(filter: LogFilter): { conditions: string[]; values: StoreValue[] } {
  // What a purge has not come to delete yet is purged nevertheless.
  const conditions = ['seq > (SELECT COALESCE(MAX(toSeq), 0) FROM logPurges)']
  const values: StoreValue[] = []
  const add = (condition: string, value: StoreValue | undefined): void => {
    if (value === undefined) return
    conditions.push(condition)
    values.push(typeof value === 'string' ? columnText(value) : value)
  }
  add('caseId = ?', filter.caseId)
  add('actorId = ?', filter.actorId)
  add('action = ?', filter.action)
  add('result = ?', filter.result)
  add('atMs >= ?', filter.fromMs)
  add('atMs < ?', filter.toMs)
  return { conditions, values }
}
