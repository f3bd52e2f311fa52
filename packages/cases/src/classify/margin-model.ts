import type { SparseVector } from './feature-space.ts'
import { solveMargins, type MarginTask } from './margin-solver.ts'

/** Weights of every column for every label, at `column * labels + label`, and a constant for each label. */
export type MarginModel = Readonly<{ weights: Float32Array; constants: Float64Array }>

/** The weights that the shares of {@link solveMargins} stand for. */
export function marginModel(
  rows: readonly SparseVector[],
  columns: number,
  shares: Float32Array,
  labelCount: number,
): MarginModel {
  const weights = new Float32Array(columns * labelCount)
  const constants = new Float64Array(labelCount)
  rows.forEach(({ columns: at, values }, row) => {
    for (let label = 0; label < labelCount; label++) {
      const share = shares[row * labelCount + label]!
      if (share === 0) continue
      constants[label]! += share
      for (let i = 0; i < at.length; i++) weights[at[i]! * labelCount + label]! += share * values[i]!
    }
  })
  return { weights, constants }
}

/** How far on the side of each label a row lies. */
export function scoreMargins({ weights, constants }: MarginModel, { columns, values }: SparseVector): Float64Array {
  const scores = Float64Array.from(constants)
  const labelCount = scores.length
  for (let i = 0; i < columns.length; i++) {
    const from = columns[i]! * labelCount
    const value = values[i]!
    for (let label = 0; label < labelCount; label++) scores[label]! += weights[from + label]! * value
  }
  return scores
}

/** Learns from some rows of a task and says how far on the side of each label any row of it lies. */
export function solvedScores(
  task: MarginTask,
  members: Int32Array,
  labels: Int32Array,
  labelCount: number,
  seed: number,
): (row: number) => Float64Array {
  const { rows, columns, dots } = task
  const shares = solveMargins(task, members, labels, labelCount, seed)
  if (!dots) {
    const model = marginModel(rows, columns, shares, labelCount)
    return (row) => scoreMargins(model, rows[row]!)
  }
  return (row) => {
    const scores = new Float64Array(labelCount)
    for (const member of members) {
      const dot = dots[row * rows.length + member]!
      const from = member * labelCount
      for (let label = 0; label < labelCount; label++) scores[label]! += dot * shares[from + label]!
    }
    return scores
  }
}
