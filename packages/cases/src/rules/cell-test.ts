import type { RunTest, Env } from './feel-scope.ts'
import { anyOf, negation, type Truth } from './feel-operators.ts'
import { kindOf, Unknown, unknown, type FeelValue } from './feel-value.ts'
import type { Scalar } from './cell-literal.ts'

/** A span of numbers or texts (days are texts); an end that is left out is open. */
export type Span = Readonly<{ low?: number | string; lowIn: boolean; high?: number | string; highIn: boolean }>

/** One of the tests of a cell. */
export type TestPart = Readonly<
  | { is: 'value'; value: Scalar }
  | { is: 'empty' }
  | { is: 'span'; span: Span }
  /** FEEL that is more than a literal; its names are those it reads. */
  | { is: 'feel'; run: RunTest; names: readonly string[] }
>

/** The tests of an input cell, of which one suffices; `any` holds for everything, empty values too. */
export type CellTest = Readonly<{ any: boolean; not: boolean; parts: readonly TestPart[] }>

/** The test of `-` and of a blank cell. */
export const anyValue: CellTest = Object.freeze({ any: true, not: false, parts: Object.freeze([]) })

/**
 * Whether a value passes. An empty value passes `-` and `空`; for other tests it is not told, unless the column
 * says elsewhere what an empty value means (`emptyMeant`).
 */
export function passes(test: CellTest, value: FeelValue, env: Env, emptyMeant: boolean): Truth {
  if (test.any) return true
  if (value instanceof Unknown) return value
  const [only] = test.parts
  if (test.parts.length === 1 && !test.not) return partPasses(only!, value, env, emptyMeant)
  const truth = anyOf(test.parts.map((part) => partPasses(part, value, env, emptyMeant)))
  return test.not ? negation(truth) : truth
}

function partPasses(part: TestPart, value: FeelValue, env: Env, emptyMeant: boolean): Truth {
  if (part.is === 'empty') return value === null
  if (part.is === 'feel') return part.run(value, env)
  if (value === null) return emptyMeant ? false : noValue
  if (part.is === 'value') return typeof value === typeof part.value ? value === part.value : differs(value)
  const { low, high } = part.span
  if (typeof value !== typeof (low ?? high)) return differs(value)
  return inSpan(value as number | string, part.span)
}

/** Whether a span holds a value of its own kind. */
export function inSpan(value: number | string, { low, lowIn, high, highIn }: Span): boolean {
  if (low !== undefined && !(lowIn ? value >= low : value > low)) return false
  return high === undefined || (highIn ? value <= high : value < high)
}

const noValue = unknown('没有值', 'it has no value')

function differs(value: FeelValue): Unknown {
  const kind = kindOf(value)
  return unknown(`它是${kind.zh}，与规则里的值不同类`, `it is ${kind.en}, unlike what the rule asks for`)
}
