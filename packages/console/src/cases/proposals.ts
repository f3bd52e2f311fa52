import type { Band, Proposal, ProposalEvidence, ProposalOutcome, Value, Values } from '../http/case-contract.ts'
import { isSame } from './form-values.ts'

/** What one proposal suggests for one field. */
export type FieldProposal = Readonly<{
  id: string
  field: string
  value: Value
  band: Band
  by: Proposal['by']
  model?: string
  generated: boolean
  evidence: readonly ProposalEvidence[]
}>

/** What the reader makes of proposals: by {@link choiceKey}. */
export type Choices = Readonly<Record<string, 'accepted' | 'rejected'>>

/** A decision on a proposal as it is sent. */
export type ProposalDecision = Readonly<{ id: string; field: string; decision: ProposalOutcome; value?: Value }>

/** What names a proposal for a field. */
export function choiceKey({ id, field }: Pick<FieldProposal, 'id' | 'field'>): string {
  return `${id} ${field}`
}

/** The proposals that nobody has decided on, field by field. */
export function openProposals(proposals: readonly Proposal[]): readonly FieldProposal[] {
  return proposals.flatMap(({ id, values, band, bands = {}, by, model, generated, evidence, decided }) =>
    Object.entries(values)
      .filter(([field]) => !Object.hasOwn(decided, field))
      .map(([field, value]) => ({
        ...{ id, field, value, by, generated, band: bands[field] ?? band },
        ...(model === undefined ? {} : { model }),
        evidence: evidence.filter((one) => one.field === undefined || one.field === field),
      })),
  )
}

/** Takes a proposal for a field, which is then the only one that is taken, or rejects it; the same choice again is none. */
export function choose(
  choices: Choices,
  all: readonly FieldProposal[],
  proposal: FieldProposal,
  choice: 'accepted' | 'rejected',
): Choices {
  const key = choiceKey(proposal)
  const others = all.filter(({ field }) => field === proposal.field).map(choiceKey)
  const kept = Object.entries(choices).filter(
    ([name, made]) => name !== key && !(choice === 'accepted' && made === 'accepted' && others.includes(name)),
  )
  return Object.fromEntries(choices[key] === choice ? kept : [...kept, [key, choice]])
}

/** Of a field's input and its taken proposal: an accepted one that was then changed is an edited one. */
export function decisionsOf(all: readonly FieldProposal[], choices: Choices, typed: Values): readonly ProposalDecision[] {
  return all.flatMap((proposal): readonly ProposalDecision[] => {
    const { id, field, value } = proposal
    const choice = choices[choiceKey(proposal)]
    if (choice === undefined) return []
    if (choice === 'rejected') return [{ id, field, decision: 'rejected' }]
    const now = Object.hasOwn(typed, field) ? (typed[field] ?? null) : value
    return [isSame(now, value) ? { id, field, decision: 'accepted' } : { id, field, decision: 'edited', value: now }]
  })
}

/** The values that a form sends beside its proposals: a field that took a proposal is set by it alone. */
export function withoutTaken(values: Values, decisions: readonly ProposalDecision[]): Values {
  const taken = new Set(decisions.filter(({ decision }) => decision !== 'rejected').map(({ field }) => field))
  return Object.fromEntries(Object.entries(values).filter(([field]) => !taken.has(field)))
}
