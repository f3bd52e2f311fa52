/**
 * Labelled questions asked of a base, with what the product finds: the questions of a solution, or of a set in the shared layout.
 * @module
 */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Hit } from '@kaiwu/core'
import { extractAnswer, type AnalyzedQuestion } from '@kaiwu/knowledge'
import { isRightSource, loadSolution, openSolution, parseQuestions, type EvalQuestion } from '@kaiwu/solution'
import { answerability, type Answerability } from '../../packages/knowledge/src/extract/answerability.ts'
import { seededChance } from './measures.ts'
import { openSetBase } from './refusal-base.ts'

/** One question asked. */
export type RefusalExample = Readonly<{
  /** The set it is of: `government`, `drcd-dev`. */
  set: string
  id: string
  question: string
  answerable: boolean
  /** It is answerable from the whole base, and the documents that answer it were left out. */
  leftOut: boolean
  judged: Answerability
  /** The first passage that would be quoted is one that answers. */
  firstRight: boolean
}>

type Asked = Omit<RefusalExample, 'judged' | 'firstRight'>

function exampleOf(
  asked: Asked,
  question: AnalyzedQuestion,
  hits: readonly Hit[],
  isRight: (hit: Hit) => boolean,
): RefusalExample {
  const first = extractAnswer(question, hits, { threshold: 0, maxPassages: 1 }).extracts[0]
  return { ...asked, judged: answerability(question, hits), firstRight: first !== undefined && isRight(first.hit) }
}

/** The questions of a file, asked of a solution's base as it is. */
export async function askedOfSolution(root: string, file: string): Promise<RefusalExample[]> {
  const { questions } = parseQuestions(readFileSync(file, 'utf8'), file)
  return await askSolution(root, questions, () => ({ answerable: true, leftOut: false }))
}

/**
 * The answerable questions of files, asked of a solution's base from which the documents that answer them have been left out: the
 * documents are dealt into so many parts, each part is left out once, and who is answered by that part alone is asked.
 */
export async function askedWithoutDocuments(
  root: string,
  files: readonly string[],
  parts: number,
  seed: number,
): Promise<RefusalExample[]> {
  const questions = files
    .flatMap((file) => parseQuestions(readFileSync(file, 'utf8'), file).questions)
    .filter(({ refuse }) => !refuse)
  const chance = seededChance(seed)
  const documents = [...new Set(questions.flatMap(({ sources = [] }) => sources.map(({ document }) => document)))]
    .sort()
    .map((document) => ({ document, at: chance() }))
    .sort((a, b) => a.at - b.at)
  const examples: RefusalExample[] = []
  for (let part = 0; part < parts; part++) {
    const out = new Set(documents.filter((_, at) => at % parts === part).map(({ document }) => document))
    const unanswerable = questions.filter(({ sources = [] }) => sources.every(({ document }) => out.has(document)))
    if (unanswerable.length === 0) continue
    const copy = mkdtempSync(join(tmpdir(), 'kaiwu-refusal-'))
    cpSync(root, copy, { recursive: true })
    for (const document of out) rmSync(join(copy, document))
    examples.push(...(await askSolution(copy, unanswerable, () => ({ answerable: false, leftOut: true }))))
    rmSync(copy, { recursive: true })
  }
  return examples
}

async function askSolution(
  root: string,
  questions: readonly EvalQuestion[],
  labelOf: (question: EvalQuestion) => Pick<Asked, 'answerable' | 'leftOut'>,
): Promise<RefusalExample[]> {
  const data = mkdtempSync(join(tmpdir(), 'kaiwu-refusal-'))
  const solution = await openSolution(await loadSolution(root), { root, data, environment: {} })
  await solution.sync()
  const examples: RefusalExample[] = []
  for (const question of questions) {
    const { asOf } = question
    const { passages } = await solution.answer({ question: question.question, measuring: true, ...(asOf ? { asOf } : {}) })
    const { answerable, leftOut } = labelOf(question)
    const asked = { set: solution.definition.name, id: question.id, question: question.question, leftOut }
    const isRight = ({ document, passage: { locator, path, text } }: Hit) =>
      isRightSource(question, { document: document.path, locator, path, text })
    const label = answerable && question.refuse !== true
    examples.push(exampleOf({ ...asked, answerable: label }, solution.knowledge.analyze(question.question), passages, isRight))
  }
  await solution.close()
  rmSync(data, { recursive: true })
  return examples
}

/** How a set is asked: the share of its documents to leave out, and the most questions of each label. */
export type SetSettings = Readonly<{ leaveOut: number; most: number; seed: number }>

type SetQuery = Readonly<{ id: string; text: string; answerable?: boolean }>

/**
 * The queries of a set in the shared layout. To refuse are those without a judgement, those with `"answerable": false`, and those
 * whose documents have all been left out; queries that lose only some of their documents are not asked.
 */
export async function askedOfSet(folder: string, { leaveOut, most, seed }: SetSettings): Promise<RefusalExample[]> {
  const chance = seededChance(seed)
  const documents = linesOf<{ id: string; title?: string; text?: string }>(join(folder, 'corpus.jsonl'))
  const out = new Set(documents.filter(() => chance() < leaveOut).map(({ id }) => id))
  const judged = judgedIn(join(folder, 'qrels.tsv'))
  const base = await openSetBase(documents.filter(({ id }) => !out.has(id)))
  const queries = linesOf<SetQuery>(join(folder, 'queries.jsonl')).map((query) => ({ query, at: chance() }))
  const asked = new Map([
    [true, 0],
    [false, 0],
  ])
  const examples: RefusalExample[] = []
  for (const { query } of queries.sort((a, b) => a.at - b.at)) {
    const relevant = query.answerable === false ? [] : (judged.get(query.id) ?? [])
    const kept = relevant.filter((id) => !out.has(id))
    const answerable = kept.length > 0
    if ((answerable && kept.length < relevant.length) || asked.get(answerable)! >= most) continue
    asked.set(answerable, asked.get(answerable)! + 1)
    const { question, hits, documentOf } = await base.ask(query.text)
    const told = {
      set: basename(folder),
      id: query.id,
      question: query.text,
      answerable,
      leftOut: relevant.length > 0 && !answerable,
    }
    examples.push(exampleOf(told, question, hits, (hit) => kept.includes(documentOf(hit))))
  }
  await base.close()
  return examples
}

function linesOf<T>(file: string): T[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T)
}

/** Which documents answer a query; nothing where the set has no such file. */
function judgedIn(file: string): Map<string, string[]> {
  const judged = new Map<string, string[]>()
  if (!existsSync(file)) return judged
  for (const line of readFileSync(file, 'utf8').split('\n').slice(1)) {
    const [query, document, grade] = line.trim().split('\t')
    if (query && document && Number(grade) > 0) judged.set(query, [...(judged.get(query) ?? []), document])
  }
  return judged
}
