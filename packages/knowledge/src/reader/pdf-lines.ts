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
}>

/** A table found on a page, to be put among the lines. */
export type PlacedTable = Readonly<{ x: number; right: number; y: number; bottom: number; table: NonNullable<Line['table']> }>

type Segment = Run & Readonly<{ placed?: PlacedTable }>

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

/** Puts the runs and tables of a page into reading order: columns of running text one after the other, else line by line. */
export function orderLines(runs: readonly Run[], tables: readonly PlacedTable[], page: number): readonly Line[] {
  const segments: Segment[] = [...joinRuns(runs)]
  for (const placed of tables) {
    segments.push({
      text: '',
      x: placed.x,
      y: placed.y,
      width: placed.right - placed.x,
      size: placed.bottom - placed.y,
      font: '',
      spaced: false,
      placed,
    })
  }
  const gutters = findGutters(segments)
  if (gutters.length === 0) return toLines(segments, page)
  const lines: Line[] = []
  const spanning = segments
    .filter((one) => gutters.some((gutter) => one.x < gutter - 1 && one.x + one.width > gutter + 1))
    .sort((one, other) => one.y - other.y)
  const rest = segments.filter((one) => !spanning.includes(one))
  let from = -Infinity
  const takeBand = (to: number): void => {
    const band = rest.filter((one) => one.y > from && one.y <= to)
    for (let at = 0; at <= gutters.length; at++) {
      const left = gutters[at - 1] ?? -Infinity
      const right = gutters[at] ?? Infinity
      lines.push(
        ...toLines(
          band.filter((one) => one.x >= left - 1 && one.x < right - 1),
          page,
        ),
      )
    }
    from = to
  }
  for (const group of groupByLine(spanning)) {
    takeBand((group[0]?.y ?? 0) - 0.1)
    lines.push(...toLines(group, page))
  }
  takeBand(Infinity)
  return lines
}

/** Middles of the empty strips between columns of running text; none where the page is one column or a table. */
function findGutters(segments: readonly Segment[]): readonly number[] {
  const texts = segments.filter((one) => one.placed === undefined)
  const left = Math.min(...texts.map((one) => one.x))
  const right = Math.max(...texts.map((one) => one.x + one.width))
  const width = right - left
  if (texts.length < 20 || width < 200) return []
  const narrow = texts.filter((one) => one.width < width * 0.6)
  if (narrow.length < texts.length * 0.5) return []
  const covered = Array.from({ length: Math.ceil(width) + 1 }, () => 0)
  for (const one of narrow)
    for (let at = Math.floor(one.x - left); at <= one.x + one.width - left; at++) covered[at] = (covered[at] ?? 0) + 1
  const gutters: number[] = []
  for (let at = Math.floor(width * 0.15); at < width * 0.85; at++) {
    const start = at
    while (at < width * 0.85 && (covered[at] ?? 0) <= narrow.length * 0.08) at++
    if (at - start >= 8) gutters.push(left + (start + at) / 2)
  }
  const edges = [left, ...gutters, right]
  const even = edges.slice(1).every((edge, at) => fills(narrow, edges[at] ?? left, edge))
  return even ? gutters : []
}

/** True when the lines between two edges are running text: most of them reach nearly across. */
function fills(segments: readonly Segment[], left: number, right: number): boolean {
  const lines = groupByLine(segments.filter((one) => one.x >= left - 1 && one.x + one.width <= right + 1))
  const full = lines.filter((line) => extent(line) > (right - left) * 0.7)
  return lines.length >= 8 && full.length >= lines.length * 0.5
}

function extent(line: readonly Segment[]): number {
  return Math.max(...line.map((one) => one.x + one.width)) - Math.min(...line.map((one) => one.x))
}

function groupByLine(segments: readonly Segment[]): readonly (readonly Segment[])[] {
  const groups: Segment[][] = []
  for (const segment of [...segments].sort((one, other) => one.y - other.y || one.x - other.x)) {
    const first = groups.at(-1)?.[0]
    if (
      first !== undefined &&
      first.placed === undefined &&
      segment.placed === undefined &&
      segment.y - first.y < Math.min(first.size, segment.size) * 0.45
    ) {
      groups.at(-1)?.push(segment)
    } else groups.push([segment])
  }
  return groups
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
      ...(placed === undefined ? {} : { table: placed.table }),
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
