import type { Queries } from '@kaiwu/store'
import type { CaseEvent } from '../engine/case-event.ts'
import type { CaseRecord, Proposal } from '../engine/case-record.ts'
import type { LogActor } from '../log/log-row.ts'

/** How often people agreed with a classifier. */
export type Agreement = Readonly<{
  /** How many cases people decided, at most as many as were asked for. */
  decided: number
  agreed: number
}>

/** Whose agreement is asked for: of a field of a case type, in so many of the cases decided last. */
export type AgreementAsked = Readonly<{ caseType: string; field: string; last: number }>

type Decided = Readonly<{
  id: string
  before: CaseRecord | undefined
  events: readonly CaseEvent[]
  actor: LogActor
  nowMs: number
}>

/**
 * Writes down whether people went the way of a classifier: they accepted what it proposed, or put the same into the field. Only what a
 * person decides counts, and of one proposal the first decision. Belongs inside the transaction of the change.
 */
export async function recordAgreement(inside: Queries, { id, before, events, actor, nowMs }: Decided): Promise<void> {
  if (!before || actor.actorKind === 'system') return
  for (const [field, proposal] of lastProposals(before)) {
    const agreed = agreedOn(field, proposal, events, before)
    if (agreed === undefined) continue
    await inside.run(
      'INSERT INTO caseAgreement (caseId, proposalId, caseType, field, score, margin, agreed, atMs) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (caseId, proposalId) DO NOTHING',
      ...[id, proposal.id, before.caseType, field, proposal.score ?? 0, proposal.margin ?? 0, agreed ? 1 : 0, nowMs],
    )
  }
}

/**
 * How often people agreed with a classifier of late.
 * @example
 * const { decided, agreed } = await agreementOf(database, { caseType: 'ticket', field: 'category', last: 200 })
 */
export async function agreementOf(queries: Queries, { caseType, field, last }: AgreementAsked): Promise<Agreement> {
  const rows = await queries.all<{ agreed: number }>(
    'SELECT agreed FROM caseAgreement WHERE caseType = ? AND field = ? ORDER BY atMs DESC, caseId DESC LIMIT ?',
    ...[caseType, field, last],
  )
  return Object.freeze({ decided: rows.length, agreed: rows.filter(({ agreed }) => Number(agreed) === 1).length })
}

/** The last thing a classifier proposed for each field. */
function lastProposals({ proposals }: CaseRecord): ReadonlyMap<string, Proposal> {
  const own = proposals.filter(({ by }) => by === 'classifier')
  return new Map(own.flatMap((proposal) => Object.keys(proposal.values).map((field) => [field, proposal])))
}

/** Whether what somebody decided is what was proposed; nothing when they did not decide on it. */
function agreedOn(
  field: string,
  { id, values }: Proposal,
  events: readonly CaseEvent[],
  { fields }: CaseRecord,
): boolean | undefined {
  const on = events.find((event) => event.type === 'proposalDecided' && event.id === id && event.field === field)
  if (on?.type === 'proposalDecided') return on.decision === 'accepted'
  const set = events.findLast((event) => event.type === 'fieldsSet' && Object.hasOwn(event.values, field))
  // A form that is sent again with what the field holds already decides nothing.
  if (set?.type !== 'fieldsSet' || set.values[field] === fields[field]) return undefined
  return set.values[field] === values[field]
}
