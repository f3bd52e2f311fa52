import type { FeelNode } from './feel-syntax.ts'
import { allOf, anyOf, compareValues, negation, sameValue, truthOf, type Truth } from './feel-operators.ts'
import { label, spendFor, type Compile, type Env, type Run, type RunTest, type Scope } from './feel-scope.ts'
import { isList, kindKey, unknown, Unknown, type FeelValue } from './feel-value.ts'

/** The tests of a cell, or what stands after `in`, of which one suffices. */
export function compileTests(node: FeelNode, scope: Scope, compile: Compile): RunTest {
  const inner: Scope = { ...scope, subject: true }
  if (node.name === 'UnaryTests') {
    const [first, ...others] = node.children
    if (!first || first.name === 'Wildcard') return () => true
    if (first.name !== 'not') return compileTests(first, scope, compile)
    const tests = compileTests(
      others.find((part) => part.name === 'PositiveUnaryTests')!,
      scope,
      compile,
    )
    return (subject, env) => negation(tests(subject, env))
  }
  if (node.name === 'PositiveUnaryTests') {
    const tests = node.children.map((part) => compileTests(part, scope, compile))
    return (subject, env) => anyOf(tests.map((test) => test(subject, env)))
  }
  const part = node.name === 'PositiveUnaryTest' ? node.children[0]! : node
  if (part.name === 'SimplePositiveUnaryTest') return compileSimple(part, inner, compile)
  const run = compile(part, inner)
  if (usesSubject(part)) return (subject, env) => truthOf(run({ ...env, subject }), label(part))
  return (subject, env) => memberOf(subject, run({ ...env, subject }), env, label(part))
}

/** `>= 4` and `[1..3]`. */
function compileSimple(node: FeelNode, scope: Scope, compile: Compile): RunTest {
  const [first, operand] = node.children
  if (first!.name === 'CompareOp') {
    const run = compile(operand!, scope)
    return (subject, env) => compareValues(first!.text, subject, run(env), ['?', label(operand!)])
  }
  const [open, low, , high, close] = first!.children
  const [lowest, highest] = [compile(low!, scope), compile(high!, scope)]
  const [above, below] = [open!.text === '[' ? '>=' : '>', close!.text === ']' ? '<=' : '<']
  return (subject, env) =>
    allOf([
      compareValues(above, subject, lowest(env), ['?', label(low!)]),
      compareValues(below, subject, highest(env), ['?', label(high!)]),
    ])
}

function memberOf(subject: FeelValue, value: FeelValue, env: Env, name: string): Truth {
  spendFor(value, env.spend)
  if (value instanceof Unknown) return value
  if (subject instanceof Unknown) return subject
  if (isList(value) && !isList(subject)) return anyOf(value.map((each) => equalTo(subject, each, name)))
  return equalTo(subject, value, name)
}

/** Equality in which `null` means an empty value, and a different kind is not told. */
function equalTo(subject: FeelValue, value: FeelValue, name: string): Truth {
  if (value === null) return subject === null
  if (subject === null) return unknown('要判断的值是空的', 'the value to be tested is empty')
  return kindKey(subject) === kindKey(value) ? sameValue(subject, value) : compareValues('=', subject, value, ['?', name])
}

function usesSubject(node: FeelNode): boolean {
  return node.name === '?' || (node.name !== 'PositiveUnaryTest' && node.children.some(usesSubject))
}

/** `x = y`, `x in …`, `x between a and b`. */
export function compileComparison(node: FeelNode, scope: Scope, compile: Compile): Run {
  const [left, operator, ...others] = node.children
  const subject = compile(left!, scope)
  if (operator!.name === 'in') {
    const test = compileTests(
      others.find((part) => part.name.startsWith('PositiveUnaryTest'))!,
      scope,
      compile,
    )
    return (env) => {
      const value = subject(env)
      return value instanceof Unknown ? value : test(value, env)
    }
  }
  if (operator!.name === 'between') {
    const [low, high] = [compile(others[0]!, scope), compile(others[2]!, scope)]
    return (env) => {
      const value = subject(env)
      const above = compareValues('>=', value, low(env), [label(left!), label(others[0]!)])
      return allOf([above, compareValues('<=', value, high(env), [label(left!), label(others[2]!)])])
    }
  }
  return compileOperator(node, operator!.text, subject, scope, compile)
}

function compileOperator(node: FeelNode, operator: string, subject: Run, scope: Scope, compile: Compile): Run {
  const [left, , right] = node.children
  if (right!.name === 'SimplePositiveUnaryTest') {
    scope.report(right!, ['比较符号写重了', 'two comparison signs in a row'], ['相等只写一个 =', 'write a single = for equality'])
  }
  const other = compile(right!, scope)
  const names = [label(left!), label(right!)] as const
  const aboutEmptiness = (left!.name === 'null' || right!.name === 'null') && (operator === '=' || operator === '!=')
  return (env) => {
    const [a, b] = [subject(env), other(env)]
    if (typeof a === 'object') spendFor(a, env.spend)
    if (!aboutEmptiness) return compareValues(operator, a, b, names)
    if (a instanceof Unknown) return a
    return b instanceof Unknown ? b : operator === '=' ? a === b : a !== b
  }
}
