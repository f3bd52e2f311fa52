import { groupByLine, splitColumns } from './pdf-columns.ts'
import type { PageFigure } from './pdf-figures.ts'
import type { Run } from './pdf-runs.ts'
import { tidyLine } from './tidy-line.ts'

/** A line of text on a page, or a whole table standing in its place. */
export type Line = Readonly<{
  text: string
  /** Its parts between wide gaps. */
  cells: readonly Run[]
  x: number
  right: number
  y: number
  size: number
  font: string
  page: number
  /** Left and right edge of the column it stands in. */
  column: Readonly<{ left: number; right: number }>
  table?: Readonly<{ rows: readonly (readonly string[])[]; copies: ReadonlyMap<readonly string[], ReadonlySet<number>> }>
  /** A picture standing in its place, with its caption. */
  figure?: PageFigure & Readonly<{ caption?: string }>
  /** Vertical writing, or text turned to the side. */
  turned?: boolean
}>

/** A table or picture found on a page, to be put among the lines. */
export type Placed = Readonly<{ x: number; right: number; y: number; bottom: number }> & Pick<Line, 'table' | 'figure'>

/** A piece of a line, or what stands in the place of lines. */
export type Segment = Run & Readonly<{ placed?: Placed }>

const cjkEnd = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]$/
const cjkStart = /^[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]/
/** A gap of this many letter heights separates the cells of a line. */
const cellGap = 1.3

/** Joins runs that follow each other on one baseline, in the order of the file. */
export function joinRuns(runs: readonly Run[]): readonly Run[] {
  const joined: Run[] = []
  for (const run of runs) {
    const last = joined.at(-1)
    if (last !== undefined && follows(last, run)) joined[joined.length - 1] = join(last, run)
    else joined.push(run)
  }
  return joined
}

function follows(last: Run, next: Run): boolean {
  const size = Math.max(last.size, next.size)
  const gap = next.x - (last.x + last.width)
  const rise = Math.abs(next.y - last.y)
  if (gap < -0.5 * size || gap > cellGap * size) return false
  return rise < 0.3 * size || (rise < 0.6 * size && gap < 0.4 * size && Math.abs(last.size - next.size) > 0.1 * size)
}

function join(last: Run, next: Run): Run {
  const small = next.text.length > last.text.length && next.size > last.size
  return {
    text: last.text + (isSpaced(last, next) ? ' ' : '') + next.text,
    x: Math.min(last.x, next.x),
    y: small ? next.y : last.y,
    width: Math.max(last.x + last.width, next.x + next.width) - Math.min(last.x, next.x),
    size: small ? next.size : last.size,
    font: small ? next.font : last.font,
    spaced: last.spaced,
  }
}

/** Chinese text is set with wide gaps that are no spaces, figures are often set one by one. */
function isSpaced(last: Run, next: Run): boolean {
  if (/\s$/.test(last.text) || /^\s/.test(next.text)) return false
  const gap = (next.x - (last.x + last.width)) / Math.max(last.size, next.size)
  const before = cjkEnd.test(last.text)
  const after = cjkStart.test(next.text)
  if (before && after) return gap > 0.6
  if (before || after) return gap > (next.spaced ? 0.12 : 0.35)
  return /[\d.]$/.test(last.text) && /^[\d.]/.test(next.text) ? gap > 0.4 : gap > 0.15
}

/** Puts the runs, tables and pictures of a page into reading order: columns of running text one after the other, else line by line. */
export function orderLines(runs: readonly Run[], placed: readonly Placed[], page: number): readonly Line[] {
  const segments: Segment[] = [...joinRuns(runs)]
  for (const one of placed) {
    const { x, right, y, bottom } = one
    segments.push({ text: '', x, y, width: right - x, size: bottom - y, font: '', spaced: false, placed: one })
  }
  return splitColumns(segments).flatMap((part) => toLines(part, page))
}

function toLines(segments: readonly Segment[], page: number): readonly Line[] {
  const groups = groupByLine(segments)
  const edges = columnEdges(segments)
  return groups.map((group) => {
    const cells = splitCells([...group].sort((one, other) => one.x - other.x))
    const main = cells.reduce((one, other) => (other.text.length > one.text.length ? other : one))
    const placed = group[0]?.placed
    return {
      text: tidyLine(cells.map((cell) => cell.text)),
      cells,
      x: cells[0]?.x ?? 0,
      right: Math.max(...cells.map((cell) => cell.x + cell.width)),
      y: main.y,
      size: main.size,
      font: main.font,
      page,
      column: edges,
      ...(placed?.table === undefined ? {} : { table: placed.table }),
      ...(placed?.figure === undefined ? {} : { figure: placed.figure }),
    }
  })
}

/** Runs drawn out of order come together here. */
function splitCells(sorted: readonly Segment[]): readonly Run[] {
  const cells: Run[] = []
  for (const segment of sorted) {
    const last = cells.at(-1)
    if (last !== undefined && segment.x - (last.x + last.width) < cellGap * Math.max(last.size, segment.size))
      cells[cells.length - 1] = join(last, segment)
    else cells.push(segment)
  }
  return cells
}

/** The usual edges of the column; a line or two may stick out. */
function columnEdges(segments: readonly Segment[]): Line['column'] {
  const texts = segments.filter((one) => one.placed === undefined)
  const lefts = texts.map((one) => one.x).sort((one, other) => one - other)
  const rights = texts.map((one) => one.x + one.width).sort((one, other) => other - one)
  const at = Math.floor(texts.length * 0.03)
  return { left: lefts[at] ?? 0, right: rights[at] ?? 0 }
}
