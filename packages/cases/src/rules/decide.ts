import type { LocalText } from '@kaiwu/core'
import { localText } from '@kaiwu/core'
import { readDay } from './cell-literal.ts'
import { passes } from './cell-test.ts'
import { compileTable, type CompiledInput, type CompiledTable, type OutputCell } from './compile-table.ts'
import type { ColumnType, DecisionTable } from './decision-table.ts'
import { bounded, runExpression } from './expression.ts'
import type { Env } from './feel-scope.ts'
import type { Truth } from './feel-operators.ts'
import { emptyRecord, isTemporal, kindOf, toPlain, Unknown, unknown, type FeelValue, type PlainValue } from './feel-value.ts'
import { undecided, type Decision, type Hit, type Outputs } from './decision.ts'
import { settle } from './hit-policy.ts'
import { shorten } from './table-head.ts'

const MOST_STEPS = 2_000_000

/**
 * Decides by a table. Never throws and never guesses: only `one` and `list` are decisions. A table with problems is undecided.
 * @example
 * const decision = decide(table, { 停机分钟: 300 })
 * if (decision.kind === 'one') decision.outputs['等级'] // 'A'
 */
export function decide(table: DecisionTable, context: object): Decision {
  const { compiled, problems } = compileTable(table)
  if (problems[0]) return undecided([], [], problems[0].message)
  const decided = bounded(context, MOST_STEPS, (env) => decideWith(table, compiled, env))
  return decided instanceof Unknown ? undecided([], [], decided.why) : decided
}

function decideWith(table: DecisionTable, compiled: CompiledTable, env: Env): Decision {
  const values: FeelValue[] = []
  for (const input of compiled.inputs) {
    const { value, wrong } = inputValue(input, env)
    if (wrong) return wrongInput(input.expression.text, wrong)
    values.push(value)
  }
  const hits: Hit[] = []
  for (let index = 0; index < table.rules.length; index++) {
    const hit = tryRule(index, compiled.inputs, values, env)
    if (hit) hits.push(hit)
  }
  const outputs = new Map<number, Outputs | Unknown>()
  const outputsOf = (index: number): Outputs | Unknown => {
    const found = outputs.get(index) ?? readOutputs(compiled, index, env)
    outputs.set(index, found)
    return found
  }
  return settle({ table, compiled, hits, outputsOf, explain: (indices) => explain(table, compiled, values, indices) })
}

/** An input's value; `wrong` for one that is there but of another kind, or none of the allowed ones: data that no rule can mend. */
function inputValue(input: CompiledInput, env: Env): Readonly<{ value: FeelValue; wrong?: Unknown }> {
  const given = runExpression(input.expression, env)
  if (given === null || given instanceof Unknown) return { value: given }
  const value = asType(given, input.type)
  if (value instanceof Unknown) return { value, wrong: value }
  if (!input.allowed) return { value }
  const allowed = passes(input.allowed, value, env, true)
  if (allowed === true) return { value }
  const shown = JSON.stringify(toPlain(value))
  return { value, wrong: allowed || unknown(`${shown} 不在取值里`, `${shown} is none of the allowed values`) }
}

function wrongInput(name: string, { why }: Unknown): Decision {
  return undecided([], [name], { zh: `${name}：${localText(why, 'zh')}`, en: `${name}: ${localText(why, 'en')}` })
}

/** A value as its column's type; days become ISO texts. Nothing is converted that a person would have to guess. */
function asType(value: FeelValue, type: ColumnType | undefined): FeelValue {
  if (type === undefined) return value
  if (type === 'date') {
    const written = isTemporal(value) ? value.toString() : value
    const day = typeof written === 'string' ? readDay(written) : undefined
    if (day === undefined && typeof value === 'string')
      return unknown(`“${shorten(value)}”不是日期`, `"${shorten(value)}" is no date`)
    return day ?? wrongType(value, '日期', 'a date')
  }
  if (type === 'text') return typeof value === 'string' ? value : wrongType(value, '文字', 'a text')
  if (type === 'number') return typeof value === 'number' ? value : wrongType(value, '数字', 'a number')
  return typeof value === 'boolean' ? value : wrongType(value, '是或否', 'yes or no')
}

function wrongType(value: FeelValue, zh: string, en: string): Unknown {
  const kind = kindOf(value)
  return unknown(`应为${zh}，却是${kind.zh}`, `it should be ${en}, but is ${kind.en}`)
}

/** Undefined when a cell says no; open when none does and one cannot be told. */
function tryRule(index: number, inputs: readonly CompiledInput[], values: readonly FeelValue[], env: Env): Hit | undefined {
  let open: Hit['open']
  for (let at = 0; at < inputs.length; at++) {
    const input = inputs[at]!
    const truth: Truth = passes(input.tests[index]!, values[at]!, env, input.emptyMeant)
    if (truth === false) return undefined
    if (truth !== true) open ??= { why: truth.why, input: input.expression.text }
  }
  return open ? { index, open } : { index }
}

function readOutputs(compiled: CompiledTable, index: number, env: Env): Outputs | Unknown {
  const record = emptyRecord<PlainValue>()
  for (const { name, cells } of compiled.outputs) {
    const value = outputValue(cells[index]!, env)
    if (value instanceof Unknown) return value
    record[name] = toPlain(value)
  }
  return Object.freeze(record)
}

function outputValue(cell: OutputCell, env: Env): FeelValue {
  return cell.expression ? runExpression(cell.expression, env) : cell.value
}

const MOST_EXPLAINED = 5

function explain(
  table: DecisionTable,
  compiled: CompiledTable,
  values: readonly FeelValue[],
  indices: readonly number[],
): LocalText {
  const texts = indices.slice(0, MOST_EXPLAINED).map((index) => explainRule(table, compiled, values, index))
  const more = indices.length - texts.length
  return {
    zh: texts.map((text) => localText(text, 'zh')).join('；') + (more > 0 ? `；另 ${more} 条` : ''),
    en: texts.map((text) => localText(text, 'en')).join('; ') + (more > 0 ? `; and ${more} more` : ''),
  }
}

function explainRule(table: DecisionTable, compiled: CompiledTable, values: readonly FeelValue[], index: number): LocalText {
  const { id, cells } = table.rules[index]!
  const line = table.places.rules[index]?.[0]?.line ?? 0
  const facts = compiled.inputs.flatMap(({ tests, column, expression }, at) =>
    tests[index]!.any ? [] : [{ name: expression.text, value: JSON.stringify(toPlain(values[at]!)), cell: cells[column]! }],
  )
  const zh = facts.map(({ name, value, cell }) => `${name} 为 ${value}，符合 ${cell}`).join('，')
  const en = facts.map(({ name, value, cell }) => `${name} is ${value}, which meets ${cell}`).join(', ')
  return {
    zh: `规则 ${id}（${table.file}:${line}）${zh ? `：${zh}` : '：没有条件'}`,
    en: `rule ${id} (${table.file}:${line})${en ? `: ${en}` : ': without conditions'}`,
  }
}
