import type { EvaluationDocument, QuestionDocument } from './evaluation-document.ts'

/** What an evaluation was made with: beginnings of SHA-256, so that two runs can be told apart by what changed between them. */
export type EvalVersions = Readonly<{
  /** Of `solution.yaml`; absent for a solution in TypeScript. */
  settings?: string
  /** Of the prompt files that were read, by their paths. */
  prompts: Readonly<Record<string, string>>
  /** Of the file of questions. */
  questions: string
  /** Of all documents with their revisions; how many there are; and the release served, if one is. */
  knowledge: Readonly<{ digest: string; documents: number; release?: string }>
}>

/** Who had an evaluation made, and from where. */
export type EvalMaker = Readonly<{ name: string; via: 'page' | 'command-line' }>

/** A kept evaluation without its questions. Times are ms since the epoch. */
export type EvalRunSummary = Readonly<{
  id: string
  atMs: number
  elapsedMs: number
  by: EvalMaker
  /** The tag that questions were chosen by, where not all were asked. */
  only?: string
  versions: EvalVersions
}> &
  Omit<EvaluationDocument, 'questions'>

/** A kept evaluation. */
export type EvalRun = EvalRunSummary & Readonly<{ questions: readonly QuestionDocument[] }>
