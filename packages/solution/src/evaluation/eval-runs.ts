import { createReadStream } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { KaiwuError, newId } from '@kaiwu/core'
import type { EvalRun, EvalRunSummary } from './eval-run.ts'
import type { QuestionDocument } from './evaluation-document.ts'

/** How many evaluations are kept of a solution; each one more lets the oldest go. */
export const mostEvalRuns = 100

/** The evaluations of a solution that were kept, and how many files among them cannot be read. */
export type EvalRunList = Readonly<{ runs: readonly EvalRunSummary[]; unreadable: number }>

/** The evaluations of a solution: a file each, so that whoever may write into the data folder keeps theirs, beside a running server too. */
export type EvalRuns = Readonly<{
  /** Keeps an evaluation. @throws PATH_UNUSABLE */
  keep(run: Omit<EvalRun, 'id'>): Promise<EvalRun>
  /** The newest first, without their questions. */
  list(): Promise<EvalRunList>
  /** @throws EVAL_RUN_NOT_FOUND */
  read(id: string): Promise<EvalRun>
}>

const form = 1
const fileName = /^(eval_\d{17}_[0-9a-z]{6})\.jsonl$/

/**
 * The evaluations kept in a folder, which is made with the first one.
 * @example
 * const { runs } = await openEvalRuns('my-desk/.kaiwu/evals').list()
 */
export function openEvalRuns(folder: string): EvalRuns {
  return Object.freeze({
    async keep(run: Omit<EvalRun, 'id'>) {
      const id = runId(run.atMs)
      const { questions, ...summary } = { ...run, id }
      const lines = [{ kept: form, ...summary }, ...questions].map((line) => `${JSON.stringify(line)}\n`)
      const path = join(folder, `${id}.jsonl`)
      try {
        await mkdir(folder, { recursive: true })
        // Whole or not at all, whenever the process ends.
        await writeFile(`${path}.part`, lines.join(''), { mode: 0o600, flush: true })
        await rename(`${path}.part`, path)
        await dropOldest(folder)
      } catch (error) {
        throw new KaiwuError('PATH_UNUSABLE', { path: folder, reason: (error as Error).message }, { cause: error })
      }
      return Object.freeze({ ...run, id })
    },
    async list() {
      const heads = await Promise.all((await idsIn(folder)).map((id) => headOf(join(folder, `${id}.jsonl`))))
      const runs = heads.filter((head) => head !== undefined)
      return Object.freeze({ runs: Object.freeze(runs), unreadable: heads.length - runs.length })
    },
    async read(id: string) {
      const known = fileName.test(`${id}.jsonl`)
      const text = known ? await readFile(join(folder, `${id}.jsonl`), 'utf8').catch(ifMissing(undefined)) : undefined
      const [first = '', ...rest] = text?.trimEnd().split('\n') ?? []
      const head = summaryIn(first)
      const questions = rest.map((line) => parsed(line) as QuestionDocument | undefined)
      if (!head || questions.length !== head.total || questions.includes(undefined))
        throw new KaiwuError('EVAL_RUN_NOT_FOUND', { id: id.slice(0, 100) })
      return Object.freeze({ ...head, questions: Object.freeze(questions as QuestionDocument[]) })
    },
  })
}

/** Ids sort as their times do. */
function runId(atMs: number): string {
  return `eval_${new Date(atMs).toISOString().replace(/\D/g, '')}_${newId('r').slice(2, 8)}`
}

/** The ids of what is kept, the newest first. */
async function idsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(ifMissing<string[]>([]))
  return names
    .flatMap((name) => fileName.exec(name)?.[1] ?? [])
    .sort()
    .reverse()
}

async function dropOldest(folder: string): Promise<void> {
  for (const id of (await idsIn(folder)).slice(mostEvalRuns)) await rm(join(folder, `${id}.jsonl`), { force: true })
}

async function headOf(path: string): Promise<EvalRunSummary | undefined> {
  const stream = createReadStream(path, 'utf8')
  try {
    for await (const line of createInterface({ input: stream })) return summaryIn(line)
    return undefined
  } catch (error) {
    // Another process has just let it go.
    return ifMissing(undefined)(error)
  } finally {
    stream.destroy()
  }
}

function summaryIn(line: string): EvalRunSummary | undefined {
  const { kept, ...head } = (parsed(line) ?? {}) as EvalRunSummary & { kept?: unknown }
  return kept === form ? Object.freeze(head) : undefined
}

function parsed(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function ifMissing<T>(nothing: T): (error: unknown) => T {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return nothing
    throw error
  }
}
