import { createHash } from 'node:crypto'
import { buildClassifier, type Learnt } from './build-classifier.ts'
import type { Classifier } from './classifier.ts'
import type { LabelledRow } from './labelled-row.ts'
import { readRows } from './learnt-rows.ts'
import type { Simplify } from './plain-form.ts'
import { scorerNames } from './scorers.ts'

/** What reading a saved classifier came to: the classifier, or why it has to be learnt again. */
export type LoadedClassifier =
  | Readonly<{ classifier: Classifier }>
  | Readonly<{
      classifier?: undefined
      /** `rows`: they have changed since; `version`: saved by another version; `damaged`: the text is not what was saved. */
      stale: 'rows' | 'version' | 'damaged'
    }>

const format = 'kaiwu-classifier'
const version = 1

type Saved = Readonly<{
  format: string
  version: number
  rows: string
  labels: readonly string[]
  mixing: Learnt['mixing']
  own: Learnt['own']
  fine: string
  coarse: string
}>

const learntOf = new WeakMap<Classifier, Learnt>()

/** Keeps what a classifier was made of, for saving it. */
export function rememberLearnt(classifier: Classifier, learnt: Learnt): void {
  learntOf.set(classifier, learnt)
}

/**
 * A classifier as JSON, to be loaded beside the rows it was learnt from: it holds none of their texts, only what learning found, the
 * labels, and a checksum of the rows. Throw it away at any time and learn again.
 * @example
 * writeFileSync('classifier.json', saveClassifier(classifier))
 */
export function saveClassifier(classifier: Classifier): string {
  const learnt = learntOf.get(classifier)
  if (!learnt) throw new TypeError('only a classifier that learnClassifier or loadClassifier gave can be saved')
  const saved: Saved = {
    format,
    version,
    rows: classifier.checksum,
    labels: classifier.labels,
    mixing: learnt.mixing,
    own: learnt.own,
    fine: encode(learnt.shares.fine),
    coarse: encode(learnt.shares.coarse),
  }
  return JSON.stringify({ ...saved, checksum: checksumOf(saved) })
}

/**
 * Makes the classifier again from what {@link saveClassifier} gave and the same rows, faster than learning; it says the same of every
 * text. What cannot be used is a value, not an error: learn again.
 * @throws CLASSIFIER_NO_ROWS, CLASSIFIER_LABEL_EMPTY
 * @example
 * const loaded = loadClassifier(text, rows)
 * const classifier = loaded.classifier ?? learnClassifier(rows)
 */
export function loadClassifier(
  text: string,
  rows: readonly LabelledRow[],
  options: Readonly<{ simplify?: Simplify }> = {},
): LoadedClassifier {
  const read = readSaved(text)
  if ('stale' in read) return read
  const learntRows = readRows(rows, options.simplify)
  if (learntRows.checksum !== read.rows) return { stale: 'rows' }
  const fine = decode(read.fine)
  const coarse = decode(read.coarse)
  const size = rows.length * learntRows.labels.length
  if (fine.length !== size || coarse.length !== size || read.mixing.weights.length !== scorerNames.length)
    return { stale: 'damaged' }
  const learnt = { shares: { fine, coarse }, mixing: read.mixing, own: read.own }
  const classifier = buildClassifier(learntRows, learnt)
  rememberLearnt(classifier, learnt)
  return Object.freeze({ classifier })
}

/** The checksum is looked at before anything is used, so what passes has the form that was saved. */
function readSaved(text: string): Saved | Readonly<{ stale: 'version' | 'damaged' }> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { stale: 'damaged' }
  }
  if (typeof value !== 'object' || value === null || !('format' in value) || value.format !== format) return { stale: 'damaged' }
  if (!('version' in value) || value.version !== version) return { stale: 'version' }
  const { checksum, ...saved } = value as Saved & { checksum?: unknown }
  return checksum === checksumOf(saved) ? saved : { stale: 'damaged' }
}

function checksumOf(saved: Saved): string {
  const { rows, labels, mixing, own, fine, coarse } = saved
  return createHash('sha256')
    .update(JSON.stringify([rows, labels, mixing, own, fine, coarse]))
    .digest('hex')
}

// Little-endian whatever the machine: a cache may lie on a shared disk.
function encode(values: Float32Array): string {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, at) => bytes.writeFloatLE(value, at * 4))
  return bytes.toString('base64')
}

function decode(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64')
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, at) => bytes.readFloatLE(at * 4))
}
