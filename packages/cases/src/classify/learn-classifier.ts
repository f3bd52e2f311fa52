import { buildClassifier, type Learnt } from './build-classifier.ts'
import type { Classifier } from './classifier.ts'
import type { LabelledRow } from './labelled-row.ts'
import { readRows, type LearntRows } from './learnt-rows.ts'
import { coverageAt, type OwnMeasure } from './own-measure.ts'
import type { Simplify } from './plain-form.ts'
import { rememberLearnt } from './saved-classifier.ts'
import { heldOutScores, learnShares, marginTasks, scorerNames, type Shares } from './scorers.ts'
import { learnSharedWeights, mix, type SharedWeights } from './shared-weights.ts'

/** How to learn. */
export type LearnOptions = Readonly<{
  /** The same rows and seed give the same classifier; 1 unless told. */
  seed?: number
  /** Turns traditional characters into simplified ones, so that both forms are one. Pure: the same text gives the same. */
  simplify?: Simplify
}>

/**
 * Learns to tell labels from labelled rows, without a model: two lines of support vectors over runs of characters and words,
 * complement naive Bayes and BM25 neighbours, weighed by how they did on rows held out, which makes the score a
 * probability too. 500 rows take about a second.
 *
 * Rows of one plain form (see {@link plainForm}) are held out together. A score is true for texts like the rows; it knows nothing
 * of matters that no row is about: look at `evidence.known` too.
 * @throws CLASSIFIER_NO_ROWS, CLASSIFIER_LABEL_EMPTY
 * @example
 * const classifier = learnClassifier([{ text: '路灯不亮', label: '市政' }, { text: '垃圾没人收', label: '环卫' }])
 * classifier.classify('门口路灯坏了').label // '市政'
 */
export function learnClassifier(rows: readonly LabelledRow[], options: LearnOptions = {}): Classifier {
  const learnt = readRows(rows, options.simplify)
  const result = learn(learnt, options.seed ?? 1)
  const classifier = buildClassifier(learnt, result)
  rememberLearnt(classifier, result)
  return classifier
}

function learn(learnt: LearntRows, seed: number): Learnt {
  const { truth, labels } = learnt
  if (labels.length === 1) return { shares: noShares(learnt), mixing: onlyPrior, own: { accuracy: 0, coverageAt95: 0 } }
  const tasks = marginTasks(learnt)
  const { scores, tellable } = heldOutScores(learnt, tasks, foldsFor(learnt), seed)
  // Rows that are all one text cannot be held out from each other; then only the labels' shares are known.
  const rows = Int32Array.from(truth.keys()).filter((row) => scores[0]![row] !== undefined)
  const heldTruth = rows.map((row) => truth[row]!)
  const heldScores = scores.map((own) => Array.from(rows, (row) => own[row]!))
  const heldTellable = rows.map((row) => tellable[row]!)
  const learntMixing = heldTellable.includes(1) ? learnSharedWeights(heldScores, heldTruth, heldTellable) : untested
  const mixing = rows.length === 0 ? onlyPrior : learntMixing
  const shares = learnShares(learnt, tasks, Int32Array.from(truth.keys()), seed)
  return { shares, mixing, own: measured(heldScores, heldTruth, heldTellable, mixing) }
}

// Where nothing could be held out, only how common each label is.
const onlyPrior: SharedWeights = { weights: scorerNames.map((name) => (name === 'prior' ? 1 : 0)), doubt: 0 }

// Where every label has one row only, no row held out can be told: all that is known of the scorers is how they do elsewhere.
const untested: SharedWeights = { weights: [1, 1, 0, 0.2, 0], doubt: 0 }

/** Few rows are dear, so few of them are held out at a time; of many, one part is enough to learn five weights from. */
function foldsFor({ fine, labels }: LearntRows): Readonly<{ folds: number; heldOut: number }> {
  if (fine.length > 4000) return { folds: 5, heldOut: 1 }
  const work = labels.length * fine.reduce((sum, { columns }) => sum + columns.length, 0)
  const folds = work <= 4_000_000 && fine.length <= 1500 ? 10 : 5
  return { folds, heldOut: folds }
}

function noShares({ truth, labels }: LearntRows): Shares {
  return { fine: new Float32Array(truth.length * labels.length), coarse: new Float32Array(truth.length * labels.length) }
}

function measured(
  scores: readonly (readonly Float64Array[])[],
  truth: Int32Array,
  tellable: Int32Array,
  mixing: SharedWeights,
): OwnMeasure {
  const judged = Array.from(truth, (right, row) => {
    const chances = mix(
      scores.map((scorer) => scorer[row]!),
      mixing,
    )
    const best = chances.indexOf(Math.max(...chances))
    return { score: chances[best]!, right: tellable[row] === 1 && best === right }
  })
  const { share, score } = coverageAt(judged, 0.95)
  const accuracy = judged.filter(({ right }) => right).length / Math.max(1, judged.length)
  return { accuracy, coverageAt95: share, ...(score === undefined ? {} : { scoreAt95: score }) }
}
