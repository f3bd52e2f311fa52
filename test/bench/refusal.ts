/**
 * How well refusing is decided: `answerability` of packages/knowledge, asked of labelled questions. The confidence that comes out for a
 * question is compared with the label, whether the base answers it; no answer is read.
 *
 *   npm run bench -- refusal                                              every template, its held-back questions
 *   npm run bench -- refusal --solution templates/government --questions FILE [--leave-out-parts N]
 *   npm run bench -- refusal --data DIR|FILE [--leave-out SHARE] [--most N] [--seed N]
 *   … [--threshold T] [--json]
 *
 * FILE of `--questions` is in the form of evals/questions.jsonl; `"refuse": true` is a question to refuse. DIR of `--data` is a set of
 * corpus.jsonl ({id, title, text}), queries.jsonl ({id, text, answerable?}) and qrels.tsv (query_id, doc_id, grade), FILE its
 * queries.jsonl, or a folder of such sets. To refuse are queries with `"answerable": false` and those that qrels.tsv has no document for.
 * `--leave-out 0.5` leaves half of the documents out, drawn with the seed: a query that loses every document that answers it is one to
 * refuse, one that loses some is not asked. Of each label no more than `--most` (400) queries are asked. `--leave-out-parts 4` does the
 * like with a solution: its documents are dealt into 4 parts, each left out once, and who asks for what has gone is to be refused.
 *
 * Printed: the AUROC (how often an answerable question is surer than one to refuse; ties half) with a 95 % interval from 1,000 stratified
 * bootstrap samples, the ROC at fixed thresholds and as a plot, the Brier score, the reliability table, and what refusing below the
 * threshold in use comes to. Questions that a rule refuses (unknown code or place, live state, opinion, nothing found) have the confidence 0.
 * Ends with 1 when an AUROC is below 0.80, with 2 on wrong usage.
 *
 * The confidence is a logistic model of the 11 features described at `AnswerabilityFeatures`; its weights are data in
 * answerability-weights.ts, and `test/bench/refusal-learn.ts` learns them again from the same labels in a few minutes.
 */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { closeReaders, defaultExtractionSettings } from '@kaiwu/knowledge'
import { askedOfSet, askedOfSolution, askedWithoutDocuments, type RefusalExample } from './refusal-examples.ts'
import {
  auroc,
  aurocInterval,
  brierScore,
  refusalAt,
  reliability,
  rocPlot,
  rocPoints,
  type Judgement,
} from './refusal-figures.ts'

const floor = 0.8
const repository = join(import.meta.dirname, '../..')

/** A set of questions, asked. */
type AskedSet = Readonly<{ name: string; examples: readonly RefusalExample[] }>

function usage(message: string): never {
  console.error(
    `${message}\nnpm run bench -- refusal [--solution DIR --questions FILE [--leave-out-parts N]] [--data DIR|FILE [--leave-out SHARE]]`,
  )
  process.exit(2)
}

function settings() {
  try {
    const { values } = parseArgs({
      options: {
        solution: { type: 'string' },
        questions: { type: 'string' },
        'leave-out-parts': { type: 'string', default: '0' },
        data: { type: 'string' },
        'leave-out': { type: 'string', default: '0' },
        most: { type: 'string', default: '400' },
        seed: { type: 'string', default: '1' },
        threshold: { type: 'string', default: String(defaultExtractionSettings.threshold) },
        json: { type: 'boolean', default: false },
      },
    })
    const numbers = ['leave-out-parts', 'leave-out', 'most', 'seed', 'threshold'] as const
    for (const key of numbers) if (!(Number(values[key]) >= 0)) usage(`--${key} is a number of 0 or more`)
    if (Number(values['leave-out']) >= 1) usage('--leave-out is a share below 1')
    if ((values.solution === undefined) !== (values.questions === undefined)) usage('--solution goes with --questions')
    if (values.solution && values.data) usage('either --solution or --data')
    return values
  } catch (error) {
    usage(error instanceof Error ? error.message : String(error))
  }
}

/** The folder of a set or of sets, or a set's queries.jsonl. */
function setFolders(path: string): string[] {
  const isSet = (folder: string) => existsSync(join(folder, 'corpus.jsonl')) && existsSync(join(folder, 'queries.jsonl'))
  if (!existsSync(path)) usage(`--data: nothing at ${path}`)
  const folder = statSync(path).isFile() ? dirname(path) : path
  const folders = isSet(folder)
    ? [folder]
    : readdirSync(folder)
        .map((name) => join(folder, name))
        .filter(isSet)
        .sort()
  return folders.length > 0 ? folders : usage(`--data: no corpus.jsonl with queries.jsonl in ${path}`)
}

