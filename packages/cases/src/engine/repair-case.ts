import { KaiwuError } from '@kaiwu/core'
import type { CaseStep } from '../definition/case-definition.ts'
import { assigned } from './act-on-case.ts'
import { verbOf } from './advance.ts'
import type { CaseEvent } from './case-event.ts'
import { deadlineStates } from './deadline-states.ts'
import { formEvents, refuseOutdated, refuseUnsigned, type Deciding, type DecisionInput } from './decision-input.ts'

/** The events of carrying on by hand what a step could not do: its fields filled in by a person, and why. */
export function byHandEvents(deciding: Deciding, input: DecisionInput): readonly CaseEvent[] {
  refuseOutdated(deciding, input)
  const { record, definition } = deciding
  const step = definition.states.get(record.state)?.steps[record.step]
  if (!record.failure || !step)
    throw new KaiwuError('CASE_ACTION_UNKNOWN', { no: record.no, action: 'by-hand', state: record.state })
  refuseUnsigned(deciding, input, { comment: true, sign: 'click' })
  const fields = fieldsOf(step, deciding)
  return [
    ...formEvents(deciding, fields, input),
    { type: 'stepByHand', at: record.step, verb: verbOf(step), comment: input.comment! },
  ]
}

/** The fields that a step would have filled in. */
export function fieldsOf({ form }: CaseStep, { definition }: Pick<Deciding, 'definition'>): readonly string[] {
  if ('into' in form) return [form.into].flat()
  if (!('decide' in form)) return []
  const { columns = [] } = definition.decisions.get(form.decide) ?? {}
  return columns.flatMap((column) => (column.kind === 'output' ? [column.name] : []))
}

/** Puts a case that is stuck into another state, by an administrator who says why. @throws CASE_STATE_UNKNOWN, CASE_NOT_STUCK */
export function rerouteEvents(deciding: Deciding, to: string, input: DecisionInput): readonly CaseEvent[] {
  refuseOutdated(deciding, input)
  const { record, definition } = deciding
  if (!record.exception && !record.failure) throw new KaiwuError('CASE_NOT_STUCK', { no: record.no })
  if (!definition.states.has(to))
    throw new KaiwuError('CASE_STATE_UNKNOWN', { no: record.no, to, known: [...definition.states.keys()].join('、') })
  refuseUnsigned(deciding, input, { comment: true, sign: 'click' })
  return [
    { type: 'rerouted', to, comment: input.comment! },
    { type: 'entered', state: to },
  ]
}

/** Ends a case before its end. @throws CASE_NOT_ALLOWED where the case type knows no such thing */
export function cancelEvents(deciding: Deciding, input: DecisionInput): readonly CaseEvent[] {
  refuseOutdated(deciding, input)
  const { record, definition } = deciding
  if (!definition.cancel) throw new KaiwuError('CASE_NOT_ALLOWED', { no: record.no, what: 'cancel' })
  refuseUnsigned(deciding, input, { comment: true, sign: 'click' })
  return [
    { type: 'cancelled', comment: input.comment! },
    { type: 'entered', state: definition.cancel.to },
  ]
}

/** Gives a deadline more time, before it is due, as often as its case type allows. @throws CASE_NOT_ALLOWED, CASE_DEADLINE_CLOSED */
export function extensionEvents(deciding: Deciding, key: string, input: DecisionInput): readonly CaseEvent[] {
  refuseOutdated(deciding, input)
  const { record, definition, nowMs } = deciding
  const extend = definition.deadlines.get(key)?.extend
  if (!extend) throw new KaiwuError('CASE_NOT_ALLOWED', { no: record.no, what: `extend ${key}` })
  const now = deadlineStates(definition, record, nowMs).find((one) => one.key === key)
  const isOpen = now?.state === 'open' && (now.due.state !== 'due' || nowMs < now.due.dueAtMs)
  const times = record.extensions[key]?.length ?? 0
  if (!isOpen || times >= extend.times)
    throw new KaiwuError('CASE_DEADLINE_CLOSED', { no: record.no, deadline: key, times: extend.times })
  refuseUnsigned(deciding, input, { comment: true, sign: 'click' })
  return [{ type: 'extended', deadline: key, within: extend.within, comment: input.comment! }]
}

/** What follows from an event outside, where the case waits for it. @throws CASE_ACTION_UNKNOWN, CASE_REQUIREMENT */
export function receivedEvents(deciding: Deciding, told: Extract<CaseEvent, { type: 'received' }>): readonly CaseEvent[] {
  const { event, values } = told
  const { record, definition } = deciding
  if (record.endedAtMs !== undefined) throw new KaiwuError('CASE_ENDED', { no: record.no })
  const state = definition.states.get(record.state)
  const way = state?.on.get(event)
  if (!way || record.step < state!.steps.length)
    throw new KaiwuError('CASE_ACTION_UNKNOWN', { no: record.no, action: event, state: record.state })
  const set = assigned(deciding, way.set, { event: values })
  return [
    told,
    ...(Object.keys(set).length > 0 ? [{ type: 'fieldsSet', values: set, by: 'event' } as const] : []),
    { type: 'entered', state: way.to },
  ]
}
