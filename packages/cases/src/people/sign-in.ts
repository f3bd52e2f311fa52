import { KaiwuError } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
import { enabledPersonWith, personWith, tell, type PeopleContext } from './people-context.ts'
import type { Actor } from './people-event.ts'
import { checkPassword } from './password-policy.ts'
import { keepPassword } from './person-changes.ts'
import { foldLogin } from './person-words.ts'
import type { Person } from './person.ts'
import { beginSession, type BegunSession } from './sessions.ts'
import { giveBack, takeTry, type TooMany } from './sign-in-limit.ts'

/** Where a sign-in comes from. */
export type SignInPlace = Readonly<{
  /** Of the network, as the server believes it. */
  address: string
  /** The token that the browser holds already, if any: its session ends. */
  previous?: string
  requestId?: string
}>

/** A sign-in with a password. */
export type PasswordSignIn = SignInPlace & Readonly<{ login: string; password: string }>

/** Somebody is in. */
export type SignedIn = BegunSession & Readonly<{ person: Person }>

/** Nobody is in. That somebody is unknown, has another password or is disabled is one and the same outcome. */
export type NotSignedIn = Readonly<{ refused: 'failed' }> | TooMany

/** What is done with passwords by those who have them. */
export type SignInOperations = Readonly<{
  /**
   * Begins a session. Ten tries a minute may fail, per account and per address; every failure takes the same time.
   * @example
   * const signed = await people.signIn({ login: 'zhang.san', password, address: '10.1.2.3' })
   * if ('refused' in signed) return signed.refused
   */
  signIn(given: PasswordSignIn): Promise<SignedIn | NotSignedIn>
  /**
   * Begins a session of somebody for whoever runs the machine, and has its files anyway. It is recorded as the operator's doing.
   * @throws PERSON_NOT_FOUND, PERSON_DISABLED
   */
  signInFor(login: string, by: Actor): Promise<SignedIn>
  /**
   * Gives oneself another password, on the strength of the present one. All one's sessions end, this one too.
   * @throws PERSON_NOT_FOUND, PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG, PASSWORD_IS_LOGIN, PASSWORD_TOO_COMMON
   */
  changeOwnPassword(
    personId: string,
    passwords: Readonly<{ current: string; next: string }>,
    at: SignInPlace,
  ): Promise<Readonly<{ changed: true }> | NotSignedIn>
  /**
   * Holds a password against a person's own, as when they sign for something. It counts against the same limit as a sign-in; that it was
   * wrong is recorded. @throws PERSON_NOT_FOUND
   */
  confirmPassword(personId: string, password: string, at: SignInPlace): Promise<Readonly<{ confirmed: true }> | NotSignedIn>
}>

// So many hashes wait for one another before those who come are asked to come back.
const mostWaiting = 50
const failed: NotSignedIn = Object.freeze({ refused: 'failed' })

/** What is done with passwords, on a base. */
export function signInOperations(context: PeopleContext): SignInOperations {
  return Object.freeze({
    signIn: (given: PasswordSignIn) => signIn(context, given),
    signInFor: (login: string, by: Actor) =>
      context.database.transaction(async (inside) => {
        const known = await secretOf(inside, 'foldedLogin = ?', foldLogin(login))
        if (!known) throw new KaiwuError('PERSON_NOT_FOUND', { person: login })
        const person = await enabledPersonWith(inside, known.id)
        const begun = await beginSession(context, inside, person.id, undefined)
        const detail = { with: 'operator', person: person.id }
        await tell(context, inside, { action: 'sign-in', objectKind: 'session', objectId: begun.session.id, actor: by, detail })
        return Object.freeze({ ...begun, person })
      }),
    changeOwnPassword: (personId: string, given: Readonly<{ current: string; next: string }>, at: SignInPlace) =>
      changeOwnPassword(context, personId, given, at),
    async confirmPassword(personId: string, password: string, at: SignInPlace) {
      const person = await personWith(context.database, personId)
      const confirmed = Object.freeze({ confirmed: true as const })
      return withOwnPassword(context, { person, password, at, action: 'person.confirm' }, async () => async () => confirmed)
    },
  } satisfies SignInOperations)
}

