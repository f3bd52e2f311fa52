/**
 * Prints how well local/extractive answers: each template's own questions and the blind ones of test/quality.
 *
 *   node --conditions=kaiwu-src test/bench/quality.ts           a table
 *   node --conditions=kaiwu-src test/bench/quality.ts --show    and every question that went wrong
 */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeReaders } from '@kaiwu/knowledge'
import { evaluate, loadSolution, openSolution, parseQuestions, type EvaluatedQuestion } from '@kaiwu/solution'

const repository = join(import.meta.dirname, '../..')
const blind = readdirSync(join(repository, 'test/quality')).filter((name) => name.endsWith('.jsonl'))
const percent = (share: number | undefined): string => (share === undefined ? '–' : `${Math.round(share * 100)} %`)

function show({ question, answer }: EvaluatedQuestion): string {
  const wanted = question.refuse
    ? 'a refusal'
    : question.sources!.map(({ document, at }) => `${document.split('/').at(-1)} ${at ?? ''}`).join(' | ')
  const cited = answer.citations.map(({ document, locator }) => `${document.split('/').at(-1)} ${locator}`).join(' | ')
  return `   ${question.id} ${question.question}\n      wanted ${wanted}\n      got ${answer.outcome} ${cited}`
}

console.log('| questions | right | hit@5 | citation precision | coverage | refusal precision | refusal recall |')
console.log('| --- | --- | --- | --- | --- | --- | --- |')
for (const template of readdirSync(join(repository, 'templates'))) {
  const root = join(repository, 'templates', template)
  const data = mkdtempSync(join(tmpdir(), 'kaiwu-quality-'))
  const solution = await openSolution(await loadSolution(root), { root, data, environment: {} })
  await solution.sync()
  const files = [
    join(root, 'evals/questions.jsonl'),
    ...blind.filter((name) => name.includes(template)).map((name) => join(repository, 'test/quality', name)),
  ]
  for (const file of files) {
    const { questions: asked } = parseQuestions(readFileSync(file, 'utf8'), file)
    const { measures, questions } = await evaluate(solution, asked)
    const right = questions.filter((question) => question.right).length
    const name = file.includes('/evals/') ? `${template}, own` : file.split('/').at(-1)!.replace('.jsonl', ', blind')
    const figures = [
      measures['hit@5'],
      measures.citationPrecision,
      measures.coverage,
      measures.refusalPrecision,
      measures.refusalRecall,
    ]
    console.log(`| ${name} | ${right} of ${questions.length} | ${figures.map(percent).join(' | ')} |`)
    if (process.argv.includes('--show'))
      console.log(
        questions
          .filter((question) => !question.right)
          .map(show)
          .join('\n'),
      )
  }
  await solution.close()
}
await closeReaders()
