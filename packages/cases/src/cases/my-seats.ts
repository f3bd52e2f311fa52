import type { Queries } from '@kaiwu/store'
import type { Deciding } from '../engine/decision-input.ts'
import { approvalOf, seatsOf } from '../engine/sign-approval.ts'
import { peopleMeant } from '../engine/who-is.ts'
import { peopleIn } from '../people/people-lookup.ts'

/** The seats of an approval that a person may sit on: those handed to them, and of the others those whose signer they may be. */
export async function mySeats(inside: Queries, deciding: Deciding): Promise<readonly number[]> {
  const { record, person } = deciding
  const approval = approvalOf(deciding)
  const lookup = peopleIn(inside)
  const mine: number[] = []
  for (const [at, seat] of seatsOf(approval, record).entries()) {
    if (seat.person) {
      if (seat.person.id === person.id) mine.push(at)
      continue
    }
    const people = await peopleMeant(approval.by[at] ?? [], record, lookup)
    if (people.has(person.id)) mine.push(at)
  }
  return mine
}
