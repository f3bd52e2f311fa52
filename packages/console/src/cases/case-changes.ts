import type { CaseInfo } from '../http/case-contract.ts'
import { isSame } from './form-values.ts'

/** What is otherwise in a case than when the reader looked at it last. */
export type CaseChanges = Readonly<{
  state: boolean
  fields: readonly string[]
  /** Who has decided since. */
  people: readonly string[]
  proposals: boolean
}>

/** What changed of what decisions rest on; undefined when nothing did. */
export function changesOf(before: CaseInfo, now: CaseInfo): CaseChanges | undefined {
  if (before.shown === now.shown) return undefined
  const keys = new Set([...Object.keys(before.fields), ...Object.keys(now.fields)])
  const known = new Set(before.acts.map(({ decisionId }) => decisionId))
  return Object.freeze({
    state: before.state !== now.state,
    fields: [...keys].filter((key) => !isSame(before.fields[key], now.fields[key])),
    people: [...new Set(now.acts.filter(({ decisionId }) => !known.has(decisionId)).map(({ person }) => person.name))],
    proposals: now.proposals.length !== before.proposals.length,
  })
}
