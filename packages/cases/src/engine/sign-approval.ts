import { KaiwuError } from '@kaiwu/core'
import type { CaseApproval } from '../definition/case-definition.ts'
import { after } from './act-on-case.ts'
import type { CaseEvent, Participant } from './case-event.ts'
import type { CaseRecord, Seat } from './case-record.ts'
import { formEvents, refuseOutdated, refuseSamePerson, refuseUnmet, refuseUnsigned } from './decision-input.ts'
import type { Deciding, DecisionInput } from './decision-input.ts'

/** A decision on what waits for approval. */
export type SignInput = DecisionInput & Readonly<{ decision: 'approve' | 'reject' | 'return'; to?: string }>

/** The approval a case waits for. @throws CASE_ACTION_UNKNOWN when it waits for none */
export function approvalOf({ definition, record }: Pick<Deciding, 'definition' | 'record'>): CaseApproval {
  const state = definition.states.get(record.state)
  if (!state?.approval || record.step < state.steps.length || record.endedAtMs !== undefined)
    throw new KaiwuError('CASE_ACTION_UNKNOWN', { no: record.no, action: 'approval', state: record.state })
  return state.approval
}

/** All seats of an approval as they are now, those of the case type first, then the added ones. */
export function seatsOf({ by }: CaseApproval, { approval }: CaseRecord): readonly Seat[] {
  const known = approval?.seats ?? []
  return Array.from({ length: Math.max(by.length, known.length) }, (_, at) => known[at] ?? {})
}

/** The seats that wait for a signature now: of a sequence the first that nobody has signed for. */
export function openSeats(approval: CaseApproval, record: CaseRecord): readonly number[] {
  const seats = seatsOf(approval, record)
  const open = [...seats.keys()].filter((at) => seats[at]!.signed === undefined)
  return approval.mode === 'sequence' ? open.slice(0, 1) : open
}

/**
 * The events of a signature: it counts for the first open seat of those the person may sit on.
 * @param mine the seats whose signer the person may be
 * @throws CASE_ENDED, CASE_CHANGED, CASE_ACTION_UNKNOWN, CASE_NOT_YOURS, CASE_SAME_PERSON, CASE_COMMENT_MISSING,
 * CASE_SIGNATURE_MISSING, CASE_VALUES_INVALID, CASE_REQUIREMENT, CASE_RETURN_UNKNOWN
 */
export function signatureEvents(deciding: Deciding, mine: readonly number[], input: SignInput): readonly CaseEvent[] {
  refuseOutdated(deciding, input)
  const { record, person } = deciding
  const approval = approvalOf(deciding)
  const seat = seatFor(approval, record, person, mine)
  refuseSamePerson(deciding, approval.forbidSameAs)
  refuseUnsigned(deciding, input, { comment: wantsComment(approval, input.decision), sign: approval.sign })
  const events = formEvents(deciding, approval.form, input)
  const { decision, comment = '', sign = 'click', shown, decisionId } = input
  const signed = { type: 'signed', seat, decision, comment, sign, shown, decisionId } as const
  if (decision === 'reject') return [...events, signed, { type: 'entered', state: approval.rejected }]
  if (decision === 'return') {
    const to = input.to ?? approval.returnTo[0]
    if (to === undefined || !approval.returnTo.includes(to))
      throw new KaiwuError('CASE_RETURN_UNKNOWN', { no: record.no, to: to ?? '', known: approval.returnTo.join('、') })
    return [...events, { ...signed, to }, { type: 'entered', state: to }]
  }
  refuseUnmet({ ...deciding, record: after(deciding, events) }, approval.require)
  const whole = [...events, signed]
  const isDone = approval.mode === 'any' || openSeats(approval, after(deciding, whole)).length === 0
  return isDone ? [...whole, { type: 'entered', state: approval.approved }] : whole
}

/** Hands a seat over to somebody else. @throws CASE_ACTION_UNKNOWN, CASE_NOT_ALLOWED, CASE_NOT_YOURS, CASE_CHANGED */
export function delegationEvents(
  deciding: Deciding,
  mine: readonly number[],
  to: Participant,
  input: DecisionInput,
): readonly CaseEvent[] {
  const approval = allowing(deciding, 'delegate', input)
  const seat = seatFor(approval, deciding.record, deciding.person, mine)
  refuseSamePerson({ ...deciding, person: to }, approval.forbidSameAs)
  return [{ type: 'delegated', seat, to, comment: input.comment ?? '' }]
}

/** Adds a signer, who signs as well. @throws CASE_ACTION_UNKNOWN, CASE_NOT_ALLOWED, CASE_NOT_YOURS, CASE_CHANGED */
export function additionEvents(
  deciding: Deciding,
  mine: readonly number[],
  to: Participant,
  input: DecisionInput,
): readonly CaseEvent[] {
  const approval = allowing(deciding, 'addSigner', input)
  seatFor(approval, deciding.record, deciding.person, mine)
  refuseSamePerson({ ...deciding, person: to }, approval.forbidSameAs)
  return [{ type: 'signerAdded', seat: seatsOf(approval, deciding.record).length, to, comment: input.comment ?? '' }]
}

/** Takes back what waits for approval. @throws CASE_ACTION_UNKNOWN, CASE_NOT_ALLOWED, CASE_NOT_YOURS, CASE_CHANGED */
export function withdrawalEvents(deciding: Deciding, input: DecisionInput): readonly CaseEvent[] {
  const approval = allowing(deciding, 'withdraw', input)
  const { record, person } = deciding
  if (record.initiator.id !== person.id) throw new KaiwuError('CASE_NOT_YOURS', { no: record.no, name: person.name })
  return [
    { type: 'withdrawn', comment: input.comment ?? '' },
    { type: 'entered', state: approval.withdrawn! },
  ]
}

function allowing(deciding: Deciding, what: CaseApproval['allow'][number], input: DecisionInput): CaseApproval {
  refuseOutdated(deciding, input)
  const approval = approvalOf(deciding)
  if (!approval.allow.includes(what)) throw new KaiwuError('CASE_NOT_ALLOWED', { no: deciding.record.no, what })
  return approval
}

/** @throws CASE_NOT_YOURS when none of the open seats is theirs, or they have signed already */
function seatFor(approval: CaseApproval, record: CaseRecord, person: Participant, mine: readonly number[]): number {
  const seats = seatsOf(approval, record)
  const seat = openSeats(approval, record).find((at) => mine.includes(at))
  const has = seats.some(({ signed }) => signed?.id === person.id)
  if (seat === undefined || has) throw new KaiwuError('CASE_NOT_YOURS', { no: record.no, name: person.name })
  return seat
}

function wantsComment({ comment }: CaseApproval, decision: SignInput['decision']): boolean {
  return comment === 'always' || (comment === 'onReject' && decision !== 'approve')
}
