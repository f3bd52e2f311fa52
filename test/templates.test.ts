import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeReaders } from '@kaiwu/knowledge'
import { checkFolder, evaluate, loadSolution, openSolution, openSolutionFolder, parseQuestions } from '@kaiwu/solution'
import { afterAll, describe, expect, it } from 'vitest'
import { repository } from './source-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'kaiwu-templates-'))
const templates = readdirSync(join(repository, 'templates'))
afterAll(async () => {
  await closeReaders()
  rmSync(folder, { recursive: true, force: true })
})

describe.each(templates)('template %s', (name) => {
  const root = join(folder, name)
  cpSync(join(repository, 'templates', name), root, { recursive: true, filter: (path) => !path.includes('.kaiwu') })
  const source = readFileSync(join(root, 'evals/questions.jsonl'), 'utf8')

  it('has no mistake', async () => {
    expect((await checkFolder(openSolutionFolder(root))).problems).toEqual([])
  })

  it('has enough documents, characters and questions to show what a solution is', async () => {
    const solution = await openSolution(await loadSolution(root), { root, environment: {} })
    const reports = await solution.sync()
    const documents = solution.knowledge.documents()
    await solution.close()
    expect(Object.values(reports).flatMap(({ failed }) => failed)).toEqual([])
    expect(documents.length).toBeGreaterThanOrEqual(12)
    expect(documents.reduce((sum, { characters }) => sum + characters, 0)).toBeGreaterThanOrEqual(25_000)
    expect(new Set(documents.map(({ path }) => path.split('.').at(-1)))).toEqual(
      new Set(['md', 'txt', 'csv', 'html', 'docx', 'xlsx', 'pdf']),
    )
    const { questions, problems } = parseQuestions(source, 'evals/questions.jsonl')
    expect(problems).toEqual([])
    expect(questions.length).toBeGreaterThanOrEqual(30)
    expect(questions.filter(({ refuse }) => refuse).length).toBeGreaterThanOrEqual(6)
    expect(questions.filter(({ tags }) => tags.includes('date') || tags.includes('part-number')).length).toBeGreaterThanOrEqual(4)
  })

  it('passes its own gates with local/extractive, and keeps what it read', async () => {
    const solution = await openSolution(await loadSolution(root), { root, environment: {} })
    const [report] = Object.values(await solution.sync())
    expect(report!.added).toEqual([])
    expect(report!.unchanged).toBeGreaterThan(0)
    const { questions } = parseQuestions(source, 'evals/questions.jsonl')
    const evaluation = await evaluate(solution, questions)
    await solution.close()
    expect(evaluation.missed).toEqual([])
    expect(Object.keys(evaluation.measures).sort()).toEqual([
      'citationPrecision',
      'coverage',
      'hit@5',
      'refusalPrecision',
      'refusalRecall',
    ])
    expect(evaluation.cost).toEqual({ micros: { CNY: 0 }, unpriced: 0 })
  })
})
