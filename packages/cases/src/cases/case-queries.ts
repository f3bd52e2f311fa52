import type { LocalText } from '@kaiwu/core'
import type { Queries, StoreValue } from '@kaiwu/store'
import type { Subject } from '../people/subject.ts'
import { caseCondition, type CaseFilter } from '../people/visible-cases.ts'

/** Which cases are wanted. */
export type CaseListRequest = Readonly<{
  caseType?: string
  state?: string
  /** Only those that have ended, or have not. */
  ended?: boolean
  /** Part of a number. */
  no?: string
  dueBeforeMs?: number
  /** The number of the last case of the page before. */
  after?: string
  /** At most 200; default 50. */
  limit?: number
}>

/** A case in a list. */
export type ListedCase = Readonly<{
  id: string
  no: string
  caseType: string
  state: string
  departmentId: string | null
  ownerId: string
  openedAtMs: number
  changedAtMs: number
  endedAtMs: number | null
  dueAtMs: number | null
}>

/** Something that waits for a person. */
export type ListedTask = Readonly<{
  caseId: string
  no: string
  caseType: string
  state: string
  taskKey: string
  kind: 'action' | 'approval' | 'by-hand' | 'exception'
  title: LocalText
  sinceMs: number
  dueAtMs: number | null
}>

const columns = {
  caseType: 'cases.caseType',
  departmentId: 'cases.departmentId',
  ownerId: 'cases.ownerId',
  participant:
    'EXISTS (SELECT 1 FROM caseParticipants WHERE caseParticipants.caseId = cases.id AND caseParticipants.personId = ?)',
}

/** The cases that a filter lets somebody see, the newest first; who may see what is part of the query. */
export async function listCases(queries: Queries, filter: CaseFilter, request: CaseListRequest): Promise<readonly ListedCase[]> {
  const { sql, values } = caseCondition(filter, columns)
  const wheres = [sql]
  const given: StoreValue[] = [...values]
  const and = (where: string, ...more: StoreValue[]): void => {
    wheres.push(where)
    given.push(...more)
  }
  const { caseType, state, ended, no, dueBeforeMs, after, limit = 50 } = request
  if (caseType !== undefined) and('cases.caseType = ?', caseType)
  if (state !== undefined) and('cases.state = ?', state)
  if (ended !== undefined) and(ended ? 'cases.endedAtMs IS NOT NULL' : 'cases.endedAtMs IS NULL')
  if (no !== undefined) and("cases.caseNo LIKE ? ESCAPE '!'", `%${no.replace(/[!%_]/g, '!$&')}%`)
  if (dueBeforeMs !== undefined) and('cases.dueAtMs < ?', dueBeforeMs)
  if (after !== undefined)
    and('(cases.openedAtMs, cases.id) < (SELECT before.openedAtMs, before.id FROM cases before WHERE before.id = ?)', after)
  return queries.all<ListedCase>(
    `SELECT cases.id, cases.caseNo AS no, cases.caseType, cases.state, cases.departmentId, cases.ownerId, cases.openedAtMs,
       cases.changedAtMs, cases.endedAtMs, cases.dueAtMs
     FROM cases WHERE ${wheres.join(' AND ')} ORDER BY cases.openedAtMs DESC, cases.id DESC LIMIT ?`,
    ...given,
    Math.min(Math.max(1, limit), 200),
  )
}

/**
 * What waits for somebody: as a person, or in a role, perhaps of a department they or somebody above them belong to.
 * @param departments the department of the person and those above it
 */
export async function listTasks(
  queries: Queries,
  { personId, roles }: Subject,
  departments: readonly string[],
  limit = 200,
): Promise<readonly ListedTask[]> {
  const held = [...roles, 'member']
  const rows = await queries.all<Omit<ListedTask, 'title'> & { title: string }>(
    `SELECT cases.id AS caseId, cases.caseNo AS no, cases.caseType, cases.state, caseTasks.taskKey, caseTasks.kind, caseTasks.title,
       caseTasks.sinceMs, caseTasks.dueAtMs
     FROM (
       SELECT caseId, taskKey FROM caseCandidates WHERE personId = ?
       UNION
       SELECT caseId, taskKey FROM caseCandidates WHERE role IN (${holes(held.length)})
         AND (departmentId IS NULL OR departmentId IN (${holes(departments.length)}))
     ) mine
     JOIN caseTasks ON caseTasks.caseId = mine.caseId AND caseTasks.taskKey = mine.taskKey
     JOIN cases ON cases.id = caseTasks.caseId
     ORDER BY caseTasks.dueAtMs IS NULL, caseTasks.dueAtMs, caseTasks.sinceMs, caseTasks.taskKey, cases.id LIMIT ?`,
    ...[personId, ...held, ...departments, limit],
  )
  return rows.map(({ title, ...row }) => Object.freeze({ ...row, title: JSON.parse(title) as LocalText }))
}

function holes(count: number): string {
  return count === 0 ? "''" : Array.from({ length: count }, () => '?').join(', ')
}
