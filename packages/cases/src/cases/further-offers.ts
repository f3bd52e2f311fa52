import type { Queries } from '@kaiwu/store'
import type { Who } from '../definition/case-definition.ts'
import { deadlineStates } from '../engine/deadline-states.ts'
import { fieldsOf } from '../engine/repair-case.ts'
import { openSeats, seatsOf } from '../engine/sign-approval.ts'
import { peopleMeant } from '../engine/who-is.ts'
import type { Rights } from '../people/authorize.ts'
import { peopleIn } from '../people/people-lookup.ts'
import { caseObject, type Looking } from './case-sight.ts'

/** What a reader may do with a case beside the actions of its state and signing. */
export type FurtherOffers = Readonly<{
  may: readonly ('export' | 'cancel' | 'withdraw' | 'delegate' | 'addSigner' | 'reroute')[]
  /** The fields of a step that failed, where the reader may do its work by hand. */
  byHand?: readonly string[]
  /** The deadlines to which they may give more time. */
  extend: readonly string[]
  /** Whether a step is at work, so that nobody is waited for. */
  working: boolean
}>

/** What else a reader may do now, so that a page offers nothing that would be refused. @param signs whether they may sign */
export async function furtherOffers(inside: Queries, rights: Rights, looking: Looking, signs: boolean): Promise<FurtherOffers> {
  const { definition, record, subject, nowMs } = looking
  const object = await caseObject(inside, subject, record)
  const may: FurtherOffers['may'][number][] = rights.authorize(subject, 'case.export', object).allowed ? ['export'] : []
  if (record.endedAtMs !== undefined) return Object.freeze({ may, extend: [], working: false })
  const amongst = async (by: readonly Who[]): Promise<boolean> =>
    by.length > 0 && (await peopleMeant(by, record, peopleIn(inside))).has(subject.personId)
  const state = definition.states.get(record.state)!
  const approval = record.step < state.steps.length ? undefined : state.approval
  if (definition.cancel && (await amongst(definition.cancel.by))) may.push('cancel')
  if (approval?.allow.includes('withdraw') && record.initiator.id === subject.personId) may.push('withdraw')
  for (const what of ['delegate', 'addSigner'] as const) if (signs && approval?.allow.includes(what)) may.push(what)
  const stuck = record.exception !== undefined || record.failure !== undefined
  if (stuck && rights.authorize(subject, 'case.repair', object).allowed) may.push('reroute')
  const step = record.failure && state.steps[record.step]
  const { byHand } = definition
  const byHandWho: readonly Who[] = byHand.length > 0 ? byHand : [{ kind: 'role', role: 'administrator' }]
  const extend: string[] = []
  for (const { key, state: now, due } of deadlineStates(definition, record, nowMs)) {
    const more = definition.deadlines.get(key)?.extend
    const open = now === 'open' && (due.state !== 'due' || nowMs < due.dueAtMs)
    if (more && open && (record.extensions[key]?.length ?? 0) < more.times && (await amongst(more.by))) extend.push(key)
  }
  return Object.freeze({
    may,
    ...(step && (await amongst(byHandWho)) ? { byHand: fieldsOf(step, { definition }) } : {}),
    extend,
    working: !stuck && record.step < state.steps.length,
  })
}

/** Whether one of the seats that wait now is among those a person may sit on, and they have not signed for another. */
export function maySignNow({ definition, record, subject }: Looking, mine: readonly number[]): boolean {
  const approval = definition.states.get(record.state)?.approval
  if (!approval) return false
  const signed = seatsOf(approval, record).some((seat) => seat.signed?.id === subject.personId)
  return !signed && openSeats(approval, record).some((at) => mine.includes(at))
}
