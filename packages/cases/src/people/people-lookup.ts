import type { Queries } from '@kaiwu/store'
import {
  departmentColumns,
  departmentOf,
  personColumns,
  personOf,
  type Department,
  type DepartmentRow,
  type Person,
  type PersonRow,
} from './person.ts'
import { foldLogin, wordOf } from './person-words.ts'

/** Finds people and departments. Nobody who is disabled is among those who hold a role or head a department. */
export type PeopleLookup = Readonly<{
  /** Also somebody who is disabled: their name stays in the record. */
  person(id: string): Promise<Person | undefined>
  /** However the login is written. */
  personByLogin(login: string): Promise<Person | undefined>
  /** Everybody, by login, the disabled among them. */
  people(page?: Readonly<{ after?: string; limit?: number }>): Promise<readonly Person[]>
  /** The enabled people with a role, by login; of a department and those below it, if one is named. */
  withRole(role: string, within?: string): Promise<readonly Person[]>
  /** Who heads a department: its head, or that of the nearest department above that has an enabled one. */
  headOf(departmentId: string): Promise<Person | undefined>
  department(id: string): Promise<Department | undefined>
  departmentByKey(key: string): Promise<Department | undefined>
  /** All of them, by key. */
  departments(): Promise<readonly Department[]>
  /** Ids of a department and of all that stand below it; none where there is no such department. */
  departmentsBelow(departmentId: string): Promise<readonly string[]>
}>

/** The ids of some departments and of all below them, as the table `below`. */
export const below = (start: string): string =>
  `WITH RECURSIVE below(id) AS (
     SELECT departments.id FROM departments WHERE ${start}
     UNION SELECT departments.id FROM departments JOIN below ON departments.parentId = below.id)`

const above = (start: string): string =>
  `WITH RECURSIVE above(id, parentId, headId, steps) AS (
    SELECT departments.id, departments.parentId, departments.headId, 0 FROM departments WHERE ${start}
    UNION SELECT departments.id, departments.parentId, departments.headId, above.steps + 1
    FROM departments JOIN above ON departments.id = above.parentId WHERE above.steps < 50)`

/**
 * Looks people up, in what is committed or, given the statements of a transaction, in what that transaction sees. Who may approve is
 * asked in the transaction that asks for the approval.
 * @example
 * const clerks = await peopleIn(inside).withRole('派单员', department.id)
 */
export function peopleIn(queries: Queries): PeopleLookup {
  const one = async (where: string, ...values: string[]): Promise<Person | undefined> => {
    const row = await queries.get<PersonRow>(`SELECT ${personColumns} FROM people WHERE ${where}`, ...values)
    return row && personOf(row)
  }
  const department = async (where: string, value: string): Promise<Department | undefined> => {
    const row = await queries.get<DepartmentRow>(`SELECT ${departmentColumns} FROM departments WHERE ${where} = ?`, value)
    return row && departmentOf(row)
  }
  return Object.freeze({
    person: (id: string) => one('people.id = ?', id),
    personByLogin: (login: string) => one('people.foldedLogin = ?', foldLogin(login)),
    people: async ({ after = '', limit = 1_000 } = {}) => {
      const sql = `SELECT ${personColumns} FROM people WHERE people.foldedLogin > ? ORDER BY people.foldedLogin LIMIT ?`
      return Object.freeze((await queries.all<PersonRow>(sql, foldLogin(after), limit)).map(personOf))
    },
    withRole: (role: string, within?: string) => withRole(queries, role, within),
    headOf: async (departmentId: string) => {
      const sql = `${above('departments.id = ?')} SELECT ${personColumns} FROM above JOIN people ON people.id = above.headId
        WHERE people.disabled = 0 ORDER BY above.steps LIMIT 1`
      const row = await queries.get<PersonRow>(sql, departmentId)
      return row && personOf(row)
    },
    department: (id: string) => department('id', id),
    departmentByKey: (key: string) => department('key', wordOf(key) ?? ''),
    departments: async () => {
      const rows = await queries.all<DepartmentRow>(`SELECT ${departmentColumns} FROM departments ORDER BY departments.key`)
      return Object.freeze(rows.map(departmentOf))
    },
    departmentsBelow: async (departmentId: string) => {
      const rows = await queries.all<{ id: string }>(
        `${below('departments.id = ?')} SELECT id FROM below ORDER BY id`,
        departmentId,
      )
      return Object.freeze(rows.map(({ id }) => id))
    },
  } satisfies PeopleLookup)
}

async function withRole(queries: Queries, role: string, within: string | undefined): Promise<readonly Person[]> {
  const scope = within === undefined ? '' : below('departments.id = ?')
  // Everybody is a member, whether or not it is written down.
  const holders = role === 'member' ? '' : 'JOIN roleHolders ON roleHolders.personId = people.id AND roleHolders.role = ?'
  const inside = within === undefined ? '' : 'AND people.departmentId IN (SELECT id FROM below)'
  const sql = `${scope} SELECT ${personColumns} FROM people ${holders} WHERE people.disabled = 0 ${inside} ORDER BY people.foldedLogin`
  const values = [...(within === undefined ? [] : [within]), ...(role === 'member' ? [] : [role])]
  return Object.freeze((await queries.all<PersonRow>(sql, ...values)).map(personOf))
}

/** A department as it is known to the program, and as files call it. */
type Named = Readonly<{ id: string; key: string }>

/** A department and all above it, the nearest first: what somebody in it belongs to. */
export async function departmentsAbove(queries: Queries, departmentId: string): Promise<readonly Named[]> {
  const sql = `${above('departments.id = ?')} SELECT departments.id, departments.key FROM above JOIN departments ON departments.id = above.id ORDER BY above.steps`
  return queries.all(sql, departmentId)
}

/** Ids of the department of a person and of all above it. */
export async function departmentsOf(queries: Queries, personId: string): Promise<readonly string[]> {
  const own = 'departments.id = (SELECT people.departmentId FROM people WHERE people.id = ?)'
  return (await queries.all<{ id: string }>(`${above(own)} SELECT id FROM above ORDER BY steps`, personId)).map(({ id }) => id)
}

/** The departments that somebody heads, and all below them. */
export async function headedBy(queries: Queries, personId: string): Promise<readonly Named[]> {
  const sql = `${below('departments.headId = ?')} SELECT departments.id, departments.key FROM below JOIN departments ON departments.id = below.id`
  return queries.all(sql, personId)
}
