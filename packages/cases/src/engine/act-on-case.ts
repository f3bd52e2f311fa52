import { KaiwuError } from '@kaiwu/core'
import type { CaseAction } from '../definition/case-definition.ts'
import type { JsonValue } from '../log/canonical-json.ts'
import { applyEvent } from './apply-event.ts'
import { caseContext } from './case-context.ts'
import type { CaseEvent, FieldValues } from './case-event.ts'
import type { CaseRecord } from './case-record.ts'
import { formEvents, refuseOutdated, refuseSamePerson, refuseUnmet, refuseUnsigned } from './decision-input.ts'
import type { Deciding, DecisionInput } from './decision-input.ts'

/** An action that somebody asks for. */
export type ActionInput = DecisionInput & Readonly<{ action: string }>

/**
 * The events of an action that a person may do: what they put in, what they did, what follows from it. Whether they may is asked
 * before, of who the action is for.
 * @throws CASE_ENDED, CASE_CHANGED, CASE_ACTION_UNKNOWN, CASE_SAME_PERSON, CASE_COMMENT_MISSING, CASE_SIGNATURE_MISSING,
 * CASE_VALUES_INVALID, PROPOSAL_UNKNOWN, CASE_REQUIREMENT
 */
export function actionEvents(deciding: Deciding, input: ActionInput): readonly CaseEvent[] {
  refuseOutdated(deciding, input)
  const action = actionOf(deciding, input.action)
  refuseSamePerson(deciding, action.forbidSameAs)
  refuseUnsigned(deciding, input, { comment: action.comment === 'required', sign: action.sign })
  const events = formEvents(deciding, action.form, input)
  const filled = { ...deciding, record: after(deciding, events) }
  refuseUnmet(filled, action.require)
  const { comment = '', sign = 'click', shown, decisionId } = input
  const set = assigned(filled, action.set, { me: deciding.person.id })
  return [
    ...events,
    { type: 'acted', action: action.key, comment, sign, shown, decisionId },
    ...(Object.keys(set).length > 0 ? [{ type: 'fieldsSet', values: set, by: 'rule' } as const] : []),
    { type: 'entered', state: action.to },
  ]
}

/** An action of the state a case is in, if it is offered. @throws CASE_ACTION_UNKNOWN */
export function actionOf({ definition, record, nowMs }: Deciding, key: string): CaseAction {
  const state = definition.states.get(record.state)
  const action = state?.actions.get(key)
  const waits = state !== undefined && record.step >= state.steps.length
  const offered =
    action && waits && (!action.when || action.when.evaluateCondition(caseContext(definition, record, nowMs)) === true)
  if (!offered) throw new KaiwuError('CASE_ACTION_UNKNOWN', { no: record.no, action: key, state: record.state })
  return action
}

/** What expressions give to fields. @throws CASE_REQUIREMENT when one gives nothing, with the reason */
export function assigned(
  { definition, record, nowMs }: Deciding,
  set: CaseAction['set'],
  also: Readonly<Record<string, JsonValue>>,
): FieldValues {
  const context = caseContext(definition, record, nowMs, also)
  const values: Record<string, JsonValue> = {}
  for (const [field, expression] of set) {
    const { value, why } = expression.evaluate(context)
    if (why !== undefined) {
      const { zh, en } = typeof why === 'string' ? { zh: why, en: why } : why
      throw new KaiwuError('CASE_REQUIREMENT', { no: record.no, zh: `${field}：${zh}`, en: `${field}: ${en}` })
    }
    values[field] = value as JsonValue
  }
  return values
}

/** How a case stands after events of the person who decides. */
export function after({ record, person, nowMs }: Deciding, events: readonly CaseEvent[]): CaseRecord {
  const actor = { kind: 'person', ...person }
  return events.reduce<CaseRecord>((so, event) => applyEvent(so, so.id, { event, atMs: nowMs, actor }), record)
}
