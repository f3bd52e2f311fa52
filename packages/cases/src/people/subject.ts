import type { Action } from './actions.ts'
import type { Actor } from './people-event.ts'

/** Who asks for something, with all that a decision about it needs. Made anew for each request, so that nothing of it is out of date. */
export type Subject = Readonly<{
  kind: 'person' | 'key' | 'anonymous'
  /** Whose rights they are, also when a key asks. Empty for somebody who has not signed in. */
  personId: string
  name: string
  roles: readonly string[]
  /** Ids of the departments whose business is theirs: their own, and for a head those below as well. */
  departmentIds: readonly string[]
  /** Labels that open documents: their roles, and the keys of the departments they belong to or head. */
  labels: readonly string[]
  /** What a key may be used for. A key without any may be used for nothing. */
  scopes?: readonly Action[]
  keyId?: string
  sessionId?: string
}>

/** Somebody who has not signed in. */
export const anonymous: Subject = Object.freeze({
  kind: 'anonymous',
  personId: '',
  name: '',
  roles: Object.freeze([]),
  departmentIds: Object.freeze([]),
  labels: Object.freeze([]),
})

/**
 * Whether a subject holds a role. Whoever is signed in is a member, and nobody else holds any.
 * @example
 * holdsRole(anonymous, 'member') // false
 */
export function holdsRole({ kind, personId, roles }: Subject, role: string): boolean {
  return kind !== 'anonymous' && personId !== '' && (role === 'member' || roles.includes(role))
}

/**
 * A subject as somebody who does something, for the record.
 * @example
 * await people.disable(id, actorOf(subject, { address: request.ip, requestId }))
 */
export function actorOf(
  { kind, personId, name, keyId }: Subject,
  at: Readonly<{ address?: string; requestId?: string; role?: string }> = {},
): Actor {
  return Object.freeze({ kind, id: personId, name, ...(keyId === undefined ? {} : { keyId }), ...at })
}
