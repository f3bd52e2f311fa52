import { seededChance, shuffle } from './seeded-chance.ts'
import type { SparseVector } from './feature-space.ts'

/** Rows to separate. */
export type MarginTask = Readonly<{
  rows: readonly SparseVector[]
  /** How many columns the rows have. */
  columns: number
  /** Dot products of all pairs of rows plus 1, row i and row j at `i * rows + j`, where they have been made. */
  dots: Float64Array | undefined
}>

// How much a row on the wrong side costs against the size of the weights; when to stop.
const cost = 1
const diagonal = 0.5 / cost
const enough = 0.1
const mostRounds = 20
// Of many rows each round does more, and ten come as near (measured: the same accuracy within 0.001).
const roundsOfMany = 10
const manyRows = 4000

// Dot products of 1,500 rows take 18 MB.
const mostDotRows = 1500

/** A task over rows; where rows are few and long, so that dot products are sooner used than rows, they are made at once. */
export function marginTask(rows: readonly SparseVector[], columns: number): MarginTask {
  const numbers = rows.reduce((sum, row) => sum + row.columns.length, 0)
  const kept = rows.length <= mostDotRows && rows.length * rows.length < 2 * numbers
  return { rows, columns, dots: kept ? dotProducts(rows, columns) : undefined }
}

/** Dot products of all pairs of rows, plus 1 for the constant; row i, row j at `i * rows + j`. */
function dotProducts(rows: readonly SparseVector[], columns: number): Float64Array {
  const count = rows.length
  const dots = new Float64Array(count * count).fill(1)
  const spread = new Float64Array(columns)
  for (let one = 0; one < count; one++) {
    const { columns: at, values } = rows[one]!
    for (let i = 0; i < at.length; i++) spread[at[i]!] = values[i]!
    for (let other = one; other < count; other++) {
      const row = rows[other]!
      let dot = 0
      for (let i = 0; i < row.columns.length; i++) dot += spread[row.columns[i]!]! * row.values[i]!
      dots[one * count + other]! += dot
      if (other !== one) dots[other * count + one]! += dot
    }
    for (let i = 0; i < at.length; i++) spread[at[i]!] = 0
  }
  return dots
}

/**
 * Learns one line between each label and the rest: linear support vectors with squared hinge loss, solved by dual coordinate descent
 * (Hsieh et al. 2008, algorithm 1 with shrinking).
 * @param members the rows to learn from
 * @param labels label of every row of the task
 * @returns how much each row counts for each label, at `row * labelCount + label`: the weights are the sum of rows times this
 */
export function solveMargins(
  task: MarginTask,
  members: Int32Array,
  labels: Int32Array,
  labelCount: number,
  seed: number,
): Float32Array {
  const shares = new Float32Array(task.rows.length * labelCount)
  const sizes = Float64Array.from(members, (row) => sizeOf(task.rows[row]!) + diagonal)
  // Of two labels one is what the other is not.
  const lines = labelCount === 2 ? 1 : labelCount
  for (let label = 0; label < lines; label++) {
    const state = task.dots ? keptMargins(task) : countedMargins(task)
    const solved = solveOne(state, sizes, members, labels, label, seed)
    members.forEach((row, at) => {
      const share = solved[at]! * (labels[row] === label ? 1 : -1)
      shares[row * labelCount + label] = share
      if (lines === 1) shares[row * labelCount + 1] = -share
    })
  }
  return shares
}

/** What a row's margin is now, and how to move the line along a row. */
type Margins = Readonly<{
  of: (row: number) => number
  move: (row: number, by: number) => void
  /** How often all rows are gone through at most. */
  rounds: number
}>

/** With dot products at hand a look costs nothing and a move one pass over the rows. */
function keptMargins({ rows, dots }: MarginTask): Margins {
  const count = rows.length
  const margins = new Float64Array(count)
  return {
    rounds: mostRounds,
    of: (row) => margins[row]!,
    move: (row, by) => {
      const own = dots!.subarray(row * count, (row + 1) * count)
      for (let other = 0; other < count; other++) margins[other]! += by * own[other]!
    },
  }
}

/** Without them the weights are kept, and a look costs as much as a move. */
function countedMargins({ rows, columns }: MarginTask): Margins {
  const weights = new Float64Array(columns)
  let constant = 0
  return {
    // The same for all of the rows and for those of some folds: held-out scores speak for the whole.
    rounds: rows.length > manyRows ? roundsOfMany : mostRounds,
    of: (row) => {
      const { columns: at, values } = rows[row]!
      let sum = constant
      for (let i = 0; i < at.length; i++) sum += weights[at[i]!]! * values[i]!
      return sum
    },
    move: (row, by) => {
      const { columns: at, values } = rows[row]!
      for (let i = 0; i < at.length; i++) weights[at[i]!]! += by * values[i]!
      constant += by
    },
  }
}

/** The square of a row's length, the constant with it. */
function sizeOf({ values }: SparseVector): number {
  let size = 1
  for (let at = 0; at < values.length; at++) size += values[at]! * values[at]!
  return size
}

function solveOne(
  margins: Margins,
  sizes: Float64Array,
  members: Int32Array,
  labels: Int32Array,
  label: number,
  seed: number,
): Float64Array {
  const chance = seededChance(seed)
  const counts = new Float64Array(members.length)
  let active = Int32Array.from(members.keys())
  let limit = Infinity
  for (let round = 0; round < margins.rounds; round++) {
    let most = 0
    let left = 0
    shuffle(active, chance)
    for (let i = 0; i < active.length; i++) {
      const at = active[i]!
      const row = members[at]!
      const side = labels[row] === label ? 1 : -1
      const before = counts[at]!
      const slope = side * margins.of(row) - 1 + diagonal * before
      // A row well on its side takes no part until the others have settled.
      if (before === 0 && slope > limit) continue
      active[left++] = at
      if (before === 0 && slope >= 0) continue
      most = Math.max(most, Math.abs(slope))
      const after = Math.max(0, before - slope / sizes[at]!)
      counts[at] = after
      if (after !== before) margins.move(row, (after - before) * side)
    }
    const whole = left === members.length
    active = active.slice(0, left)
    if (most < enough) {
      if (whole || limit === Infinity) break
      active = Int32Array.from(members.keys())
      limit = Infinity
    } else limit = most
  }
  return counts
}
