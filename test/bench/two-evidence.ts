/**
 * `npm run bench -- two-evidence [--set building|held-back] [--show] [--json]`: how often both places that a question needs are found.
 *
 * The questions are those of `test/quality/two-evidence.jsonl`, over the templates' own documents: each needs two places, and of each
 * place it says where it may stand. Searched are the whole question, and what the rules of `decompose` make of it, joined; offline,
 * by keyword. A question that names a day is searched as of that day, as an answer is. All were written before the rules, by who wrote
 * the rules; the held-back ones were asked once, after them, but g21, g25, g28, m23 and m24 had served as unit tests.
 * Exits 1 when, of all questions taken apart, both places are among the first five of fewer than 0.8, or among the first ten of fewer
 * than 0.9; 2 on wrong usage, or when a question names a place that no document has.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Hit } from '@kaiwu/core'
import { askedDay, closeReaders } from '@kaiwu/knowledge'
import { isRightSource, loadSolution, openSolution, type EvalQuestion, type Solution } from '@kaiwu/solution'
import { decompose } from '../../packages/knowledge/src/together/decompose.ts'
import { joinEvidence } from '../../packages/knowledge/src/together/join-evidence.ts'

const root = join(import.meta.dirname, '../..')
const floors = { 'both@5': 0.8, 'both@10': 0.9 }
const depth = 10

type Place = Readonly<{ document: string; at: string }>
type Question = Readonly<{ id: string; template: string; set: string; question: string; needs: readonly (readonly Place[])[] }>
type Outcome = Readonly<{
  id: string
  set: string
  template: string
  question: string
  parts: readonly string[]
  whole: Ranks
  apart: Ranks
}>
/** Where the first passage of each need stands, from 1. */
type Ranks = readonly (number | undefined)[]

function readOptions(): { set?: string; show: boolean; json: boolean } | undefined {
  try {
    const { values } = parseArgs({ options: { set: { type: 'string' }, show: { type: 'boolean' }, json: { type: 'boolean' } } })
    if (values.set !== undefined && !['building', 'held-back'].includes(values.set)) return undefined
    return { ...(values.set ? { set: values.set } : {}), show: values.show ?? false, json: values.json ?? false }
  } catch {
    return undefined
  }
}

