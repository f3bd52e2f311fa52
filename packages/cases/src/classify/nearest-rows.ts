import { isTerm, type FeatureCounts } from './text-features.ts'

/** A row that is like a text, and its BM25 score. */
export type NearRow = Readonly<{ row: number; score: number }>

/** Finds the rows most like a text, best first; rows that `leaveOut` names take no part. */
export type NearestRows = (counts: FeatureCounts, most: number, leaveOut?: (row: number) => boolean) => NearRow[]

const k1 = 1.2
const b = 0.75

/** BM25 over pairs of Chinese characters and words of other scripts; of equal rows the one that came first. */
export function nearestRows(rows: readonly FeatureCounts[]): NearestRows {
  const postings = new Map<string, number[]>()
  const lengths = rows.map((counts, row) => {
    let length = 0
    for (const [feature, count] of counts) {
      if (!isTerm(feature)) continue
      length += count
      const list = postings.get(feature)
      if (list) list.push(row, count)
      else postings.set(feature, [row, count])
    }
    return length
  })
  const average = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, rows.length) || 1
  const norms = lengths.map((length) => k1 * (1 - b + (b * length) / average))
  return (counts, most, leaveOut = () => false) => {
    const scores = new Float64Array(rows.length)
    for (const [feature, times] of counts) {
      const list = isTerm(feature) ? postings.get(feature) : undefined
      if (!list) continue
      const rowsWith = list.length / 2
      const weight = times * Math.log(1 + (rows.length - rowsWith + 0.5) / (rowsWith + 0.5)) * (k1 + 1)
      for (let i = 0; i < list.length; i += 2) {
        const count = list[i + 1]!
        scores[list[i]!]! += (weight * count) / (count + norms[list[i]!]!)
      }
    }
    return best(scores, most, leaveOut)
  }
}

/** The best few, kept in order while reading. */
function best(scores: Float64Array, most: number, leaveOut: (row: number) => boolean): NearRow[] {
  const found: NearRow[] = []
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row]!
    if (score <= 0 || (found.length === most && score <= found[most - 1]!.score) || leaveOut(row)) continue
    let at = Math.min(found.length, most - 1)
    while (at > 0 && found[at - 1]!.score < score) {
      found[at] = found[at - 1]!
      at--
    }
    found[at] = { row, score }
  }
  return found
}

/** How many neighbours have a say. */
export const votingRows = 15

// What labels that no neighbour has get together.
const unseenShare = 0.05

/** The logarithm of each label's share of the neighbours' votes; a vote counts by the square of its score. */
export function scoreNeighbours(near: readonly NearRow[], labels: Int32Array, labelCount: number): Float64Array {
  const votes = new Float64Array(labelCount)
  let all = 0
  for (const { row, score } of near) {
    votes[labels[row]!]! += score * score
    all += score * score
  }
  if (all === 0) return votes.fill(-Math.log(labelCount))
  return votes.map((vote) => Math.log((vote / all + unseenShare / labelCount) / (1 + unseenShare)))
}
