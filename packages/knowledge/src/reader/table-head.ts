/** The rows of a table as text; rows may differ in length. */
export type TableRows = readonly (readonly string[])[]

/** A table taken apart: what stands above the head, one head a column, the records. */
export type TableHead = Readonly<{ above: TableRows; heads: readonly string[]; records: TableRows }>

const numeric = /^[-+¥$€£(（]{0,2}\d[\d,]*(?:\.\d+)?%?[)）]?$|^[-+]?\d+(?:\.\d+)?[Ee][-+]?\d+$/
const year = /^(?:19|20)\d\d年?$/
const topRows = 20
const deepest = 4

/** True for a cell that is an amount, a share or a plain number. */
export function isNumber(cell: string): boolean {
  return numeric.test(cell.trim())
}

/** The head of a CSV file: its first row, or below lone cells that are its title. */
export function firstHead(rows: TableRows): TableHead {
  const wide = rows.findIndex((row) => count(row) >= 2)
  const titled = wide > 0 && wide <= 3 && rows.slice(0, wide).every((row) => count(row) === 1 && row.length > 1)
  const at = titled ? wide : 0
  return { above: rows.slice(0, at), heads: rows[at] ?? [], records: rows.slice(at + 1) }
}

/**
 * The place of the head: the first row of words that is at least half as wide as the table. Undefined when records with numbers
 * stand above every such row: then the table has no head.
 */
export function findHead(rows: TableRows): number | undefined {
  const top = rows.slice(0, topRows)
  const widest = Math.max(0, ...top.map(width))
  const least = Math.max(Math.min(2, widest), widest / 2)
  const found = top.findIndex((row) => width(row) >= least && !hasNumber(row))
  const records = top.slice(0, Math.max(0, found)).filter((row) => width(row) >= least && hasNumber(row))
  if (found > 0 && records.length > 1) return undefined
  return Math.max(0, found)
}

/** Years name columns as words do: 项目, 2023, 2024. */
function hasNumber(row: readonly string[]): boolean {
  const words = row.some((cell) => /\p{L}/u.test(cell) && !year.test(cell.trim()))
  const years = row.filter((cell) => year.test(cell.trim())).length
  return row.some((cell) => isNumber(cell) && !(words && years >= 2 && year.test(cell.trim())))
}

/** Joins a head of up to four rows: where a head cell spans columns or rows, the row below says more of each of them. */
export function joinHeads(rows: TableRows, headAt: number): Readonly<{ heads: readonly string[]; depth: number }> {
  let heads = rows[headAt] ?? []
  let depth = 1
  while (depth < deepest) {
    const below = rows[headAt + depth]
    const upper = heads
    const last = rows[headAt + depth - 1] ?? []
    if (below === undefined || hasNumberBelow(upper, below)) break
    const spans = upper.some((head, at) => head !== '' && head === upper[at + 1] && below[at] !== below[at + 1])
    const reaches = last.some((head, at) => head !== '' && head === below[at]) && last.join('\n') !== below.join('\n')
    // A cell that reaches down is no sign by itself: it also labels the rows of a form.
    if (!spans && !(reaches && depth > 1 && rows.length > headAt + depth + 1)) break
    heads = Array.from({ length: Math.max(upper.length, below.length) }, (_, at) =>
      joinHead(upper[at] ?? '', last[at] === below[at] ? '' : (below[at] ?? '')),
    )
    depth++
  }
  return { heads, depth }
}

/** Years may stand below a head that spans them. */
function hasNumberBelow(upper: readonly string[], below: readonly string[]): boolean {
  return below.some(
    (cell, at) => isNumber(cell) && !(year.test(cell.trim()) && (upper[at] === upper[at + 1] || upper[at] === upper[at - 1])),
  )
}

function joinHead(upper: string, lower: string): string {
  const [above, below] = [upper.trim(), lower.trim()]
  if (above === '' || below === '' || above === below) return above || below
  return `${above} / ${below}`
}

function width(row: readonly string[]): number {
  return new Set(row.map((cell) => cell.trim()).filter((cell) => cell !== '')).size
}

function count(row: readonly string[]): number {
  return row.reduce((sum, cell) => (cell.trim() === '' ? sum : sum + 1), 0)
}
