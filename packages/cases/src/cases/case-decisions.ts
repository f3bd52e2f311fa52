import { KaiwuError } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
import { actionEvents, actionOf, type ActionInput } from '../engine/act-on-case.ts'
import type { Participant } from '../engine/case-event.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import type { DecisionInput } from '../engine/decision-input.ts'
import { byHandEvents, cancelEvents, extensionEvents, receivedEvents, rerouteEvents } from '../engine/repair-case.ts'
import { additionEvents, delegationEvents, signatureEvents, withdrawalEvents, type SignInput } from '../engine/sign-approval.ts'
import type { JsonObject } from '../log/canonical-json.ts'
import type { Rights } from '../people/authorize.ts'
import { peopleIn } from '../people/people-lookup.ts'
import type { HandlerTools } from './case-handlers.ts'
import { decisionsOn } from './decide-on-case.ts'
import { refuseForeign, type Asking } from './deciding.ts'
import { mySeats } from './my-seats.ts'
import type { CaseView } from './read-case.ts'

/** Somebody to hand a seat to, or to add: the id of a person. */
export type HandOver = DecisionInput & Readonly<{ to: string }>

/** What people do with cases. Each is one transaction; each may be refused as the engine's function of it says. */
export type CaseDecisions = Readonly<{
  /** Takes an action. @throws CASE_NOT_FOUND, CASE_NOT_YOURS, CASE_DECIDED, and as `actionEvents` */
  act(asking: Asking, id: string, input: ActionInput): Promise<CaseView>
  /** Signs for what waits for approval. @throws CASE_NOT_FOUND, CASE_DECIDED, and as `signatureEvents` */
  sign(asking: Asking, id: string, input: SignInput): Promise<CaseView>
  delegate(asking: Asking, id: string, input: HandOver): Promise<CaseView>
  addSigner(asking: Asking, id: string, input: HandOver): Promise<CaseView>
  withdraw(asking: Asking, id: string, input: DecisionInput): Promise<CaseView>
  /** Says something about a case. @param key under which it is said once, however often it is sent */
  comment(asking: Asking, id: string, text: string, key?: string): Promise<CaseView>
  /** Does by hand what a step could not do. */
  carryOn(asking: Asking, id: string, input: DecisionInput): Promise<CaseView>
  /** Puts a case that is stuck into another state; for administrators. */
  reroute(asking: Asking, id: string, input: HandOver): Promise<CaseView>
  cancel(asking: Asking, id: string, input: DecisionInput): Promise<CaseView>
  /** Gives a deadline more time. */
  extend(asking: Asking, id: string, input: DecisionInput & Readonly<{ deadline: string }>): Promise<CaseView>
  /** Tells a case of an event it waits for. @param key under which it is told once, however often it is sent */
  receive(asking: Asking, id: string, event: string, values?: JsonObject, key?: string): Promise<CaseView>
}>

const administrators = [{ kind: 'role', role: 'administrator' }] as const

/** What people do with the cases of a base. */
export function caseDecisions(tools: Omit<HandlerTools, 'steps'>, rights: Rights): CaseDecisions {
  const decided = decisionsOn(tools, rights)
  const approval = { what: ({ state }: CaseRecord) => `${state}.approval` }
  const once = { what: () => '' }
  const handOver =
    (events: typeof delegationEvents) =>
    (asking: Asking, id: string, input: HandOver): Promise<CaseView> =>
      decided(asking, id, { ...approval, input }, async (deciding, inside) =>
        events(deciding, await mySeats(inside, deciding), await enabledPerson(inside, input.to), input),
      )
  return {
    act: (asking, id, input) => {
      const said = { what: ({ state }: CaseRecord) => `${state}.${input.action}`, decisionId: input.decisionId, input }
      return decided(asking, id, said, async (deciding, inside) => {
        await refuseForeign(inside, deciding, actionOf(deciding, input.action).by)
        return actionEvents(deciding, input)
      })
    },
    sign: (asking, id, input) => {
      const said = { ...approval, decisionId: input.decisionId, decision: input.decision, input }
      return decided(asking, id, said, async (deciding, inside) =>
        signatureEvents(deciding, await mySeats(inside, deciding), input),
      )
    },
    delegate: handOver(delegationEvents),
    addSigner: handOver(additionEvents),
    withdraw: (asking, id, input) =>
      decided(asking, id, { ...approval, input }, async (deciding) => withdrawalEvents(deciding, input)),
    comment: (asking, id, text, key) => {
      const said = { type: 'commented', text, ...keyed(key) } as const
      return decided(asking, id, { ...once, said }, async () => [said])
    },
    carryOn: (asking, id, input) =>
      decided(asking, id, { ...once, input }, async (deciding, inside) => {
        const { byHand } = deciding.definition
        await refuseForeign(inside, deciding, byHand.length > 0 ? byHand : administrators)
        return byHandEvents(deciding, input)
      }),
    reroute: (asking, id, input) =>
      decided(asking, id, { ...once, input, right: 'case.repair' }, async (deciding) => rerouteEvents(deciding, input.to, input)),
    cancel: (asking, id, input) =>
      decided(asking, id, { ...once, input }, async (deciding, inside) => {
        await refuseForeign(inside, deciding, deciding.definition.cancel?.by ?? [])
        return cancelEvents(deciding, input)
      }),
    extend: (asking, id, input) =>
      decided(asking, id, { ...once, input }, async (deciding, inside) => {
        await refuseForeign(inside, deciding, deciding.definition.deadlines.get(input.deadline)?.extend?.by ?? [])
        return extensionEvents(deciding, input.deadline, input)
      }),
    receive: (asking, id, event, values = {}, key) => {
      const said = { type: 'received', event, values, ...keyed(key) } as const
      return decided(asking, id, { ...once, said }, async (deciding) => receivedEvents(deciding, said))
    },
  }
}

function keyed(key: string | undefined): Readonly<{ key?: string }> {
  return key === undefined ? {} : { key }
}

/** @throws CASE_PERSON_UNKNOWN */
async function enabledPerson(inside: Queries, id: string): Promise<Participant> {
  const person = await peopleIn(inside).person(id)
  if (!person || person.disabled) throw new KaiwuError('CASE_PERSON_UNKNOWN', { id })
  return { id: person.id, name: person.name }
}
