import { KaiwuError } from '@kaiwu/core'
import type { Queries, StoreValue } from '@kaiwu/store'
import { mendedJson } from './canonical-json.ts'
import { columnText, firstHash, logColumns, rowHash, type LogEntry, type StoredRow } from './log-row.ts'

/** Where an event stands in the log. */
export type LogPlace = Readonly<{ seq: number; hash: string }>

/** The most UTF-16 units a detail may have as canonical JSON. What is longer is kept elsewhere, and its hash here. */
export const mostDetail = 262_144

/**
 * Writes events into the log, within the transaction that makes them happen: both or neither. Texts are made fit for every database
 * (see `columnText`); lone surrogates in a detail become U+FFFD. After an error the transaction is lost, even to who catches it.
 * @throws LOG_ENTRY_INVALID for a mistake of the program that calls; LOG_DAMAGED when the log has no head row any more
 * @example
 * await database.transaction(async (inside) => {
 *   await inside.run('UPDATE cases SET state = ? WHERE id = ?', 'closed', id)
 *   await appendLog(inside, [{ atMs, actorKind: 'person', actorId, action: 'case.close', objectKind: 'case', objectId: id, caseId: id }])
 * })
 */
export async function appendLog(inside: Queries, entries: readonly LogEntry[]): Promise<readonly LogPlace[]> {
  if (entries.length === 0) return Object.freeze([])
  const written = await preparedOrLost(inside, entries)
  // Before all else: whoever else appends waits from here on, also one whom no lock of ours holds back.
  const head = await inside.get<{ baseId: string; seq: number; hash: string }>(
    'UPDATE logHead SET seq = seq + ? WHERE one = 1 RETURNING baseId, seq, hash',
    entries.length,
  )
  if (!head) return lose(inside, new KaiwuError('LOG_DAMAGED', { reason: 'logHead' }))
  let seq = head.seq - entries.length
  let prevHash = seq === 0 ? firstHash(head.baseId) : head.hash
  const rows = written.map((columns) => {
    const row = { ...columns, seq: ++seq, prevHash }
    prevHash = rowHash(row)
    return { ...row, hash: prevHash }
  })
  await insert(inside, rows)
  await inside.run('UPDATE logHead SET hash = ?, atMs = ? WHERE one = 1', prevHash, rows.at(-1)!.atMs)
  return Object.freeze(rows.map((row) => Object.freeze({ seq: row.seq, hash: row.hash })))
}

type Prepared = Omit<StoredRow, 'seq' | 'prevHash' | 'hash'>

async function preparedOrLost(inside: Queries, entries: readonly LogEntry[]): Promise<Prepared[]> {
  try {
    return entries.map(prepared)
  } catch (error) {
    return lose(inside, error)
  }
}

/** Makes a statement fail, after which no database keeps anything of the transaction: what is not recorded does not happen. */
async function lose(inside: Queries, error: unknown): Promise<never> {
  // It is meant to fail: its own error says nothing that the caller could use.
  await inside.run('INSERT INTO log (seq) VALUES (?)', null).catch(() => undefined)
  throw error
}

const word = /^[a-z][A-Za-z0-9.:-]{0,63}$/
const kinds = ['person', 'system', 'model', 'key']

/** @throws LOG_ENTRY_INVALID */
function prepared(entry: LogEntry): Prepared {
  const { atMs, actorKind, action, objectKind, result = 'done' } = entry
  if (!Number.isSafeInteger(atMs)) throw invalid('atMs', String(atMs))
  if (!kinds.includes(actorKind)) throw invalid('actorKind', String(actorKind))
  if (!word.test(action)) throw invalid('action', String(action).slice(0, 80))
  if (!word.test(objectKind)) throw invalid('objectKind', String(objectKind).slice(0, 80))
  if (result !== 'done' && result !== 'refused') throw invalid('result', String(result))
  const text = (column: 'actorName' | 'actorRole' | 'caseId' | 'requestId' | 'ip'): string | null => {
    const value = entry[column]
    return value === undefined ? null : textOf(column, value)
  }
  return {
    atMs,
    actorKind,
    actorId: textOf('actorId', entry.actorId),
    actorName: text('actorName'),
    actorRole: text('actorRole'),
    action,
    objectKind,
    objectId: textOf('objectId', entry.objectId),
    caseId: text('caseId'),
    result,
    requestId: text('requestId'),
    ip: text('ip'),
    detail: detailOf(entry),
  }
}

function textOf(column: string, value: unknown): string {
  if (typeof value !== 'string') throw invalid(column, `${typeof value}`)
  return columnText(value)
}

function detailOf({ detail = {} }: LogEntry): string {
  if (typeof detail !== 'object' || detail === null || Array.isArray(detail)) throw invalid('detail', typeof detail)
  let text: string
  try {
    text = mendedJson(detail)
  } catch (error) {
    throw invalid('detail', (error as Error).message, error)
  }
  if (text.length > mostDetail) throw invalid('detail', `${text.length} > ${mostDetail}`)
  return text
}

function invalid(column: string, reason: string, cause?: unknown): KaiwuError {
  return new KaiwuError('LOG_ENTRY_INVALID', { column, reason }, { cause })
}

const columnList = logColumns.join(', ')
const places = `(${logColumns.map(() => '?').join(', ')})`
// Statements of a few sizes only, since each text is prepared once and kept.
const sizes = [32, 8, 1]

async function insert(inside: Queries, rows: readonly StoredRow[]): Promise<void> {
  for (let at = 0; at < rows.length;) {
    const size = sizes.find((one) => one <= rows.length - at)!
    const values: StoreValue[] = rows.slice(at, at + size).flatMap((row) => logColumns.map((column) => row[column]))
    await inside.run(`INSERT INTO log (${columnList}) VALUES ${Array(size).fill(places).join(', ')}`, ...values)
    at += size
  }
}
