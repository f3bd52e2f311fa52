import type { Action, Subject } from '@kaiwu/cases'

/** What an assistant is for: to look, and to know which cases somebody may start. */
const scopes: readonly Action[] = ['case.read', 'case.start']

/**
 * Somebody as an assistant looks for them: like a key of theirs that may read cases and do nothing with them. What is sensitive in a case
 * it sees in part at most, and the log says who looked.
 * @example
 * assistantOf(subject).scopes // ['case.read', 'case.start']
 */
export function assistantOf(subject: Subject): Subject {
  if (subject.kind === 'anonymous') return subject
  const held = scopes.filter((scope) => subject.kind === 'person' || subject.scopes?.includes(scope))
  return Object.freeze({ ...subject, kind: 'key', keyId: subject.keyId ?? 'agent', scopes: Object.freeze(held) })
}
