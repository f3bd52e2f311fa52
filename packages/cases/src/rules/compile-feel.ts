import { nearest } from './nearest.ts'
import { FeelDate, FeelDateTime, FeelDuration, FeelTime } from 'feelin'
import { compileFilter, compileFor, compileQuantified } from './compile-loops.ts'
import { compileComparison, compileTests } from './compile-tests.ts'
import { compileCall } from './compile-call.ts'
import { checkName } from './feel-name.ts'
import type { FeelNode } from './feel-syntax.ts'
import { allOf, anyOf, calculate, emptyOperand, truthOf } from './feel-operators.ts'
import { label, type Compile, type Env, type Run, type RunTest, type Scope } from './feel-scope.ts'
import { isList, isRecord, isTemporal, kindOf, Unknown, unknown, type FeelTemporal, type FeelValue } from './feel-value.ts'

const compilers: ReadonlyMap<string, (node: FeelNode, scope: Scope, compile: Compile) => Run> = new Map([
  ['Expression', (node, scope) => compileNode(node.children[0]!, scope)],
  ['ParenthesizedExpression', (node, scope) => compileNode(node.children[1]!, scope)],
  ['NumericLiteral', compileNumber],
  ['StringLiteral', (node) => constant(textOf(node.text))],
  ['BooleanLiteral', (node) => constant(node.text === 'true')],
  ['null', () => constant(null)],
  ['?', compileSubject],
  ['VariableName', compileName],
  ['PathExpression', compilePath],
  ['Comparison', compileComparison],
  ['Conjunction', (node, scope) => compileLogic(node, scope, allOf, false)],
  ['Disjunction', (node, scope) => compileLogic(node, scope, anyOf, true)],
  ['ArithmeticExpression', compileArithmetic],
  ['IfExpression', compileIf],
  ['ForExpression', compileFor],
  ['QuantifiedExpression', compileQuantified],
  ['FilterExpression', compileFilter],
  ['List', compileList],
  ['FunctionInvocation', compileCall],
  ['DateTimeLiteral', compileCall],
])

const compileNode: Compile = (node, scope) => {
  const compiler = compilers.get(node.name)
  if (!compiler) {
    const ranges = node.name === 'Interval' || node.name === 'SimplePositiveUnaryTest'
    scope.report(
      node,
      [`“${label(node)}”不能用在这里`, `"${label(node)}" cannot be used here`],
      ranges
        ? ['区间写在 in 后面：x in [1..3]', 'write a range after in: x in [1..3]']
        : ['不支持定义函数、上下文 {…} 和 instance of', 'functions, contexts {…} and instance of are not supported'],
    )
    return constant(null)
  }
  const run = compiler(node, scope, compileNode)
  return (env) => {
    env.spend(1)
    return run(env)
  }
}

/**
 * Compiles an expression; mistakes go to `scope.report`. feelin gives the grammar, dates and plain functions; it does not
 * evaluate, because there a missing name makes `x = 1` false, `if null` takes `else`, `1e5` is 1, 0 is between 7 and -3,
 * `sum.prototype` is a host object, and work has no bound.
 */
export function compileExpression(node: FeelNode, scope: Scope): Run {
  return compileNode(node, scope)
}

/** Compiles the tests of a cell; mistakes go to `scope.report`. */
export function compileUnaryTests(node: FeelNode, scope: Scope): RunTest {
  return compileTests(node, scope, compileNode)
}

function constant(value: FeelValue): Run {
  return () => value
}

