import { KaiwuError } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
import { personOfIdentity, type IdentityRules, type MappedIdentity, type VerifiedClaims } from './identity.ts'
import { personWith, tell, type PeopleContext } from './people-context.ts'
import type { Actor } from './people-event.ts'
import { peopleIn } from './people-lookup.ts'
import { addPerson, changePerson, isLastAdministrator } from './person-changes.ts'
import { rolesOf } from './person-words.ts'
import type { Person } from './person.ts'
import { endSessionsOf } from './sessions.ts'
import { anonymousAt, begin, type NotSignedIn, type SignedIn, type SignInPlace } from './sign-in.ts'

/** What is done with identities of an OpenID provider. */
export type IdentityOperations = Readonly<{
  /**
   * Begins the session of somebody whom a provider vouches for; the caller has verified the token. Roles that the provider gave are read
   * again: what it no longer says is taken away, what administrators gave here stays. The last administrator stays one.
   */
  signInWithIdentity(claims: VerifiedClaims, rules: IdentityRules, at: SignInPlace): Promise<SignedIn | NotSignedIn>
  /** Lets somebody who is here sign in with an identity. @throws PERSON_NOT_FOUND, IDENTITY_TAKEN */
  linkIdentity(personId: string, identity: Identity, by: Actor): Promise<void>
  /**
   * Takes an identity from its person, with the roles that it gave, and ends the person's sessions; false when nobody had it.
   * @throws LAST_ADMINISTRATOR
   */
  unlinkIdentity(identity: Identity, by: Actor): Promise<boolean>
  /** The identities of a person. */
  identities(personId: string): Promise<readonly Identity[]>
}>

/** Somebody at an OpenID provider: its `iss`, and their `sub` there. */
export type Identity = Readonly<{ issuer: string; subject: string }>

/** What is done with identities, on a base. */
export function identityOperations(context: PeopleContext): IdentityOperations {
  const { database } = context
  return Object.freeze({
    signInWithIdentity: (claims: VerifiedClaims, rules: IdentityRules, at: SignInPlace) => {
      const identity = personOfIdentity(claims, rules)
      return database.transaction(async (inside) => {
        const found = 'refused' in identity ? refusal('claims') : await personFor(context, inside, identity)
        if ('reason' in found) {
          const detail = { reason: found.reason, with: 'identity' }
          const told = { action: 'sign-in', objectKind: 'person', objectId: found.personId, result: 'refused' } as const
          await tell(context, inside, { ...told, actor: anonymousAt(at), detail })
          return { refused: 'failed' as const }
        }
        return begin(context, inside, found, at, { with: 'identity', issuer: rules.issuer, rotated: at.previous !== undefined })
      })
    },
    linkIdentity: (personId: string, { issuer, subject }: Identity, by: Actor) =>
      database.transaction(async (inside) => {
        await personWith(inside, personId)
        const before = await linkOf(inside, issuer, subject)
        if (before?.personId === personId) return
        if (before) throw new KaiwuError('IDENTITY_TAKEN')
        await link(context, inside, personId, { issuer, subject, roles: [] }, by)
      }),
    unlinkIdentity: (identity: Identity, by: Actor) => database.transaction((inside) => unlink(context, inside, identity, by)),
    async identities(personId: string) {
      const sql = 'SELECT issuer, subject FROM identities WHERE personId = ? ORDER BY issuer, subject'
      return Object.freeze((await database.all<Identity>(sql, personId)).map((one) => Object.freeze({ ...one })))
    },
  } satisfies IdentityOperations)
}

type Refusal = Readonly<{ reason: 'claims' | 'unknown' | 'login-taken' | 'disabled'; personId: string }>

const refusal = (reason: Refusal['reason'], personId = ''): Refusal => ({ reason, personId })

/** The person of an identity, added or brought up to date; nothing is written for somebody who does not get in. */
async function personFor(context: PeopleContext, inside: Queries, identity: MappedIdentity): Promise<Person | Refusal> {
  const { issuer, subject, login, name, roles, department, create } = identity
  const provider: Actor = { kind: 'system', id: issuer, name: issuer }
  const departmentId = department === undefined ? undefined : (await peopleIn(inside).departmentByKey(department))?.id
  const known = await linkOf(inside, issuer, subject)
  if (known) return bringUpToDate(context, inside, known, { ...identity, departmentId }, provider)
  if (!create) return refusal('unknown')
  // Whoever has that login here is not this person for it: an administrator says so, if it is so.
  const same = await peopleIn(inside).personByLogin(login)
  if (same) return refusal('login-taken', same.id)
  const person = { login, name, roles, ...(departmentId === undefined ? {} : { departmentId }) }
  const added = await addPerson(context, inside, person, undefined, provider)
  await link(context, inside, added.id, { issuer, subject, roles }, provider)
  return added
}

async function bringUpToDate(
  context: PeopleContext,
  inside: Queries,
  known: Link,
  identity: MappedIdentity & Readonly<{ departmentId: string | undefined }>,
  provider: Actor,
): Promise<Person | Refusal> {
  const person = await personWith(inside, known.personId)
  if (person.disabled) return refusal('disabled', person.id)
  const given = new Set(JSON.parse(known.roles) as string[])
  const kept = person.roles.filter((role) => !given.has(role))
  const last = !identity.roles.includes('administrator') && (await isLastAdministrator(inside, person))
  // Somebody has to be able to let people in.
  const roles = rolesOf([...kept, ...identity.roles, ...(last ? ['administrator'] : [])])
  const { issuer, subject, departmentId } = identity
  // What the provider is held to have given; a role that only the last administrator's place keeps is still its own.
  const now = last && given.has('administrator') ? [...identity.roles, 'administrator'] : identity.roles
  await inside.run('UPDATE identities SET roles = ? WHERE issuer = ? AND subject = ?', JSON.stringify(now), issuer, subject)
  return changePerson(context, inside, person.id, { roles, ...(departmentId === undefined ? {} : { departmentId }) }, provider)
}

type Link = Readonly<{ personId: string; roles: string }>

function linkOf(inside: Queries, issuer: string, subject: string): Promise<Link | undefined> {
  return inside.get<Link>('SELECT personId, roles FROM identities WHERE issuer = ? AND subject = ?', issuer, subject)
}

async function link(
  context: PeopleContext,
  inside: Queries,
  personId: string,
  { issuer, subject, roles }: Identity & Readonly<{ roles: readonly string[] }>,
  by: Actor,
): Promise<void> {
  await inside.run(
    'INSERT INTO identities (issuer, subject, personId, roles, linkedAtMs) VALUES (?, ?, ?, ?, ?)',
    ...[issuer, subject, personId, JSON.stringify(roles), context.clock.now()],
  )
  const told = { action: 'person.link', objectKind: 'person', objectId: personId, actor: by } as const
  await tell(context, inside, { ...told, detail: { issuer, subject } })
}

async function unlink(context: PeopleContext, inside: Queries, { issuer, subject }: Identity, by: Actor): Promise<boolean> {
  const known = await linkOf(inside, issuer, subject)
  if (!known) return false
  const given = new Set(JSON.parse(known.roles) as string[])
  const { id, roles } = await personWith(inside, known.personId)
  await changePerson(context, inside, id, { roles: roles.filter((role) => !given.has(role)) }, by)
  await inside.run('DELETE FROM identities WHERE issuer = ? AND subject = ?', issuer, subject)
  const detail = { issuer, subject, sessions: await endSessionsOf(inside, id) }
  await tell(context, inside, { action: 'person.unlink', objectKind: 'person', objectId: id, actor: by, detail })
  return true
}
