import { KaiwuError } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
import type { Who } from '../definition/case-definition.ts'
import type { Participant } from '../engine/case-event.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import type { Deciding } from '../engine/decision-input.ts'
import { peopleMeant } from '../engine/who-is.ts'
import type { LogActor } from '../log/log-row.ts'
import type { CaseAction as CaseRight } from '../people/actions.ts'
import type { Rights } from '../people/authorize.ts'
import { peopleIn } from '../people/people-lookup.ts'
import type { Subject } from '../people/subject.ts'
import { caseRow } from './case-rows.ts'
import { caseObject } from './case-sight.ts'

/** Who asks, and from where, for the record. */
export type Asking = Readonly<{ subject: Subject; requestId?: string; ip?: string }>

/** Who asks, as the log has it. A key acts in the name of its person, who is the same however they come; the key stands in place of a role. */
export function subjectActor({ subject, requestId, ip }: Asking): LogActor {
  const { kind, personId, name, keyId } = subject
  return {
    actorKind: kind === 'key' ? 'key' : 'person',
    actorId: personId,
    actorName: name,
    ...(keyId === undefined ? {} : { actorRole: `key ${keyId}` }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(ip === undefined ? {} : { ip }),
  }
}

/** Who takes part in a case when a subject does something. */
export function participantOf({ personId, name }: Subject): Participant {
  return { id: personId, name }
}

/** A case that a subject may do something with. One they may not see is one that is not there. @throws CASE_NOT_FOUND, CASE_FORBIDDEN */
export async function visibleCase(
  inside: Queries,
  rights: Rights,
  subject: Subject,
  id: string,
  right: CaseRight,
): Promise<CaseRecord> {
  const found = await caseRow(inside, id)
  if (!found) throw new KaiwuError('CASE_NOT_FOUND', { id })
  const { record } = found
  const object = await caseObject(inside, subject, record)
  if (!rights.authorize(subject, 'case.read', object).allowed) throw new KaiwuError('CASE_NOT_FOUND', { id })
  const decision = rights.authorize(subject, right, object)
  if (!decision.allowed) throw new KaiwuError('CASE_NOT_YOURS', { no: record.no, name: subject.name })
  return record
}

/** @throws CASE_NOT_YOURS when somebody is none of those who are meant */
export async function refuseForeign(inside: Queries, { record, person }: Deciding, by: readonly Who[]): Promise<void> {
  const people = await peopleMeant(by, record, peopleIn(inside))
  if (!people.has(person.id)) throw new KaiwuError('CASE_NOT_YOURS', { no: record.no, name: person.name })
}

/**
 * Whether this very decision has been recorded: then nothing is done again.
 * @throws CASE_DECIDED when under its id something else was decided, or by somebody else
 */
export function repeated(
  { acts, no }: CaseRecord,
  { personId }: Subject,
  { what, decisionId, decision }: Readonly<{ what: (record: CaseRecord) => string; decisionId: string; decision?: string }>,
): boolean {
  const act = acts.find((one) => one.decisionId === decisionId)
  if (!act) return false
  // The state it was done in, which may be behind by now.
  const wanted = what({ state: act.what.slice(0, act.what.lastIndexOf('.')) } as CaseRecord)
  if (act.person.id === personId && act.what === wanted && act.decision === decision) return true
  throw new KaiwuError('CASE_DECIDED', { no, name: act.person.name, decision: act.decision ?? act.what })
}
