/** Who the reader is on a solution's base, and what they may do. */
export type SessionInfo = Readonly<{
  /** Nobody has been set up yet. */
  firstRun: boolean
  openId: boolean
  /** This is a demo; the password is that of its invented people, for whoever is in as one. */
  demo?: Readonly<{ password?: string }>
  person?: Readonly<{
    id: string
    login: string
    name: string
    roles: readonly string[]
    departments: readonly Readonly<{ id: string; key: string; name: string }>[]
    hasPassword: boolean
  }>
  may: readonly string[]
}>

/** A person; what follows the department only for who may know it. */
export type PersonInfo = Readonly<{
  id: string
  login: string
  name: string
  departmentId?: string
  roles?: readonly string[]
  disabled?: boolean
  hasPassword?: boolean
}>

/** Somebody whom a demo has invented. */
export type DemoPerson = Readonly<{ login: string; name: string; roles: readonly string[]; department?: string }>

/** A department. */
export type DepartmentInfo = Readonly<{ id: string; key: string; name: string; parentId?: string; headId?: string }>

/** A key for a program, without the key itself. */
export type KeyInfo = Readonly<{
  id: string
  label: string
  prefix: string
  scopes: readonly string[]
  createdAt: string
  expiresAt?: string
  revokedAt?: string
  lastUsedAt?: string
}>

/** A mistake in a file of people. */
export type FileProblem = Readonly<{ line: number; column: number; setting?: string; message: string; remedy: string }>
