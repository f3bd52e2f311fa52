/**
 * Learns the weights of `answerability` (packages/knowledge/src/extract/answerability-weights.ts) from labelled questions and prints how
 * well they separate questions that they were not learnt on.
 *
 *   node --conditions=kaiwu-src test/bench/refusal-learn.ts [--data DIR] [--write] [--all]
 *
 * Labels, all made by asking the product itself:
 * - the templates' own questions and those of test/quality that have been seen; with `--all`, for a release, the held-back ones too;
 * - the answerable ones of these, asked of a base from which the documents that answer them have been left out;
 * - with `--data`, the sets drcd-dev, cmrc2018-trial, xquad-zh, xquad-en and scifact in DIR, half of their documents left out, so that
 *   the weights fit other bases too. Public questions share words with the text they were written from, which people's questions do not:
 *   a row of them counts a tenth of a template's question.
 *
 * Logistic regression with L2; questions that a rule refuses are left out, as no weight moves them. Then Platt's calibration on what five-fold
 * cross-validation (by question) gives for the templates' questions, left-out ones included. Printed: AUROC of each set when neither it nor, for a template,
 * the same question was learnt on. `--write` writes the weights file. The weight of `meaning` is set by hand: the sets are searched without an
 * embedder. Takes about three minutes.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { closeReaders } from '@kaiwu/knowledge'
import { answerabilityKeys } from '../../packages/knowledge/src/extract/answerability.ts'
import { auroc, brierScore, refusalAt, type Judgement } from './refusal-figures.ts'
import { askedOfSet, askedOfSolution, askedWithoutDocuments, type RefusalExample } from './refusal-examples.ts'
import { calibrate, fitLogistic, oddsOf, type LogisticModel } from './refusal-logistic.ts'

const repository = join(import.meta.dirname, '../..')
const weightsFile = join(repository, 'packages/knowledge/src/extract/answerability-weights.ts')
const templates = ['government', 'manufacturing']
const publicSets = ['drcd-dev', 'cmrc2018-trial', 'xquad-zh', 'xquad-en', 'scifact']
const learnt = answerabilityKeys.filter((key) => key !== 'meaning')
const byHand = { meaning: 1 }
const penalty = 0.6
const folds = 5
/** What a row counts: a question of a template as it is, one whose documents were left out, one of a public set. */
const counts = { asked: 1, leftOut: 0.33, public: 0.1 }

const { values: options } = parseArgs({
  options: { data: { type: 'string' }, write: { type: 'boolean', default: false }, all: { type: 'boolean', default: false } },
})

async function gather(): Promise<RefusalExample[]> {
  const examples: RefusalExample[] = []
  for (const template of templates) {
    const root = join(repository, 'templates', template)
    const seen = [template, `${template}-second`, ...(options.all ? [`held-back-${template}`] : [])]
    const files = [join(root, 'evals/questions.jsonl'), ...seen.map((name) => join(repository, 'test/quality', `${name}.jsonl`))]
    for (const file of files) examples.push(...(await askedOfSolution(root, file)))
    for (const seed of [1, 2]) examples.push(...(await askedWithoutDocuments(root, files, 4, seed)))
  }
  for (const set of options.data ? publicSets : [])
    examples.push(...(await askedOfSet(join(options.data!, set), { leaveOut: 0.5, most: 400, seed: 7 })))
  return examples
}

const isOfTemplate = ({ set }: RefusalExample): boolean => templates.includes(set)
const countOf = (one: RefusalExample): number =>
  !isOfTemplate(one) ? counts.public : one.leftOut ? counts.leftOut : counts.asked
const valuesOf = ({ judged }: RefusalExample): number[] => learnt.map((key) => judged.features[key])

function learn(examples: readonly RefusalExample[]): LogisticModel {
  const rows = examples
    .filter(({ judged }) => judged.ruledOut === undefined)
    .map((one) => ({ values: valuesOf(one), label: one.answerable, weight: countOf(one) }))
  return fitLogistic(rows, penalty)
}

/** The same question is always in the same fold, in whichever base it is asked. */
function foldOf({ question }: RefusalExample): number {
  let hash = 0
  for (const character of question) hash = (hash * 31 + character.codePointAt(0)!) % 1_000_003
  return hash % folds
}

