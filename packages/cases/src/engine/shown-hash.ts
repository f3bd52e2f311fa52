import { canonicalHash } from '../log/canonical-hash.ts'
import type { CaseRecord } from './case-record.ts'

/**
 * What a person sees of a case when they decide, as a hash: SHA-256 over its state, fields, open proposals, findings and signatures as
 * canonical JSON. A decision carries it, so that nobody signs for what was changed meanwhile.
 */
export function shownHash(record: CaseRecord): string {
  const { no, definition, state, entries, fields, proposals, findings, acts, approval } = record
  return canonicalHash({
    ...{ no, definition, state, fields, findings },
    visit: entries.length,
    proposals: proposals.map(({ id, values, decided }) => ({ id, values, decided })),
    signed: acts.map(({ what, person, decisionId }) => [what, person.id, decisionId]),
    seats: (approval?.seats ?? []).map(({ person, signed }) => [person?.id ?? null, signed?.id ?? null]),
  })
}
