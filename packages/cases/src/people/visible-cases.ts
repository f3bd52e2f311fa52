import type { StoreValue } from '@kaiwu/store'
import { rightsTable, type CaseTypeRights, type Reach } from './rights-table.ts'
import { holdsRole, type Subject } from './subject.ts'

/**
 * Which cases somebody may see: those for which any of this holds. Without anything, none.
 * `caseTypes: 'all'` means of every type, also one that is no longer known.
 */
export type CaseFilter = Readonly<{ any: readonly CaseAlternative[] }>

/** One way in which a case may be seen. All that it names has to hold. */
export type CaseAlternative = Readonly<{
  caseTypes: 'all' | readonly string[]
  /** Only cases of these departments. */
  departmentIds?: readonly string[]
  /** Only cases that this person started. */
  ownerId?: string
  /** Only cases that this person is named on. */
  participantId?: string
}>

/**
 * The cases that a subject may see. It is made of the same table as every other decision, and put into the query: nothing that may not
 * be seen is read, counted or paged over.
 */
export function visibleCases(subject: Subject, types: readonly CaseTypeRights[]): CaseFilter {
  const key = subject.kind === 'key'
  if (key && !subject.scopes?.includes('case.read')) return Object.freeze({ any: Object.freeze([]) })
  const everywhere = new Set(
    rightsTable['case.read'].grants.filter(({ role }) => holdsRole(subject, role)).map(({ reach }) => reach),
  )
  const byReach = new Map<Reach, string[]>()
  for (const { caseType, grants } of types) {
    const held = grants.filter(({ role, may }) => may.includes('case.read') && holdsRole(subject, role))
    for (const reach of new Set(held.map((grant) => grant.reach))) byReach.set(reach, [...(byReach.get(reach) ?? []), caseType])
  }
  const ways = (['all', 'own', 'named', 'department'] as const).flatMap((reach) => {
    const caseTypes = everywhere.has(reach) ? 'all' : byReach.get(reach)
    return caseTypes === undefined ? [] : [alternative(subject, reach, caseTypes)]
  })
  // Who sees everything needs no other way.
  const everything = ways.find((one) => one.caseTypes === 'all' && Object.keys(one).length === 1)
  return Object.freeze({ any: Object.freeze(everything ? [everything] : ways) })
}

function alternative(subject: Subject, reach: Exclude<Reach, 'labels'>, caseTypes: 'all' | readonly string[]): CaseAlternative {
  const { personId, departmentIds } = subject
  const limits = { all: {}, own: { ownerId: personId }, named: { participantId: personId }, department: { departmentIds } }
  return Object.freeze({ caseTypes, ...limits[reach] })
}

/** A condition of SQL, or a query, with its values. */
export type SqlCondition = Readonly<{ sql: string; values: readonly StoreValue[] }>

/** What the columns of the table of cases are called, with its name or alias in front. */
export type CaseColumns = Readonly<{
  caseType: string
  departmentId: string
  ownerId: string
  /** A condition that a person is named on the case, with one `?` for the id of the person. */
  participant: string
  /** A further condition under which somebody is named: that they are asked to do something. */
  asked?: SqlCondition
}>

/**
 * The filter as a condition of an SQL statement, in brackets, with its values.
 * @example
 * const { sql, values } = caseCondition(visibleCases(subject), {
 *   caseType: 'cases.caseType', departmentId: 'cases.departmentId', ownerId: 'cases.ownerId',
 *   participant: 'EXISTS (SELECT 1 FROM participants WHERE participants.caseId = cases.id AND participants.personId = ?)',
 * })
 * await database.all(`SELECT id FROM cases WHERE ${sql} ORDER BY id LIMIT 50`, ...values)
 */
export function caseCondition(filter: CaseFilter, columns: CaseColumns): SqlCondition {
  const values: StoreValue[] = []
  const among = (column: string, list: readonly string[]): string => {
    if (list.length === 0) return '1 = 0'
    const padded = paddedList(list)
    values.push(...padded)
    return `${column} IN (${padded.map(() => '?').join(', ')})`
  }
  const one = (condition: string, value: string): string => {
    values.push(value)
    return condition
  }
  const named = (personId: string): string => {
    const participant = one(columns.participant, personId)
    if (!columns.asked) return participant
    values.push(...columns.asked.values)
    return `(${participant} OR ${columns.asked.sql})`
  }
  const sql = filter.any.map(({ caseTypes, departmentIds, ownerId, participantId }) => {
    const parts = [
      ...(caseTypes === 'all' ? [] : [among(columns.caseType, caseTypes)]),
      ...(departmentIds === undefined ? [] : [among(columns.departmentId, departmentIds)]),
      ...(ownerId === undefined ? [] : [one(`${columns.ownerId} = ?`, ownerId)]),
      ...(participantId === undefined ? [] : [named(participantId)]),
    ]
    return parts.length === 0 ? '1 = 1' : `(${parts.join(' AND ')})`
  })
  return Object.freeze({ sql: sql.length === 0 ? '(1 = 0)' : `(${sql.join(' OR ')})`, values: Object.freeze(values) })
}

/** Repeats the last value up to a power of two, so that lists of all lengths make few statements to prepare. */
function paddedList(list: readonly string[]): readonly string[] {
  const length = 2 ** Math.ceil(Math.log2(list.length))
  return [...list, ...Array.from({ length: length - list.length }, () => list.at(-1)!)]
}
