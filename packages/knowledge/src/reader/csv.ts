import { KaiwuError } from '@kaiwu/core'
import { decodeText } from './decode-text.ts'
import { documentText } from './document-text.ts'
import { encodingWarning } from './encoding-warning.ts'
import type { Reader, ReadWarning } from './reader.ts'
import { writeTable } from './table-rows.ts'

const delimiters = [',', '\t', ';', '|'] as const
const maxRows = 200_000
const unclosed: ReadWarning = Object.freeze({
  zh: '有一个引号没有配对，其后的引号按普通字符读取',
  en: 'A quote is never closed; the quotes after it were read as plain characters',
  kind: 'doubtful',
})

/** Reads delimited text: the first filled row names the columns, each row after it is one record. */
export const csvReader: Reader = Object.freeze({
  name: 'csv',
  extensions: Object.freeze(['.csv', '.tsv']),
  isolated: false,
  async read(bytes: Uint8Array, name: string) {
    const decoded = decodeText(bytes, name)
    const text = documentText(name)
    const { body, delimiter } = chooseDelimiter(text.clean(decoded.text), name)
    const { rows, complete } = parseDelimited(body, delimiter)
    if (rows.length > maxRows) throw new KaiwuError('FILE_TOO_LARGE', { name, limit: `${maxRows} 行 (rows)` })
    writeTable(text, rows, { headFirst: true })
    const warnings = Object.freeze([...encodingWarning(decoded), ...(complete ? [] : [unclosed]), ...text.unseen()])
    return Object.freeze({ ...text.finish(), properties: Object.freeze({}), warnings })
  },
})

/** Rows of cells, the line each begins on (from 1), and, when a quote was never closed, the line it stands on. */
export type DelimitedText = Readonly<{
  rows: readonly (readonly string[])[]
  lines: readonly number[]
  complete: boolean
  unclosedLine?: number
}>

/** Splits delimited text into rows of cells. `complete` is false when a quote was never closed. */
export function parseDelimited(text: string, delimiter: string, limit = Infinity): DelimitedText {
  const rows: string[][] = []
  const lines: number[] = []
  const lineAt = lineCounter(text)
  let row: string[] = []
  let at = 0
  let firstLine = 1
  let unclosedLine: number | undefined
  const endRow = (): void => {
    rows.push(row)
    lines.push(firstLine)
    row = []
    firstLine = lineAt(at)
  }
  while (at < text.length && rows.length < limit) {
    const quoted = unclosedLine === undefined && text[at] === '"' ? readQuoted(text, at, delimiter) : undefined
    if (quoted === null) unclosedLine = lineAt(at)
    const cell = quoted ?? readBare(text, at, delimiter)
    row.push(cell.text)
    at = cell.end
    if (text[at] === delimiter) {
      at++
      if (at === text.length) row.push('')
      else continue
    } else at++
    endRow()
  }
  if (row.length > 0) endRow()
  return unclosedLine === undefined ? { rows, lines, complete: true } : { rows, lines, complete: false, unclosedLine }
}

/** The line of an offset; offsets must not fall back behind the last line asked for. */
function lineCounter(text: string): (offset: number) => number {
  let line = 1
  let next = text.indexOf('\n')
  return (offset) => {
    for (; next !== -1 && next < offset; next = text.indexOf('\n', next + 1)) line++
    return line
  }
}

type ReadCell = Readonly<{ text: string; end: number }>

/** A quoted cell; null when the closing quote is missing. What stands between it and the delimiter is kept. */
function readQuoted(text: string, start: number, delimiter: string): ReadCell | null {
  let from = start + 1
  let cell = ''
  for (;;) {
    const close = text.indexOf('"', from)
    if (close < 0) return null
    cell += text.slice(from, close)
    if (text[close + 1] !== '"') {
      const rest = readBare(text, close + 1, delimiter)
      return { text: cell + rest.text.trim(), end: rest.end }
    }
    cell += '"'
    from = close + 2
  }
}

function readBare(text: string, start: number, delimiter: string): ReadCell {
  let end = start
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n') end++
  return { text: text.slice(start, end), end }
}

/** Excel's `sep=` line, the extension, else the delimiter that gives the most even rows. */
function chooseDelimiter(text: string, name: string): Readonly<{ body: string; delimiter: string }> {
  const named = /^"?sep=(.)"?\n/i.exec(text)
  if (named?.[1] !== undefined) return { body: text.slice(named[0].length), delimiter: named[1] }
  const scores = delimiters.map((delimiter) => ({ delimiter, score: evenness(text, delimiter) }))
  const best = scores.reduce((one, other) => (other.score > one.score ? other : one))
  if (best.score > 0) return { body: text, delimiter: best.delimiter }
  return { body: text, delimiter: name.toLowerCase().endsWith('.tsv') ? '\t' : ',' }
}

/** The part of the first rows that have the most usual width, times a little for the width; 0 for a single column. */
function evenness(text: string, delimiter: string): number {
  const { rows } = parseDelimited(text.slice(0, 200_000), delimiter, 50)
  const widths = rows.filter((row) => row.some((cell) => cell.trim() !== '')).map((row) => row.length)
  const counts = new Map<number, number>()
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1)
  let best = 0
  for (const [width, rowCount] of counts) {
    if (width > 1) best = Math.max(best, (rowCount / widths.length) * (1 + Math.log2(width) / 10))
  }
  return best
}
