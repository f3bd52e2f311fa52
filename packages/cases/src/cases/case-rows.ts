import type { Queries } from '@kaiwu/store'
import type { CaseRecord } from '../engine/case-record.ts'

/** A case as it lies in the database. */
export type CaseRow = Readonly<{ record: CaseRecord; dueAtMs: number | null }>

/** A case, if there is one. */
export async function caseRow(queries: Queries, id: string): Promise<CaseRow | undefined> {
  const row = await queries.get<{ record: string; dueAtMs: number | null }>('SELECT record, dueAtMs FROM cases WHERE id = ?', id)
  return row && { record: JSON.parse(row.record) as CaseRecord, dueAtMs: row.dueAtMs }
}

/** Writes how a case stands, a new one or one that is there. */
export async function saveCase(inside: Queries, record: CaseRecord, nowMs: number, dueAtMs: number | undefined): Promise<void> {
  const { id, no, caseType, definition, state, departmentId, initiator, startedAtMs, endedAtMs, events } = record
  await inside.run(
    `INSERT INTO cases (id, caseNo, caseType, definition, state, departmentId, ownerId, openedAtMs, changedAtMs, endedAtMs, dueAtMs, events, record)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, departmentId = excluded.departmentId, changedAtMs = excluded.changedAtMs,
       endedAtMs = excluded.endedAtMs, dueAtMs = excluded.dueAtMs, events = excluded.events, record = excluded.record`,
    ...[id, no, caseType, definition, state, departmentId, initiator.id, startedAtMs, nowMs],
    ...[endedAtMs ?? null, dueAtMs ?? null, events, JSON.stringify(record)],
  )
}

/** Names people on a case: they see it from now on. */
export async function addParticipants(inside: Queries, caseId: string, people: Iterable<string>): Promise<void> {
  for (const personId of people)
    await inside.run(
      'INSERT INTO caseParticipants (caseId, personId) VALUES (?, ?) ON CONFLICT (caseId, personId) DO NOTHING',
      caseId,
      personId,
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
