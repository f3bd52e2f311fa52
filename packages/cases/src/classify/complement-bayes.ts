import type { SparseVector } from './feature-space.ts'

/** How much of each column stands in each label (at `column * labels + label`) and in all. */
export type ComplementBayes = Readonly<{
  ofLabel: Float32Array
  ofAll: Float64Array
  labelTotals: Float64Array
  total: number
}>

const smoothing = 0.3

/** Complement naive Bayes (Rennie et al. 2003): a label is judged by the rows of all others, which evens out rare labels. */
export function learnBayes(
  rows: readonly SparseVector[],
  columns: number,
  members: Int32Array,
  labels: Int32Array,
  labelCount: number,
): ComplementBayes {
  const ofLabel = new Float32Array(columns * labelCount)
  const ofAll = new Float64Array(columns)
  const labelTotals = new Float64Array(labelCount)
  let total = 0
  for (const row of members) {
    const { columns: at, values } = rows[row]!
    const label = labels[row]!
    for (let i = 0; i < at.length; i++) {
      const value = values[i]!
      ofLabel[at[i]! * labelCount + label]! += value
      ofAll[at[i]!]! += value
      labelTotals[label]! += value
      total += value
    }
  }
  return { ofLabel, ofAll, labelTotals, total }
}

/** The score of each label, with a mean of 0. */
export function scoreBayes(model: ComplementBayes, { columns, values }: SparseVector): Float64Array {
  const { ofLabel, ofAll, labelTotals, total } = model
  const labelCount = labelTotals.length
  const rests = labelTotals.map((own) => Math.log(total - own + smoothing * ofAll.length))
  const scores = new Float64Array(labelCount)
  let mean = 0
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i]!
    const all = ofAll[column]! + smoothing
    for (let label = 0; label < labelCount; label++) {
      // Rounding of single precision may take away a hair more than there is.
      const rest = Math.max(smoothing / 2, all - ofLabel[column * labelCount + label]!)
      const term = values[i]! * (rests[label]! - Math.log(rest))
      scores[label]! += term
      mean += term / labelCount
    }
  }
  return scores.map((score) => score - mean)
}
