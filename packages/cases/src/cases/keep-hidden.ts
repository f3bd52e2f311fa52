import type { Queries } from '@kaiwu/store'
import type { CaseEvent } from '../engine/case-event.ts'
import type { Deciding } from '../engine/decision-input.ts'
import { canonicalJson, type JsonValue } from '../log/canonical-json.ts'
import type { Rights } from '../people/authorize.ts'
import type { Subject } from '../people/subject.ts'
import { caseSight } from './case-sight.ts'
import { maskedCase } from './mask-case.ts'

/** The events of a form without what somebody sent back as they saw it, in part: what is hidden from them stays as it is. */
export async function keepHidden(
  queries: Queries,
  rights: Rights,
  { definition, record }: Deciding,
  subject: Subject,
  events: readonly CaseEvent[],
): Promise<readonly CaseEvent[]> {
  if (!events.some((event) => event.type === 'fieldsSet' && event.by === 'form')) return events
  const { hidden } = await caseSight(queries, rights, subject, definition, record)
  const { fields } = maskedCase(definition, record, hidden)
  const isSentBack = (key: string, value: JsonValue): boolean =>
    hidden.includes(key) && canonicalJson(value) === canonicalJson(fields[key] ?? null)
  return events.flatMap((event) => {
    if (event.type !== 'fieldsSet' || event.by !== 'form') return [event]
    const own = Object.entries(event.values).filter(([key, value]) => !isSentBack(key, value))
    return own.length === 0 ? [] : [{ ...event, values: Object.fromEntries(own) }]
  })
}