async function* askedSets(values: ReturnType<typeof settings>): AsyncGenerator<AskedSet> {
  const seed = Number(values.seed)
  if (values.data) {
    for (const folder of setFolders(values.data)) {
      const examples = await askedOfSet(folder, { leaveOut: Number(values['leave-out']), most: Number(values.most), seed })
      yield { name: basename(folder), examples }
    }
    return
  }
  const parts = Number(values['leave-out-parts'])
  const asked = values.solution
    ? [{ root: values.solution, file: values.questions! }]
    : ['government', 'manufacturing'].map((name) => ({
        root: join(repository, 'templates', name),
        file: join(repository, 'test/quality', `held-back-${name}.jsonl`),
      }))
  for (const { root, file } of asked) {
    if (!existsSync(root) || !existsSync(file)) usage(`nothing at ${existsSync(root) ? file : root}`)
    const examples = await askedOfSolution(root, file)
    if (parts > 0) examples.push(...(await askedWithoutDocuments(root, [file], parts, seed)))
    yield { name: `${basename(root)}, ${basename(file)}`, examples }
  }
}

function figuresOf({ name, examples }: AskedSet, threshold: number) {
  const judgements: Judgement[] = examples.map(({ answerable, judged }) => ({ answerable, confidence: judged.confidence }))
  const answerable = judgements.filter((one) => one.answerable).length
  return {
    set: name,
    answerable,
    toRefuse: judgements.length - answerable,
    ruledOut: examples.filter((one) => !one.answerable && one.judged.ruledOut).length,
    ruledOutWrongly: examples.filter((one) => one.answerable && one.judged.ruledOut).length,
    auroc: auroc(judgements),
    aurocInterval: aurocInterval(judgements),
    brier: brierScore(judgements),
    threshold,
    ...refusalAt(judgements, threshold),
    roc: rocPoints(judgements),
    reliability: reliability(judgements),
    plot: rocPlot(judgements),
  }
}

function print(figures: ReturnType<typeof figuresOf>): void {
  const { set, answerable, toRefuse, aurocInterval: interval } = figures
  const share = (value: number) => value.toFixed(3)
  console.log(`\n## ${set}: ${answerable} answerable, ${toRefuse} to refuse`)
  console.log(
    `AUROC ${share(figures.auroc)} (95 % ${share(interval.low)}–${share(interval.high)}), Brier score ${share(figures.brier)};`,
  )
  console.log(`by rule refused ${figures.ruledOut} of ${toRefuse}, and wrongly ${figures.ruledOutWrongly} of ${answerable}`)
  console.log(
    `at ${figures.threshold}: answered ${figures.answered} of ${answerable}, wrongly answered ${figures.wronglyAnswered} of ${toRefuse}; refusal precision ${share(figures.refusalPrecision)}, recall ${share(figures.refusalRecall)}`,
  )
  console.log('\n| confidence | questions | mean confidence | answerable |\n| --- | --- | --- | --- |')
  for (const row of figures.reliability)
    console.log(
      `| ${row.from}–${row.to} | ${row.questions} | ${share(row.confidence)} | ${row.questions === 0 ? '–' : share(row.answerable)} |`,
    )
  console.log('\n| threshold | answered | wrongly answered |\n| --- | --- | --- |')
  for (const { threshold, answered, wronglyAnswered } of figures.roc.filter((_, at) => at % 2 === 0))
    console.log(`| ${threshold.toFixed(2)} | ${share(answered)} | ${share(wronglyAnswered)} |`)
  console.log(`\n${figures.plot}`)
}

const values = settings()
const all = []
for await (const asked of askedSets(values)) {
  const figures = figuresOf(asked, Number(values.threshold))
  if (figures.answerable === 0 || figures.toRefuse === 0)
    usage(`${figures.set}: questions of both kinds are needed (see --leave-out)`)
  all.push(figures)
  if (!values.json) print(figures)
}
if (values.json) console.log(JSON.stringify({ floor, sets: all.map(({ plot: _, ...rest }) => rest) }))
if (all.some((figures) => figures.auroc < floor)) {
  console.error(
    `AUROC below ${floor}: ${all
      .filter((figures) => figures.auroc < floor)
      .map(({ set }) => set)
      .join(', ')}`,
  )
  process.exitCode = 1
}
await closeReaders()
