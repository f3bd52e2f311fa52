import { createHash } from 'node:crypto'
import { KaiwuError } from '@kaiwu/core'
import { learnSpace, vectorsOf, type FeatureSpace, type SparseVector } from './feature-space.ts'
import type { LabelledRow } from './labelled-row.ts'
import { nearestRows, type NearestRows } from './nearest-rows.ts'
import { plainRow, sameText, type Simplify } from './plain-form.ts'
import { textFeatures, type FeatureCounts } from './text-features.ts'

/** Labelled rows, read: everything of a classifier that follows from the rows without learning. */
export type LearntRows = Readonly<{
  rows: readonly LabelledRow[]
  /** All labels, in order of code units. */
  labels: readonly string[]
  /** The label of each row, as its place in `labels`. */
  truth: Int32Array
  /** How many rows each label has. */
  labelRows: Int32Array
  /** Equal for rows of the same text, which are held out together. */
  groups: readonly string[]
  counts: readonly FeatureCounts[]
  space: FeatureSpace
  fine: readonly SparseVector[]
  coarse: readonly SparseVector[]
  nearest: NearestRows
  simplify: Simplify | undefined
  /** SHA-256 of the rows in plain form with their labels, in order. */
  checksum: string
}>

/**
 * Reads labelled rows.
 * @throws CLASSIFIER_NO_ROWS, CLASSIFIER_LABEL_EMPTY
 */
export function readRows(rows: readonly LabelledRow[], simplify?: Simplify): LearntRows {
  if (rows.length === 0) throw new KaiwuError('CLASSIFIER_NO_ROWS')
  const empty = rows.findIndex(({ label }) => label.trim() === '')
  if (empty >= 0) throw new KaiwuError('CLASSIFIER_LABEL_EMPTY', { row: empty + 1 })
  const labels = [...new Set(rows.map(({ label }) => label))].sort((a, b) => (a < b ? -1 : 1))
  const placeOf = new Map(labels.map((label, at) => [label, at]))
  const truth = Int32Array.from(rows, ({ label }) => placeOf.get(label)!)
  const labelRows = new Int32Array(labels.length)
  for (const label of truth) labelRows[label]! += 1
  const counts = rows.map(({ text, subject }) => textFeatures(text, subject, simplify))
  const space = learnSpace(counts)
  const vectors = counts.map((one) => vectorsOf(space, one, true))
  return {
    rows,
    labels,
    truth,
    labelRows,
    groups: rows.map((row) => sameText(row, simplify)),
    counts,
    space,
    fine: vectors.map(({ fine }) => fine),
    coarse: vectors.map(({ coarse }) => coarse),
    nearest: nearestRows(counts),
    simplify,
    checksum: checksumOf(rows, simplify),
  }
}

function checksumOf(rows: readonly LabelledRow[], simplify: Simplify | undefined): string {
  const hash = createHash('sha256')
  for (const row of rows) hash.update(JSON.stringify([row.label, plainRow(row, simplify)]))
  return hash.digest('hex')
}
