/** Figures of a classification: one judgement for each row, made while the row was held out. */

import { coverageAt } from '../../packages/cases/src/classify/own-measure.ts'
import { mean } from './measures.ts'

/** What was said of one row. */
export type Judged = Readonly<{ truth: string; said: string; score: number }>

/** Recall, precision and F1 of one label. */
export type LabelFigures = Readonly<{ label: string; rows: number; recall: number; precision: number; f1: number }>

const eceBins = 15

/** Share of rows that were told right. */
export function accuracyOf(judged: readonly Judged[]): number {
  return mean(judged.map(({ truth, said }) => Number(truth === said)))
}

/** The figures of each label that a row has, the commonest first. */
export function labelFigures(judged: readonly Judged[]): LabelFigures[] {
  const labels = [...new Set(judged.map(({ truth }) => truth))]
  return labels
    .map((label) => {
      const rows = judged.filter(({ truth }) => truth === label)
      const right = rows.filter(({ said }) => said === label).length
      const recall = right / rows.length
      const precision = right / Math.max(1, judged.filter(({ said }) => said === label).length)
      return {
        label,
        rows: rows.length,
        recall,
        precision,
        f1: right === 0 ? 0 : (2 * recall * precision) / (recall + precision),
      }
    })
    .sort((one, other) => other.rows - one.rows || (one.label < other.label ? -1 : 1))
}

/** The mean F1 of the labels, each counting the same. */
export function macroF1Of(judged: readonly Judged[]): number {
  return mean(labelFigures(judged).map(({ f1 }) => f1))
}

/** One bin of scores: how sure, and how often right. */
export type ScoreBin = Readonly<{ from: number; to: number; rows: number; score: number; right: number }>

/** Scores of the label said, in 15 bins of equal width. */
export function scoreBins(judged: readonly Judged[]): ScoreBin[] {
  return Array.from({ length: eceBins }, (_, bin) => {
    const rows = judged.filter(({ score }) => Math.min(eceBins - 1, Math.floor(score * eceBins)) === bin)
    return {
      from: bin / eceBins,
      to: (bin + 1) / eceBins,
      rows: rows.length,
      score: mean(rows.map(({ score }) => score)),
      right: accuracyOf(rows),
    }
  })
}

/** Expected calibration error: the gap between how sure and how often right, over 15 bins of equal width, by rows. */
export function eceOf(judged: readonly Judged[]): number {
  return scoreBins(judged).reduce((sum, { rows, score, right }) => sum + (rows / judged.length) * Math.abs(score - right), 0)
}

/** The largest share of rows, surest first, of which 95 % are right. */
export function coverageAt95(judged: readonly Judged[]): number {
  return coverageAt(
    judged.map(({ truth, said, score }) => ({ score, right: truth === said })),
    0.95,
  ).share
}

/** How often one label was taken for another, the commonest first. */
export function confusions(judged: readonly Judged[]): Readonly<{ truth: string; said: string; rows: number }>[] {
  const counts = new Map<string, { truth: string; said: string; rows: number }>()
  for (const { truth, said } of judged) {
    if (truth === said) continue
    const key = JSON.stringify([truth, said])
    const known = counts.get(key)
    if (known) known.rows++
    else counts.set(key, { truth, said, rows: 1 })
  }
  return [...counts.values()].sort(
    (one, other) => other.rows - one.rows || (one.truth + one.said < other.truth + other.said ? -1 : 1),
  )
}
