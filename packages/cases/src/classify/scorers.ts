import { learnBayes, scoreBayes, type ComplementBayes } from './complement-bayes.ts'
import { vectorsOf, type TextVectors } from './feature-space.ts'
import type { LearntRows } from './learnt-rows.ts'
import { marginModel, scoreMargins, solvedScores, type MarginModel } from './margin-model.ts'
import { marginTask, solveMargins, type MarginTask } from './margin-solver.ts'
import { scoreNeighbours, votingRows, type NearRow } from './nearest-rows.ts'
import { stratifiedFolds } from './stratified-folds.ts'
import type { FeatureCounts } from './text-features.ts'

/** How much each row counts for each label, for either view (see {@link solveMargins}). */
export type Shares = Readonly<{ fine: Float32Array; coarse: Float32Array }>

/** The scorers a classifier is put together from. */
export type Scorers = Readonly<{ fine: MarginModel; coarse: MarginModel; bayes: ComplementBayes; prior: Float64Array }>

/** One text, read: its vectors and its nearest rows. */
export type ReadText = TextVectors & Readonly<{ near: readonly NearRow[] }>

/** The names of the scorers in the order in which {@link scoresOf} gives their scores. */
export const scorerNames = ['fine', 'coarse', 'bayes', 'neighbours', 'prior'] as const

/** Reads a text that was not among the rows. */
export function readText(learnt: LearntRows, counts: FeatureCounts): ReadText {
  return { ...vectorsOf(learnt.space, counts, false), near: learnt.nearest(counts, votingRows) }
}

/** What each scorer says of a text. */
export function scoresOf(scorers: Scorers, text: ReadText, truth: Int32Array): Float64Array[] {
  return [
    scoreMargins(scorers.fine, text.fine),
    scoreMargins(scorers.coarse, text.coarse),
    scoreBayes(scorers.bayes, text.fine),
    scoreNeighbours(text.near, truth, scorers.prior.length),
    scorers.prior,
  ]
}

/** The tasks of both views over the same rows. */
export function marginTasks(learnt: LearntRows): Readonly<{ fine: MarginTask; coarse: MarginTask }> {
  const columns = learnt.space.columns.size
  return { fine: marginTask(learnt.fine, columns), coarse: marginTask(learnt.coarse, columns) }
}

/** Learns both lines from some of the rows. */
export function learnShares(
  learnt: LearntRows,
  tasks: Readonly<{ fine: MarginTask; coarse: MarginTask }>,
  members: Int32Array,
  seed: number,
): Shares {
  const { truth, labels } = learnt
  return {
    fine: solveMargins(tasks.fine, members, truth, labels.length, seed),
    coarse: solveMargins(tasks.coarse, members, truth, labels.length, seed),
  }
}

/** The scorers that rows and shares stand for. */
export function scorersOf({ space, truth, labels, fine, coarse }: LearntRows, shares: Shares): Scorers {
  const columns = space.columns.size
  const all = Int32Array.from(truth.keys())
  return {
    fine: marginModel(fine, columns, shares.fine, labels.length),
    coarse: marginModel(coarse, columns, shares.coarse, labels.length),
    bayes: learnBayes(fine, columns, all, truth, labels.length),
    prior: priorOf(all, truth, labels.length),
  }
}

/** The logarithm of each label's share. */
function priorOf(members: Int32Array, truth: Int32Array, labelCount: number): Float64Array {
  const own = new Float64Array(labelCount)
  for (const row of members) own[truth[row]!]! += 1
  return own.map((count) => Math.log((count + 0.5) / (members.length + 0.5 * labelCount)))
}

/**
 * What each scorer says of each row when it has not seen it.
 * @param split into how many folds the rows are dealt, and how many of them are held out
 * @returns per scorer, per row the score of each label, with holes for rows that were not held out; and whether a row's label was
 *   among those learnt from, without which no scorer can find it
 */
export function heldOutScores(
  learnt: LearntRows,
  tasks: Readonly<{ fine: MarginTask; coarse: MarginTask }>,
  split: Readonly<{ folds: number; heldOut: number }>,
  seed: number,
): Readonly<{ scores: Float64Array[][]; tellable: Uint8Array }> {
  const { groups, truth, counts, fine: rows, space } = learnt
  const labelCount = learnt.labels.length
  const foldOf = stratifiedFolds(groups, truth, split.folds, seed)
  const found: Float64Array[][] = scorerNames.map(() => [])
  const tellable = new Uint8Array(truth.length)
  for (let fold = 0; fold < split.heldOut; fold++) {
    const members = Int32Array.from(foldOf.keys()).filter((row) => foldOf[row] !== fold)
    if (members.length === 0 || members.length === foldOf.length) continue
    const fine = solvedScores(tasks.fine, members, truth, labelCount, seed)
    const coarse = solvedScores(tasks.coarse, members, truth, labelCount, seed)
    const bayes = learnBayes(rows, space.columns.size, members, truth, labelCount)
    const prior = priorOf(members, truth, labelCount)
    const learntLabels = new Set(Array.from(members, (row) => truth[row]!))
    foldOf.forEach((own, row) => {
      if (own !== fold) return
      const near = learnt.nearest(counts[row]!, votingRows, (other) => foldOf[other] === fold)
      const scores = [fine(row), coarse(row), scoreBayes(bayes, rows[row]!), scoreNeighbours(near, truth, labelCount), prior]
      scores.forEach((score, at) => (found[at]![row] = score))
      tellable[row] = learntLabels.has(truth[row]!) ? 1 : 0
    })
  }
  return { scores: found, tellable }
}
