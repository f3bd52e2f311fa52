import { KaiwuError, newId } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
import { endSessionsOf } from './sessions.ts'
import { departmentWith, personWith, tell, type PeopleContext } from './people-context.ts'
import type { JsonValue } from '../log/canonical-json.ts'
import { systemActor, type Actor } from './people-event.ts'
import { checkPassword } from './password-policy.ts'
import { foldLogin, loginOf, nameOf, rolesOf } from './person-words.ts'
import type { Person } from './person.ts'
import { revokeKeysOf } from './api-keys.ts'

/** A person to be added. */
export type NewPerson = Readonly<{
  login: string
  name: string
  /** Without one they cannot sign in with a password. */
  password?: string
  departmentId?: string
  roles?: readonly string[]
}>

/** What may be changed of a person; `null` takes them out of their department. */
export type PersonChanges = Readonly<{ login?: string; name?: string; departmentId?: string | null; roles?: readonly string[] }>

/** What is done with people. Each is one transaction, with its line of the record. */
export type PersonOperations = Readonly<{
  /** True as long as there is no administrator: then, and only then, {@link PersonOperations.createAdministrator} works. */
  firstRun(): Promise<boolean>
  /**
   * Makes the first administrator, who is an author as well unless told otherwise. Of several at once, one is made.
   * @throws ADMINISTRATOR_EXISTS, and as of `add`
   */
  createAdministrator(first: NewPerson & Readonly<{ password: string }>, by?: Actor): Promise<Person>
  /**
   * @throws LOGIN_INVALID, LOGIN_TAKEN, PERSON_NAME_INVALID, ROLE_INVALID, DEPARTMENT_NOT_FOUND, PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG,
   * PASSWORD_IS_LOGIN, PASSWORD_TOO_COMMON
   */
  add(person: NewPerson, by: Actor): Promise<Person>
  /** @throws PERSON_NOT_FOUND, LAST_ADMINISTRATOR, and as of `add` */
  change(id: string, changes: PersonChanges, by: Actor): Promise<Person>
  /**
   * All that lets them in is dead at once: password and identities until they are enabled again, sessions and keys for good. They stay in
   * the record, by name. @throws PERSON_NOT_FOUND, LAST_ADMINISTRATOR
   */
  disable(id: string, by: Actor): Promise<Person>
  /** @throws PERSON_NOT_FOUND */
  enable(id: string, by: Actor): Promise<Person>
  /** Gives them another password and ends their sessions. @throws PERSON_NOT_FOUND, and PASSWORD_… as of `add` */
  setPassword(id: string, password: string, by: Actor): Promise<Person>
}>

/** What is done with people, on a base. */
export function personOperations(context: PeopleContext): PersonOperations {
  const { database, passwords } = context
  const hashed = async (password: string | undefined, login: string): Promise<string | undefined> => {
    if (password === undefined) return undefined
    checkPassword(password, login)
    return passwords.hash(password)
  }
  return Object.freeze({
    firstRun: () => noAdministrator(database),
    async createAdministrator(first: NewPerson, by: Actor = systemActor) {
      if (!(await noAdministrator(database))) throw new KaiwuError('ADMINISTRATOR_EXISTS')
      const hash = await hashed(first.password, loginOf(first.login))
      const roles = ['administrator', ...(first.roles ?? ['author'])]
      return database.transaction(async (inside) => {
        if (!(await noAdministrator(inside))) throw new KaiwuError('ADMINISTRATOR_EXISTS')
        return addPerson(context, inside, { ...first, roles }, hash, by)
      })
    },
    async add(person: NewPerson, by: Actor) {
      const hash = await hashed(person.password, loginOf(person.login))
      return database.transaction((inside) => addPerson(context, inside, person, hash, by))
    },
    change: (id: string, changes: PersonChanges, by: Actor) =>
      database.transaction((inside) => changePerson(context, inside, id, changes, by)),
    disable: (id: string, by: Actor) => database.transaction((inside) => disablePerson(context, inside, id, by)),
    enable: (id: string, by: Actor) => database.transaction((inside) => enablePerson(context, inside, id, by)),
    async setPassword(id: string, password: string, by: Actor) {
      const hash = await hashed(password, (await personWith(database, id)).login)
      return database.transaction((inside) => keepPassword(context, inside, id, hash!, by))
    },
  } satisfies PersonOperations)
}

/** Whether there is nobody who could let others in: as the last administrator stays one, there never was one. */
async function noAdministrator(queries: Queries): Promise<boolean> {
  return (await queries.get("SELECT 1 AS one FROM roleHolders WHERE role = 'administrator' LIMIT 1")) === undefined
}

/** Adds a person. @param hash of the password, made before the transaction: it takes long */
export async function addPerson(
  context: PeopleContext,
  inside: Queries,
  { login: givenLogin, name: givenName, departmentId, roles: givenRoles = [] }: NewPerson,
  hash: string | undefined,
  by: Actor,
): Promise<Person> {
  const [login, name, roles] = [loginOf(givenLogin), personName(givenName), rolesOf(givenRoles)]
  if (departmentId !== undefined) await departmentWith(inside, departmentId)
  await refuseTakenLogin(inside, login, '')
  const id = newId('person')
  const at = context.clock.now()
  await inside.run(
    `INSERT INTO people (id, login, foldedLogin, name, departmentId, roles, disabled, passwordHash, createdAtMs, changedAtMs)
     VALUES (?, ?, ?, ?, ?, '[]', 0, ?, ?, ?)`,
    ...[id, login, foldLogin(login), name, departmentId ?? null, hash ?? null, at, at],
  )
  await keepRoles(inside, id, roles)
  const detail = { login, name, roles, departmentId: departmentId ?? null, password: hash !== undefined }
  await tell(context, inside, { action: 'person.add', objectKind: 'person', objectId: id, actor: by, detail })
  return personWith(inside, id)
}

