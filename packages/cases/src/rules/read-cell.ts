import { nearest } from './nearest.ts'
import { asciiFeel } from './ascii-feel.ts'
import { readDay, readLiteral, readNumber, splitList, unquoted, type Scalar } from './cell-literal.ts'
import { anyValue, type CellTest, type Span, type TestPart } from './cell-test.ts'
import { compileUnaryTests } from './compile-feel.ts'
import type { ColumnType } from './decision-table.ts'
import { excelHarm, hasThousands } from './excel-harm.ts'
import { scopeFor } from './expression.ts'
import type { Said } from './feel-scope.ts'
import { parseFeel, type FeelMistake } from './feel-syntax.ts'
import { shorten, type CellFault } from './table-head.ts'

/** What a cell says, or what is wrong with it. */
export type Read<Result> = Readonly<{ result: Result; fault?: undefined } | { result?: undefined; fault: CellFault }>

const anyCell = /^[-－—–−]?$/u
const emptyWords = /^(?:空|null)$/u
const typeNames: Readonly<Record<ColumnType, Said>> = {
  text: ['文字', 'a text'],
  number: ['数字', 'a number'],
  date: ['日期', 'a date'],
  'yes-no': ['是或否', 'yes or no'],
}

/** The tests of an input cell; see the forms each type takes in {@link readPart}. */
export function readCellTest(cell: string, type: ColumnType | undefined): Read<CellTest> {
  const text = cell.trim()
  if (anyCell.test(text)) return { result: anyValue }
  const harm = excelHarm(text, type)
  if (harm) return { fault: harm }
  const { not, body } = withoutNot(text)
  const parts: TestPart[] = []
  for (const part of splitList(body, type === undefined ? ',，' : ',，、;；')) {
    const read = readPart(part, type)
    if (read === undefined) return readFeelCell(text)
    if (read.fault) return read
    parts.push(read.result)
  }
  if (type === 'number' && parts.length > 1 && hasThousands(body)) return { fault: thousands(body) }
  return { result: Object.freeze({ any: false, not, parts: Object.freeze(parts) }) }
}

function withoutNot(text: string): Readonly<{ not: boolean; body: string }> {
  const bracketed = /^(?:not|不是)\s*[（(](.*)[）)]$/su.exec(text)
  if (bracketed) return { not: true, body: bracketed[1]!.trim() }
  const spaced = /^不是[\s\u3000]+(.*)$/su.exec(text)
  return spaced ? { not: true, body: spaced[1]!.trim() } : { not: false, body: text }
}

/** One of the tests of a cell: a value, `空`, a comparison or a span. Undefined: the whole cell is to be read as FEEL. */
function readPart(part: string, type: ColumnType | undefined): Read<TestPart> | undefined {
  if (emptyWords.test(part)) return { result: { is: 'empty' } }
  if (type === 'text' || type === 'yes-no') return readWord(part, type)
  const value = readLiteral(part, type)
  if (value !== undefined) return { result: { is: 'value', value } }
  const ascii = asciiFeel(part).text.trim()
  const span = readSpan(ascii, type)
  if (span && emptySpan(span)) return { fault: backwards(part) }
  if (span) return { result: { is: 'span', span } }
  const feel = type === undefined || /^(?:[<>]=?|!?=)|\?/u.test(ascii)
  return feel ? undefined : { fault: wrongKind(part, type) }
}

