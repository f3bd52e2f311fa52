import { KaiwuError, type Clock, type ErrorCode } from '@kaiwu/core'
import type { Database, Queries } from '@kaiwu/store'
import type { JsonValue } from '../log/canonical-json.ts'
import type { Actor, PeopleEvent, RecordEvent } from './people-event.ts'
import type { Passwords } from './scrypt-passwords.ts'
import { peopleIn } from './people-lookup.ts'
import type { Department, Person } from './person.ts'

/** What all that is done with people stands on. */
export type PeopleContext = Readonly<{
  database: Database
  clock: Clock
  record: RecordEvent
  passwords: Passwords
  triesAMinute: TriesAMinute
}>

/** How many times a minute a sign-in may fail, per account and per address of the network. */
export type TriesAMinute = Readonly<{ account: number; address: number }>

/** What is told of a change; the rest goes without saying. */
export type Told = Pick<PeopleEvent, 'action' | 'objectKind' | 'objectId'> & {
  actor: Actor
  result?: PeopleEvent['result']
  detail?: Readonly<Record<string, JsonValue>>
}

/** Writes a line of the record. */
export function tell({ record, clock }: PeopleContext, inside: Queries, told: Told): Promise<void> {
  return record(
    inside,
    Object.freeze({ atMs: clock.now(), result: 'done' as const, ...told, detail: Object.freeze({ ...told.detail }) }),
  )
}

/** @throws PERSON_NOT_FOUND */
export async function personWith(inside: Queries, id: string): Promise<Person> {
  const person = await peopleIn(inside).person(id)
  if (!person) throw new KaiwuError('PERSON_NOT_FOUND', { person: id })
  return person
}

/** @throws PERSON_NOT_FOUND, PERSON_DISABLED */
export async function enabledPersonWith(inside: Queries, id: string): Promise<Person> {
  const person = await personWith(inside, id)
  if (person.disabled) throw new KaiwuError('PERSON_DISABLED', { person: person.name })
  return person
}

/** @throws DEPARTMENT_NOT_FOUND */
export async function departmentWith(inside: Queries, id: string): Promise<Department> {
  const department = await peopleIn(inside).department(id)
  if (!department) throw new KaiwuError('DEPARTMENT_NOT_FOUND', { department: id })
  return department
}

/** Notes something if it can be noted now: nobody is turned away because the disk is full or another writer takes long. */
export async function noteIfPossible(note: () => Promise<unknown>): Promise<void> {
  try {
    await note()
  } catch (error) {
    if (!KaiwuError.is(error) || !passing.has(error.code)) throw error
  }
}

const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'STORE_FULL',
  'DATABASE_OUT_OF_SPACE',
  'DATABASE_TIMEOUT',
  'DATABASE_COMMIT_UNKNOWN',
])
