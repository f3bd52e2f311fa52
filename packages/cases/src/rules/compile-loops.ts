import { checkName } from './feel-name.ts'
import type { FeelNode } from './feel-syntax.ts'
import { allOf, anyOf, exactNumber, truthOf, type Truth } from './feel-operators.ts'
import { label, type Compile, type Env, type Run, type Scope } from './feel-scope.ts'
import { isList, kindOf, Unknown, unknown, type FeelValue } from './feel-value.ts'

const LONGEST_RANGE = 10_000

type Loop = Readonly<{ name: string; values: Run }>

/** `for x in list return …` */
export function compileFor(node: FeelNode, scope: Scope, compile: Compile): Run {
  const { loops, inner } = compileLoops(node.children[1], scope, compile)
  const body = compile(node.children[3]!, inner)
  return (env) => {
    const results: FeelValue[] = []
    const stopped = eachOf(loops, env, (each) => {
      const result = body(each)
      if (result instanceof Unknown) return result
      results.push(result)
      return undefined
    })
    return stopped ?? results
  }
}

/** `some x in list satisfies …` and `every x in list satisfies …` */
export function compileQuantified(node: FeelNode, scope: Scope, compile: Compile): Run {
  const { loops, inner } = compileLoops(node.children[1], scope, compile)
  const condition = node.children[3]!
  const test = compile(condition, inner)
  const combine = node.children[0]!.name === 'every' ? allOf : anyOf
  return (env) => {
    const truths: Truth[] = []
    const stopped = eachOf(loops, env, (each) => {
      truths.push(truthOf(test(each), label(condition)))
      return undefined
    })
    return stopped ?? combine(truths)
  }
}

function compileLoops(node: FeelNode | undefined, scope: Scope, compile: Compile): Readonly<{ loops: Loop[]; inner: Scope }> {
  let inner = scope
  const loops: Loop[] = []
  for (const part of node?.children ?? []) {
    if (part.name !== 'InExpression') continue
    const [name, , source] = part.children
    checkName(name!, scope)
    loops.push({ name: name!.text, values: compileSource(source!, inner, compile) })
    inner = { ...inner, locals: new Set([...inner.locals, name!.text]) }
  }
  return { loops, inner }
}

/** A list, or whole numbers `1..10`, which may run downwards. */
function compileSource(node: FeelNode, scope: Scope, compile: Compile): Run {
  const [first, , last] = node.children
  const start = compile(first!, scope)
  if (!last) return start
  const end = compile(last, scope)
  const [from, to] = [Number(first!.text), Number(last.text)]
  if (Math.abs(to - from) >= LONGEST_RANGE) {
    const message = [
      `${label(node)} 超过 ${LONGEST_RANGE} 个数`,
      `${label(node)} has more than ${LONGEST_RANGE} numbers`,
    ] as const
    scope.report(node, message, ['缩小范围，或用列表', 'use a smaller range, or a list'])
  }
  return (env) => countedList(start(env), end(env), label(node), env)
}

function countedList(start: FeelValue, end: FeelValue, name: string, env: Env): FeelValue {
  if (start instanceof Unknown) return start
  if (end instanceof Unknown) return end
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end)) {
    return unknown(`“${name}”两端应为整数`, `both ends of "${name}" should be whole numbers`)
  }
  const [from, to] = [start as number, end as number]
  const length = Math.abs(to - from) + 1
  if (length > LONGEST_RANGE) return unknown(`“${name}”的数太多`, `"${name}" has too many numbers`)
  env.spend(length)
  return Array.from({ length }, (_, index) => exactNumber(from <= to ? from + index : from - index))
}

/** Runs the body for each combination; ends at the first list that is none, or when the body hands one back. */
function eachOf(loops: readonly Loop[], env: Env, body: (env: Env) => Unknown | undefined): Unknown | undefined {
  const [loop, ...others] = loops
  if (!loop) return body(env)
  const values = loop.values(env)
  if (values instanceof Unknown) return values
  if (!isList(values)) return notAList(loop.name, values)
  for (const value of values) {
    env.spend(1)
    if (value instanceof Unknown) return value
    const stopped = eachOf(others, { ...env, locals: { name: loop.name, value, outer: env.locals } }, body)
    if (stopped) return stopped
  }
  return undefined
}

function notAList(name: string, value: FeelValue): Unknown {
  const kind = kindOf(value)
  return unknown(`“${name}”要从列表里取，得到的却是${kind.zh}`, `"${name}" takes its values from a list, but found ${kind.en}`)
}

/** `list[2]`, `list[-1]`, and `list[condition]`, where `item` and the fields of the element can be named. */
export function compileFilter(node: FeelNode, scope: Scope, compile: Compile): Run {
  const [target, , body] = node.children
  const list = compile(target!, scope)
  if (/^-?\s*\d+$/u.test(body!.text)) return (env) => elementAt(list(env), Number(body!.text.replace(/\s/gu, '')), label(target!))
  const inner: Scope = { ...scope, filter: true, locals: new Set([...scope.locals, 'item']) }
  const test = compile(body!, inner)
  return (env) => {
    const values = list(env)
    if (values instanceof Unknown) return values
    if (!isList(values)) return notAList(label(target!), values)
    const kept: FeelValue[] = []
    for (const value of values) {
      env.spend(1)
      const truth = truthOf(test({ ...env, locals: { value, outer: env.locals } }), label(body!))
      if (truth instanceof Unknown) return truth
      if (truth) kept.push(value)
    }
    return kept
  }
}

function elementAt(values: FeelValue, position: number, name: string): FeelValue {
  if (values instanceof Unknown) return values
  if (!isList(values)) return notAList(name, values)
  const value = values.at(position > 0 ? position - 1 : position)
  if (position !== 0 && value !== undefined) return value
  return unknown(`“${name}”没有第 ${position} 项`, `"${name}" has no element ${position}`)
}
