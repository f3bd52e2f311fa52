import type { Language } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
import { heldFiles } from '../attachments/case-attachments.ts'
import { caseRows, eventOf, isHistory } from '../cases/case-history.ts'
import { caseSight } from '../cases/case-sight.ts'
import { maskedCase, maskedEvents } from '../cases/mask-case.ts'
import type { Looking } from '../cases/read-case.ts'
import type { CaseDefinition } from '../definition/case-definition.ts'
import { filesIn } from '../engine/apply-event.ts'
import type { CaseEvent } from '../engine/case-event.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import { deadlineStates } from '../engine/deadline-states.ts'
import { canonicalHash } from '../log/canonical-hash.ts'
import type { JsonObject, JsonValue } from '../log/canonical-json.ts'
import type { LogRow } from '../log/log-row.ts'
import type { Rights } from '../people/authorize.ts'
import { peopleIn } from '../people/people-lookup.ts'
import type { ExportedEvent, ExportSource } from './export-source.ts'
import { attachmentPath } from './safe-name.ts'

/** Who exports a case, and how. */
export type Exporting = Looking & Readonly<{ rights: Rights; language: Language; producer?: string }>

/** Reads all that an export is made of, as who exports it may see it. */
export async function readExport(inside: Queries, exporting: Exporting): Promise<ExportSource> {
  const { definition, record, rights, subject, nowMs, language, producer } = exporting
  const { hidden, whole } = await caseSight(inside, rights, subject, definition, record)
  const all = await caseRows(inside, record.id)
  const rows = all.filter(isHistory)
  const head = await inside.get<ExportSource['head']>('SELECT baseId, seq, hash FROM logHead WHERE one = 1')
  const events = maskedEvents(definition, exportedEvents(rows), hidden)
  const shown = rows.map((row, at) => shownRow(row, events[at]!.event))
  return {
    definition,
    record: maskedCase(definition, record, hidden, rows.map(eventOf)),
    events,
    rows: shown,
    maskedRows: rows.filter((row, at) => row !== shown[at]).map(({ seq }) => seq),
    // Who looked, and from where, is for auditors.
    access: rights.authorize(subject, 'log.read', { kind: 'log' }).allowed ? all.filter((row) => !isHistory(row)) : [],
    head: head!,
    names: await namesOf(inside, definition, record),
    attachments: await attachmentsOf(inside, record, hidden),
    deadlines: deadlineStates(definition, record, nowMs),
    hidden,
    whole,
    by: { id: subject.personId, name: subject.name },
    atMs: nowMs,
    language,
    ...(producer === undefined ? {} : { producer }),
  }
}

/** A row of the log, with what of its event is shown. */
function shownRow(row: LogRow, { type: _, ...detail }: CaseEvent): LogRow {
  return canonicalHash(detail) === canonicalHash(row.detail) ? row : { ...row, detail: detail as unknown as JsonObject }
}

/** The events of a case, each with the state in which it happened. */
function exportedEvents(rows: readonly LogRow[]): readonly ExportedEvent[] {
  let state = ''
  return rows.map((row) => {
    const recorded = eventOf(row)
    const exported = { ...recorded, seq: row.seq, hash: row.hash, state }
    if (recorded.event.type === 'entered') state = recorded.event.state
    return exported
  })
}

async function attachmentsOf(
  inside: Queries,
  { id, fields }: CaseRecord,
  hidden: readonly string[],
): Promise<ExportSource['attachments']> {
  return (await heldFiles(inside, id)).map(({ field, name, sha256, bytes, type }, at) => {
    const removed = !filesIn(fields, field).some((file) => file.sha256 === sha256)
    return hidden.includes(field)
      ? { field, name: '***', sha256: '***', bytes, type, removed }
      : { field, name, sha256, bytes, type, removed, path: attachmentPath(at, name) }
  })
}

/** What the people and departments are called that the fields of a case name. */
async function namesOf(
  inside: Queries,
  { fields }: CaseDefinition,
  { fields: values, departmentId }: CaseRecord,
): Promise<ReadonlyMap<string, string>> {
  const lookup = peopleIn(inside)
  const names = new Map<string, string>()
  const learn = async (type: string, value: JsonValue | undefined): Promise<void> => {
    if (typeof value !== 'string' || (type !== 'person' && type !== 'department') || names.has(value)) return
    const found = await (type === 'person' ? lookup.person(value) : lookup.department(value))
    if (found) names.set(value, found.name)
  }
  if (departmentId !== null) await learn('department', departmentId)
  for (const { key, type, columns = {} } of fields.values()) {
    const value = values[key]
    await learn(type, value)
    if (type !== 'rows' || !Array.isArray(value)) continue
    for (const row of value as readonly JsonObject[])
      for (const [column, { type: columnType }] of Object.entries(columns)) await learn(columnType, row[column])
  }
  return names
}
