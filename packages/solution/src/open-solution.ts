import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Asking } from '@kaiwu/cases'
import {
  type AgentEvent,
  type Answer,
  type AnswerEvent,
  type Clock,
  KaiwuError,
  type Language,
  type Problem,
  formatProblem,
  systemClock,
} from '@kaiwu/core'
import {
  defineGlossary,
  emptyGlossary,
  layoutServiceFromEnvironment,
  openKnowledge,
  type Glossary,
  type Knowledge,
  type SearchWeights,
  type SyncOptions,
  type SyncReport,
} from '@kaiwu/knowledge'
import { modelFromEnvironment, type Models } from '@kaiwu/models'
import { openDatabase, type Database } from '@kaiwu/store'
import { answerByAgent } from './agent/answer-by-agent.ts'
import type { AgentAnswering } from './agent/agent-run.ts'
import { answerQuestion, type Question } from './answer-question.ts'
import { solutionSteps } from './case-steps/solution-steps.ts'
import { checkFolder } from './check-folder.ts'
import { chosenModel } from './chosen-model.ts'
import { databasePlace } from './database-place.ts'
import type { SolutionDefinition } from './define-solution.ts'
import { solutionEvals, type SolutionEvals } from './evaluation/run-evaluation.ts'
import { parseGlossary } from './glossary-file.ts'
import { openCaseWork, type CaseWork } from './open-case-work.ts'
import { openModelsFor, operatorSettings } from './open-models-for.ts'
import { openSolutionFolder } from './solution-folder.ts'
import { saveSearchWeights } from './save-search-weights.ts'
import { searchModels } from './search-models.ts'
import { solutionFromManifest } from './solution-from-manifest.ts'
import { solutionMigrations } from './solution-migrations.ts'
import { spentOnAnswer } from './spent-on-answer.ts'
import { syncFolder } from './sync-folder.ts'

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
  /** People, the log, and cases where there are case types. */
  work: CaseWork
  /** The base that all of it is in. */
  database: Database
  /** Its questions to measure by, and the evaluations that were kept. */
  evals: SolutionEvals
  /** False when another process writes to its data: asking works, taking in documents does not. */
  writable: boolean
  /**
   * Brings the knowledge in line with the folder's files. Reports by knowledge; a sync that is stopped has none for those it did not
   * come to.
   */
  sync(options?: SyncOptions): Promise<Readonly<Record<string, SyncReport>>>
  /**
   * Has searches weigh otherwise from now on, and writes it into the solution's manifest.
   * @throws FUSION_SETTING_INVALID, SOLUTION_READ_ONLY, SOLUTION_INVALID; nothing is changed then
   */
  saveWeights(weights: SearchWeights): Promise<void>
  /** Answers in steps: evidence, text as it comes, the verified answer. */
  stream(question: Question): AsyncIterable<AnswerEvent>
  /** Answers in one go. */
  answer(question: Question): Promise<Answer>
  /**
   * Answers by a model that searches, reads cases and fills in forms by itself, for whoever asks and under their rights; see
   * {@link agentReport} for the whole in one go. @throws AGENT_NONE
   */
  agent(question: Question, asker: Asking): AsyncIterable<AgentEvent>
  close(): Promise<void>
}>

/**
 * Loads the solution of a folder: checks everything, then makes the definition.
 * @param options.cases false leaves out the case types: asking and searching start sooner without them
 * @throws SOLUTION_FOLDER_MISSING, SOLUTION_INVALID with every mistake, MODEL_SETTINGS_INVALID
 */
