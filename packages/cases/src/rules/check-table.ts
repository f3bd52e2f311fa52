import type { LocalText, Problem } from '@kaiwu/core'
import { nearest } from './nearest.ts'
import type { Scalar } from './cell-literal.ts'
import type { CellTest } from './cell-test.ts'
import { cellProblem, compileTable, type CompiledInput, type CompiledTable } from './compile-table.ts'
import { shared, uncovered, type Cell, type Effort } from './cover.ts'
import type { ColumnType, DecisionTable } from './decision-table.ts'
import type { Said } from './feel-scope.ts'
import { shorten } from './table-head.ts'
import { axisOf, sayAtom, type Axis, type AxisDomain } from './table-space.ts'

/** A name that a table may read, with what is known of its values. */
export type KnownName = Readonly<{
  /** A path, such as `equipment.criticality`. A name without type may hold anything below it. */
  name: string
  type?: ColumnType
  values?: readonly (string | number)[]
  min?: number
  max?: number
  whole?: boolean
}>

/** What is wrong with a table, and what may be. */
export type TableCheck = Readonly<{ problems: readonly Problem[]; warnings: readonly Problem[] }>

type Checked = Readonly<{ table: DecisionTable; compiled: CompiledTable; known: readonly KnownName[] }>

const MOST_WORK = 10_000_000
const MOST_REPORTED = 5

/**
 * Compares a table with the names that it may read, and its rules with each other. Problems: unknown names, kinds that do not
 * fit, rules that never match. Warnings: rules of a `unique` table that overlap (of `any`, with other results), rules of a
 * `first` table that are never reached, combinations that no rule covers (up to 5 examples). Cells with FEEL beyond
 * literals are left out of the warnings; so is what bounded work does not reach, which is then said.
 * @example
 * checkTable(table, [{ name: '停机分钟', type: 'number', min: 0 }]).problems // []
 */
export function checkTable(table: DecisionTable, known: readonly KnownName[]): TableCheck {
  const { compiled, problems } = compileTable(table)
  if (problems.length > 0) return Object.freeze({ problems, warnings: Object.freeze([]) })
  const checked = { table, compiled, known }
  const cut = compiled.inputs.map((input) => axisOf(input.tests, domainOf(input, known)))
  const axes = cut.map((axis) => (axis === 'too large' ? undefined : axis))
  const unfit = [...namesUnknown(checked), ...kindsUnfit(checked)]
  const told = new Set(unfit.map(({ line, column }) => `${line}:${column}`))
  const found = [...unfit, ...neverMatching(checked, axes).filter(({ line, column }) => !told.has(`${line}:${column}`))]
  const readable = axes.filter((axis) => axis !== undefined)
  const whole = readable.length === axes.length
  const warnings: Problem[] = []
  const effort: Effort = { left: cut.includes('too large') ? -1 : MOST_WORK }
  if (found.length === 0 && whole) {
    const { policy } = table
    if (policy === 'unique' || policy === 'any') warnings.push(...overlaps(checked, readable, effort))
    if (policy === 'first') warnings.push(...unreachable(checked, readable, effort))
    if (policy === 'unique' || policy === 'any' || policy === 'first') warnings.push(...gaps(checked, readable, effort))
  }
  if (found.length === 0 && effort.left < 0) warnings.push(notFinished(table))
  return Object.freeze({ problems: Object.freeze(found), warnings: Object.freeze(warnings) })
}

function domainOf(input: CompiledInput, known: readonly KnownName[]): AxisDomain {
  const name = known.find((each) => each.name === input.expression.text.trim())
  const { values, min, max, whole } = name ?? {}
  return {
    ...(input.allowed ? { allowed: input.allowed } : {}),
    ...(values ? { values } : {}),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(whole === undefined ? {} : { whole }),
    yesNo: input.type === 'yes-no' || name?.type === 'yes-no',
  }
}

