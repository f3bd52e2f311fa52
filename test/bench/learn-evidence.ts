/**
 * Learns the weights of packages/knowledge/src/extract/evidence.ts from labelled questions and prints how well they separate.
 *
 * The model is a conditional logit: of a question's passages and the choice "refuse", whose log-odds are 0, one is right.
 * Each weight is pulled towards 0 (ridge), so that a few hundred questions do not overfit ten weights.
 *
 *   node --conditions=kaiwu-src test/bench/learn-evidence.ts             learn on evals/, measure on test/quality/
 *   node --conditions=kaiwu-src test/bench/learn-evidence.ts --all       learn on both (for release)
 *
 * These weights choose what is quoted. Whether to answer at all is learnt apart, after them: refusal-learn.ts.
 */
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  closeReaders,
  evidenceOf,
  evidenceWeights,
  extractAnswer,
  weighEvidence,
  type EvidenceFeatures,
  type EvidenceWeights,
} from '@kaiwu/knowledge'
import { isRightSource, loadSolution, openSolution, parseQuestions, type EvalQuestion } from '@kaiwu/solution'

type Example = Readonly<{
  id: string
  refuse: boolean
  impossible: boolean
  passages: readonly Readonly<{ features: EvidenceFeatures; right: boolean }>[]
}>

const keys = Object.keys(evidenceWeights) as (keyof EvidenceWeights)[]
const repository = join(import.meta.dirname, '../..')
const templates = ['government', 'manufacturing']

async function examplesOf(template: string, file: string): Promise<Example[]> {
  const root = join(repository, 'templates', template)
  const solution = await openSolution(await loadSolution(root), {
    root,
    data: mkdtempSync(join(tmpdir(), 'kaiwu-learn-')),
    environment: {},
  })
  await solution.sync()
  const { questions } = parseQuestions(readFileSync(file, 'utf8'), file)
  const examples: Example[] = []
  for (const question of questions) examples.push(await exampleOf(question, solution))
  await solution.close()
  return examples
}

async function exampleOf(question: EvalQuestion, solution: Awaited<ReturnType<typeof openSolution>>): Promise<Example> {
  const { passages } = await solution.answer({ question: question.question, ...(question.asOf ? { asOf: question.asOf } : {}) })
  const analyzed = solution.knowledge.analyze(question.question)
  const weighed = weighEvidence(analyzed, passages)
  return {
    id: `${solution.definition.name} ${question.id} ${question.question}`,
    refuse: question.refuse === true,
    // Refused by rule, whatever the weights say: an unknown code, a live state, the wrong form.
    impossible: extractAnswer(analyzed, passages).confidence === 0,
    passages: weighed.map(({ features, judged: { hit } }) => ({
      features,
      right: isRightSource(question, {
        document: hit.document.path,
        locator: hit.passage.locator,
        path: hit.passage.path,
        text: hit.passage.text,
      }),
    })),
  }
}

function vector(features: EvidenceFeatures): number[] {
  return keys.map((key) => (key === 'constant' ? 1 : features[key]))
}

function learn(examples: readonly Example[]): EvidenceWeights {
  const usable = examples.filter(
    ({ refuse, impossible, passages }) => !impossible && (refuse || passages.some(({ right }) => right)),
  )
  const weights = keys.map(() => 0)
  const rate = 0.5
  for (let round = 0; round < 4000; round++) {
    const gradient = weights.map((weight, index) => (keys[index] === 'constant' ? 0 : -0.004 * weight))
    for (const { refuse, passages } of usable) {
      const rows = passages.map(({ features }) => vector(features))
      const odds = rows.map((row) => Math.exp(row.reduce((sum, value, index) => sum + value * weights[index]!, 0)))
      const total = 1 + odds.reduce((sum, value) => sum + value, 0)
      const rightTotal = refuse ? 1 : passages.reduce((sum, { right }, index) => sum + (right ? odds[index]! : 0), 0)
      for (const [index, row] of rows.entries()) {
        const wanted = !refuse && passages[index]!.right ? odds[index]! / rightTotal : 0
        const error = (wanted - odds[index]! / total) / usable.length
        for (const [column, value] of row.entries()) gradient[column]! += error * value
      }
    }
    for (const [index, value] of gradient.entries()) weights[index]! += rate * value
  }
  return Object.fromEntries(keys.map((key, index) => [key, Number(weights[index]!.toFixed(2))])) as EvidenceWeights
}

function report(name: string, examples: readonly Example[], weights: EvidenceWeights): void {
  const scored = examples.map((example) => {
    const best = example.passages
      .map(({ features, right }) => ({ value: evidenceOf(features, weights), right }))
      .sort((a, b) => b.value - a.value)[0]
    return { ...example, value: example.impossible ? -9 : (best?.value ?? -9), first: best?.right ?? false }
  })
  const answerable = scored.filter(({ refuse }) => !refuse)
  const toRefuse = scored.filter(({ refuse }) => refuse)
  const ahead = answerable.map((one) => toRefuse.filter((other) => other.value < one.value).length / Math.max(1, toRefuse.length))
  const auroc = ahead.reduce((sum, value) => sum + value, 0) / Math.max(1, answerable.length)
  const right =
    answerable.filter(({ first, value }) => first && value > 0).length + toRefuse.filter(({ value }) => value <= 0).length
  console.log(
    `${name}: ${answerable.length} answerable, ${toRefuse.length} to refuse; right passage found ${answerable.filter(({ passages }) => passages.some(({ right }) => right)).length}, first ${answerable.filter(({ first }) => first).length};`,
    `AUROC of refusal ${auroc.toFixed(3)}; at 0: answered ${answerable.filter(({ value }) => value > 0).length}, wrongly answered ${toRefuse.filter(({ value }) => value > 0).length}; right in all ${right}`,
  )
  if (process.argv.includes('--show')) {
    for (const { id, value, first, refuse } of scored)
      if (refuse ? value > 0 : value <= 0 || !first)
        console.log(`   ${value.toFixed(2)} ${refuse ? 'REFUSE' : first ? 'first' : 'other'} ${id}`)
  }
}

const own: Example[] = []
const blind: Example[] = []
for (const template of templates) {
  own.push(...(await examplesOf(template, join(repository, 'templates', template, 'evals/questions.jsonl'))))
  for (const name of [template, `${template}-second`, `held-back-${template}`])
    blind.push(...(await examplesOf(template, join(repository, 'test/quality', `${name}.jsonl`))))
}
const weights = learn(process.argv.includes('--all') ? [...own, ...blind] : own)
report('own questions, weights in use', own, evidenceWeights)
report('blind questions, weights in use', blind, evidenceWeights)
report('own questions, learnt', own, weights)
report('blind questions, learnt', blind, weights)
console.log(weights)
await closeReaders()
