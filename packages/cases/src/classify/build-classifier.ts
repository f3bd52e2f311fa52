import type { Classification, Classifier, LikeRow, TellingFeature } from './classifier.ts'
import type { SparseVector } from './feature-space.ts'
import type { LearntRows } from './learnt-rows.ts'
import type { MarginModel } from './margin-model.ts'
import type { OwnMeasure } from './own-measure.ts'
import { readText, scoresOf, scorersOf, type ReadText, type Shares, type Scorers } from './scorers.ts'
import { mix, type SharedWeights } from './shared-weights.ts'
import { readableFeature, textFeatures } from './text-features.ts'

/** All that was learnt from rows, and cannot be had from them without learning again. */
export type Learnt = Readonly<{ shares: Shares; mixing: SharedWeights; own: OwnMeasure }>

const mostFeatures = 5
const mostRows = 3

/** Makes a classifier of rows and what was learnt from them; the same for one just learnt and one that was saved. */
export function buildClassifier(learnt: LearntRows, { shares, mixing, own }: Learnt): Classifier {
  const { labels, truth, checksum } = learnt
  const scorers = scorersOf(learnt, shares)
  const names = Array.from(learnt.space.columns.keys())
  const classify = (text: string, subject?: string): Classification => {
    const read = readText(learnt, textFeatures(text, subject, learnt.simplify))
    const chances = chancesOf(learnt, scorers, read, mixing)
    const ranked = Array.from(chances, (score, at) => Object.freeze({ label: labels[at]!, score })).sort(
      (one, other) => other.score - one.score || (one.label < other.label ? -1 : 1),
    )
    const [first, second] = ranked
    const found = labels.indexOf(first!.label)
    return Object.freeze({
      label: first!.label,
      score: first!.score,
      margin: first!.score - (second?.score ?? 0),
      ranked: Object.freeze(ranked),
      evidence: Object.freeze({
        features: tellingFeatures(scorers, read, mixing.weights, found, names),
        rows: likeRows(learnt, read),
        known: Math.min(1, sumOfSquares(read.fine)),
      }),
    })
  }
  return Object.freeze({ labels: Object.freeze([...labels]), rows: truth.length, checksum, own: Object.freeze(own), classify })
}

function chancesOf(learnt: LearntRows, scorers: Scorers, read: ReadText, mixing: SharedWeights): Float64Array {
  const { labelRows, truth } = learnt
  const count = labelRows.length
  // One label has nothing to be told from: the rule of succession says how sure so many rows of it make.
  if (count === 1) return Float64Array.of((truth.length + 1) / (truth.length + 2))
  // Of a text of which nothing is known, the shares of the labels are all that can be said.
  if (read.fine.columns.length === 0) return Float64Array.from(labelRows, (rows) => (rows + 0.5) / (truth.length + 0.5 * count))
  return cautious(mix(scoresOf(scorers, read, truth), mixing), labelRows)
}

// From so many rows on, the rows held out say how sure a label may be.
const fewRows = 10

/** Keeps the best label, where it has few rows, to what the rule of succession makes of that many; the rest goes to the others. */
function cautious(chances: Float64Array, labelRows: Int32Array): Float64Array {
  const score = Math.max(...chances)
  const rows = labelRows[chances.indexOf(score)]!
  const most = (rows + 1) / (rows + 2)
  if (rows >= fewRows || score <= most) return chances
  const others = (1 - most) / (1 - score || 1)
  return chances.map((chance) => (chance === score ? most : score === 1 ? (1 - most) / (chances.length - 1) : chance * others))
}

function tellingFeatures(
  scorers: Scorers,
  read: ReadText,
  weights: readonly number[],
  label: number,
  names: readonly string[],
): readonly TellingFeature[] {
  const added = new Map<number, number>()
  const take = ({ weights: own, constants }: MarginModel, { columns, values }: SparseVector, weight: number): void => {
    const count = constants.length
    columns.forEach((column, at) => {
      let mean = 0
      for (let other = 0; other < count; other++) mean += own[column * count + other]! / count
      const lead = own[column * count + label]! - mean
      added.set(column, (added.get(column) ?? 0) + weight * values[at]! * lead)
    })
  }
  take(scorers.fine, read.fine, weights[0]!)
  take(scorers.coarse, read.coarse, weights[1]!)
  const found: TellingFeature[] = []
  for (const [column, weight] of [...added].sort(([a, one], [b, other]) => other - one || a - b)) {
    if (weight <= 0 || found.length === mostFeatures) break
    const readable = readableFeature(names[column]!)
    // A part of what stands there already, or the whole of it, says nothing new.
    if (!readable || found.some(({ text }) => text.includes(readable.text) || readable.text.includes(text))) continue
    found.push(Object.freeze({ ...readable, weight }))
  }
  return Object.freeze(found)
}

function likeRows(learnt: LearntRows, read: ReadText): readonly LikeRow[] {
  const own = new Map<number, number>()
  read.fine.columns.forEach((column, at) => own.set(column, read.fine.values[at]!))
  const like = read.near.map(({ row }) => {
    const { columns, values } = learnt.fine[row]!
    let likeness = 0
    columns.forEach((column, at) => (likeness += (own.get(column) ?? 0) * values[at]!))
    const { label, text } = learnt.rows[row]!
    return Object.freeze({ row, label, text, likeness: Math.min(1, likeness) })
  })
  return Object.freeze(like.sort((one, other) => other.likeness - one.likeness || one.row - other.row).slice(0, mostRows))
}

function sumOfSquares({ values }: SparseVector): number {
  return values.reduce((sum, value) => sum + value * value, 0)
}
