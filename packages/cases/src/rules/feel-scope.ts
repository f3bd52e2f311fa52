import type { FeelNode } from './feel-syntax.ts'
import type { Truth } from './feel-operators.ts'
import { isList, isRecord, type FeelValue } from './feel-value.ts'

/** A name bound by `for`, `some` or `every`, or the element that a filter looks at. */
export type Local = Readonly<{ name?: string; value: FeelValue; outer: Local | undefined }>

/** What an evaluation has at hand. */
export type Env = Readonly<{
  /** The value of a name of the context; an Unknown when there is none. */
  name: (name: string) => FeelValue
  locals: Local | undefined
  /** What `?` stands for in a test. */
  subject: FeelValue
  /** Counts work; throws when there was too much. */
  spend: (steps: number) => void
}>

/** A compiled expression. */
export type Run = (env: Env) => FeelValue

/** A compiled test of a value. */
export type RunTest = (subject: FeelValue, env: Env) => Truth

/** What the compiler knows at a node. */
export type Scope = Readonly<{
  locals: ReadonlySet<string>
  /** Inside of `list[…]`, where a bare name may be a field of the element. */
  filter: boolean
  /** Whether `?` has a meaning. */
  subject: boolean
  names: Set<string>
  report: (node: FeelNode, message: Said, remedy: Said) => void
}>

/** Both languages. */
export type Said = readonly [zh: string, en: string]

/** Compiles one node; compilers of parts call it for their children. */
export type Compile = (node: FeelNode, scope: Scope) => Run

/** Counts a step for each value within a value, texts by their length. */
export function spendFor(value: FeelValue, spend: (steps: number) => void): void {
  if (typeof value === 'string') return spend(1 + value.length / 100)
  spend(1)
  if (isList(value)) for (const each of value) spendFor(each, spend)
  else if (isRecord(value)) for (const name of Object.keys(value)) spendFor(value[name]!, spend)
}

/** How a part of an expression is called in a reason. */
export function label(node: FeelNode): string {
  return node.text.length > 40 ? `${node.text.slice(0, 39)}…` : node.text
}
