import { KaiwuError, localText } from '@kaiwu/core'
import type { CaseDefinition, Requirement } from '../definition/case-definition.ts'
import type { JsonValue } from '../log/canonical-json.ts'
import { caseContext } from './case-context.ts'
import type { CaseEvent, FieldValues, Participant } from './case-event.ts'
import type { CaseRecord } from './case-record.ts'
import { checkValues, refuseInvalid } from './check-values.ts'
import { shownHash } from './shown-hash.ts'

/** What a person makes of one field of a proposal. */
export type ProposalDecision = Readonly<{
  id: string
  field: string
  decision: 'accepted' | 'edited' | 'rejected'
  /** Of `edited`: what it is to be instead. */
  value?: JsonValue
}>

/** What every decision of a person carries. */
export type DecisionInput = Readonly<{
  /** What was put into fields of the form. */
  values?: FieldValues
  proposals?: readonly ProposalDecision[]
  comment?: string
  /** `password` only where `confirmPassword` has just said yes: nothing here can tell. Default `click`. */
  sign?: 'click' | 'password'
  /** The hash of what the person saw; see `shownHash`. */
  shown: string
  /** Chosen by who asks: the same decision sent twice is one. */
  decisionId: string
}>

/** A case as a person decides on it. */
export type Deciding = Readonly<{ definition: CaseDefinition; record: CaseRecord; person: Participant; nowMs: number }>

/**
 * @throws CASE_DECIDED with the name of who has decided on what was shown, CASE_ENDED, CASE_CHANGED when what was shown is no longer what
 * there is
 */
export function refuseOutdated({ record }: Deciding, { shown }: DecisionInput): void {
  const { no, acts, approval, endedAtMs } = record
  const first = acts.find((act) => act.shown === shown)
  // Among several signers the first has decided for nobody but themselves.
  const isOneOfSeveral = approval?.seats.some(({ signed }) => signed !== undefined && signed.id === first?.person.id)
  if (first && isOneOfSeveral !== true)
    throw new KaiwuError('CASE_DECIDED', { no, name: first.person.name, decision: first.decision ?? first.what })
  if (endedAtMs !== undefined) throw new KaiwuError('CASE_ENDED', { no })
  if (shown !== shownHash(record)) throw new KaiwuError('CASE_CHANGED', { no })
}

/** @throws CASE_SAME_PERSON when who did one thing may not do the other */
export function refuseSamePerson({ record, person }: Deciding, forbidden: readonly string[]): void {
  const what = forbidden.find((one) => doerOf(record, one)?.id === person.id)
  if (what !== undefined) throw new KaiwuError('CASE_SAME_PERSON', { no: record.no, name: person.name, what })
}

/** The people who may not do something because of what they did, by their ids. */
export function barredFrom(record: CaseRecord, forbidden: readonly string[]): ReadonlySet<string> {
  return new Set(forbidden.flatMap((what) => doerOf(record, what)?.id ?? []))
}

function doerOf(record: CaseRecord, what: string): Participant | undefined {
  return what === 'initiator' ? record.initiator : lastOf(record, what)
}

/** Who did something last. */
function lastOf({ acts }: CaseRecord, what: string): Participant | undefined {
  return acts.findLast((act) => act.what === what)?.person
}

/** @throws CASE_COMMENT_MISSING, CASE_SIGNATURE_MISSING */
export function refuseUnsigned(
  { record }: Deciding,
  { comment = '', sign = 'click' }: DecisionInput,
  wanted: Readonly<{ comment: boolean; sign: 'click' | 'password' }>,
): void {
  if (wanted.comment && comment.trim() === '') throw new KaiwuError('CASE_COMMENT_MISSING', { no: record.no })
  if (wanted.sign === 'password' && sign !== 'password') throw new KaiwuError('CASE_SIGNATURE_MISSING', { no: record.no })
}

/**
 * The events of what a person put into a form and made of proposals.
 * @throws CASE_VALUES_INVALID with every field, PROPOSAL_UNKNOWN
 */
export function formEvents({ definition, record }: Deciding, form: readonly string[], input: DecisionInput): CaseEvent[] {
  const events: CaseEvent[] = []
  const values: Record<string, JsonValue> = { ...input.values }
  const taken: Record<string, JsonValue> = {}
  for (const { id, field, decision, value } of input.proposals ?? []) {
    const proposal = record.proposals.find((one) => one.id === id)
    const open = proposal && Object.hasOwn(proposal.values, field) && proposal.decided[field] === undefined
    if (!open) throw new KaiwuError('PROPOSAL_UNKNOWN', { no: record.no, id, field })
    const proposed = proposal.values[field]!
    if (decision === 'accepted') taken[field] = proposed
    if (decision === 'edited') taken[field] = value ?? null
    events.push({
      type: 'proposalDecided',
      id,
      field,
      decision,
      proposed,
      ...(decision === 'edited' ? { value: value ?? null } : {}),
    })
  }
  refuseInvalid(record.no, checkValues(definition, form, { ...values, ...taken }, record.fields))
  if (Object.keys(taken).length > 0) events.push({ type: 'fieldsSet', values: taken, by: 'proposal' })
  if (Object.keys(values).length > 0) events.push({ type: 'fieldsSet', values, by: 'form' })
  return events
}

/** @throws CASE_REQUIREMENT with what is told where a condition does not hold, or why that cannot be told */
export function refuseUnmet({ definition, record, nowMs }: Deciding, require: readonly Requirement[]): void {
  const context = caseContext(definition, record, nowMs)
  for (const { that, message } of require) {
    const held = that.evaluateCondition(context)
    if (held === true) continue
    const why = held === false ? message : held.undecided
    throw new KaiwuError('CASE_REQUIREMENT', { no: record.no, zh: localText(why, 'zh'), en: localText(why, 'en') })
  }
}
