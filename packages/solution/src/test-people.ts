/**
 * People of an open base whose passwords cost next to nothing, for tests that are about something else: a hash says what it cost, so that the
 * base's own people let them in as fast.
 * @module
 */
import { openPeople, type People } from '@kaiwu/cases'
import type { Clock } from '@kaiwu/core'
import type { Database } from '@kaiwu/store'
import { scryptPasswords } from '../../cases/src/people/scrypt-passwords.ts'
import { recordPeople } from './record-people.ts'

/** Opens them on a base beside those that are open on it. */
export function cheapPeople(database: Database, clock: Clock): People {
  return openPeople(database, { clock, record: recordPeople, passwords: scryptPasswords({ N: 1_024, r: 8, p: 1 }) })
}
