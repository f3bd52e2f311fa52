import type { Queries } from '@kaiwu/store'
import { departmentsOf } from '../people/people-lookup.ts'
import type { Subject } from '../people/subject.ts'
import type { SqlCondition } from '../people/visible-cases.ts'

/**
 * Which rows of `caseCandidates` mean somebody, as a condition in brackets: as a person, or in a role, perhaps of a department that theirs
 * is or stands below. It is the one place that says for whom a task is: tasks, lists and single cases all ask it.
 */
export async function askedOf(queries: Queries, { kind, personId, roles }: Subject): Promise<SqlCondition> {
  if (kind === 'anonymous' || personId === '') return { sql: '(1 = 0)', values: [] }
  const held = [...roles, 'member']
  const departments = await departmentsOf(queries, personId)
  const within = departments.length === 0 ? '' : ` OR caseCandidates.departmentId IN (${holes(departments)})`
  return {
    sql: `(caseCandidates.personId = ? OR (caseCandidates.role IN (${holes(held)}) AND (caseCandidates.departmentId IS NULL${within})))`,
    values: [personId, ...held, ...departments],
  }
}

function holes(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ')
}
