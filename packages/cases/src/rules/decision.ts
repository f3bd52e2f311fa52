import type { LocalText } from '@kaiwu/core'
import type { CompiledTable } from './compile-table.ts'
import type { DecisionTable } from './decision-table.ts'
import type { PlainValue, Unknown } from './feel-value.ts'

/** The results of a rule by name. */
export type Outputs = Readonly<Record<string, PlainValue>>

/**
 * What a table says. `one`: a single set of results; `list`: one for each rule that matched (`rule order`, `output order`,
 * `collect`). The others are no decision: `none` no rule matches, `conflict` several do where one may, `undecided` an input
 * is missing or of the wrong kind where it matters.
 */
export type Decision = Readonly<
  | { kind: 'one'; outputs: Outputs; rules: readonly string[]; why: LocalText }
  | { kind: 'list'; outputs: readonly Outputs[]; rules: readonly string[]; why: LocalText }
  | { kind: 'none'; rules: readonly []; why: LocalText }
  | { kind: 'conflict'; rules: readonly string[]; why: LocalText }
  | { kind: 'undecided'; rules: readonly string[]; missing: readonly string[]; why: LocalText }
>

/** A rule that matches, or of which it cannot be told (`open`). */
export type Hit = Readonly<{ index: number; open?: Readonly<{ why: LocalText; input: string }> }>

/** What the hit policies work with. */
export type Hits = Readonly<{
  table: DecisionTable
  compiled: CompiledTable
  hits: readonly Hit[]
  /** The results of a rule; an Unknown when one cannot be computed. */
  outputsOf: (index: number) => Outputs | Unknown
  /** Why these rules match, with the values that made them. */
  explain: (indices: readonly number[]) => LocalText
}>

/** A frozen `undecided`. */
export function undecided(rules: readonly string[], missing: readonly string[], why: LocalText): Decision {
  return Object.freeze({ kind: 'undecided', rules: Object.freeze(rules), missing: Object.freeze(missing), why })
}
