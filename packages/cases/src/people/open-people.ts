import type { Clock } from '@kaiwu/core'
import type { Database } from '@kaiwu/store'
import { apiKeyOperations, personOfKey, type ApiKeyOperations } from './api-keys.ts'
import { departmentOperations, type DepartmentOperations } from './department-changes.ts'
import { identityOperations, type IdentityOperations } from './identity-sign-in.ts'
import { importOperations, type ImportOperations } from './import-people.ts'
import type { PeopleContext, TriesAMinute } from './people-context.ts'
import type { RecordEvent } from './people-event.ts'
import { departmentsAbove, headedBy, peopleIn, type PeopleLookup } from './people-lookup.ts'
import { personOperations, type PersonOperations } from './person-changes.ts'
import type { Person } from './person.ts'
import { scryptPasswords, type Passwords } from './scrypt-passwords.ts'
import { personOfSession, sessionOperations, type SessionOperations } from './sessions.ts'
import { signInOperations, type SignInOperations } from './sign-in.ts'
import { anonymous, type Subject } from './subject.ts'

/** What comes with a request: a session's token, a key, or nothing. */
export type Credential = Readonly<{ token: string } | { key: string } | { none: true }>

/** Why a credential lets nobody in: for the program alone, the caller is told none of it. */
export type NoSubject = Readonly<{ refused: 'unknown' | 'expired' | 'revoked' | 'disabled' }>

/** People and rights on a base. */
export type People = PersonOperations &
  DepartmentOperations &
  SignInOperations &
  SessionOperations &
  ApiKeyOperations &
  IdentityOperations &
  ImportOperations &
  Readonly<{
    /** What is committed. Inside of a transaction ask `peopleIn(inside)`. */
    lookup: PeopleLookup
    /** Who asks, as the base has it at this moment: what has been ended, revoked or disabled on any server lets nobody in any more. */
    subjectOf(credential: Credential): Promise<Subject | NoSubject>
    /** A person's rights without a credential, as for what is done in their name by the program. Somebody disabled is anonymous. */
    subjectOfPerson(personId: string): Promise<Subject>
  }>

/** What people stand on. */
export type OpenPeopleOptions = Readonly<{
  clock: Clock
  /** Writes the record: called inside the transaction of every change, every sign-in and every one that is refused. */
  record: RecordEvent
  /** How passwords become hashes. Default: scrypt. */
  passwords?: Passwords
  /** How many sign-ins may fail in a minute. Default ten per account and ten per address; behind a proxy all may share one address. */
  triesAMinute?: Partial<TriesAMinute>
}>

/**
 * Opens people and rights on a base whose tables are there. It holds nothing in memory: each question is put to the base.
 * @example
 * const people = openPeople(database, { clock: systemClock(), record })
 * if (await people.firstRun()) await people.createAdministrator({ login: 'admin', name: '管理员', password })
 * const subject = await people.subjectOf({ token })
 */
export function openPeople(database: Database, { clock, record, passwords, triesAMinute }: OpenPeopleOptions): People {
  const context: PeopleContext = Object.freeze({
    database,
    clock,
    record,
    passwords: passwords ?? scryptPasswords(),
    triesAMinute: { account: 10, address: 10, ...triesAMinute },
  })
  const lookup = peopleIn(database)
  return Object.freeze({
    ...personOperations(context),
    ...departmentOperations(context),
    ...signInOperations(context),
    ...sessionOperations(context),
    ...apiKeyOperations(context),
    ...identityOperations(context),
    ...importOperations(context),
    lookup,
    subjectOf: (credential: Credential) => subjectOf(context, credential),
    async subjectOfPerson(personId: string) {
      const person = await lookup.person(personId)
      return person && !person.disabled ? subjectFor(context, person, { kind: 'person' }) : anonymous
    },
  } satisfies People)
}

async function subjectOf(context: PeopleContext, credential: Credential): Promise<Subject | NoSubject> {
  if ('token' in credential) {
    const found = await personOfSession(context, credential.token)
    if ('refused' in found) return found
    return subjectFor(context, found.person, { kind: 'person', sessionId: found.sessionId })
  }
  if ('key' in credential) {
    const found = await personOfKey(context, credential.key)
    if ('refused' in found) return found
    return subjectFor(context, found.person, { kind: 'key', keyId: found.key.id, scopes: found.key.scopes })
  }
  return anonymous
}

async function subjectFor(
  { database }: PeopleContext,
  { id, name, roles, departmentId }: Person,
  as: Pick<Subject, 'kind' | 'keyId' | 'sessionId' | 'scopes'>,
): Promise<Subject> {
  const headed = await headedBy(database, id)
  const above = departmentId === undefined ? [] : await departmentsAbove(database, departmentId)
  const own = departmentId === undefined ? [] : [departmentId]
  return Object.freeze({
    ...as,
    personId: id,
    name,
    roles,
    departmentIds: Object.freeze([...new Set([...own, ...headed.map((one) => one.id)])]),
    labels: Object.freeze([...new Set(['member', ...roles, ...[...above, ...headed].map(({ key }) => key)])]),
  })
}
