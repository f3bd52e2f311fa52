import { newId } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
import { tell, noteIfPossible, type PeopleContext } from './people-context.ts'
import type { Actor } from './people-event.ts'
import { personColumns, personOf, type Person, type PersonRow } from './person.ts'
import { isSessionToken, newSessionToken, sameHash, secretHash } from './secret-token.ts'

const hourMs = 3_600_000
/** A session ends when it has not been used for so long. */
export const idleLimitMs = 8 * hourMs
/** A session ends so long after the sign-in, however much it is used. */
export const sessionLimitMs = 7 * 24 * hourMs
// That a session is used is written down at most this often: it may end as much too early, never too late.
const touchMs = 60_000

/** A session, without its token. */
export type Session = Readonly<{
  id: string
  personId: string
  createdAtMs: number
  expiresAtMs: number
  /** When it was last used, to the minute. */
  seenAtMs: number
}>

/** A session that has just begun: the token is told this once, and kept by whoever signed in. */
export type BegunSession = Readonly<{ token: string; session: Session }>

/** What is done with sessions. */
export type SessionOperations = Readonly<{
  /** Ends a session; false when there is none, or another was quicker. On PostgreSQL it has ended on all servers. */
  signOut(token: string, at?: Pick<Actor, 'address' | 'requestId'>): Promise<boolean>
  /** The sessions of a person that have not ended, the newest first. */
  sessions(personId: string): Promise<readonly Session[]>
  /** Ends all sessions of a person and returns how many there were. */
  endSessions(personId: string, by: Actor): Promise<number>
}>

/** What is done with sessions, on a base. */
export function sessionOperations(context: PeopleContext): SessionOperations {
  const { database, clock } = context
  return Object.freeze({
    signOut: (token: string, at: Pick<Actor, 'address' | 'requestId'> = {}) =>
      database.transaction(async (inside) => {
        const known = isSessionToken(token) ? await rowOf(inside, token) : undefined
        if (!known) return false
        await inside.run('DELETE FROM sessions WHERE id = ?', known.sessionId)
        const { id, name } = personOf(known)
        const actor: Actor = { kind: 'person', id, name, ...at }
        await tell(context, inside, { action: 'sign-out', objectKind: 'session', objectId: known.sessionId, actor })
        return true
      }),
    async sessions(personId: string) {
      const sql = `SELECT id, personId, createdAtMs, expiresAtMs, seenAtMs FROM sessions
        WHERE personId = ? AND expiresAtMs > ? AND seenAtMs > ? ORDER BY createdAtMs DESC, id`
      const rows = await database.all<Session>(sql, personId, clock.now(), clock.now() - idleLimitMs)
      return Object.freeze(rows.map((row) => Object.freeze({ ...row })))
    },
    endSessions: (personId: string, by: Actor) =>
      database.transaction(async (inside) => {
        const ended = await endSessionsOf(inside, personId)
        const told = {
          action: 'sign-out',
          objectKind: 'person',
          objectId: personId,
          actor: by,
          detail: { sessions: ended },
        } as const
        if (ended > 0) await tell(context, inside, told)
        return ended
      }),
  } satisfies SessionOperations)
}

/**
 * Begins a session, under a new token whatever the browser had before.
 * @param previous the token that came with the sign-in: its session ends
 */
export async function beginSession(
  { clock }: PeopleContext,
  inside: Queries,
  personId: string,
  previous: string | undefined,
): Promise<BegunSession> {
  const now = clock.now()
  await inside.run('DELETE FROM sessions WHERE expiresAtMs <= ? OR seenAtMs <= ?', now, now - idleLimitMs)
  if (previous !== undefined && isSessionToken(previous))
    await inside.run('DELETE FROM sessions WHERE hash = ?', secretHash(previous))
  const token = newSessionToken()
  const session = { id: newId('session'), personId, createdAtMs: now, expiresAtMs: now + sessionLimitMs, seenAtMs: now }
  await inside.run(
    'INSERT INTO sessions (id, hash, personId, createdAtMs, expiresAtMs, seenAtMs) VALUES (?, ?, ?, ?, ?, ?)',
    ...[session.id, secretHash(token), personId, now, session.expiresAtMs, now],
  )
  return Object.freeze({ token, session: Object.freeze(session) })
}

/** Ends all sessions of a person and returns how many there were. */
export function endSessionsOf(inside: Queries, personId: string): Promise<number> {
  return inside.run('DELETE FROM sessions WHERE personId = ?', personId)
}

/** Whose a session is, if it lets anybody in. */
export type FoundSession = Readonly<{ person: Person; sessionId: string } | { refused: 'unknown' | 'expired' | 'disabled' }>

/** Finds the person of a session's token, and notes that it is used. Asks the base each time: what has ended has ended everywhere. */
export async function personOfSession({ database, clock }: PeopleContext, token: string): Promise<FoundSession> {
  const row = isSessionToken(token) ? await rowOf(database, token) : undefined
  if (!row || !sameHash(row.hash, secretHash(token))) return { refused: 'unknown' }
  const now = clock.now()
  if (now >= row.expiresAtMs || now - row.seenAtMs >= idleLimitMs) return { refused: 'expired' }
  const person = personOf(row)
  if (person.disabled) return { refused: 'disabled' }
  if (now - row.seenAtMs >= touchMs && database.writable) {
    await noteIfPossible(() =>
      database.run('UPDATE sessions SET seenAtMs = ? WHERE id = ? AND seenAtMs < ?', now, row.sessionId, now),
    )
  }
  return { person, sessionId: row.sessionId }
}

type SessionRow = PersonRow & Readonly<{ sessionId: string; hash: string; expiresAtMs: number; seenAtMs: number }>

function rowOf(queries: Queries, token: string): Promise<SessionRow | undefined> {
  return queries.get<SessionRow>(
    `SELECT ${personColumns}, sessions.id AS sessionId, sessions.hash, sessions.expiresAtMs, sessions.seenAtMs
     FROM sessions JOIN people ON people.id = sessions.personId WHERE sessions.hash = ?`,
    secretHash(token),
  )
}
