import type { Queries } from '@kaiwu/store'
import type { CaseDefinition } from '../definition/case-definition.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import { isEmpty } from '../engine/check-values.ts'
import type { Rights, RightsObject } from '../people/authorize.ts'
import { holdsRole, type Subject } from '../people/subject.ts'
import { askedOf } from './asked-of.ts'

/** A case that somebody looks at. */
export type Looking = Readonly<{ definition: CaseDefinition; record: CaseRecord; subject: Subject; nowMs: number }>

/** Which sensitive fields of a case somebody sees masked, and which they see whole, as far as they hold something. */
export type CaseSight = Readonly<{ hidden: readonly string[]; whole: readonly string[] }>

/**
 * A case as rights see it, with who has to do with it: who acted on it, was told of it, or is asked to do something.
 * @param takingPart only who acted, or is asked to in a role of the case type: an administrator mends a case and takes no part in it
 */
export async function caseObject(
  queries: Queries,
  subject: Subject,
  { id, caseType, departmentId, initiator }: CaseRecord,
  takingPart = false,
): Promise<RightsObject> {
  const acted = takingPart ? " AND part = 'acts'" : ''
  const people = await queries.all<{ personId: string }>(`SELECT personId FROM caseParticipants WHERE caseId = ?${acted}`, id)
  const roles = takingPart ? subject.roles.filter((role) => role !== 'administrator') : subject.roles
  const { sql, values } = await askedOf(queries, { ...subject, roles })
  const asked = await queries.get(`SELECT 1 AS one FROM caseCandidates WHERE ${sql} AND caseId = ? LIMIT 1`, ...values, id)
  return {
    kind: 'case',
    caseType,
    ownerId: initiator.id,
    participantIds: [...people.map(({ personId }) => personId), ...(asked ? [subject.personId] : [])],
    ...(departmentId === null ? {} : { departmentId }),
  }
}

/**
 * What of a case somebody sees: a sensitive field whole who takes part, by having started it, acted on it or being asked to; one that
 * names roles only who holds one of them. A key sees neither without the scope `case.read-sensitive`.
 */
export async function caseSight(
  queries: Queries,
  rights: Rights,
  subject: Subject,
  { fields }: CaseDefinition,
  record: CaseRecord,
): Promise<CaseSight> {
  const sensitive = [...fields.values()].filter((field) => field.sensitive !== undefined && field.sensitive !== false)
  if (sensitive.length === 0) return { hidden: [], whole: [] }
  const object = await caseObject(queries, subject, record, true)
  const takesPart = rights.authorize(subject, 'case.read-sensitive', object).allowed
  const scoped = subject.kind !== 'key' || subject.scopes?.includes('case.read-sensitive') === true
  const sees = ({ sensitive: who }: (typeof sensitive)[number]): boolean =>
    Array.isArray(who) ? scoped && who.some((role: string) => holdsRole(subject, role)) : takesPart
  return {
    hidden: sensitive.filter((field) => !sees(field)).map(({ key }) => key),
    whole: sensitive.filter((field) => sees(field) && !isEmpty(record.fields[field.key])).map(({ key }) => key),
  }
}
