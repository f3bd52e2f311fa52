/** A grid of cells as written, blank where empty; all rows have the same length. */
export type Grid = readonly (readonly string[])[]

// Of the blanks in a column of a hierarchy, so many must stand where the columns to the left are blank too.
const nested = 0.9
const totals = /^(?:合计|总计|小计|total|subtotal|sum)/i

/**
 * Gives blank cells of merged hierarchies the value above: `Power Unit, Fuel System` once, blank for the rows that belong to it.
 * Only leading columns of text, each blank only where those to its left are blank; and only when the first column starts filled,
 * never repeats a value in two filled cells that follow each other (a table that repeats means its blanks), and is blank in at
 * least every tenth row. Rows of totals stay as they are.
 * @param textual whether a column holds text; a column of numbers ends the hierarchy
 */
export function fillDown(grid: Grid, textual: readonly boolean[]): Grid {
  const depth = hierarchyDepth(grid, textual)
  if (depth === 0) return grid
  const above: string[] = []
  return grid.map((row) => {
    const firstFilled = row.findIndex((cell) => cell !== '')
    if (totals.test(row[firstFilled] ?? '')) return row
    const from = Math.min(firstFilled < 0 ? 0 : firstFilled, depth)
    const filled = row.map((cell, at) => (at < from ? (above[at] ?? '') : cell))
    for (let at = 0; at < depth; at++) above[at] = filled[at]!
    return filled
  })
}

/** How many leading columns are a hierarchy; 0 when the pattern is not clear. */
function hierarchyDepth(grid: Grid, textual: readonly boolean[]): number {
  const blanks = grid.filter((row) => row[0] === '').length
  const first = grid.map((row) => row[0] ?? '').filter((cell) => cell !== '')
  const repeats = first.some((cell, at) => at > 0 && cell === first[at - 1])
  if (grid[0]?.[0] === '' || blanks < Math.max(2, grid.length / 10) || repeats || textual[0] !== true) return 0
  const width = grid[0]?.length ?? 0
  let depth = 1
  while (depth < width - 1 && textual[depth] === true && grid[0]![depth] !== '') {
    const blank = grid.filter((row) => row[depth] === '')
    const within = blank.filter((row) => row.slice(0, depth).every((cell) => cell === ''))
    if (blank.length === 0 || within.length < blank.length * nested) break
    depth++
  }
  return depth
}