async function signIn(context: PeopleContext, given: PasswordSignIn): Promise<SignedIn | NotSignedIn> {
  const { database, passwords } = context
  const { login, password, previous } = given
  const anonymous = anonymousAt(given)
  if (passwords.waiting() > mostWaiting) return { refused: 'too-many', retryAfterMs: 5_000 }
  const taken = await takeTry(context, { login, address: given.address, action: 'sign-in', actor: anonymous })
  if ('refused' in taken) return taken
  const known = await secretOf(database, 'foldedLogin = ?', foldLogin(login))
  const right = await passwords.matches(password, known?.passwordHash ?? undefined)
  return database.transaction(async (inside) => {
    // While the password was compared, it may have been changed, or the person disabled.
    const now = await secretOf(inside, 'id = ?', known?.id ?? '')
    const refused = reasonOf(known, now, right)
    if (refused !== undefined || !now) {
      const detail = { reason: refused ?? 'unknown', with: 'password' }
      const objectId = known?.id ?? ''
      await tell(context, inside, {
        action: 'sign-in',
        objectKind: 'person',
        objectId,
        actor: anonymous,
        result: 'refused',
        detail,
      })
      return failed
    }
    await giveBack(inside, taken)
    return begin(context, inside, await personWith(inside, now.id), given, { with: 'password', rotated: previous !== undefined })
  })
}

async function changeOwnPassword(
  context: PeopleContext,
  personId: string,
  { current, next }: Readonly<{ current: string; next: string }>,
  at: SignInPlace,
): Promise<Readonly<{ changed: true }> | NotSignedIn> {
  const person = await personWith(context.database, personId)
  checkPassword(next, person.login)
  return withOwnPassword(context, { person, password: current, at, action: 'person.password' }, async () => {
    const hash = await context.passwords.hash(next)
    return async (inside, actor) => {
      await keepPassword(context, inside, personId, hash, actor)
      return Object.freeze({ changed: true as const })
    }
  })
}

type OwnPassword = Readonly<{
  person: Person
  password: string
  at: SignInPlace
  action: 'person.password' | 'person.confirm'
}>

/**
 * Does something on the strength of a person's own password.
 * @param ifRight what takes long, before the transaction, when the password is right; it gives what is done inside
 */
async function withOwnPassword<T>(
  context: PeopleContext,
  { person, password, at, action }: OwnPassword,
  ifRight: () => Promise<(inside: Queries, actor: Actor) => Promise<T>>,
): Promise<T | NotSignedIn> {
  const { database, passwords } = context
  const { id, login, name } = person
  const actor: Actor = { ...anonymousAt(at), kind: 'person', id, name }
  const taken = await takeTry(context, { login, address: at.address, action, actor })
  if ('refused' in taken) return taken
  const known = await secretOf(database, 'id = ?', id)
  const right = await passwords.matches(password, known?.passwordHash ?? undefined)
  const work = right ? await ifRight() : undefined
  return database.transaction(async (inside) => {
    const reason = reasonOf(known, await secretOf(inside, 'id = ?', id), right)
    if (reason !== undefined || !work) {
      const told = { action, objectKind: 'person', objectId: id, actor, result: 'refused' } as const
      await tell(context, inside, { ...told, detail: { reason: reason ?? 'password' } })
      return failed
    }
    await giveBack(inside, taken)
    return work(inside, actor)
  })
}

/** Begins the session of somebody who has shown who they are, and records it. */
export async function begin(
  context: PeopleContext,
  inside: Queries,
  person: Person,
  at: SignInPlace,
  detail: Readonly<Record<string, string | boolean>>,
): Promise<SignedIn> {
  const begun = await beginSession(context, inside, person.id, at.previous)
  const actor: Actor = { ...anonymousAt(at), kind: 'person', id: person.id, name: person.name }
  await tell(context, inside, { action: 'sign-in', objectKind: 'session', objectId: begun.session.id, actor, detail })
  return Object.freeze({ ...begun, person })
}

/** Somebody who has not signed in yet. */
export function anonymousAt({ address, requestId }: SignInPlace): Actor {
  return { kind: 'anonymous', id: '', name: '', address, ...(requestId === undefined ? {} : { requestId }) }
}

type Secret = Readonly<{ id: string; passwordHash: string | null; disabled: number }>

function secretOf(queries: Queries, where: string, value: string): Promise<Secret | undefined> {
  return queries.get<Secret>(`SELECT id, passwordHash, disabled FROM people WHERE ${where}`, value)
}

/** Why somebody does not get in, for the record alone. */
function reasonOf(known: Secret | undefined, now: Secret | undefined, right: boolean): string | undefined {
  if (!known || !now) return 'unknown'
  if (now.disabled === 1) return 'disabled'
  return right && now.passwordHash === known.passwordHash ? undefined : 'password'
}
