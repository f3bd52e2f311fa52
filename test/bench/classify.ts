/**
 * Measures the classifier that learns from labelled rows, by cross-validation, beside five nearest neighbours by exact BM25.
 *
 *   npm run bench -- classify --data FILE [--json] [--folds 5] [--seed N]
 *
 * FILE is JSONL, `{text, label, subject?}` a line. Folds are stratified; rows of one text (in plain form) stay in one fold, so a text
 * that was learnt is never asked. The neighbours read the subject in front of the text; the majority of five decides, of equal ones
 * the label of the nearest. `ece` has 15 bins of equal width; `coverageAt95` is the largest share of rows, surest
 * first, of which 95 % are right; `msPerItem` is the wall time of one classification, `learnSeconds` the processor time of learning
 * from all other folds. Ends with 1 when the accuracy is below that of the neighbours less 0.01, with 2 on wrong usage.
 * @module
 */
import { existsSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import type { LabelledRow } from '../../packages/cases/src/classify/labelled-row.ts'
import { learnClassifier } from '../../packages/cases/src/classify/learn-classifier.ts'
import { sameText } from '../../packages/cases/src/classify/plain-form.ts'
import { stratifiedFolds } from '../../packages/cases/src/classify/stratified-folds.ts'
import {
  accuracyOf,
  confusions,
  coverageAt95,
  eceOf,
  labelFigures,
  macroF1Of,
  scoreBins,
  type Judged,
} from './classify-figures.ts'
import { readLabelledRows } from './classify-rows.ts'
import { mean, pairedBootstrap } from './measures.ts'
import { exactBm25 } from './retrieval-baseline.ts'

const tolerance = 0.01
const mostInTable = 12

function stop(problem: string): never {
  console.error(`${problem}\nnpm run bench -- classify --data FILE [--json] [--folds 5] [--seed N]`)
  process.exit(2)
}

function options() {
  try {
    const { values } = parseArgs({
      options: {
        data: { type: 'string' },
        json: { type: 'boolean', default: false },
        folds: { type: 'string', default: '5' },
        seed: { type: 'string', default: '1' },
      },
    })
    const folds = Number(values.folds)
    const seed = Number(values.seed)
    if (values.data === undefined) stop('--data names a JSONL file of {text, label, subject?}')
    if (!Number.isInteger(folds) || folds < 2) stop('--folds is a whole number of 2 or more')
    if (!Number.isInteger(seed) || seed < 0) stop('--seed is a whole number of 0 or more')
    return { data: values.data, json: values.json, folds, seed }
  } catch (error) {
    return stop(error instanceof Error ? error.message : String(error))
  }
}

function rowsOf(file: string): readonly LabelledRow[] {
  if (!existsSync(file) || !statSync(file).isFile()) stop(`--data: no file at ${file}`)
  const { rows, mistakes } = readLabelledRows(file)
  if (mistakes.length > 0) {
    const more = mistakes.length > 10 ? [`… and ${mistakes.length - 10} more`] : []
    stop([`${file}: each line is {text, label, subject?}`, ...mistakes.slice(0, 10), ...more].join('\n'))
  }
  const labels = new Set(rows.map(({ label }) => label)).size
  if (labels < 2) stop(`${file} has ${labels} label(s) in ${rows.length} row(s); at least 2 labels are needed`)
  return rows
}

const joined = ({ subject, text }: LabelledRow): string => (subject ? `${subject}\n${text}` : text)

/** Five nearest neighbours by exact BM25; without any, the commonest label. */
function neighbours(rows: readonly LabelledRow[]): (row: LabelledRow) => string {
  const all = rows.map(joined).join('')
  const han = all.match(/\p{Script=Han}/gu)?.length ?? 0
  const find = exactBm25({
    name: 'rows',
    documents: rows.map((row, at) => ({ id: String(at), title: '', text: joined(row) })),
    queries: [],
    judged: new Map(),
    isChinese: han > (all.match(/[a-z]/gi)?.length ?? 0),
  })
  const commonest = mostFrequent(rows.map(({ label }) => label))!
  return (row) => mostFrequent(find(joined(row), 5).map((id) => rows[Number(id)]!.label)) ?? commonest
}

/** Of equally frequent ones the first. */
function mostFrequent(labels: readonly string[]): string | undefined {
  const counts = new Map<string, number>()
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1)
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0]
}

