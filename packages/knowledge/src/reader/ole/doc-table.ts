import type { DocumentText } from '../document-text.ts'
import { writeTable } from '../table-rows.ts'
import { sprms, type Sprm } from './doc-sprms.ts'

/** A row of a table: the texts of its cells, and the properties of the mark that ends it. */
export type DocRow = Readonly<{ cells: readonly string[]; list: readonly Sprm[] }>

/** How a cell takes part in merges. `below` and `beside` continue the cell above, or the one to the left. */
type Cell = Readonly<{ text: string; from: number; to: number; below: boolean; beside: boolean }>

const cellBytes = 20
const widest = 64
/** Edges that lie nearer together, in twentieths of a point, are the same. */
const near = 20

/** Writes the rows of one table; merged cells fill every place they cover. */
export function writeDocTable(text: DocumentText, rows: readonly DocRow[]): void {
  const { filled, copies } = fillRows(rows)
  if (filled.length > 1 && filled.some((row) => row.length > 1)) {
    writeTable(text, filled, { copies })
    return
  }
  for (const row of filled) for (const cell of new Set(row)) for (const line of cell.split('\n')) text.paragraph(line)
}

function fillRows(
  rows: readonly DocRow[],
): Readonly<{ filled: string[][]; copies: Map<readonly string[], ReadonlySet<number>> }> {
  const shapes = rows.map(readCells)
  const known = shapes.every((shape) => shape !== undefined)
  const edges = known ? joinEdges(shapes.flatMap((shape) => shape.flatMap(({ from, to }) => [from, to]))) : []
  const fits = known && edges.length > 1 && edges.length <= widest + 1
  const filled: string[][] = []
  const copies = new Map<readonly string[], ReadonlySet<number>>()
  for (const [at, row] of rows.entries()) {
    const shape = shapes[at]
    const { texts, copied } =
      fits && shape !== undefined ? spread(shape, edges, filled.at(-1)) : { texts: [...row.cells], copied: [] }
    filled.push(texts)
    copies.set(texts, new Set(copied))
  }
  return { filled, copies }
}

/** Places the cells of a row on the columns of its table. */
function spread(
  cells: readonly Cell[],
  edges: readonly number[],
  above: readonly string[] | undefined,
): Readonly<{ texts: string[]; copied: readonly number[] }> {
  const texts: string[] = []
  const copied: number[] = []
  for (const { text, from, to, below, beside } of cells) {
    const start = columnOf(edges, from)
    while (texts.length < start) texts.push('')
    const left = texts.at(-1)
    const own = beside && left !== undefined ? left : below && text === '' ? (above?.[start] ?? '') : text
    const end = Math.max(columnOf(edges, to), texts.length + 1)
    for (let column = texts.length; column < end; column++) {
      if (column > start || (beside && left !== undefined)) copied.push(column)
      texts.push(own)
    }
  }
  return { texts, copied }
}

function columnOf(edges: readonly number[], place: number): number {
  let column = 0
  while (column + 1 < edges.length && (edges[column + 1] ?? 0) <= place + near / 2) column++
  return column
}

function joinEdges(places: readonly number[]): readonly number[] {
  const edges: number[] = []
  for (const place of [...new Set(places)].sort((one, other) => one - other)) {
    if (place - (edges.at(-1) ?? Number.NEGATIVE_INFINITY) > near) edges.push(place)
  }
  return edges
}

/** The cells with their edges ([MS-DOC] 2.9.322); undefined when the row does not say them. */
function readCells({ cells, list }: DocRow): readonly Cell[] | undefined {
  const value = list.findLast(({ code }) => code === sprms.tableCells)?.value
  const count = value?.[0] ?? 0
  if (value === undefined || count === 0 || count !== cells.length || value.length < 3 + count * 2) return undefined
  const edge = (at: number): number => value.readInt16LE(1 + at * 2)
  const flags = (at: number): number => {
    const place = 3 + count * 2 + at * cellBytes
    return place + 2 <= value.length ? value.readUInt16LE(place) : 0
  }
  return cells.map((text, at) => ({
    text,
    from: edge(at),
    to: edge(at + 1),
    below: ((flags(at) >> 5) & 3) === 1,
    beside: at > 0 && text === '' && (flags(at) & 3) !== 0 && (flags(at - 1) & 3) !== 0,
  }))
}
