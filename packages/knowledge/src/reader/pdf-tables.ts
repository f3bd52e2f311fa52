import { joinLines } from './clean-text.ts'
import { joinRuns, type Line, type Placed } from './pdf-lines.ts'
import type { Rule, Rules } from './pdf-rules.ts'
import type { Run } from './pdf-runs.ts'
import { tidyLine } from './tidy-line.ts'

/** Tables of a page and the runs that stand in none. */
export type FoundTables = Readonly<{ tables: readonly Placed[]; rest: readonly Run[] }>

/** Lines closer than this are one. */
const near = 3

type Frame = Readonly<{ xs: readonly number[]; ys: readonly number[]; level: readonly Rule[]; upright: readonly Rule[] }>

/** Finds tables with drawn lines: at least two columns and two rows, with text in at least two cells of some row. */
export function findTables(runs: readonly Run[], rules: Rules): FoundTables {
  let rest = runs
  const tables: Placed[] = []
  for (const frame of findFrames(rules)) {
    const [left = 0, right = 0] = [frame.xs[0], frame.xs.at(-1)]
    const [top = 0, bottom = 0] = [frame.ys[0], frame.ys.at(-1)]
    const inside = rest.filter(
      (run) => run.x + run.width / 2 > left && run.x + run.width / 2 < right && middle(run) > top && middle(run) < bottom,
    )
    const table = fillTable(inside, frame)
    if (table === undefined) continue
    const taken = new Set(inside)
    rest = rest.filter((run) => !taken.has(run))
    tables.push({ x: left, right, y: top, bottom, table })
  }
  return { tables, rest }
}

function middle(run: Run): number {
  return run.y - run.size * 0.35
}

/** Groups lines that cross or meet; each group with enough of both kinds is the frame of a table. */
function findFrames({ level, upright }: Rules): readonly Frame[] {
  const all = [...level, ...upright]
  const parent = all.map((_, at) => at)
  const rootOf = (at: number): number => {
    let root = at
    while (parent[root] !== root) root = parent[root] = parent[parent[root] ?? root] ?? root
    return root
  }
  for (const [row, flat] of level.entries()) {
    for (const [column, tall] of upright.entries()) {
      const meet =
        tall.at >= flat.from - near && tall.at <= flat.to + near && flat.at >= tall.from - near && flat.at <= tall.to + near
      if (meet) parent[rootOf(row)] = rootOf(level.length + column)
    }
  }
  const groups = new Map<number, { level: Rule[]; upright: Rule[] }>()
  for (const [at, rule] of all.entries()) {
    const group = groups.get(rootOf(at)) ?? { level: [], upright: [] }
    groups.set(rootOf(at), group)
    ;(at < level.length ? group.level : group.upright).push(rule)
  }
  return [...groups.values()]
    .map((group) => ({ ...group, xs: positions(group.upright), ys: positions(group.level) }))
    .filter(({ xs, ys }) => xs.length >= 3 && ys.length >= 3 && xs.length < 100 && ys.length < 500)
    .sort((one, other) => (one.ys[0] ?? 0) - (other.ys[0] ?? 0))
}

function positions(rules: readonly Rule[]): readonly number[] {
  const found: number[] = []
  for (const { at } of [...rules].sort((one, other) => one.at - other.at)) {
    if (found.length === 0 || at - (found.at(-1) ?? 0) > near) found.push(at)
  }
  return found
}

