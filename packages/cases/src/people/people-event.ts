import type { Queries } from '@kaiwu/store'
import type { JsonValue } from '../log/canonical-json.ts'

/** Who does something: a person, one of their keys, the program itself, or somebody who has not signed in. */
export type Actor = Readonly<{
  kind: 'person' | 'key' | 'system' | 'anonymous'
  /** Of the person, also when a key acts for them; of the key in `keyId`. Empty for somebody unknown. */
  id: string
  name: string
  /** The role they act in, where that is known. */
  role?: string
  keyId?: string
  /** The address of the network they come from. */
  address?: string
  requestId?: string
}>

/** What a change of people is called in the record. */
export type PeopleAction =
  | 'person.add'
  | 'person.change'
  | 'person.disable'
  | 'person.enable'
  | 'person.password'
  | 'person.confirm'
  | 'person.link'
  | 'person.unlink'
  | 'department.add'
  | 'department.change'
  | 'key.make'
  | 'key.revoke'
  | 'sign-in'
  | 'sign-out'

/** One line of the record: who did what to what, and how it ended. It never holds a password, a key, a token or what was typed as a login. */
export type PeopleEvent = Readonly<{
  atMs: number
  action: PeopleAction
  objectKind: 'person' | 'department' | 'key' | 'session'
  /** Empty where there is no such thing, as when somebody unknown tried to sign in. */
  objectId: string
  actor: Actor
  result: 'done' | 'refused'
  detail: Readonly<Record<string, JsonValue>>
}>

/** Writes a line of the record, inside the transaction of what it tells of: when it cannot be written, nothing happens. */
export type RecordEvent = (inside: Queries, event: PeopleEvent) => Promise<void>

/** The program itself: the command line on the machine, and what is set up from the environment. */
export const systemActor: Actor = Object.freeze({ kind: 'system', id: 'kaiwu', name: 'Kaiwu' })