export async function loadSolution(
  path: string,
  {
    environment = process.env,
    cases: withCases = true,
  }: Pick<OpenSolutionOptions, 'environment'> & Readonly<{ cases?: boolean }> = {},
): Promise<SolutionDefinition> {
  const folder = openSolutionFolder(path)
  const settings = operatorSettings(environment)
  const { manifest, cases, problems } = await checkFolder(folder, { cases: withCases, ...(settings ? { settings } : {}) })
  // What is wrong with the questions to measure by keeps nobody from asking: a document they name may just have been moved.
  const fatal = problems.filter(({ file }) => file !== manifest?.evals?.questions)
  if (!manifest || fatal.length > 0) throw invalid(fatal, manifest?.language ?? 'zh')
  return solutionFromManifest(manifest, folder, cases)
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
 * @throws DATABASE_URL_INVALID, DATABASE_UNREACHABLE, DATABASE_REFUSED_LOGIN, DATABASE_UNUSABLE where `KAIWU_DATABASE` is set
 * @example
 * const solution = await openSolution(await loadSolution('templates/government'), { root: 'templates/government' })
 */
export async function openSolution(definition: SolutionDefinition, options: OpenSolutionOptions): Promise<Solution> {
  const { root, data = join(root, '.kaiwu'), access = 'write', environment = process.env, clock = systemClock() } = options
  const database = await openDatabase({ ...databasePlace(definition, data, environment), migrations: solutionMigrations, access })
  const opened: { close(): Promise<void> | void }[] = [database]
  const close = () => closeAll(opened)
  try {
    const models = options.models ?? openModelsFor({ root, data, environment, clock })
    if (!options.models) opened.push(models)
    const chat = chosenModel(modelFromEnvironment(definition.model, environment), models)
    const glossary = await readGlossary(definition, root)
    const layout = layoutServiceFromEnvironment(environment)
    const knowledge = await openKnowledge({
      database,
      glossary,
      clock,
      settings: definition.search,
      ...searchModels(definition, models),
      ...(chat.chat ? { chat: chat.chat } : {}),
      ...(layout ? { layout } : {}),
    })
    const locked = filePasswords(environment)
    // It closes the database that it was opened with.
    opened[0] = knowledge
    const parts = { definition, database, data, clock }
    const work = await openCaseWork({ ...parts, environment, steps: solutionSteps({ ...parts, root, knowledge, chat }) })
    opened.push(work)
    const prompts = new Map<string, string>()
    const answering = {
      definition,
      knowledge,
      clock,
      glossary,
      prompt: (file: string) => readPrompt(join(root, file), (text) => prompts.set(file, text)),
      spentOn: (id: string, since: number) => spentOnAnswer(models, id, since),
      noteGap: async (question: string, language: Language) => {
        if (database.writable) await knowledge.noteGap(question, language)
      },
      ...{ ...chat, rates: models.settings.rates, ...(work.desk ? { cases: work.desk.cases } : {}) },
    }
    const folder = openSolutionFolder(root, { manifest: false })
    const evals = solutionEvals({ definition, folder, kept: join(data, 'evals'), knowledge, prompts })
    return Object.freeze({
      ...{ definition, model: chat.name, models, knowledge, work, database, evals },
      writable: database.writable,
      sync: (options: SyncOptions = {}) => {
        if (!database.writable) return Promise.reject(new KaiwuError('STORE_IN_USE', { path: root, pid: '?', since: '?' }))
        return syncFolder(definition, root, knowledge, { ...locked, ...options })
      },
      saveWeights: (weights: SearchWeights) => weighed(knowledge, root, weights),
      ...asked(answering),
      close,
    })
  } catch (error) {
    await close()
    throw error
  }
}

/** The ways to ask. */
function asked(answering: AgentAnswering): Pick<Solution, 'stream' | 'answer' | 'agent'> {
  return {
    stream: (question) => answerQuestion(answering, question),
    answer: (question) => lastAnswer(answerQuestion(answering, question)),
    agent: (question, asker) => answerByAgent(answering, question, asker),
  }
}

/** Closes what was opened, the last first. */
async function closeAll(opened: { close(): Promise<void> | void }[]): Promise<void> {
  while (opened.length > 0) await opened.pop()?.close()
}

/** Both or neither: what is weighed now, and what the manifest says. */
async function weighed(knowledge: Knowledge, root: string, weights: SearchWeights): Promise<void> {
  const before = knowledge.weights()
  knowledge.setWeights(weights)
  try {
    await saveSearchWeights(root, weights)
  } catch (error) {
    knowledge.setWeights(before)
    throw error
  }
}

/** Passwords of locked documents, one a line: never on a command line, where others on the machine see them. */
function filePasswords(environment: Readonly<Record<string, string | undefined>>): Pick<SyncOptions, 'passwords'> {
  const passwords = (environment['KAIWU_FILE_PASSWORDS'] ?? '').split('\n').filter((password) => password !== '')
  return passwords.length > 0 ? { passwords } : {}
}

async function readPrompt(path: string, noted: (text: string) => void): Promise<string> {
  const text = await readFile(path, 'utf8')
  noted(text)
  return text
}

async function readGlossary(definition: SolutionDefinition, root: string): Promise<Glossary> {
  if (!definition.glossary) return emptyGlossary
  const { rows, problems } = parseGlossary(await readFile(join(root, definition.glossary), 'utf8'), definition.glossary)
  if (problems.length > 0) throw invalid(problems, definition.language)
  return defineGlossary(rows)
}

async function lastAnswer(events: AsyncIterable<AnswerEvent>): Promise<Answer> {
  for await (const event of events) if (event.type === 'answer') return event.answer
  throw new Error('answering ends with an answer')
}
