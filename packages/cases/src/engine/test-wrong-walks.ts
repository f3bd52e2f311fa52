/**
 * What no walk of a case may come to, however it was walked.
 * @module
 */
import type { CaseDefinition } from '../definition/case-definition.ts'
import { targetsOf } from '../definition/targets.ts'
import { engineActor } from './advance.ts'
import { recordOf } from './apply-event.ts'
import type { RecordedEvent } from './case-event.ts'
import type { CaseRecord } from './case-record.ts'

/** What is wrong with a walk: a way that is not there, a signature that is missing, a case that its events do not come to. */
export function wrongWith(
  { events, record }: Readonly<{ events: readonly RecordedEvent[]; record: CaseRecord }>,
  definition: CaseDefinition,
): string[] {
  const wrong: string[] = []
  let state = ''
  let signers = new Set<string>()
  let before: RecordedEvent | undefined
  for (const one of events) {
    const { event, actor } = one
    if (event.type === 'signed' && event.decision === 'approve') {
      if (signers.has(actor.id)) wrong.push(`${actor.id} signed twice`)
      signers.add(actor.id)
      const forbidden = definition.states.get(state)!.approval!.forbidSameAs.includes('initiator')
      if (forbidden && actor.id === record.initiator.id) wrong.push('who asked has signed')
    }
    if (event.type === 'entered') {
      const from = definition.states.get(state)
      if (from && !targetsOf(from).some(({ to }) => to === event.state)) wrong.push(`from ${state} to ${event.state}`)
      const isByEngine = actor.id === engineActor.id
      if (from && isByEngine !== from.next.length > 0) wrong.push(`${state} was left by ${actor.id}`)
      const { approval } = from ?? {}
      const wanted = approval?.mode === 'any' ? 1 : (approval?.by.length ?? 0)
      const isApproved = before?.event.type === 'signed' && before.event.decision === 'approve'
      if (approval && isApproved && signers.size < wanted) wrong.push(`${state} passed with ${signers.size} of ${wanted}`)
      if (approval && !isApproved && before?.event.type !== 'signed') wrong.push(`${state} passed unsigned`)
      state = event.state
      signers = new Set()
    }
    before = one
  }
  const again = recordOf(record.id, events)
  if (JSON.stringify(again) !== JSON.stringify(record)) wrong.push('the events come to something else')
  return wrong
}
