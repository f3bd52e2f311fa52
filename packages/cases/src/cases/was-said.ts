import { KaiwuError } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
import type { CaseEvent } from '../engine/case-event.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import { mendedJson, type JsonObject } from '../log/canonical-json.ts'
import { readLog } from '../log/read-log.ts'
import type { Subject } from '../people/subject.ts'

/** A comment, or an event from outside: it leaves nothing in the record that a second one could be known by. */
export type SaidUnderKey = Extract<CaseEvent, { type: 'commented' | 'received' }>

/**
 * Whether this has been recorded under its key: then it is not recorded again.
 * @throws CASE_DECIDED when under its key something else was said, or by somebody else
 */
export async function wasSaid(
  inside: Queries,
  { id, no }: CaseRecord,
  { personId }: Subject,
  said: SaidUnderKey | undefined,
): Promise<boolean> {
  if (said?.key === undefined) return false
  const { type, ...detail } = said
  for (let after: number | undefined, more = true; more;) {
    const page = await readLog(inside, { caseId: id, action: `case.${type}`, result: 'done', limit: 500, after })
    const row = page.rows.find((one) => one.detail['key'] === said.key)
    if (row && row.actorId === personId && mendedJson(row.detail) === mendedJson(detail as JsonObject)) return true
    if (row) throw new KaiwuError('CASE_DECIDED', { no, name: row.actorName ?? '', decision: type })
    after = page.next
    more = after !== undefined
  }
  return false
}
