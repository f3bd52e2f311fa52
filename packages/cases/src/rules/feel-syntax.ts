import type { LocalText } from '@kaiwu/core'
import { parseExpression, parseUnaryTests } from 'feelin'
import { asciiFeel } from './ascii-feel.ts'

/** A part of a FEEL text, named as feelin's grammar names it. Offsets are those of the text as written. */
export type FeelNode = Readonly<{ name: string; at: number; text: string; children: readonly FeelNode[] }>

/** A mistake in a FEEL text. */
export type FeelMistake = Readonly<{ at: number; message: LocalText; remedy: LocalText }>

const LONGEST = 4_000
const DEEPEST_NESTING = 64
const DEEPEST_TREE = 300
const nesting = new Set(['ParenthesizedExpression', 'List', 'FilterExpression', 'IfExpression', 'ForExpression', 'Interval'])
for (const name of ['QuantifiedExpression', 'FunctionInvocation', 'Context', 'FunctionDefinition']) nesting.add(name)

/** Parses an expression, or the tests of a decision table's cell. Nothing is evaluated. */
export function parseFeel(
  original: string,
  as: 'expression' | 'tests',
): Readonly<{ node: FeelNode; mistake?: undefined } | { node?: undefined; mistake: FeelMistake }> {
  if (original.length > LONGEST) return { mistake: tooLong(original.length) }
  const { text, at, unclosed } = asciiFeel(original)
  if (text.trim() === '')
    return { mistake: mistake(0, '这里是空的', 'there is nothing here', '写一个表达式', 'write an expression') }
  if (unclosed !== undefined) {
    const remedy = ['用同一种引号结束它', 'close it with the same kind of mark'] as const
    return { mistake: mistake(unclosed, '引号没有结束', 'the quotation mark is never closed', ...remedy) }
  }
  const deep = deepestBracket(text)
  if (deep !== undefined) return { mistake: tooDeep(at(deep)) }
  const tree = (as === 'tests' ? parseUnaryTests : parseExpression)(text, {}, undefined)
  return buildNodes(tree, text, at)
}

function buildNodes(
  tree: ReturnType<typeof parseExpression>,
  text: string,
  at: (offset: number) => number,
): ReturnType<typeof parseFeel> {
  type Open = { name: string; from: number; to: number; children: FeelNode[] }
  const open: Open[] = [{ name: '', from: 0, to: text.length, children: [] }]
  let depth = 0
  let found: FeelMistake | undefined
  tree.iterate({
    enter: (part) => {
      if (found || (part.type.isSkipped && !part.type.isError)) return false
      if (part.type.isError) found = notUnderstood(text, part.from, at(part.from))
      else if (open.length > DEEPEST_TREE || (nesting.has(part.name) && ++depth > DEEPEST_NESTING)) found = tooDeep(at(part.from))
      if (found) return false
      open.push({ name: part.name, from: part.from, to: part.to, children: [] })
      return true
    },
    leave: (part) => {
      if (found || part.type.isSkipped || part.type.isError) return
      const done = open.pop()!
      if (nesting.has(done.name)) depth--
      const node = { name: done.name, at: at(done.from), text: text.slice(done.from, done.to), children: done.children }
      open.at(-1)!.children.push(node)
    },
  })
  if (found) return { mistake: found }
  const node = open[0]!.children[0]
  return node ? { node } : { mistake: notUnderstood(text, 0, 0) }
}

/** The offset of the first bracket that nests too deep; texts in quotes do not count. */
function deepestBracket(text: string): number | undefined {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!
    if (character === '"') for (i++; i < text.length && text[i] !== '"'; i++) if (text[i] === '\\') i++
    if ('([{'.includes(character)) depth++
    if (')]}'.includes(character)) depth--
    if (depth > DEEPEST_NESTING) return i
  }
  return undefined
}

function mistake(at: number, zh: string, en: string, remedyZh: string, remedyEn: string): FeelMistake {
  return { at, message: { zh, en }, remedy: { zh: remedyZh, en: remedyEn } }
}

function notUnderstood(text: string, from: number, at: number): FeelMistake {
  const rest = text.slice(from, from + 20).trim()
  const before = text.slice(Math.max(0, from - 20), from).trim()
  const remedy = [
    '文字加引号，相等写一个 =，同时写 and，任一写 or，取反写 not(…)',
    'put texts in quotes, write one = for equality, and, or, not(…)',
  ] as const
  return rest === ''
    ? mistake(at, `“${before}”后面不完整`, `incomplete after "${before}"`, ...remedy)
    : mistake(at, `看不懂“${rest}”`, `"${rest}" is not understood`, ...remedy)
}

function tooDeep(at: number): FeelMistake {
  const remedy = ['拆成几个条件', 'split it into several conditions'] as const
  return mistake(at, `嵌套超过 ${DEEPEST_NESTING} 层`, `nested more than ${DEEPEST_NESTING} deep`, ...remedy)
}

function tooLong(length: number): FeelMistake {
  const message = [`有 ${length} 个字符，最多 ${LONGEST} 个`, `${length} characters; ${LONGEST} are allowed`] as const
  return mistake(LONGEST, ...message, '拆成几个条件或一张决策表', 'split it into several conditions or a decision table')
}
