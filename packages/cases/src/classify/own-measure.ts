/** What a classifier measured on its own rows, each judged by a classifier that had not seen it. */
export type OwnMeasure = Readonly<{
  /** Share of rows whose best label was the right one; 0 where there were too few rows to hold any out. */
  accuracy: number
  /** The largest share of rows, surest first, of which 95 % are right. */
  coverageAt95: number
  /** The lowest score in that share; above it 95 % were right. Absent where no such share exists. */
  scoreAt95?: number
}>

/**
 * The largest share of judgements, ordered by score, whose accuracy is at least `precision`; equal scores go together.
 * @example
 * coverageAt([{ score: 0.9, right: true }, { score: 0.4, right: false }], 0.95) // { share: 0.5, score: 0.9 }
 */
export function coverageAt(
  judged: readonly Readonly<{ score: number; right: boolean }>[],
  precision: number,
): Readonly<{ share: number; score?: number }> {
  const sorted = judged.toSorted((one, other) => other.score - one.score)
  let right = 0
  let best: { share: number; score?: number } = { share: 0 }
  sorted.forEach((one, at) => {
    if (one.right) right++
    if (sorted[at + 1]?.score === one.score) return
    if (right >= precision * (at + 1)) best = { share: (at + 1) / sorted.length, score: one.score }
  })
  return best
}
