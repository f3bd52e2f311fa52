import { parseDelimited } from '@kaiwu/core'
import type { CellPlace } from './decision-table.ts'

/** The filled rows of a table's text; cells are trimmed, each with its place. */
export type Grid = Readonly<{
  rows: readonly Readonly<{ cells: readonly string[]; places: readonly CellPlace[] }>[]
  /** Line of a quotation mark that is never closed. */
  unclosedLine?: number
}>

/** Reads CSV with commas, tabs or semicolons, either line end; empty rows and trailing empty cells are dropped. */
export function readGrid(original: string): Grid {
  const text = original.replace(/^\uFEFF/u, '').replace(/\r\n?/gu, '\n')
  const delimiter = delimiterOf(text)
  const parsed = parseDelimited(text, delimiter)
  const placeOf = placesIn(text, delimiter)
  const rows: Grid['rows'][number][] = []
  for (const row of parsed.rows) {
    const places = row.map(() => placeOf())
    const cells = row.map((cell) => cell.trim())
    while (cells.at(-1) === '') cells.pop()
    if (cells.length > 0) rows.push({ cells: Object.freeze(cells), places: Object.freeze(places) })
  }
  return parsed.unclosedLine === undefined ? { rows } : { rows, unclosedLine: parsed.unclosedLine }
}

/** The delimiter that makes most heads of the first filled row; a comma when none does. */
function delimiterOf(text: string): string {
  const first = text.slice(text.search(/\S/u) < 0 ? 0 : text.search(/[^\s,;]/u))
  const heads = (delimiter: string): number => {
    const row = parseDelimited(first, delimiter, 1).rows[0] ?? []
    return row.slice(1).filter((cell) => /^\s*(?:when|then|note|条件|结果|说明)/iu.test(cell)).length
  }
  return [',', '\t', ';'].reduce((best, each) => (heads(each) > heads(best) ? each : best))
}

/**
 * Where each cell begins, in the order of reading: the same walk as that of `parseDelimited`, which tells lines of rows only.
 */
function placesIn(text: string, delimiter: string): () => CellPlace {
  let at = 0
  let line = 1
  let lineStart = 0
  let quotes = true
  const step = (end: number): void => {
    for (let next = text.indexOf('\n', at); next !== -1 && next < end; next = text.indexOf('\n', next + 1)) {
      line++
      lineStart = next + 1
    }
    at = end
  }
  return () => {
    const place = { line, column: at - lineStart + 1 }
    let end = at
    if (quotes && text[at] === '"') {
      const close = closingQuote(text, at + 1)
      if (close < 0) quotes = false
      else end = close + 1
    }
    while (end < text.length && text[end] !== delimiter && text[end] !== '\n') end++
    step(Math.min(text.length, end + 1))
    return place
  }
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) if (text[at + 1] !== '"') return at
  return -1
}
