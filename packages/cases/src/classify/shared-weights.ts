/** How scores become probabilities: a weight for each scorer, and the share of rows of which no score says anything. */
export type SharedWeights = Readonly<{ weights: readonly number[]; doubt: number }>

const stretches = [1, 1.1, 1.2, 1.35, 1.5, 1.75, 2, 2.5]
const doubts = [0, 0.005, 0.01, 0.02, 0.03, 0.045, 0.06, 0.08, 0.1, 0.13, 0.16, 0.2]

/**
 * Learns how to put scorers together from rows held out: first the weights, then how far to stretch them with how much doubt.
 * Labels that people gave are wrong now and then, where every scorer is sure; without doubt these few rows
 * would make the many others look less sure than they are (measured: scores of 0.98 of which 0.91 were right).
 * @param tellable 0 for rows whose label no scorer had met: they teach no weight, only doubt
 */
export function learnSharedWeights(
  scores: readonly (readonly Float64Array[])[],
  truth: Int32Array,
  tellable: Int32Array,
): SharedWeights {
  const taught = (_: unknown, row: number): boolean => tellable[row] === 1
  const weights = learnWeights(
    scores.map((own) => own.filter(taught)),
    truth.filter(taught),
  )
  let best: SharedWeights = { weights, doubt: 0 }
  let least = Infinity
  for (const stretch of stretches) {
    const stretched = weights.map((weight) => weight * stretch)
    const rights = Array.from(truth, (right, row) => {
      const chances = mix(
        scores.map((scorer) => scorer[row]!),
        { weights: stretched, doubt: 0 },
      )
      return { chance: tellable[row] === 1 ? chances[right]! : 0, labels: chances.length }
    })
    for (const doubt of doubts) {
      let loss = 0
      for (const { chance, labels } of rights) loss -= Math.log(Math.max(1e-12, (1 - doubt) * chance + doubt / labels))
      if (loss < least - 1e-9) {
        least = loss
        best = { weights: stretched, doubt }
      }
    }
  }
  return best
}

/**
 * The sum of all scores times one weight each, the same for all labels, is made into probabilities: so few numbers can be learnt from
 * few rows, and they calibrate at the same time.
 * @param scores per scorer, per row the score of each label
 * @param truth the right label of each row
 * @returns a weight of 0 or more for each scorer, which make the held-out rows most probable (Newton's method, weights cut off at 0)
 */
function learnWeights(scores: readonly (readonly Float64Array[])[], truth: Int32Array): number[] {
  let weights = scores.map(() => 1)
  for (let step = 0; step < 50; step++) {
    const { loss, slope, curve } = lossOf(scores, truth, weights)
    const free = weights.flatMap((weight, at) => (weight > 0 || slope[at]! < 0 ? [at] : []))
    if (free.length === 0) break
    const move = solveEquations(
      free.map((one) => free.map((other) => curve[one]![other]! + (one === other ? 1e-9 : 0))),
      free.map((one) => slope[one]!),
    )
    let stride = 1
    let next = weights
    while (stride > 1e-4) {
      next = weights.slice()
      free.forEach((at, i) => (next[at] = Math.max(0, weights[at]! - stride * move[i]!)))
      if (lossOf(scores, truth, next).loss <= loss + 1e-12) break
      stride /= 2
    }
    const change = Math.max(...next.map((weight, at) => Math.abs(weight - weights[at]!) / (0.001 + weights[at]!)))
    if (stride > 1e-4) weights = next
    if (change < 1e-4 || stride <= 1e-4) break
  }
  return weights
}

/** Probabilities from the scores of several scorers for one row. */
export function mix(scores: readonly Float64Array[], { weights, doubt }: SharedWeights): Float64Array {
  const sum = new Float64Array(scores[0]?.length ?? 0)
  scores.forEach((own, at) => {
    const weight = weights[at]!
    for (let label = 0; label < sum.length; label++) sum[label]! += weight * own[label]!
  })
  let most = -Infinity
  for (const value of sum) if (value > most) most = value
  let total = 0
  for (let label = 0; label < sum.length; label++) total += sum[label] = Math.exp(sum[label]! - most)
  for (let label = 0; label < sum.length; label++) sum[label] = ((1 - doubt) * sum[label]!) / total + doubt / sum.length
  return sum
}

// Keeps weights finite where the rows can be told apart without a mistake.
const penalty = 0.0005

type Loss = { loss: number; slope: Float64Array; curve: Float64Array[] }

function lossOf(scores: readonly (readonly Float64Array[])[], truth: Int32Array, weights: readonly number[]): Loss {
  const size = scores.length
  const rows = truth.length
  const slope = Float64Array.from(weights, (weight) => penalty * weight)
  const curve = Array.from({ length: size }, (_, at) => new Float64Array(size).fill(0).fill(penalty, at, at + 1))
  let loss = weights.reduce((sum, weight) => sum + (penalty / 2) * weight * weight, 0)
  for (let row = 0; row < rows; row++) {
    const own = scores.map((scorer) => scorer[row]!)
    const chances = mix(own, { weights, doubt: 0 })
    const right = truth[row]!
    loss -= Math.log(Math.max(1e-300, chances[right]!)) / rows
    const means = own.map((score) => score.reduce((sum, value, label) => sum + value * chances[label]!, 0))
    for (let one = 0; one < size; one++) {
      slope[one]! += (means[one]! - own[one]![right]!) / rows
      for (let other = one; other < size; other++) {
        let product = -means[one]! * means[other]!
        for (let label = 0; label < chances.length; label++) product += chances[label]! * own[one]![label]! * own[other]![label]!
        curve[one]![other]! += product / rows
        if (other !== one) curve[other]![one]! += product / rows
      }
    }
  }
  return { loss, slope, curve }
}

/** Gauss and Jordan, with the largest pivot. */
function solveEquations(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, at) => [...row, right[at]!])
  for (let at = 0; at < rows.length; at++) {
    let pivot = at
    for (let row = at + 1; row < rows.length; row++) if (Math.abs(rows[row]![at]!) > Math.abs(rows[pivot]![at]!)) pivot = row
    ;[rows[at], rows[pivot]] = [rows[pivot]!, rows[at]!]
    for (let row = 0; row < rows.length; row++) {
      if (row === at) continue
      const factor = rows[row]![at]! / rows[at]![at]!
      for (let column = at; column <= rows.length; column++) rows[row]![column]! -= factor * rows[at]![column]!
    }
  }
  return rows.map((row, at) => row[rows.length]! / row[at]!)
}