function readQuestions(set: string | undefined): Question[] {
  return readFileSync(join(root, 'test/quality/two-evidence.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Question)
    .filter((question) => set === undefined || question.set === set)
}

function isAt(places: readonly Place[], { passage, document }: Hit): boolean {
  const question = { sources: places } as Pick<EvalQuestion, 'sources'> as EvalQuestion
  return isRightSource(question, { document: document.path, locator: passage.locator, path: passage.path, text: passage.text })
}

async function search({ knowledge }: Solution, query: string): Promise<readonly Hit[]> {
  const asOf = askedDay(query, new Date().toISOString().slice(0, 10))
  return (await knowledge.search({ query, top: depth, ...(asOf ? { asOf } : {}) })).hits
}

function ranksOf(needs: Question['needs'], hits: readonly Hit[]): Ranks {
  return needs.map((places) => {
    const at = hits.findIndex((hit) => isAt(places, hit))
    return at < 0 ? undefined : at + 1
  })
}

async function ask(solution: Solution, { id, set, template, question, needs }: Question): Promise<Outcome> {
  const { parts } = decompose(question)
  const lists = await Promise.all(parts.map((part) => search(solution, part)))
  const whole = await search(solution, question)
  const joined = joinEvidence(lists, ({ passage }) => passage.id, whole).map(({ hit }) => hit)
  return { id, set, template, question, parts, whole: ranksOf(needs, whole), apart: ranksOf(needs, joined.slice(0, depth)) }
}

/** Places of the questions that no passage has: a mistake in the questions, not in the search. */
async function missingPlaces({ knowledge }: Solution, questions: readonly Question[]): Promise<string[]> {
  const ids = knowledge
    .documents(undefined, 'all')
    .flatMap(({ id, path, passages }) =>
      Array.from({ length: passages }, (_, ordinal) => ({ id: `${id}.${ordinal}`, document: path })),
    )
  const places = await Promise.all(
    ids.map(async ({ id, document }) => {
      const { locator, path, text } = await knowledge.passage(id, 'all')
      return { document, locator, path, text }
    }),
  )
  return questions.flatMap(({ id, needs }) =>
    needs
      .flat()
      .filter((place) => !places.some((one) => isRightSource({ sources: [place] } as unknown as EvalQuestion, one)))
      .map(({ document, at }) => `${id}: ${document} ${at}`),
  )
}

async function askTemplate(
  template: string,
  questions: readonly Question[],
): Promise<{ outcomes: Outcome[]; missing: string[] }> {
  const folder = join(root, 'templates', template)
  const data = mkdtempSync(join(tmpdir(), 'kaiwu-two-evidence-'))
  const solution = await openSolution(await loadSolution(folder), { root: folder, data, environment: {} })
  try {
    await solution.sync()
    const outcomes: Outcome[] = []
    for (const question of questions) outcomes.push(await ask(solution, question))
    return { outcomes, missing: await missingPlaces(solution, questions) }
  } finally {
    await solution.close()
    rmSync(data, { recursive: true, force: true })
  }
}

function share(outcomes: readonly Outcome[], of: 'whole' | 'apart', top: number): number {
  const both = outcomes.filter((outcome) => outcome[of].every((rank) => rank !== undefined && rank <= top))
  return outcomes.length === 0 ? 0 : Math.round((both.length / outcomes.length) * 1000) / 1000
}

function figuresOf(outcomes: readonly Outcome[]): Record<string, number> {
  return {
    questions: outcomes.length,
    takenApart: outcomes.filter(({ parts }) => parts.length > 1).length,
    'wholeBoth@5': share(outcomes, 'whole', 5),
    'wholeBoth@10': share(outcomes, 'whole', 10),
    'both@5': share(outcomes, 'apart', 5),
    'both@10': share(outcomes, 'apart', 10),
  }
}

function print(rows: Readonly<Record<string, Record<string, number>>>, outcomes: readonly Outcome[], show: boolean): void {
  const said = (ranks: Ranks): string => ranks.map((rank) => rank ?? '–').join(' ')
  for (const { id, question, parts, whole, apart } of outcomes) {
    if (!show && apart.every((rank) => rank !== undefined && rank <= 5)) continue
    console.log(
      `${id} ${question}\n    whole ${said(whole)} · apart ${said(apart)} · ${parts.length > 1 ? parts.join(' | ') : 'not taken apart'}`,
    )
  }
  console.log('\n| questions | number | taken apart | whole, both in 5 | in 10 | taken apart, both in 5 | in 10 |')
  console.log('| --- | --- | --- | --- | --- | --- | --- |')
  for (const [name, figures] of Object.entries(rows)) console.log(`| ${name} | ${Object.values(figures).join(' | ')} |`)
}

const options = readOptions()
if (!options) {
  console.error('npm run bench -- two-evidence [--set building|held-back] [--show] [--json]')
  process.exitCode = 2
} else {
  const questions = readQuestions(options.set)
  const asked = await Promise.all(
    ['government', 'manufacturing'].map((template) =>
      askTemplate(
        template,
        questions.filter((one) => one.template === template),
      ),
    ),
  )
  await closeReaders()
  const outcomes = asked.flatMap((one) => one.outcomes)
  const missing = asked.flatMap((one) => one.missing)
  const rows = Object.fromEntries(
    ['all', 'building', 'held-back', 'government', 'manufacturing']
      .map((name) => [name, outcomes.filter(({ set, template }) => name === 'all' || set === name || template === name)] as const)
      .filter(([, of]) => of.length > 0)
      .map(([name, of]) => [name, figuresOf(of)]),
  )
  const all = figuresOf(outcomes)
  const missed = all['both@5']! < floors['both@5'] || all['both@10']! < floors['both@10']
  for (const place of missing) console.error(`no such place: ${place}`)
  if (options.json) console.log(JSON.stringify({ ...all, sets: rows, floors, missed, outcomes }))
  else print(rows, outcomes, options.show)
  process.exitCode = missing.length > 0 ? 2 : missed ? 1 : 0
}
