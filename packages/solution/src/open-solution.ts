import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { KaiwuError, systemClock, type Answer, type AnswerEvent, type Clock, type Language } from '@kaiwu/core'
import {
  defineGlossary,
  emptyGlossary,
  knowledgeMigrations,
  openKnowledge,
  type Glossary,
  type Knowledge,
  type SyncReport,
} from '@kaiwu/knowledge'
import { modelFromEnvironment, type Models } from '@kaiwu/models'
import { openStore } from '@kaiwu/store'
import { answerQuestion, type Question } from './answer-question.ts'
import { checkFolder } from './check-folder.ts'
import { chosenModel } from './chosen-model.ts'
import type { SolutionDefinition } from './define-solution.ts'
import { parseGlossary } from './glossary-file.ts'
import { openModelsFor, operatorSettings } from './open-models-for.ts'
import { formatProblem, type Problem } from './problem.ts'
import { spentOnAnswer } from './spent-on-answer.ts'
import { openSolutionFolder, type SolutionFolder } from './solution-folder.ts'
import { solutionFromManifest } from './solution-from-manifest.ts'

/** How to open a solution. */
export type OpenSolutionOptions = Readonly<{
  /** Folder the definition's files are in. */
  root: string
  /** Folder for what Kaiwu keeps; default `<root>/.kaiwu`. */
  data?: string
  /** The models to call, whose ledger and limits are shared; default: opened for this solution alone. Closed by whoever opened them. */
  models?: Models
  /** `write-or-read` joins a solution that another process already serves. Default `write`. */
  access?: 'write' | 'write-or-read'
  environment?: Readonly<Record<string, string | undefined>>
  clock?: Clock
}>

/** A solution ready to be asked. */
export type Solution = Readonly<{
  definition: SolutionDefinition
  /** The model in use, in words, after the environment's say. */
  model: string
  /** What calls to models go through: settings, ledger, limits. */
  models: Models
  knowledge: Knowledge
  /** False when another process writes to its data: asking works, taking in documents does not. */
  writable: boolean
  /** Brings the knowledge in line with the folder's files. Reports by knowledge. */
  sync(onProgress?: (done: number, total: number) => void): Promise<Readonly<Record<string, SyncReport>>>
  /** Answers in steps: evidence, text as it comes, the verified answer. */
  stream(question: Question): AsyncIterable<AnswerEvent>
  /** Answers in one go. */
  answer(question: Question): Promise<Answer>
  close(): void
}>

/**
 * Loads the solution of a folder: checks everything, then makes the definition.
 * @throws SOLUTION_FOLDER_MISSING, SOLUTION_INVALID with every mistake, MODEL_SETTINGS_INVALID
 */
export async function loadSolution(
  path: string,
  { environment = process.env }: Pick<OpenSolutionOptions, 'environment'> = {},
): Promise<SolutionDefinition> {
  const folder = openSolutionFolder(path)
  const settings = operatorSettings(environment)
  const { manifest, problems } = await checkFolder(folder, settings ? { settings } : {})
  if (!manifest || problems.length > 0) throw invalid(problems, manifest?.language ?? 'zh')
  return solutionFromManifest(manifest, folder)
}

function invalid(problems: readonly Problem[], language: Language): KaiwuError {
  return new KaiwuError('SOLUTION_INVALID', {
    count: problems.length,
    problems: problems.map((problem) => formatProblem(problem, language)).join('\n'),
  })
}

/**
 * Opens a solution: its store, its index, its model. Documents are taken in by {@link Solution.sync}; no model is called yet.
 * @throws STORE_IN_USE, STORE_UNUSABLE, STORE_NEWER, STORE_CORRUPT, MODEL_UNKNOWN, MODEL_NOT_CONFIGURED, MODEL_SETTINGS_INVALID
 * @example
 * const solution = await openSolution(await loadSolution('templates/government'), { root: 'templates/government' })
 */
export async function openSolution(definition: SolutionDefinition, options: OpenSolutionOptions): Promise<Solution> {
  const { root, data = join(root, '.kaiwu'), access = 'write', environment = process.env, clock = systemClock() } = options
  const store = openStore({ folder: data, migrations: knowledgeMigrations, access })
  const opened: { close(): void }[] = [store]
  const close = (): void => {
    while (opened.length > 0) opened.pop()?.close()
  }
  try {
    const models = options.models ?? openModelsFor({ root, data, environment, clock })
    if (!options.models) opened.push(models)
    const chat = chosenModel(modelFromEnvironment(definition.model, environment), models)
    const knowledge = openKnowledge({ store, glossary: await readGlossary(definition, root), clock })
    // It closes the store that it was opened with.
    opened[0] = knowledge
    const answering = {
      definition,
      knowledge,
      clock,
      prompt: (file: string) => readFile(join(root, file), 'utf8'),
      spentOn: (id: string, since: number) => spentOnAnswer(models, id, since),
      ...chat,
    }
    return Object.freeze({
      definition,
      model: chat.name,
      models,
      knowledge,
      writable: store.writable,
      sync: (onProgress?: (done: number, total: number) => void) =>
        syncFolder(definition, root, knowledge, store.writable, onProgress),
      stream: (question: Question) => answerQuestion(answering, question),
      answer: (question: Question) => lastAnswer(answerQuestion(answering, question)),
      close,
    })
  } catch (error) {
    close()
    throw error
  }
}

async function readGlossary(definition: SolutionDefinition, root: string): Promise<Glossary> {
  if (!definition.glossary) return emptyGlossary
  const { rows, problems } = parseGlossary(await readFile(join(root, definition.glossary), 'utf8'), definition.glossary)
  if (problems.length > 0) throw invalid(problems, definition.language)
  return defineGlossary(rows)
}

async function syncFolder(
  definition: SolutionDefinition,
  root: string,
  knowledge: Knowledge,
  writable: boolean,
  onProgress?: (done: number, total: number) => void,
): Promise<Record<string, SyncReport>> {
  if (!writable) throw new KaiwuError('STORE_IN_USE', { path: root, pid: '?' })
  const files = filesBelow(root)
  const lists = await Promise.all(
    Object.entries(definition.knowledge).map(async ([name, { from }]) => [name, await files.list(from)] as const),
  )
  const total = lists.reduce((sum, [, list]) => sum + list.length, 0)
  const reports: Record<string, SyncReport> = {}
  let before = 0
  for (const [name, list] of lists) {
    const sources = list.map((path) => ({ path, read: () => readFile(files.resolve(path)) }))
    reports[name] = await knowledge.sync(name, sources, (done) => onProgress?.(before + done, total))
    before += list.length
  }
  return reports
}

/** A solution in TypeScript has no solution.yaml; its folder is read all the same. */
function filesBelow(root: string): Pick<SolutionFolder, 'list' | 'resolve'> {
  return openSolutionFolder(root, { manifest: false })
}

async function lastAnswer(events: AsyncIterable<AnswerEvent>): Promise<Answer> {
  for await (const event of events) if (event.type === 'answer') return event.answer
  throw new Error('answering ends with an answer')
}