function readWord(part: string, type: 'text' | 'yes-no'): Read<TestPart> | undefined {
  if (type === 'text' && /[(（,，]\s*[?？]\s*[,，)）]/u.test(part) && unquoted(part) === undefined) return undefined
  const value = readLiteral(part, type)
  const comparison = /^(?:[<>＜＞≥≤≠=＝]|!=|！=|not\s)/iu.test(part)
  // A quotation mark within a text would hide the commas behind it.
  const unclear = comparison || /["“”＂]/u.test(part)
  if (value === undefined || (unclear && unquoted(part) === undefined)) return { fault: wrongKind(part, type) }
  return { result: { is: 'value', value } }
}

/** `>= 4`, `[30..60)`, `]1..3[`; days in date columns. */
function readSpan(ascii: string, type: ColumnType | undefined): Span | undefined {
  const bound = (text: string): number | string | undefined =>
    type === 'date' ? readDay(unquoted(text) ?? text) : readNumber(text)
  const compared = /^(<=|>=|<|>)\s*(.+)$/u.exec(ascii)
  if (compared) {
    const value = bound(compared[2]!)
    if (value === undefined) return undefined
    const [lowIn, highIn] = [compared[1] === '>=', compared[1] === '<=']
    return compared[1]!.startsWith('>') ? { low: value, lowIn, highIn } : { high: value, lowIn, highIn }
  }
  const ranged = /^([[(\]])\s*(.+?)\s*\.\.\s*(.+?)\s*([\])[])$/u.exec(ascii)
  const [low, high] = ranged ? [bound(ranged[2]!), bound(ranged[3]!)] : []
  if (low === undefined || high === undefined) return undefined
  return { low, lowIn: ranged![1] === '[', high, highIn: ranged![4] === ']' }
}

function emptySpan({ low, lowIn, high, highIn }: Span): boolean {
  if (low === undefined || high === undefined) return false
  return low > high || (low === high && !(lowIn && highIn))
}

function readFeelCell(text: string): Read<CellTest> {
  const mistakes: FeelMistake[] = []
  const names = new Set<string>()
  const ascii = text.replace(/^不是(?=\s*[（(])/u, 'not')
  const parsed = parseFeel(ascii, 'tests')
  if (parsed.mistake) return { fault: feelFault(parsed.mistake) }
  const run = compileUnaryTests(parsed.node, scopeFor(names, mistakes, true))
  if (mistakes[0]) return { fault: feelFault(mistakes[0]) }
  const part: TestPart = Object.freeze({ is: 'feel', run, names: Object.freeze([...names]) })
  return { result: Object.freeze({ any: false, not: false, parts: Object.freeze([part]) }) }
}

/** A mistake in FEEL as the fault of a cell. */
export function feelFault({ message, remedy }: FeelMistake): CellFault {
  const said = (text: FeelMistake['message']): Said => (typeof text === 'string' ? [text, text] : [text.zh, text.en])
  return { message: said(message), remedy: said(remedy) }
}

function backwards(part: string): CellFault {
  const message: Said = [`区间“${shorten(part)}”里什么也没有`, `nothing lies in the range "${shorten(part)}"`]
  return { message, remedy: ['小的写在前面，如 [30..60]', 'write the smaller end first, such as [30..60]'] }
}

function thousands(part: string): CellFault {
  const message: Said = [`“${shorten(part)}”是一个数还是几个数？`, `is "${shorten(part)}" one number or several?`]
  const plain = part.replace(/[,，]/gu, '')
  return {
    message,
    remedy: [`一个数写 ${plain}；几个数用“、”隔开`, `one number: ${plain}; several: put blanks and 、 between them`],
  }
}

/** A cell that is no value of its column's type, with what to write instead. */
export function wrongKind(part: string, type: ColumnType): CellFault {
  const [zh, en] = typeNames[type]
  const message: Said = [`“${shorten(part)}”不是${zh}`, `"${shorten(part)}" is not ${en}`]
  const ends = /^(\d+(?:\.\d+)?)\s*(?:-|－|~|～|—|–|至|到|\.\.|…)\s*(\d+(?:\.\d+)?)$/u.exec(part)
  if (type === 'number' && ends) {
    const [low, high] = [ends[1]!, ends[2]!]
    const remedy: Said = [
      `含两端写 [${low}..${high}]，不含 ${high} 写 [${low}..${high})`,
      `write [${low}..${high}] with both ends, [${low}..${high}) without ${high}`,
    ]
    return { message, remedy }
  }
  return { message, remedy: remedies[type] }
}

const remedies: Readonly<Record<ColumnType, Said>> = {
  text: ['文字直接写或加引号；取反写“不是 …”', 'write the text, in quotes if it has marks; not(…) for the opposite'],
  number: ['只写数字，不带单位：>= 4、[30..60]', 'write numbers without units: >= 4, [30..60]'],
  date: [
    '写作 2026-10-12、>= 2026-10-12 或 [2026-01-01..2026-12-31]',
    'write 2026-10-12, >= 2026-10-12 or [2026-01-01..2026-12-31]',
  ],
  'yes-no': ['写是或否', 'write yes or no'],
}

/** A value that is none of the allowed ones, with the nearest of them. */
export function notAllowed(value: Scalar, allowed: readonly Scalar[]): CellFault {
  const known = allowed.map(String)
  const near = nearest(String(value), known)
  return {
    message: [`“${shorten(String(value))}”不在取值里`, `"${shorten(String(value))}" is none of the allowed values`],
    remedy: near
      ? [`是否“${near}”？`, `did you mean "${near}"?`]
      : [`取值：${shorten(known.join('、'))}`, `the values are ${shorten(known.join(', '))}`],
  }
}