/** Names of heads and of cells that are not known, nor below a known name without type. */
function namesUnknown({ table, compiled, known }: Checked): Problem[] {
  const problems: Problem[] = []
  const isKnown = (path: string): boolean =>
    known.some(
      ({ name, type }) => name === path || name.startsWith(`${path}.`) || (type === undefined && path.startsWith(`${name}.`)),
    )
  const check = (names: readonly string[], place: Parameters<typeof cellProblem>[1]): void => {
    for (const path of names.filter((each) => !isKnown(each))) {
      const near = nearest(
        path,
        known.map(({ name }) => name),
      )
      const message: Said = [`没有字段“${shorten(path)}”`, `there is no field "${shorten(path)}"`]
      const remedy: Said = near
        ? [`是否“${near}”？`, `did you mean "${near}"?`]
        : ['写已定义的字段', 'write a field that is defined']
      problems.push(cellProblem(table.file, place, { message, remedy }))
    }
  }
  for (const { expression, tests, column } of compiled.inputs) {
    check(expression.names, table.places.head[column + 1])
    for (const [index, test] of tests.entries()) check(namesOf(test), table.places.rules[index]?.[column + 1])
  }
  for (const { cells, column } of compiled.outputs) {
    for (const [index, cell] of cells.entries()) check(cell.expression?.names ?? [], table.places.rules[index]?.[column + 1])
  }
  return problems
}

function namesOf(test: CellTest): readonly string[] {
  return test.parts.flatMap((part) => (part.is === 'feel' ? part.names : []))
}

const jsType: Readonly<Record<ColumnType, string>> = { text: 'string', number: 'number', date: 'string', 'yes-no': 'boolean' }

/** Columns, and values in columns without type, whose kind is not that of the field. */
function kindsUnfit({ table, compiled, known }: Checked): Problem[] {
  const problems: Problem[] = []
  for (const { expression, type, tests, column } of compiled.inputs) {
    const name = known.find((each) => each.name === expression.text.trim())
    if (!name?.type) continue
    if (type && type !== name.type) {
      const message: Said = [
        `字段“${name.name}”的类型是 ${name.type}，这一列却是 ${type}`,
        `the field "${name.name}" is ${name.type}, but this column is ${type}`,
      ]
      problems.push(
        cellProblem(table.file, table.places.head[column + 1], {
          message,
          remedy: ['改列名里的类型', 'change the type in the head'],
        }),
      )
    }
    for (const [index, test] of tests.entries()) {
      const place = table.places.rules[index]?.[column + 1]
      const values = test.parts.flatMap((part) => (part.is === 'value' ? [part.value] : []))
      const unfit = type ? undefined : values.find((value) => typeof value !== jsType[name.type!])
      const strange = name.values && values.find((value) => !name.values!.includes(value as string | number))
      if (unfit !== undefined) problems.push(cellProblem(table.file, place, unfitValue(unfit, name)))
      else if (strange !== undefined) problems.push(cellProblem(table.file, place, strangeValue(strange, name)))
    }
  }
  return problems
}

function unfitValue(value: Scalar, { name, type }: KnownName): Parameters<typeof cellProblem>[2] {
  const message: Said = [
    `字段“${name}”的类型是 ${type}，不会等于 ${JSON.stringify(value)}`,
    `the field "${name}" is ${type} and never equals ${JSON.stringify(value)}`,
  ]
  return { message, remedy: ['改这一格的值', 'change the value of this cell'] }
}

function strangeValue(value: Scalar, { name, values }: KnownName): Parameters<typeof cellProblem>[2] {
  const near = nearest(String(value), values!.map(String))
  const message: Said = [
    `字段“${name}”没有取值“${shorten(String(value))}”`,
    `the field "${name}" never has the value "${shorten(String(value))}"`,
  ]
  const list = values!.slice(0, 20).join(', ')
  return { message, remedy: near ? [`是否“${near}”？`, `did you mean "${near}"?`] : [`取值：${list}`, `its values are ${list}`] }
}