/** Every row, said by the classifier and by the neighbours of the other folds. */
function crossValidate(rows: readonly LabelledRow[], folds: number, seed: number) {
  const labels = [...new Set(rows.map(({ label }) => label))].sort()
  const foldOf = stratifiedFolds(
    rows.map((row) => sameText(row)),
    rows.map(({ label }) => labels.indexOf(label)),
    folds,
    seed,
  )
  const judged: Judged[] = []
  const baseline: Judged[] = []
  const milliseconds: number[] = []
  const learnSeconds: number[] = []
  for (let fold = 0; fold < folds; fold++) {
    const known = rows.filter((_, row) => foldOf[row] !== fold)
    const asked = rows.filter((_, row) => foldOf[row] === fold)
    if (known.length === 0 || asked.length === 0) continue
    const before = process.cpuUsage()
    const classifier = learnClassifier(known, { seed })
    const { user, system } = process.cpuUsage(before)
    learnSeconds.push((user + system) / 1e6)
    const nearest = neighbours(known)
    for (const row of asked) {
      const start = performance.now()
      const { label, score } = classifier.classify(row.text, row.subject)
      milliseconds.push(performance.now() - start)
      judged.push({ truth: row.label, said: label, score })
      baseline.push({ truth: row.label, said: nearest(row), score: 1 })
    }
  }
  if (judged.length === 0) stop('all rows are the same text; nothing can be held out')
  return { judged, baseline, msPerItem: mean(milliseconds), learnSeconds: mean(learnSeconds) }
}

function figuresOf(rows: readonly LabelledRow[], folds: number, seed: number) {
  const { judged, baseline, msPerItem, learnSeconds } = crossValidate(rows, folds, seed)
  const right = (list: readonly Judged[]) => list.map(({ truth, said }) => Number(truth === said))
  return {
    rows: rows.length,
    labels: new Set(rows.map(({ label }) => label)).size,
    accuracy: accuracyOf(judged),
    macroF1: macroF1Of(judged),
    ece: eceOf(judged),
    coverageAt95: coverageAt95(judged),
    msPerItem,
    learnSeconds,
    baseline: { name: 'BM25, 5 nearest', accuracy: accuracyOf(baseline), macroF1: macroF1Of(baseline) },
    difference: pairedBootstrap(right(judged), right(baseline), { seed }),
    tolerance,
    perLabel: labelFigures(judged),
    confusions: confusions(judged),
    bins: scoreBins(judged),
    judged,
  }
}

type Figures = ReturnType<typeof figuresOf>

const share = (value: number): string => value.toFixed(3)
const cell = (label: string): string => label.replaceAll('|', '¦').replace(/\s+/g, ' ')

function print(file: string, figures: Figures): void {
  const { baseline, difference } = figures
  console.log(`${basename(file)}: ${figures.rows} rows, ${figures.labels} labels\n`)
  console.log('| | accuracy | macro-F1 |\n| --- | ---: | ---: |')
  console.log(`| classifier | ${share(figures.accuracy)} | ${share(figures.macroF1)} |`)
  console.log(`| ${baseline.name} | ${share(baseline.accuracy)} | ${share(baseline.macroF1)} |`)
  console.log(
    `\naccuracy + ${share(difference.difference)} (95 % ${share(difference.low)} to ${share(difference.high)}, p ${share(difference.p)}, paired bootstrap)`,
  )
  console.log(`calibration error ${share(figures.ece)}, coverage at 95 % precision ${share(figures.coverageAt95)}`)
  console.log(`${figures.msPerItem.toFixed(2)} ms an item, ${figures.learnSeconds.toFixed(2)} s of processor time to learn`)
  console.log('\n| score | rows | mean score | right |\n| --- | ---: | ---: | ---: |')
  for (const { from, to, rows, score, right } of figures.bins)
    if (rows > 0) console.log(`| ${from.toFixed(2)}–${to.toFixed(2)} | ${rows} | ${share(score)} | ${share(right)} |`)
  console.log('\n| label | rows | recall | precision | F1 |\n| --- | ---: | ---: | ---: | ---: |')
  for (const { label, rows, recall, precision, f1 } of figures.perLabel)
    console.log(`| ${cell(label)} | ${rows} | ${share(recall)} | ${share(precision)} | ${share(f1)} |`)
  printConfusion(figures)
}

/** The whole table where it can be read, else the commonest mistakes. */
function printConfusion({ perLabel, judged, confusions: mistakes }: Figures): void {
  const labels = perLabel.map(({ label }) => label)
  if (labels.length <= mostInTable) {
    console.log(`\n| is \\ said | ${labels.map(cell).join(' | ')} |\n| --- |${' ---: |'.repeat(labels.length)}`)
    for (const truth of labels) {
      const row = labels.map((said) => judged.filter((one) => one.truth === truth && one.said === said).length)
      console.log(`| ${cell(truth)} | ${row.map((count) => count || '').join(' | ')} |`)
    }
    return
  }
  console.log('\n| is | was taken for | rows |\n| --- | --- | ---: |')
  for (const { truth, said, rows } of mistakes.slice(0, 20)) console.log(`| ${cell(truth)} | ${cell(said)} | ${rows} |`)
}

const { data, json, folds, seed } = options()
const figures = figuresOf(rowsOf(data), folds, seed)
if (json) {
  const { judged: _, ...told } = figures
  console.log(JSON.stringify({ bench: 'classify', folds, seed, ...told }))
} else print(data, figures)
if (figures.accuracy < figures.baseline.accuracy - tolerance) {
  console.error(`accuracy ${share(figures.accuracy)} is below that of five neighbours, ${share(figures.baseline.accuracy)}`)
  process.exitCode = 1
}
