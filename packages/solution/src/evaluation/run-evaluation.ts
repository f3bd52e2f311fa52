import { contentHash, KaiwuError, type ChargedTo } from '@kaiwu/core'
import type { Knowledge } from '@kaiwu/knowledge'
import { evaluate, type Evaluation } from '../evaluate.ts'
import type { Solution } from '../open-solution.ts'
import { parseQuestions, type EvalQuestion } from '../questions-file.ts'
import type { SolutionFolder } from '../solution-folder.ts'
import { manifestFile } from '../check-manifest.ts'
import type { EvalMaker, EvalRun, EvalVersions } from './eval-run.ts'
import { openEvalRuns, type EvalRuns } from './eval-runs.ts'
import { evaluationDocument } from './evaluation-document.ts'

/** Measuring a solution by its own questions, and the evaluations that were kept. */
export type SolutionEvals = Pick<EvalRuns, 'list' | 'read'> &
  Readonly<{
    /** The questions to measure by. @throws EVALS_MISSING */
    questions(): Promise<readonly EvalQuestion[]>
    /** Keeps an evaluation, with what it was made with. @throws PATH_UNUSABLE */
    keep(evaluation: Evaluation, made: EvalMade): Promise<EvalRun>
  }>

/** How an evaluation came about. Times are ms since the epoch. */
export type EvalMade = Readonly<{ by: EvalMaker; atMs: number; elapsedMs: number; only?: string }>

type Parts = Readonly<{
  definition: Solution['definition']
  folder: SolutionFolder
  /** Folder for what is kept. */
  kept: string
  knowledge: Pick<Knowledge, 'documents' | 'serving'>
  /** The prompt files that answers were made with, by their paths. */
  prompts: ReadonlyMap<string, string>
}>

/** The evaluations of an opened solution. Nothing is read or made yet. */
export function solutionEvals(parts: Parts): SolutionEvals {
  const { definition, folder, kept } = parts
  const runs = openEvalRuns(kept)
  const questionsText = async (): Promise<string> => {
    if (!definition.evals) throw new KaiwuError('EVALS_MISSING', { name: definition.name })
    return (await folder.text(definition.evals.questions)) ?? ''
  }
  return Object.freeze({
    list: runs.list,
    read: runs.read,
    async questions() {
      const { questions } = parseQuestions(await questionsText(), definition.evals?.questions ?? '')
      if (questions.length === 0) throw new KaiwuError('EVALS_MISSING', { name: definition.name })
      return Object.freeze(questions)
    },
    async keep(evaluation: Evaluation, made: EvalMade) {
      const versions = await versionsOf(parts, await questionsText())
      return runs.keep({ ...made, versions, ...evaluationDocument(evaluation, definition.evals?.gates ?? {}) })
    },
  })
}

async function versionsOf({ folder, knowledge, prompts }: Parts, questions: string): Promise<EvalVersions> {
  const documents = knowledge.documents(undefined, 'all')
  const lines = documents.map((one) => [one.knowledge, one.path, one.revision, one.bytes, one.characters].join('\0')).sort()
  const [settings, release] = [await folder.text(manifestFile), knowledge.serving()]
  return {
    ...(settings === undefined ? {} : { settings: short(settings) }),
    prompts: Object.fromEntries([...prompts].map(([file, text]) => [file, short(text)])),
    questions: short(questions),
    knowledge: { digest: short(lines.join('\n')), documents: documents.length, ...(release === undefined ? {} : { release }) },
  }
}

function short(text: string): string {
  return contentHash(text).slice(0, 12)
}

/** How an evaluation is run. */
export type EvaluationOptions = Readonly<{
  questions: readonly EvalQuestion[]
  /** The tag the questions were chosen by: what they do not measure is not held against its gate. */
  only?: string
  /** Whom the calls are charged to, beside the solution. */
  chargedTo?: ChargedTo
  signal?: AbortSignal
  onProgress?(done: number, total: number): void
}>

/** Measures a solution by questions; keeping it is another matter. @throws CANCELLED, and what answering throws */
export async function runEvaluation(solution: Solution, options: EvaluationOptions): Promise<Evaluation> {
  const { questions, only, chargedTo, signal, onProgress } = options
  const more = { ...(chargedTo ? { chargedTo } : {}), ...(signal ? { signal } : {}) }
  const asked: Solution = { ...solution, answer: (question) => solution.answer({ ...question, ...more }) }
  const whole = await evaluate(asked, questions, (done, total) => {
    if (signal?.aborted) throw KaiwuError.is(signal.reason) ? signal.reason : new KaiwuError('CANCELLED')
    onProgress?.(done, total)
  })
  return only === undefined ? whole : { ...whole, missed: whole.missed.filter(({ gate }) => gate in whole.measures) }
}
