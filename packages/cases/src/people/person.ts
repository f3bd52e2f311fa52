/** A person who has signed, signs or may sign for something. Disabled people stay, for the record. */
export type Person = Readonly<{
  id: string
  /** As it was written; unique however it is written: full-width, upper-case. */
  login: string
  name: string
  departmentId?: string
  /** Built-in ones and those of the case types, such as `dispatcher` or `派单员`. */
  roles: readonly string[]
  disabled: boolean
  /** False for people who sign in elsewhere only. */
  hasPassword: boolean
  createdAtMs: number
  changedAtMs: number
}>

/** A department: a place in the tree, and who heads it. */
export type Department = Readonly<{
  id: string
  /** What files call it, unique. */
  key: string
  name: string
  parentId?: string
  headId?: string
}>

/** The columns of {@link PersonRow}, of a table or alias `people`. */
export const personColumns = `people.id, people.login, people.name, people.departmentId, people.roles, people.disabled,
  people.passwordHash IS NOT NULL AS hasPassword, people.createdAtMs, people.changedAtMs`

/** A person as the table has them, without the hash of the password. */
export type PersonRow = Readonly<{
  id: string
  login: string
  name: string
  departmentId: string | null
  roles: string
  disabled: number
  hasPassword: number
  createdAtMs: number
  changedAtMs: number
}>

/** The person of a row, and nothing else that the row may hold. */
export function personOf(row: PersonRow): Person {
  return Object.freeze({
    id: row.id,
    login: row.login,
    name: row.name,
    ...(row.departmentId === null ? {} : { departmentId: row.departmentId }),
    roles: Object.freeze(JSON.parse(row.roles) as string[]),
    disabled: row.disabled === 1,
    hasPassword: row.hasPassword === 1,
    createdAtMs: row.createdAtMs,
    changedAtMs: row.changedAtMs,
  })
}

/** The columns of {@link DepartmentRow}, of a table or alias `departments`. */
export const departmentColumns = 'departments.id, departments.key, departments.name, departments.parentId, departments.headId'

/** A department as the table has it. */
export type DepartmentRow = Readonly<{
  id: string
  key: string
  name: string
  parentId: string | null
  headId: string | null
}>

/** The department of a row. */
export function departmentOf({ parentId, headId, ...row }: DepartmentRow): Department {
  return Object.freeze({ ...row, ...(parentId === null ? {} : { parentId }), ...(headId === null ? {} : { headId }) })
}