/** The text of a literal in quotes. */
export function textOf(literal: string): string {
  return literal
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-fA-F]{4})|(["\\nrt]))/gu, (_, code: string | undefined, letter: string) =>
      code ? String.fromCharCode(Number.parseInt(code, 16)) : (escapes[letter] ?? letter),
    )
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

function compileNumber(node: FeelNode, scope: Scope): Run {
  const value = Number(node.text)
  const digits = node.text.replace(/^[0.]+|\./gu, '').length
  if (/e/iu.test(node.text)) {
    scope.report(
      node,
      [`数字“${node.text}”用了科学记数`, `${node.text} is in scientific notation`],
      ['写出全部数位', 'write all digits'],
    )
  } else if (digits > 15) {
    scope.report(
      node,
      ['数字超过 15 位，算不准确', 'more than 15 digits are not exact'],
      ['编号应写成文字，加引号', 'write a number that names something as a text in quotes'],
    )
  }
  return constant(value)
}

function compileSubject(node: FeelNode, scope: Scope): Run {
  if (!scope.subject) {
    scope.report(
      node,
      ['“?”只能用在表格的单元格里', '"?" has a meaning in a cell of a table only'],
      ['写出字段名', 'write the name of the field'],
    )
  }
  return (env) => env.subject
}

function compileName(node: FeelNode, scope: Scope): Run {
  const name = checkName(node, scope)
  if (name === undefined) return constant(null)
  if (!scope.locals.has(name) && !scope.filter) scope.names.add(name)
  return (env) => lookUp(name, env)
}

function lookUp(name: string, env: Env): FeelValue {
  for (let local = env.locals; local; local = local.outer) {
    if (local.name === name || (local.name === undefined && name === 'item')) return local.value
    if (local.name === undefined && isRecord(local.value) && Object.hasOwn(local.value, name)) return local.value[name]!
  }
  return env.name(name)
}

function compilePath(node: FeelNode, scope: Scope): Run {
  const path = pathOf(node)
  const inner = path && !scope.locals.has(path[0]!) && !scope.filter ? { ...scope, names: new Set<string>() } : scope
  if (inner !== scope) scope.names.add(path!.join('.'))
  const target = compileNode(node.children[0]!, inner)
  const field = checkName(node.children[2]!, scope)
  if (field === undefined) return constant(null)
  const name = label(node)
  return (env) => {
    const from = target(env)
    if (!isList(from)) return fieldOf(from, field, name)
    env.spend(from.length)
    const values = from.map((each) => fieldOf(each, field, name))
    return values.find((value) => value instanceof Unknown) ?? values
  }
}

/** The names of `a.b.c`; undefined when its root is no name. */
function pathOf(node: FeelNode): string[] | undefined {
  if (node.name === 'VariableName') return node.children.length === 1 ? [node.text] : undefined
  const root = node.name === 'PathExpression' ? pathOf(node.children[0]!) : undefined
  return root && [...root, node.children[2]!.text]
}

function fieldOf(value: FeelValue, field: string, name: string): FeelValue {
  if (value instanceof Unknown) return value
  if (value === null) return emptyOperand(name)
  if (isTemporal(value)) return temporalField(value, field) ?? noField(value, field)
  return isRecord(value) && Object.hasOwn(value, field) ? value[field]! : noField(value, field)
}

function noField(value: FeelValue, field: string): Unknown {
  const kind = kindOf(value)
  const near = isRecord(value) ? nearest(field, Object.keys(value)) : undefined
  return near
    ? unknown(`没有字段“${field}”，是否“${near}”？`, `there is no field "${field}"; did you mean "${near}"?`)
    : isRecord(value)
      ? unknown(`没有字段“${field}”`, `there is no field "${field}"`)
      : unknown(`${kind.zh}里没有字段“${field}”`, `${kind.en} has no field "${field}"`)
}

/** Read by name from a list, never by looking the name up in the object. */
function temporalField(value: FeelTemporal, field: string): number | undefined {
  if (value instanceof FeelDuration) {
    const { years, months, days, hours, minutes, seconds } = value
    return new Map(Object.entries({ years, months, days, hours, minutes, seconds })).get(field)
  }
  const fields = new Map<string, number>()
  if (value instanceof FeelDate || value instanceof FeelDateTime) {
    fields.set('year', value.year).set('month', value.month).set('day', value.day).set('weekday', value.weekday)
  }
  if (value instanceof FeelTime || value instanceof FeelDateTime) {
    fields.set('hour', value.hour).set('minute', value.minute).set('second', value.second)
  }
  return fields.get(field)
}

function compileLogic(node: FeelNode, scope: Scope, combine: typeof allOf, decisive: boolean): Run {
  const [left, , right] = node.children
  const [first, second] = [compileNode(left!, scope), compileNode(right!, scope)]
  return (env) => {
    const a = truthOf(first(env), label(left!))
    return a === decisive ? a : combine([a, truthOf(second(env), label(right!))])
  }
}

function compileArithmetic(node: FeelNode, scope: Scope): Run {
  const [left, operator, right] = node.children
  if (!right) {
    const negated = compileNode(operator!, scope)
    return (env) => calculate('-', 0, negated(env), ['0', label(operator!)])
  }
  const [first, second] = [compileNode(left!, scope), compileNode(right, scope)]
  const names = [label(left!), label(right)] as const
  return (env) => calculate(operator!.text, first(env), second(env), names)
}

function compileIf(node: FeelNode, scope: Scope): Run {
  const [, condition, , yes, , no] = node.children
  const [test, then, otherwise] = [compileNode(condition!, scope), compileNode(yes!, scope), compileNode(no!, scope)]
  return (env) => {
    const truth = truthOf(test(env), label(condition!))
    return truth instanceof Unknown ? truth : truth ? then(env) : otherwise(env)
  }
}

function compileList(node: FeelNode, scope: Scope): Run {
  const elements = node.children.slice(1, -1).map((part) => compileNode(part, scope))
  return (env) => {
    const values = elements.map((element) => element(env))
    return values.find((value) => value instanceof Unknown) ?? values
  }
}
