/** One row to learn from: what is known of it, what it is, and how much it counts. */
export type LabelledRow = Readonly<{ values: readonly number[]; label: boolean; weight: number }>

/** A logistic model: the log-odds are `constant` plus the sum of `weights` times values. */
export type LogisticModel = Readonly<{ constant: number; weights: readonly number[] }>

/** The log-odds that a model gives values. */
export function oddsOf({ constant, weights }: LogisticModel, values: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * values[index]!, constant)
}

/**
 * Logistic regression by Newton's method, each weight pulled towards 0 (L2) on the scale on which its values vary by 1, so that
 * the penalty does not depend on units; the constant is free.
 * @param penalty of the sum of squared weights, beside the log-likelihood of all rows
 */
export function fitLogistic(rows: readonly LabelledRow[], penalty: number): LogisticModel {
  const columns = rows[0]?.values.length ?? 0
  const scales = Array.from({ length: columns }, (_, column) => scaleOf(rows.map(({ values }) => values[column]!)))
  const inputs = rows.map(({ values }) => [1, ...values.map((value, at) => (value - scales[at]!.mean) / scales[at]!.deviation)])
  const weights = Array.from<number>({ length: columns + 1 }).fill(0)
  for (let round = 0; round < 40; round++) {
    const gradient = weights.map((weight, index) => (index === 0 ? 0 : penalty * weight))
    const curvature = weights.map((_, row) => weights.map((_, column) => (row === column ? (row === 0 ? 1e-9 : penalty) : 0)))
    for (const [at, input] of inputs.entries()) {
      const { label, weight } = rows[at]!
      const likely = 1 / (1 + Math.exp(-input.reduce((sum, value, index) => sum + value * weights[index]!, 0)))
      const slope = weight * likely * (1 - likely)
      for (const [row, value] of input.entries()) {
        gradient[row]! += weight * (likely - Number(label)) * value
        for (const [column, other] of input.entries()) curvature[row]![column]! += slope * value * other
      }
    }
    const step = solve(curvature, gradient)
    for (const [index, value] of step.entries()) weights[index]! -= value
    if (Math.max(...step.map(Math.abs)) < 1e-9) break
  }
  const raw = weights.slice(1).map((weight, at) => weight / scales[at]!.deviation)
  return { constant: weights[0]! - raw.reduce((sum, weight, at) => sum + weight * scales[at]!.mean, 0), weights: raw }
}

/**
 * Platt's calibration: the line through log-odds that makes them fit labels they were not learnt on.
 * @returns what to multiply log-odds with, and what to add
 */
export function calibrate(rows: readonly Readonly<{ odds: number; label: boolean; weight: number }>[]): {
  slope: number
  offset: number
} {
  const { constant, weights } = fitLogistic(
    rows.map(({ odds, label, weight }) => ({ values: [odds], label, weight })),
    1e-6,
  )
  return { slope: weights[0]!, offset: constant }
}

function scaleOf(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  // A column that never varies says nothing: its weight stays 0.
  return { mean, deviation: Math.sqrt(variance) || 1 }
}

/** Gauss' elimination with the largest pivot. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, at) => [...row, right[at]!])
  const size = rows.length
  for (let column = 0; column < size; column++) {
    let pivot = column
    for (let row = column + 1; row < size; row++) if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row
    ;[rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!]
    for (let row = column + 1; row < size; row++) {
      const factor = rows[row]![column]! / rows[column]![column]!
      for (let at = column; at <= size; at++) rows[row]![at]! -= factor * rows[column]![at]!
    }
  }
  const found = Array.from<number>({ length: size }).fill(0)
  for (let row = size - 1; row >= 0; row--) {
    let rest = rows[row]![size]!
    for (let column = row + 1; column < size; column++) rest -= rows[row]![column]! * found[column]!
    found[row] = rest / rows[row]![row]!
  }
  return found
}
