import type { Segment } from './pdf-lines.ts'

/** An empty strip between columns is at least so wide, in points. */
const narrowestGutter = 8
/** So many lines must stand in a column. */
const fewestLines = 3
/** Text stops for so many line heights over the whole width: what follows is a new band of columns. */
const bandGap = 3.5

/**
 * Splits the text of a page into the parts that are read one after the other: columns of running text from left to right, between
 * the lines that span them from top to bottom. One part where the page has one column, or is a table.
 */
export function splitColumns(segments: readonly Segment[]): readonly (readonly Segment[])[] {
  const gutters = findGutters(segments)
  if (gutters.length > 0) return splitAt(segments, gutters)
  // A page of one column may have a part of several, set off by white space.
  const stops = [...gapsOf(segments).map((gap) => gap.y), Infinity]
  const bands = stops.map((stop, at) => segments.filter((one) => one.y > (stops[at - 1] ?? -Infinity) && one.y <= stop))
  const found = bands.map((band) => ({ band, gutters: findGutters(band) }))
  if (found.every((one) => one.gutters.length === 0)) return [segments]
  return found.flatMap((one) => (one.gutters.length === 0 ? [one.band] : splitAt(one.band, one.gutters)))
}

function splitAt(segments: readonly Segment[], gutters: readonly number[]): readonly (readonly Segment[])[] {
  const parts: (readonly Segment[])[] = []
  const spanning = segments.filter((one) => gutters.some((gutter) => one.x < gutter - 1 && one.x + one.width > gutter + 1))
  const rest = segments.filter((one) => !spanning.includes(one))
  let from = -Infinity
  const takeBand = (to: number): void => {
    const band = rest.filter((one) => one.y > from && one.y <= to)
    for (let at = 0; at <= gutters.length; at++) {
      const left = gutters[at - 1] ?? -Infinity
      const right = gutters[at] ?? Infinity
      parts.push(band.filter((one) => one.x >= left - 1 && one.x < right - 1))
    }
    from = to
  }
  for (const stop of [...groupByLine(spanning).map((group) => ({ y: (group[0]?.y ?? 0) - 0.1, group })), ...gapsOf(rest)].sort(
    (one, other) => one.y - other.y,
  )) {
    takeBand(stop.y)
    parts.push(stop.group)
  }
  takeBand(Infinity)
  return parts.filter((part) => part.length > 0)
}

/** Middles of the empty bands of a page, where no column has a line. */
function gapsOf(segments: readonly Segment[]): readonly Readonly<{ y: number; group: readonly Segment[] }>[] {
  const sorted = [...segments].sort((one, other) => topOf(one) - topOf(other))
  const gaps: { y: number; group: readonly Segment[] }[] = []
  let bottom = Infinity
  for (const one of sorted) {
    const size = one.placed === undefined ? one.size : 10
    if (topOf(one) - bottom > size * bandGap) gaps.push({ y: (topOf(one) + bottom) / 2, group: [] })
    bottom = bottom === Infinity ? bottomOf(one) : Math.max(bottom, bottomOf(one))
  }
  return gaps
}

function topOf({ y, size, placed }: Segment): number {
  return placed === undefined ? y - size : placed.y
}

function bottomOf({ y, placed }: Segment): number {
  return placed === undefined ? y : placed.bottom
}

/** Middles of the empty strips between columns of running text; none where the page is one column or a table. */
function findGutters(segments: readonly Segment[]): readonly number[] {
  const texts = segments.filter((one) => one.placed === undefined)
  const left = Math.min(...texts.map((one) => one.x))
  const right = Math.max(...texts.map((one) => one.x + one.width))
  const width = right - left
  if (texts.length < fewestLines * 2 || width < 200) return []
  const narrow = texts.filter((one) => one.width < width * 0.6)
  if (narrow.length < texts.length * 0.5) return []
  const covered = Array.from({ length: Math.ceil(width) + 1 }, () => 0)
  for (const one of narrow)
    for (let at = Math.floor(one.x - left); at <= one.x + one.width - left; at++) covered[at] = (covered[at] ?? 0) + 1
  const gutters: number[] = []
  for (let at = Math.floor(width * 0.15); at < width * 0.85; at++) {
    const start = at
    while (at < width * 0.85 && (covered[at] ?? 0) <= narrow.length * 0.08) at++
    if (at - start >= narrowestGutter) gutters.push(left + (start + at) / 2)
  }
  const edges = [left, ...gutters, right]
  const columns = edges.slice(1).map((edge, at) => ({ left: edges[at] ?? left, right: edge }))
  return gutters.length > 0 && (columns.every((column) => fills(narrow, column)) || isDrawnByColumn(narrow, columns))
    ? gutters
    : []
}

type Column = Readonly<{ left: number; right: number }>

function isIn(one: Segment, { left, right }: Column): boolean {
  return one.x >= left - 1 && one.x + one.width <= right + 1
}

/** True when the lines between two edges are running text: most of them reach nearly across. */
function fills(segments: readonly Segment[], column: Column): boolean {
  const lines = groupByLine(segments.filter((one) => isIn(one, column)))
  const full = lines.filter((line) => extentOf(line) > (column.right - column.left) * 0.7)
  return segments.length >= 20 && lines.length >= 8 && full.length >= lines.length * 0.5
}

/**
 * True when the file draws one column to its end before it begins the next, in words: a table is drawn row by row, and its cells
 * are short.
 */
function isDrawnByColumn(segments: readonly Segment[], columns: readonly Column[]): boolean {
  const order: number[] = []
  let last: Segment | undefined
  const counts = columns.map(() => 0)
  let wide = 0
  for (const one of segments) {
    const column = columns.findIndex((place) => isIn(one, place))
    const place = columns[column]
    if (place === undefined) continue
    if (last !== undefined && order.at(-1) === column && Math.abs(last.y - one.y) < one.size * 0.45) continue
    counts[column] = (counts[column] ?? 0) + 1
    if (one.width > (place.right - place.left) * 0.5) wide++
    order.push(column)
    last = one
  }
  const changes = order.filter((column, at) => at > 0 && column !== order[at - 1]).length
  return (
    counts.every((count) => count >= fewestLines) &&
    changes <= Math.max(columns.length * 2, order.length * 0.15) &&
    changes < order.length * 0.5 &&
    wide >= order.length * 0.5
  )
}

function extentOf(line: readonly Segment[]): number {
  return Math.max(...line.map((one) => one.x + one.width)) - Math.min(...line.map((one) => one.x))
}

/** Segments that stand on one line together, from top to bottom. */
export function groupByLine(segments: readonly Segment[]): readonly (readonly Segment[])[] {
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
