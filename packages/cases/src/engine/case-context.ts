import type { CaseDefinition } from '../definition/case-definition.ts'
import { defaultTimeZone } from '../calendar/calendar.ts'
import { isoDay } from '../calendar/iso-day.ts'
import { dayOf } from '../calendar/zoned-day.ts'
import type { JsonValue } from '../log/canonical-json.ts'
import type { CaseRecord } from './case-record.ts'

/** What conditions and tables of a case see: its fields, empty ones as null, the settings of the site, the case itself, and the day. */
export function caseContext(
  definition: CaseDefinition,
  record: Pick<CaseRecord, 'no' | 'state' | 'initiator' | 'departmentId' | 'startedAtMs' | 'entries' | 'fields' | 'findings'>,
  nowMs: number,
  also: Readonly<Record<string, JsonValue>> = {},
): Readonly<Record<string, JsonValue>> {
  const context: Record<string, JsonValue> = Object.create(null) as Record<string, JsonValue>
  for (const key of definition.fields.keys()) context[key] = record.fields[key] ?? null
  context['params'] = definition.params
  context['case'] = {
    no: record.no,
    state: record.state,
    initiator: record.initiator.id,
    department: record.departmentId,
    openedAt: new Date(record.startedAtMs).toISOString(),
    errors: record.findings.filter(({ severity }) => severity === 'error').length,
    visits: record.entries.filter(({ state }) => state === record.state).length,
  }
  context['today'] = isoDay(dayOf(nowMs, definition.calendar?.timeZone ?? defaultTimeZone))
  context['now'] = new Date(nowMs).toISOString()
  return Object.assign(context, also)
}
