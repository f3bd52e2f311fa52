import type { LocalText, Problem } from '@kaiwu/core'
import { nearest } from './nearest.ts'
import { compileExpression } from './compile-feel.ts'
import { parseFeel, type FeelMistake, type FeelNode } from './feel-syntax.ts'
import { spendFor, type Env, type Run, type Said, type Scope } from './feel-scope.ts'
import { toPlain, Unknown, unknown, type FeelValue, type PlainValue } from './feel-value.ts'
import { ownValue, readContext } from './read-context.ts'

/** Where a FEEL text stands in a file: line and column of its first character, from 1. */
export type TextPlace = Readonly<{ file: string; line: number; column: number; setting?: string }>

/** A value, or null with the reason why there is none. */
export type Evaluated = Readonly<{ value: PlainValue; why?: undefined } | { value: null; why: LocalText }>

/** What a condition says of a context. Undecided is no `false`: a gate stays shut and says why. */
export type ConditionResult = boolean | Readonly<{ undecided: LocalText }>

/** A FEEL expression, checked and ready; it sees nothing but the data of the context. */
export type Expression = Readonly<{
  text: string
  /** Paths it reads, such as `equipment.criticality`; bare names inside of `list[…]` are not among them. */
  names: readonly string[]
  /** Never throws. Fields that are defined but not filled must be there as null. */
  evaluate: (context: object) => Evaluated
  /** True, false, or undecided: an empty operand, an unknown name, kinds that do not compare. */
  evaluateCondition: (context: object) => ConditionResult
}>

/** An expression, or everything that is wrong with it. */
export type ParsedExpression = Readonly<
  { expression: Expression; problems: readonly [] } | { expression?: undefined; problems: readonly Problem[] }
>

/**
 * Reads a FEEL expression of at most 4,000 characters and 64 levels; Chinese punctuation outside of texts counts as its
 * ASCII form. Functions cannot be defined, the clock cannot be read, and work is bounded.
 * @example
 * const { expression } = parseExpression('设备等级 = “A” and 停机分钟 >= 240')
 * expression?.evaluateCondition({ 设备等级: 'A', 停机分钟: 300 }) // true
 */
export function parseExpression(text: string, place: TextPlace = { file: '', line: 1, column: 1 }): ParsedExpression {
  const mistakes: FeelMistake[] = []
  const names = new Set<string>()
  const parsed = parseFeel(text, 'expression')
  if (parsed.mistake) return { problems: Object.freeze([problemOf(parsed.mistake, text, place)]) }
  const run = compileExpression(parsed.node, scopeFor(names, mistakes, false))
  if (mistakes.length > 0) return { problems: Object.freeze(mistakes.map((each) => problemOf(each, text, place))) }
  const valueIn = (context: object): FeelValue =>
    bounded(context, MOST_STEPS, (env) => {
      const result = run(env)
      spendFor(result, env.spend)
      return result
    })
  const expression: Expression = Object.freeze({
    text,
    names: Object.freeze([...names]),
    evaluate: (context) => handOut(context, valueIn),
    evaluateCondition: (context) => conditionOf(valueIn(context), text),
  })
  runs.set(expression, run)
  return Object.freeze({ expression, problems: Object.freeze([]) as readonly [] })
}

const runs = new WeakMap<Expression, Run>()

/** An expression's value within an evaluation under way, as a table needs it. */
export function runExpression(expression: Expression, env: Env): FeelValue {
  return runs.get(expression)!(env)
}

/** A compiler's view of a text: collects names and mistakes. */
export function scopeFor(names: Set<string>, mistakes: FeelMistake[], subject: boolean): Scope {
  const report = (node: FeelNode, message: Said, remedy: Said): void => {
    mistakes.push({ at: node.at, message: { zh: message[0], en: message[1] }, remedy: { zh: remedy[0], en: remedy[1] } })
  }
  return { locals: new Set(), filter: false, subject, names, report }
}

/** A mistake as a problem of its file. */
export function problemOf(mistake: FeelMistake, text: string, place: TextPlace): Problem {
  const before = text.slice(0, mistake.at)
  const lines = before.split('\n')
  const column = lines.length > 1 ? lines.at(-1)!.length + 1 : place.column + mistake.at
  const { message, remedy } = mistake
  return Object.freeze({ ...place, line: place.line + lines.length - 1, column, message, remedy })
}

const MOST_STEPS = 200_000
const tooMuch = Symbol('too much work')

/** Runs with a bound on work; an evaluation that goes over it is unknown, as is everything else that cannot be told. */
export function bounded<Result>(context: object, mostSteps: number, work: (env: Env) => Result): Result | Unknown {
  let left = mostSteps
  const spend = (steps: number): void => {
    left -= steps
    if (left < 0) throw tooMuch
  }
  const read = new Map<string, FeelValue>()
  const name = (wanted: string): FeelValue => {
    const known = read.get(wanted)
    if (known !== undefined) return known
    const value = readName(context, wanted, spend)
    read.set(wanted, value)
    return value
  }
  try {
    return work({ name, locals: undefined, subject: null, spend })
  } catch (error) {
    if (error === tooMuch) return unknown('要算的太多，已停止', 'too much to compute; stopped')
    throw error
  }
}

function readName(context: object, name: string, spend: (steps: number) => void): FeelValue {
  const value = ownValue(context, name)
  if (value !== undefined || Object.hasOwn(context, name)) return readContext(value, spend)
  const near = nearest(name, Object.keys(context).slice(0, 200))
  return near
    ? unknown(`没有“${name}”，是否“${near}”？`, `there is no "${name}"; did you mean "${near}"?`)
    : unknown(`没有“${name}”`, `there is no "${name}"`)
}

function handOut(context: object, valueIn: (context: object) => FeelValue): Evaluated {
  const value = valueIn(context)
  if (value instanceof Unknown) return Object.freeze({ value: null, why: value.why })
  return Object.freeze({ value: toPlain(value) })
}

function conditionOf(value: FeelValue, text: string): ConditionResult {
  if (typeof value === 'boolean') return value
  const why = value instanceof Unknown ? value.why : notACondition(text)
  return Object.freeze({ undecided: why })
}

function notACondition(text: string): LocalText {
  const short = text.length > 60 ? `${text.slice(0, 59)}…` : text
  return { zh: `“${short}”得到的不是“是”或“否”`, en: `"${short}" gives neither yes nor no` }
}