function neverMatching({ table, compiled }: Checked, axes: readonly (Axis | undefined)[]): Problem[] {
  return table.rules.flatMap((rule, index) => {
    const at = axes.findIndex((axis) => axis && !axis.passes[index]!.includes(1))
    if (at < 0) return []
    const { column, expression } = compiled.inputs[at]!
    const name = shorten(expression.text)
    const message: Said = [
      `规则 ${rule.id} 永远不会符合：“${name}”没有这样的值`,
      `rule ${rule.id} never matches: "${name}" has no such value`,
    ]
    const remedy: Said = ['改这一格，或删掉这条规则', 'change this cell or remove the rule']
    return [cellProblem(table.file, table.places.rules[index]?.[column + 1], { message, remedy })]
  })
}

function overlaps({ table, compiled }: Checked, axes: readonly Axis[], effort: Effort): Problem[] {
  const warnings: Problem[] = []
  const outputs = table.rules.map((_, rule) =>
    JSON.stringify(compiled.outputs.map(({ cells }) => cells[rule]!.expression?.text ?? cells[rule]!)),
  )
  for (let later = 1; later < table.rules.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      if (effort.left < 0 || warnings.length >= MOST_REPORTED) return warnings
      if (table.policy === 'any' && outputs[earlier] === outputs[later]) continue
      const cell = shared(axes, earlier, later, effort)
      if (!cell) continue
      const [a, b] = [table.rules[earlier]!.id, table.rules[later]!.id]
      const example = sayCell(compiled, axes, cell)
      const message: Said = [`规则 ${b} 与 ${a} 重叠，如 ${example.zh}`, `rule ${b} overlaps rule ${a}, such as at ${example.en}`]
      const remedy: Said = ['改其中一条，或换命中策略（首个、优先）', 'change one of them, or the hit policy (first, priority)']
      warnings.push(cellProblem(table.file, table.places.rules[later]?.[0], { message, remedy }))
    }
  }
  return warnings
}

function unreachable({ table }: Checked, axes: readonly Axis[], effort: Effort): Problem[] {
  const warnings: Problem[] = []
  const before: number[] = []
  for (const [index, rule] of table.rules.entries()) {
    const near = before.filter((each) => effort.left > 0 && shared(axes, each, index, effort))
    const reached = uncovered(axes, near, effort, 1, index)
    if (effort.left < 0) return warnings
    before.push(index)
    if (reached.length > 0) continue
    const message: Said = [
      `规则 ${rule.id} 轮不到：前面的规则已全部包含`,
      `rule ${rule.id} is never reached: rules before it cover all of it`,
    ]
    warnings.push(
      cellProblem(table.file, table.places.rules[index]?.[0], {
        message,
        remedy: ['移到前面，或删掉', 'move it up or remove it'],
      }),
    )
  }
  return warnings
}

function gaps({ table, compiled }: Checked, axes: readonly Axis[], effort: Effort): Problem[] {
  const cells = uncovered(
    axes,
    table.rules.map((_, index) => index),
    effort,
    MOST_REPORTED,
  )
  return cells.map((cell) => {
    const example = sayCell(compiled, axes, cell)
    const message: Said = [`没有规则符合：${example.zh}`, `no rule matches ${example.en}`]
    return cellProblem(table.file, table.places.head[0], {
      message,
      remedy: ['补一条规则，或在最后加一条全是 - 的规则', 'add a rule, or a last one with - in each cell'],
    })
  })
}

function sayCell(compiled: CompiledTable, axes: readonly Axis[], cell: Cell): Readonly<{ zh: string; en: string }> {
  const say = (language: 'zh' | 'en', joint: string): string =>
    compiled.inputs
      .map(
        ({ expression }, at) =>
          `${shorten(expression.text)} = ${sayAtom(axes[at]!.atoms[cell[at]!]!, language, axes[at]!.whole)}`,
      )
      .join(joint)
  return { zh: say('zh', '，'), en: say('en', ', ') }
}

function notFinished(table: DecisionTable): Problem {
  const message: LocalText = { zh: '规则太多，重叠和空缺没有查完', en: 'too many rules to look for every overlap and gap' }
  return Object.freeze({
    file: table.file,
    line: 1,
    column: 1,
    message,
    remedy: { zh: '拆成几张表再查', en: 'split the table to check it whole' },
  })
}
