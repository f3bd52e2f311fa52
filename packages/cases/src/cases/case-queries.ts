import type { LocalText } from '@kaiwu/core'
import type { Queries, StoreValue } from '@kaiwu/store'
import type { Subject } from '../people/subject.ts'
import { caseCondition, type CaseFilter } from '../people/visible-cases.ts'
import { askedOf } from './asked-of.ts'
import { searchForm } from './search-text.ts'

/** Which cases are wanted. */
export type CaseListRequest = Readonly<{
  caseType?: string
  state?: string
  /** Only those that have ended, or have not. */
  ended?: boolean
  /** Part of a number. */
  no?: string
  /** Part of a number, or of a text field that is not sensitive; width and case make no difference. */
  text?: string
  /** Only those that one started, or that one has to do with: by what one did, was told of, or is asked to do. */
  mine?: 'started' | 'involved'
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
  /** Of the case type, as it is called now; its key where it is no longer there. */
  title: LocalText
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

const participant = 'cases.id IN (SELECT caseParticipants.caseId FROM caseParticipants WHERE caseParticipants.personId = ?)'
const columns = {
  caseType: 'cases.caseType',
  departmentId: 'cases.departmentId',
  ownerId: 'cases.ownerId',
  participant,
}

/** The cases that a filter lets somebody see, the newest first; who may see what is part of the query. */
export async function listCases(
  queries: Queries,
  filter: CaseFilter,
  subject: Subject,
  request: CaseListRequest,
): Promise<readonly Omit<ListedCase, 'title'>[]> {
  const mean = await askedOf(queries, subject)
  const asked = {
    sql: `cases.id IN (SELECT caseCandidates.caseId FROM caseCandidates WHERE ${mean.sql})`,
    values: mean.values,
  }
  const { sql, values } = caseCondition(filter, { ...columns, asked })
  const wheres = [sql]
  const given: StoreValue[] = [...values]
  const and = (where: string, ...more: StoreValue[]): void => {
    wheres.push(where)
    given.push(...more)
  }
  const { caseType, state, ended, no, text, mine, dueBeforeMs, after, limit = 50 } = request
  if (caseType !== undefined) and('cases.caseType = ?', caseType)
  if (state !== undefined) and('cases.state = ?', state)
  if (ended !== undefined) and(ended ? 'cases.endedAtMs IS NOT NULL' : 'cases.endedAtMs IS NULL')
  if (no !== undefined) and("cases.caseNo LIKE ? ESCAPE '!'", part(no))
  if (text !== undefined) and("cases.searchText LIKE ? ESCAPE '!'", part(searchForm(text)))
  if (mine === 'started') and('cases.ownerId = ?', subject.personId)
  if (mine === 'involved')
    and(`(cases.ownerId = ? OR ${participant} OR ${asked.sql})`, subject.personId, subject.personId, ...asked.values)
  if (dueBeforeMs !== undefined) and('cases.dueAtMs < ?', dueBeforeMs)
  if (after !== undefined)
    and('(cases.openedAtMs, cases.id) < (SELECT before.openedAtMs, before.id FROM cases before WHERE before.id = ?)', after)
  return queries.all(
    `SELECT cases.id, cases.caseNo AS no, cases.caseType, cases.state, cases.departmentId, cases.ownerId, cases.openedAtMs,
       cases.changedAtMs, cases.endedAtMs, cases.dueAtMs
     FROM cases WHERE ${wheres.join(' AND ')} ORDER BY cases.openedAtMs DESC, cases.id DESC LIMIT ?`,
    ...given,
    Math.min(Math.max(1, limit), 200),
  )
}

function part(text: string): string {
  return `%${text.replace(/[!%_]/g, '!$&')}%`
}

/** What waits for somebody, what is due first. */
export async function listTasks(queries: Queries, subject: Subject, limit = 200): Promise<readonly ListedTask[]> {
  const { sql, values } = await askedOf(queries, subject)
  const order = (table: string): string =>
    ['dueAtMs IS NULL', 'dueAtMs', 'sinceMs', 'taskKey', 'caseId'].map((column) => `${table}.${column}`).join(', ')
  // Who is asked much is asked for the first of it: only those are looked up.
  const rows = await queries.all<Omit<ListedTask, 'title'> & { title: string }>(
    `SELECT cases.id AS caseId, cases.caseNo AS no, cases.caseType, cases.state, first.taskKey, first.kind, first.title, first.sinceMs,
       first.dueAtMs
     FROM (SELECT * FROM caseTasks WHERE (caseTasks.caseId, caseTasks.taskKey) IN
         (SELECT caseCandidates.caseId, caseCandidates.taskKey FROM caseCandidates WHERE ${sql})
       ORDER BY ${order('caseTasks')} LIMIT ?) first
     JOIN cases ON cases.id = first.caseId ORDER BY ${order('first')}`,
    ...values,
    limit,
  )
  return rows.map(({ title, ...row }) => Object.freeze({ ...row, title: JSON.parse(title) as LocalText }))
}