/** For each example the log-odds of a model that saw neither its question nor, of a public set, anything of the set. */
function blindOdds(examples: readonly RefusalExample[]): Map<RefusalExample, number> {
  const odds = new Map<RefusalExample, number>()
  const tell = (told: readonly RefusalExample[], seen: readonly RefusalExample[]) => {
    const model = learn(seen)
    for (const one of told) odds.set(one, oddsOf(model, valuesOf(one)))
  }
  for (let fold = 0; fold < folds; fold++) {
    const isTold = (one: RefusalExample) => isOfTemplate(one) && foldOf(one) === fold
    tell(
      examples.filter(isTold),
      examples.filter((one) => !isTold(one)),
    )
  }
  for (const set of options.data ? publicSets : [])
    tell(
      examples.filter((one) => one.set === set),
      examples.filter((one) => one.set !== set),
    )
  return odds
}

function report(name: string, examples: readonly RefusalExample[], oddsFor: (one: RefusalExample) => number): void {
  const judgements: Judgement[] = examples.map((one) => ({
    answerable: one.answerable,
    confidence: one.judged.ruledOut ? 0 : 1 / (1 + Math.exp(-oddsFor(one))),
  }))
  const positive = examples.filter(({ answerable }) => answerable).length
  const at = [0.3, 0.4, 0.5, 0.6].map((threshold) => {
    const { answered, wronglyAnswered } = refusalAt(judgements, threshold)
    const first = examples.filter((one, index) => one.firstRight && judgements[index]!.confidence >= threshold).length
    return `${threshold}: ${answered} (${first} right) / ${wronglyAnswered}`
  })
  console.log(
    `${name}: ${positive} answerable, ${examples.length - positive} to refuse; AUROC ${auroc(judgements).toFixed(3)}, Brier ${brierScore(judgements).toFixed(3)}; answered / wrongly at ${at.join(', ')}`,
  )
}

function weightsSource(weights: Readonly<Record<string, number>>, learntOn: string): string {
  const rows = Object.entries(weights).map(([key, value]) => `  ${key}: ${Number(value.toFixed(2))},`)
  return `import type { AnswerabilityWeights } from './answerability.ts'

/**
 * Written by \`test/bench/refusal-learn.ts --write\`, which says how. Learnt on ${learntOn}.
 * \`meaning\` is set by hand: there was no embedder to learn it with.
 */
export const answerabilityWeights: AnswerabilityWeights = Object.freeze({
${rows.join('\n')}
})
`
}

const examples = await gather()
await closeReaders()
const blind = blindOdds(examples)
const asTheyAre = examples.filter((one) => isOfTemplate(one) && !one.leftOut)
const forCalibration = examples.filter((one) => isOfTemplate(one) && one.judged.ruledOut === undefined)
const { slope, offset } = calibrate(
  forCalibration.map((one) => ({ odds: blind.get(one)!, label: one.answerable, weight: countOf(one) })),
)
const model = learn(examples)
const weights = {
  constant: model.constant * slope + offset,
  ...Object.fromEntries(learnt.map((key, at) => [key, model.weights[at]! * slope])),
  ...byHand,
}
console.log(`calibration: slope ${slope.toFixed(2)}, offset ${offset.toFixed(2)}`)
const calibrated = (one: RefusalExample): number => blind.get(one)! * slope + offset
for (const template of templates) {
  const own = asTheyAre.filter(({ set }) => set === template)
  report(`${template}, blind`, own, calibrated)
  report(
    `${template}, blind, documents left out`,
    [...own.filter((one) => one.answerable), ...examples.filter((one) => one.set === template && one.leftOut)],
    calibrated,
  )
  report(`${template}, learnt on`, own, (one) => oddsOf(model, valuesOf(one)) * slope + offset)
}
for (const set of options.data ? publicSets : [])
  report(
    `${set}, blind`,
    examples.filter((one) => one.set === set),
    calibrated,
  )
console.log(weights)
if (options.write) {
  const leftOut = examples.filter((one) => isOfTemplate(one) && one.leftOut).length
  const others = examples.filter((one) => !isOfTemplate(one)).length
  const learntOn = `${asTheyAre.length} questions of the
 * templates${options.all ? ' (the held-back ones among them)' : ''}, ${leftOut} asked without the documents that answer them, and ${others} of public sets`
  writeFileSync(weightsFile, weightsSource(weights, learntOn))
  console.log(readFileSync(weightsFile, 'utf8'))
}
