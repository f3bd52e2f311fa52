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
