import type { CaseDefinition, CaseField } from '../definition/case-definition.ts'
import type { JsonValue } from '../log/canonical-json.ts'
import { caseDay, caseTime } from './case-calendar.ts'
import type { CaseRecord } from './case-record.ts'

/** What conditions and tables of a case see: its fields, empty ones as null, the settings of the site, the case itself, and the day. */
export function caseContext(
  definition: CaseDefinition,
  record: Pick<CaseRecord, 'no' | 'state' | 'initiator' | 'departmentId' | 'startedAtMs' | 'entries' | 'fields' | 'findings'>,
  nowMs: number,
  also: Readonly<Record<string, JsonValue>> = {},
): Readonly<Record<string, JsonValue>> {
  const context: Record<string, JsonValue> = Object.create(null) as Record<string, JsonValue>
  for (const [key, field] of definition.fields) context[key] = held(definition, field, record.fields[key] ?? null)
  context['params'] = definition.params
  context['case'] = {
    no: record.no,
    state: record.state,
    initiator: record.initiator.id,
    department: record.departmentId,
    openedAt: caseTime(definition, record.startedAtMs),
    errors: record.findings.filter(({ severity }) => severity === 'error').length,
    visits: record.entries.filter(({ state }) => state === record.state).length,
  }
  context['today'] = caseDay(definition, nowMs)
  context['now'] = caseTime(definition, nowMs)
  return Object.assign(context, also)
}

/** What a field holds: times by the clocks of the place, and a cell of a row that was left out is empty, as a field is. */
function held(definition: CaseDefinition, { type, columns }: Pick<CaseField, 'type' | 'columns'>, value: JsonValue): JsonValue {
  if (type === 'dateTime' && typeof value === 'string') {
    const atMs = Date.parse(value)
    return Number.isNaN(atMs) ? value : caseTime(definition, atMs)
  }
  if (!columns || !Array.isArray(value)) return value
  return value.map((row) =>
    Object.fromEntries(
      Object.entries(columns).map(([key, column]) => [
        key,
        held(definition, column, (row as Record<string, JsonValue> | null)?.[key] ?? null),
      ]),
    ),
  )
}
