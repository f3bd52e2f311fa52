import type { Queries } from '@kaiwu/store'
import type { CaseStep } from '../definition/case-definition.ts'
import type { FieldValues } from '../engine/case-event.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import { isEmpty } from '../engine/check-values.ts'
import { canonicalJson, type JsonValue } from '../log/canonical-json.ts'
import type { StepOutcome } from './case-ports.ts'
import { searchForm } from './search-text.ts'

const pageRows = 500
const hourMs = 3_600_000

/**
 * Counts the cases of a type that began within a time and hold the same as this one: the number, and nothing else of them. Texts are
 * compared without regard to width and case. Where this case holds nothing there is nothing to compare, and the count is 0.
 */
export async function countStep(queries: Queries, record: CaseRecord, { form }: CaseStep, nowMs: number): Promise<StepOutcome> {
  if (!('count' in form)) return { failed: 'no count' }
  const wanted = held(record.fields, form.same)
  const hours = Number.parseInt(form.within, 10) * (form.within.endsWith('h') ? 1 : 24)
  let count = 0
  if (wanted !== undefined)
    for await (const fields of others(queries, record.id, { caseType: form.count, sinceMs: nowMs - hours * hourMs }))
      if (held(fields, form.same) === wanted) count++
  return { events: [{ type: 'fieldsSet', values: { [form.into]: count }, by: 'step' }], outcome: { count } }
}

async function* others(
  queries: Queries,
  id: string,
  { caseType, sinceMs }: Readonly<{ caseType: string; sinceMs: number }>,
): AsyncGenerator<FieldValues> {
  let [after, last] = [sinceMs, '']
  for (;;) {
    const rows = await queries.all<{ id: string; openedAtMs: number; record: string }>(
      `SELECT id, openedAtMs, record FROM cases WHERE caseType = ? AND id <> ? AND (openedAtMs > ? OR (openedAtMs = ? AND id > ?))
       ORDER BY openedAtMs, id LIMIT ?`,
      ...[caseType, id, after, after, last, pageRows],
    )
    for (const row of rows) yield (JSON.parse(row.record) as CaseRecord).fields
    const end = rows.at(-1)
    if (!end || rows.length < pageRows) return
    after = Number(end.openedAtMs)
    last = end.id
  }
}

/** What fields hold, as one text; nothing where one of them holds nothing. */
function held(fields: FieldValues, keys: readonly string[]): string | undefined {
  const values = keys.map((key) => fields[key] ?? null)
  return values.some(isEmpty) ? undefined : searchForm(canonicalJson(values as JsonValue))
}
