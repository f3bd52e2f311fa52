import type { Queries } from '@kaiwu/store'
import { rowHash, type StoredRow } from './log-row.ts'
import { rowProblem, type LogProblem } from './log-problem.ts'
import { canonicalJson, type JsonObject } from './canonical-json.ts'

/** Reads rows for a verification: whatever somebody may have put into them, it comes back. */
export type RowReader = Pick<Queries, 'all' | 'get'>

const columns =
  'seq, CAST(atMs AS TEXT) AS atText, actorKind, actorId, actorName, actorRole, action, objectKind, objectId, caseId, ' +
  'result, requestId, ip, detail, prevHash, hash'

type ReadRow = Omit<StoredRow, 'atMs'> & Readonly<{ atText: string }>

/** Rows after one, up to one, a page at a time. */
export async function rowsAfter(reader: RowReader, seq: number, to: number, limit: number): Promise<StoredRow[]> {
  const rows = await reader.all<ReadRow>(
    `SELECT ${columns} FROM log WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?`,
    seq,
    to,
    limit,
  )
  // Not a copy: of all that a verification does for a row, that would take a sixth.
  return rows.map((row) => Object.assign(row, { atMs: Number(row.atText) }))
}

/** The hash that a row's columns make, were its number `seq`; nothing for a row that cannot have been written here. */
export function hashAs(row: StoredRow, seq: number): string | undefined {
  if (!Number.isSafeInteger(row.atMs)) return undefined
  try {
    const detail = JSON.parse(row.detail) as JsonObject
    // The same value written in another way would make the same hash.
    if (canonicalJson(detail) !== row.detail) return undefined
    return rowHash(seq === row.seq ? row : { ...row, seq })
  } catch {
    return undefined
  }
}

/** Where the chain breaks: the first row that does not hold, and what comes before and after. */
export type Break = Readonly<{
  row: StoredRow
  /** The lowest number a row may have. */
  first: number
  /** What the head says the last hash is. */
  headHash: string
}>

/** Says what was done to a log whose chain breaks at a row. */
export async function diagnoseRow(reader: RowReader, { row, first, headHash }: Break): Promise<LogProblem> {
  const { seq } = row
  const [next] = await rowsAfter(reader, seq, seq + 1, 1)
  const was = (one: StoredRow, number: number): boolean => hashAs(one, number) === one.hash
  if (was(row, seq)) {
    // It is whole, but does not follow the row before. If what comes next follows it, the one before is not what it was.
    const followed = next ? next.prevHash === row.hash : headHash === row.hash
    return followed && seq > first ? rowProblem('relinked', seq - 1) : rowProblem('unlinked', seq)
  }
  if (was(row, seq + 1)) return rowProblem(next && was(next, seq) ? 'swapped' : 'missing', seq)
  if (seq > first && was(row, seq - 1)) {
    // It stood one place before: now something else does, unless this is a copy.
    const [before] = await rowsAfter(reader, seq - 2, seq - 1, 1)
    return rowProblem('inserted', before?.hash === row.hash ? seq : seq - 1)
  }
  if (next && was(next, seq)) return rowProblem('inserted', seq)
  return rowProblem('changed', seq)
}
