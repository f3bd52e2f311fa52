import { joinLines } from './clean-text.ts'
import type { DocumentText } from './document-text.ts'
import { hasNumberedStart } from './numbered-start.ts'
import { contentsLines } from './pdf-contents.ts'
import { headingLevel, type Measures } from './pdf-headings.ts'
import type { Line } from './pdf-lines.ts'
import { writeTable } from './table-rows.ts'

const cjk = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]/
const loneNumber = /^(?:[A-Z]|\d{1,2})(?:\.\d{1,2}){1,4}$/
const sentenceEnd = /[。！？；:：.!?;]["”’)）]?$/

/** A picture put into the text. */
export type WrittenFigure = Readonly<{ at: number; figure: NonNullable<Line['figure']> }>

/**
 * Writes the lines of a document as headings, paragraphs and rows; lines of one paragraph are joined, also across pages. A picture
 * stands behind the paragraph that is under way when it comes. Tables of contents are left out.
 */
export function writeLines(
  lines: readonly Line[],
  measures: Measures,
  text: DocumentText,
  pages: number,
): readonly WrittenFigure[] {
  const contents = contentsLines(lines, pages)
  const figures: WrittenFigure[] = []
  let open: Line[] = []
  let waiting: NonNullable<Line['figure']>[] = []
  const flush = (): void => {
    writeParagraph(open, measures, text)
    open = []
    if (waiting.length === 0) return
    const at = text.finish().text.length
    for (const figure of waiting) figures.push({ at, figure })
    waiting = []
  }
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]
    if (line === undefined || contents.has(line)) continue
    if (line.figure !== undefined) {
      waiting.push(line.figure)
      continue
    }
    const aligned = line.table === undefined ? alignedTable(lines, at) : undefined
    if (line.table !== undefined) {
      flush()
      writeTable(onPage(text, line.page), line.table.rows, { copies: line.table.copies })
    } else if (aligned !== undefined) {
      flush()
      for (const row of aligned) text.row(row, line.page)
      at += aligned.length
    } else {
      const last = open.at(-1)
      if (last !== undefined && !continues(open, last, line, measures)) flush()
      open.push(line)
    }
  }
  flush()
  return figures
}

function writeParagraph(lines: readonly Line[], measures: Measures, text: DocumentText): void {
  const [first] = lines
  if (first === undefined) return
  const joined = joinHyphenated(lines.map((line) => line.text))
  const level = headingLevel(joined, first, measures)
  if (level === undefined) text.paragraph(joined, first.page)
  else text.heading(joined, level, first.page)
}

/** Joins lines; a word cut at the end of one loses its hyphen. */
function joinHyphenated(lines: readonly string[]): string {
  const whole: string[] = []
  for (const line of lines) {
    const last = whole.at(-1)
    if (last !== undefined && /\p{Ll}[-\u00ad]$/u.test(last.slice(-3)) && /^\p{Ll}/u.test(line))
      whole[whole.length - 1] = last.slice(0, -1) + line
    else whole.push(line)
  }
  return joinLines(whole)
}

function continues(open: readonly Line[], last: Line, next: Line, measures: Measures): boolean {
  const unit = next.size
  if (last.turned !== next.turned) return false
  if (hasNumberedStart(next.text) || Math.abs(last.size - next.size) > 0.12 * Math.max(last.size, next.size)) return false
  if (last.cells.length > 2 || next.cells.length > 2) return false
  const together = last.page === next.page && last.column === next.column
  const drop = next.y - last.y
  const leading = measures.leading * Math.max(1, unit / measures.body)
  if (together && loneNumber.test(last.text) && open.length === 1) return drop > 0 && drop < leading * 2.5
  if (together && (drop < 0 || drop > leading * 1.45)) return false
  if (unit > measures.body * 1.15 && together && isCentred(last) && isCentred(next))
    return joinLines([last.text, next.text]).length <= 60
  if (headingLevel(last.text, last, measures) !== undefined && open.length === 1) return false
  if (!together && sentenceEnd.test(last.text)) return false
  const chinese = cjk.test(next.text.slice(0, 2)) || cjk.test(last.text.slice(-2))
  const flows = !chinese && /^\p{Ll}/u.test(next.text) && !sentenceEnd.test(last.text)
  const ragged = flows ? (last.column.right - last.column.left) * 0.35 : 0
  if (last.column.right - last.right > (chinese ? unit * 2.3 : Math.max(ragged, firstWord(next) + unit * 0.5))) return false
  return together ? isAligned(open, last, next, chinese) : next.x - next.column.left < unit
}

/** True when the next line begins where a further line of the paragraph would: not indented, or hanging below a number. */
function isAligned(open: readonly Line[], last: Line, next: Line, chinese: boolean): boolean {
  const unit = next.size
  const first = open[0] ?? last
  if (hasNumberedStart(first.text) && next.x > first.x + unit * 0.5)
    return open.length === 1 || Math.abs(next.x - last.x) < unit * 0.5
  if (next.x > last.x + unit * 0.8) return false
  const indent = next.x - next.column.left
  return !(chinese && indent > unit * 1.4 && indent < unit * 2.8 && next.x >= first.x - 1)
}

function firstWord(line: Line): number {
  const length = line.text.indexOf(' ')
  return ((line.right - line.x) * (length < 0 ? line.text.length : length)) / Math.max(1, line.text.length)
}

function isCentred(line: Line): boolean {
  const left = line.x - line.column.left
  const right = line.column.right - line.right
  return left > line.size && Math.abs(left - right) < Math.max(line.size * 2, (line.column.right - line.column.left) * 0.08)
}

function onPage(text: DocumentText, page: number): DocumentText {
  return {
    ...text,
    paragraph: (line) => text.paragraph(line, page),
    row: (cells) => text.row(cells, page),
  }
}

/**
 * A table without drawn lines: at least three lines in a row whose cells stand in the same three or more columns. Returns
 * its records, one less than its lines; undefined where the columns are not clear.
 */
function alignedTable(
  lines: readonly Line[],
  from: number,
): readonly (readonly Readonly<{ head: string; text: string }>[])[] | undefined {
  let end = from
  while (end < lines.length && isRowLike(lines[end], lines[from])) end++
  const rows = lines.slice(from, end)
  if (rows.length < 3) return undefined
  const columns = columnsOf(rows)
  const placed = rows.map((row) =>
    columns.map((column) => row.cells.filter((cell) => cell.x < column.right && cell.x + cell.width > column.left)),
  )
  if (columns.length < 3 || placed.some((row) => row.some((cells) => cells.length > 1))) return undefined
  const texts = placed.map((row) => row.map((cells) => cells[0]?.text.trim() ?? ''))
  const [heads = [], ...records] = texts
  if (heads.some((head) => head === '' || /[：:]$/.test(head) || /^[\d.,%-]+$/.test(head))) return undefined
  return records.map((record) => record.map((cell, at) => ({ head: heads[at] ?? '', text: cell })))
}

function isRowLike(line: Line | undefined, first: Line | undefined): boolean {
  return (
    line !== undefined && first !== undefined && line.table === undefined && line.cells.length >= 3 && line.page === first.page
  )
}

function columnsOf(rows: readonly Line[]): readonly Readonly<{ left: number; right: number }>[] {
  const columns: { left: number; right: number }[] = []
  for (const { x, width } of rows.flatMap((row) => row.cells).sort((one, other) => one.x - other.x)) {
    const last = columns.at(-1)
    if (last !== undefined && x < last.right + 1) last.right = Math.max(last.right, x + width)
    else columns.push({ left: x, right: x + width })
  }
  return columns
}
