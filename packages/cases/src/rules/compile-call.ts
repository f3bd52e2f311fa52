import { nearest } from './nearest.ts'
import { feelFunction, feelFunctionNames, type FeelFunction } from './feel-functions.ts'
import { negation, truthOf } from './feel-operators.ts'
import type { FeelNode } from './feel-syntax.ts'
import { label, spendFor, type Compile, type Run, type Scope } from './feel-scope.ts'
import { isList, Unknown, unknown, type FeelValue } from './feel-value.ts'
import { LONGEST_MATCHED, safePattern } from './safe-pattern.ts'

/** Functions that look at every pair of elements. */
const quadratic = new Set(['distinct values', 'union', 'index of'])
const clocks = new Set(['now', 'today'])

/** `f(a, b)`, `date("…")` and `@"…"`: only functions of the list, with as many arguments as they take. */
export function compileCall(node: FeelNode, scope: Scope, compile: Compile): Run {
  const [target, ...others] = node.children
  if (target!.name === 'AtLiteral') return compileAt(node, target!, scope)
  const name = target!.name === 'PathExpression' ? target!.text : functionName(target!)
  const list = others.find((part) => part.name.endsWith('Parameters'))
  if (list?.name === 'NamedParameters') {
    scope.report(list, ['参数不能带名称', 'arguments cannot be named'], ['按顺序写参数', 'write the arguments in order'])
    return () => null
  }
  const parts = list?.children ?? []
  if (name === 'matches') return compileMatches(node, parts, scope, compile)
  const values = parts.map((part) => compile(part, scope))
  if (name === 'not') {
    checkCount(node, name, parts.length, 1, 1, scope)
    return (env) => negation(truthOf(values[0]!(env), label(parts[0]!)))
  }
  const found = feelFunction(name)
  if (!found) {
    reportFunction(target!, name, scope)
    return () => null
  }
  checkCount(node, name, parts.length, found.least, found.most, scope)
  return callOf(name, found, parts, values)
}

function functionName(target: FeelNode): string {
  return target.text.replace(/\s+/gu, ' ')
}

function callOf(name: string, found: FeelFunction, parts: readonly FeelNode[], runs: readonly Run[]): Run {
  return (env) => {
    const values: FeelValue[] = []
    for (const [index, run] of runs.entries()) {
      const value = run(env)
      const open = value instanceof Unknown ? value : isList(value) ? value.find((each) => each instanceof Unknown) : undefined
      if (open instanceof Unknown) return open
      if (value === null && !found.allowsEmpty?.includes(index)) {
        return unknown(`${name}() 里的“${label(parts[index]!)}”没有值`, `"${label(parts[index]!)}" in ${name}() has no value`)
      }
      let size = 0
      spendFor(value, (steps) => {
        size += steps
        env.spend(steps)
      })
      if (quadratic.has(name)) env.spend((size * size) / 10)
      values.push(value)
    }
    env.spend(10)
    return found.run(values)
  }
}

function compileAt(node: FeelNode, literal: FeelNode, scope: Scope): Run {
  const text = literal.text.slice(2, -1)
  const names = /^-?P/u.test(text)
    ? ['duration']
    : /T/u.test(text)
      ? ['date and time']
      : /^\d+:/u.test(text)
        ? ['time']
        : ['date']
  const value = feelFunction(names[0]!)!.run([text])
  if (value instanceof Unknown) {
    scope.report(
      node,
      [`“${text}”不是日期、时间或时长`, `"${text}" is no date, time or duration`],
      ['写作 @"2026-10-12"', 'write @"2026-10-12"'],
    )
  }
  return () => value
}

function compileMatches(node: FeelNode, parts: readonly FeelNode[], scope: Scope, compile: Compile): Run {
  checkCount(node, 'matches', parts.length, 2, 2, scope)
  const [subject, literal] = parts
  if (!subject || literal?.name !== 'StringLiteral') {
    scope.report(
      literal ?? node,
      ['样式要直接写在引号里', 'the pattern has to be a text in quotes'],
      ['写作 matches(x, "^E-")', 'write matches(x, "^E-")'],
    )
    return () => null
  }
  const safe = safePattern(literal.text.slice(1, -1).replaceAll('\\\\', '\\').replaceAll('\\"', '"'))
  if ('why' in safe) {
    const why = safe.why as Readonly<{ zh: string; en: string }>
    scope.report(literal, [why.zh, why.en], ['把样式写简单些，或列出取值', 'write a simpler pattern, or list the values'])
    return () => null
  }
  const value = compile(subject, scope)
  return (env) => {
    const text = value(env)
    if (text instanceof Unknown) return text
    if (typeof text !== 'string' || text.length > LONGEST_MATCHED) {
      return unknown(
        `“${label(subject)}”不是 ${LONGEST_MATCHED} 字以内的文字`,
        `"${label(subject)}" is no text of up to ${LONGEST_MATCHED} characters`,
      )
    }
    env.spend(10 + (text.length * text.length) / 100)
    return safe.pattern.test(text)
  }
}

function checkCount(node: FeelNode, name: string, count: number, least: number, most: number, scope: Scope): void {
  if (count >= least && count <= most) return
  const wanted = least === most ? String(least) : `${least}–${most}`
  scope.report(
    node,
    [`${name}() 有 ${count} 个参数`, `${name}() has ${count} argument(s)`],
    [`应有 ${wanted} 个`, `it takes ${wanted}`],
  )
}

function reportFunction(node: FeelNode, name: string, scope: Scope): void {
  if (clocks.has(name)) {
    const remedy = [`用上下文里的字段，如 date(${name})`, `use a field of the context, such as date(${name})`] as const
    scope.report(
      node,
      [`${name}() 读系统时钟，同一张单再算会不同`, `${name}() reads the clock; the same case would not decide the same twice`],
      remedy,
    )
    return
  }
  const near = nearest(name, feelFunctionNames())
  scope.report(
    node,
    [`没有函数“${name.slice(0, 40)}”`, `there is no function "${name.slice(0, 40)}"`],
    near
      ? [`是否 ${near}？`, `did you mean ${near}?`]
      : ['只能用 FEEL 的函数，如 count、contains、date', 'only functions of FEEL can be called, such as count, contains, date'],
  )
}