/** Changes a person. The record tells what was, and what is now. Nothing that changes leaves no line. */
export async function changePerson(
  context: PeopleContext,
  inside: Queries,
  id: string,
  changes: PersonChanges,
  by: Actor,
): Promise<Person> {
  const before = await personWith(inside, id)
  const login = changes.login === undefined ? before.login : loginOf(changes.login)
  const name = changes.name === undefined ? before.name : personName(changes.name)
  const roles = changes.roles === undefined ? before.roles : rolesOf(changes.roles)
  const departmentId = changes.departmentId === undefined ? (before.departmentId ?? null) : changes.departmentId
  if (departmentId !== null && departmentId !== before.departmentId) await departmentWith(inside, departmentId)
  await refuseTakenLogin(inside, login, id)
  if (!roles.includes('administrator')) await keepAnAdministrator(inside, before)
  const detail = differences({ ...before, departmentId: before.departmentId ?? null }, { login, name, roles, departmentId })
  if (Object.keys(detail).length === 0) return before
  await inside.run(
    'UPDATE people SET login = ?, foldedLogin = ?, name = ?, departmentId = ?, changedAtMs = ? WHERE id = ?',
    ...[login, foldLogin(login), name, departmentId, context.clock.now(), id],
  )
  if (detail['roles']) await keepRoles(inside, id, roles)
  await tell(context, inside, { action: 'person.change', objectKind: 'person', objectId: id, actor: by, detail })
  return personWith(inside, id)
}

async function disablePerson(context: PeopleContext, inside: Queries, id: string, by: Actor): Promise<Person> {
  const before = await personWith(inside, id)
  if (before.disabled) return before
  await keepAnAdministrator(inside, before)
  await inside.run('UPDATE people SET disabled = 1, changedAtMs = ? WHERE id = ?', context.clock.now(), id)
  const detail = { sessions: await endSessionsOf(inside, id), keys: await revokeKeysOf(inside, id, context.clock.now()) }
  await tell(context, inside, { action: 'person.disable', objectKind: 'person', objectId: id, actor: by, detail })
  return personWith(inside, id)
}

async function enablePerson(context: PeopleContext, inside: Queries, id: string, by: Actor): Promise<Person> {
  const before = await personWith(inside, id)
  if (!before.disabled) return before
  await inside.run('UPDATE people SET disabled = 0, changedAtMs = ? WHERE id = ?', context.clock.now(), id)
  await tell(context, inside, { action: 'person.enable', objectKind: 'person', objectId: id, actor: by })
  return personWith(inside, id)
}

/** Keeps the hash of a new password and ends all sessions of the person. */
export async function keepPassword(
  context: PeopleContext,
  inside: Queries,
  id: string,
  hash: string,
  by: Actor,
): Promise<Person> {
  await personWith(inside, id)
  await inside.run('UPDATE people SET passwordHash = ?, changedAtMs = ? WHERE id = ?', hash, context.clock.now(), id)
  const detail = { sessions: await endSessionsOf(inside, id) }
  await tell(context, inside, { action: 'person.password', objectKind: 'person', objectId: id, actor: by, detail })
  return personWith(inside, id)
}

async function keepRoles(inside: Queries, id: string, roles: readonly string[]): Promise<void> {
  await inside.run('UPDATE people SET roles = ? WHERE id = ?', JSON.stringify(roles), id)
  await inside.run('DELETE FROM roleHolders WHERE personId = ?', id)
  for (const role of roles) await inside.run('INSERT INTO roleHolders (role, personId) VALUES (?, ?)', role, id)
}

/** @throws LAST_ADMINISTRATOR when there is no other enabled one */
async function keepAnAdministrator(inside: Queries, person: Person): Promise<void> {
  if (await isLastAdministrator(inside, person)) throw new KaiwuError('LAST_ADMINISTRATOR')
}

/** Whether somebody is an enabled administrator, and the only one. */
export async function isLastAdministrator(inside: Queries, { id, disabled, roles }: Person): Promise<boolean> {
  if (disabled || !roles.includes('administrator')) return false
  const other = await inside.get(
    `SELECT 1 AS one FROM roleHolders JOIN people ON people.id = roleHolders.personId
     WHERE roleHolders.role = 'administrator' AND people.disabled = 0 AND people.id <> ? LIMIT 1`,
    id,
  )
  return other === undefined
}

async function refuseTakenLogin(inside: Queries, login: string, own: string): Promise<void> {
  const taken = await inside.get('SELECT 1 AS one FROM people WHERE foldedLogin = ? AND id <> ?', foldLogin(login), own)
  if (taken) throw new KaiwuError('LOGIN_TAKEN', { login })
}

function personName(given: string): string {
  const name = nameOf(given)
  if (name === undefined) throw new KaiwuError('PERSON_NAME_INVALID')
  return name
}

/** What differs, as pairs of what was and what is. */
export function differences<Values extends Readonly<Record<string, JsonValue>>>(
  before: Readonly<{ [Name in keyof Values]: JsonValue }>,
  after: Values,
): Record<string, JsonValue> {
  const changed = Object.keys(after).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  return Object.fromEntries(changed.map((name) => [name, [before[name]!, after[name]!]]))
}