function fillTable(runs: readonly Run[], frame: Frame): Line['table'] {
  const { xs, ys } = frame
  const columns = xs.length - 1
  const cells = Array.from({ length: (ys.length - 1) * columns }, (): Run[] => [])
  const owner = ownersOf(frame)
  for (const run of runs) {
    const row = placeOf(middle(run), ys)
    const column = placeOf(run.x + Math.min(run.width, run.size) / 2, xs)
    if (row >= 0 && column >= 0) cells[owner[row * columns + column] ?? 0]?.push(run)
  }
  const contents = cells.map(cellLines)
  const copies = new Map<readonly string[], ReadonlySet<number>>()
  const rows: (readonly string[])[] = []
  for (let row = 0; row < ys.length - 1; row++) {
    const owners = Array.from({ length: columns }, (_, column) => owner[row * columns + column] ?? 0)
    if (
      isUndivided(
        [...new Set(owners)].map((one) => contents[one] ?? []),
        xs,
      )
    )
      return undefined
    const texts = owners.map((one) => joinLines((contents[one] ?? []).map((line) => line.text)))
    copies.set(texts, new Set(owners.flatMap((one, column) => (column > 0 && one === owners[column - 1] ? [column] : []))))
    rows.push(texts)
  }
  return rows.some((row) => new Set(row.filter((cell) => cell !== '')).size >= 2) ? { rows, copies } : undefined
}

function placeOf(value: number, edges: readonly number[]): number {
  return edges.findIndex((edge, at) => value >= edge && value < (edges[at + 1] ?? -Infinity))
}

type CellLine = Readonly<{ y: number; width: number; parts: number; text: string }>

/**
 * True for a row that the drawn lines do not divide fully: a line with wide gaps inside one cell, or short lines of several
 * cells side by side, each a record of its own. Lines that fill their cell are wrapped text and belong together.
 */
function isUndivided(cells: readonly (readonly CellLine[])[], xs: readonly number[]): boolean {
  if (cells.some((lines) => lines.some((line) => line.parts > 2))) return true
  const lists = cells.filter((lines) => lines.length >= 4)
  const [first = []] = lists
  const level = lists.filter(
    (lines) =>
      lines.filter((line) => first.some((other) => Math.abs(other.y - line.y) < 2)).length >=
      Math.min(lines.length, first.length) * 0.7,
  )
  const loose = cells.some((lines, at) => level.includes(lines) && meanWidth(lines) < ((xs[at + 1] ?? 0) - (xs[at] ?? 0)) * 0.6)
  return level.length > 1 && loose
}

function meanWidth(lines: readonly CellLine[]): number {
  return lines.reduce((sum, line) => sum + line.width, 0) / lines.length
}

/** For each place of the grid, the first place of the cell it belongs to: places without a line between them are one cell. */
function ownersOf({ xs, ys, level, upright }: Frame): readonly number[] {
  const columns = xs.length - 1
  const owner: number[] = []
  for (let row = 0; row < ys.length - 1; row++) {
    for (let column = 0; column < columns; column++) {
      const [left = 0, right = 0, top = 0, bottom = 0] = [xs[column], xs[column + 1], ys[row], ys[row + 1]]
      const openLeft = column > 0 && !crosses(upright, left, top, bottom)
      const openTop = row > 0 && !crosses(level, top, left, right)
      const place = row * columns + column
      owner.push(openLeft ? (owner[place - 1] ?? place) : openTop ? (owner[place - columns] ?? place) : place)
    }
  }
  return owner
}

/** True when a line stands at `at` and covers the middle of the span. */
function crosses(rules: readonly Rule[], at: number, from: number, to: number): boolean {
  const centre = (from + to) / 2
  return rules.some((rule) => Math.abs(rule.at - at) <= near && rule.from <= centre && rule.to >= centre)
}

function cellLines(runs: readonly Run[]): readonly CellLine[] {
  const lines: { y: number; runs: Run[] }[] = []
  for (const run of [...runs].sort((one, other) => one.y - other.y)) {
    const last = lines.at(-1)
    if (last !== undefined && run.y - last.y < run.size * 0.5) last.runs.push(run)
    else lines.push({ y: run.y, runs: [run] })
  }
  return lines.map((line) => {
    const joined = joinRuns([...line.runs].sort((one, other) => one.x - other.x))
    return {
      y: line.y,
      width: joined.reduce((sum, run) => sum + run.width, 0),
      parts: joined.length,
      text: tidyLine(joined.map((run) => run.text)),
    }
  })
}
