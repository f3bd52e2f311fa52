import { KaiwuError } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
import type { CaseRecord } from '../engine/case-record.ts'

/** A case as it lies in the database. */
export type CaseRow = Readonly<{ record: CaseRecord; dueAtMs: number | null }>

/** A case, if there is one. @throws CASE_UNREADABLE when what stands for it is damaged */
export async function caseRow(queries: Queries, id: string): Promise<CaseRow | undefined> {
  const row = await queries.get<{ record: string; dueAtMs: number | null }>('SELECT record, dueAtMs FROM cases WHERE id = ?', id)
  return row && { record: recordIn(id, row.record), dueAtMs: row.dueAtMs }
}

function recordIn(id: string, text: string): CaseRecord {
  let record: CaseRecord | undefined
  try {
    record = JSON.parse(text) as CaseRecord
  } catch (error) {
    throw new KaiwuError('CASE_UNREADABLE', { id }, { cause: error })
  }
  if (record?.id !== id || !Array.isArray(record.entries)) throw new KaiwuError('CASE_UNREADABLE', { id })
  return record
}

/** Writes how a case stands, a new one or one that is there. */
export async function saveCase(
  inside: Queries,
  record: CaseRecord,
  searchText: string,
  at: Readonly<{ nowMs: number; dueAtMs?: number }>,
): Promise<void> {
  const { id, no, caseType, definition, state, departmentId, initiator, startedAtMs, endedAtMs, events } = record
  await inside.run(
    `INSERT INTO cases (id, caseNo, caseType, definition, state, departmentId, ownerId, openedAtMs, changedAtMs, endedAtMs, dueAtMs, events, searchText, record)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, departmentId = excluded.departmentId, changedAtMs = excluded.changedAtMs,
       endedAtMs = excluded.endedAtMs, dueAtMs = excluded.dueAtMs, events = excluded.events,
       searchText = excluded.searchText, record = excluded.record`,
    ...[id, no, caseType, definition, state, departmentId, initiator.id, startedAtMs, at.nowMs],
    ...[endedAtMs ?? null, at.dueAtMs ?? null, events, searchText, JSON.stringify(record)],
  )
}

/** Names people on a case: they see it from now on. @param part whether they act on it, or were only told of it */
export async function addParticipants(
  inside: Queries,
  caseId: string,
  people: Iterable<string>,
  part: 'acts' | 'told',
): Promise<void> {
  for (const personId of people)
    await inside.run(
      `INSERT INTO caseParticipants (caseId, personId, part) VALUES (?, ?, ?) ON CONFLICT (caseId, personId)
       DO UPDATE SET part = CASE WHEN excluded.part = 'acts' THEN 'acts' ELSE caseParticipants.part END`,
      ...[caseId, personId, part],
    )
}

/** The next number of a period, such as a day. */
export async function nextNumber(inside: Queries, caseType: string, period: string): Promise<number> {
  await inside.run(
    `INSERT INTO caseNumbers (caseType, period, last) VALUES (?, ?, 1)
     ON CONFLICT (caseType, period) DO UPDATE SET last = caseNumbers.last + 1`,
    caseType,
    period,
  )
  const row = await inside.get<{ last: number }>(
    'SELECT last FROM caseNumbers WHERE caseType = ? AND period = ?',
    caseType,
    period,
  )
  return row!.last
}
