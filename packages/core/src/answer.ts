import type { Hit, Validity } from './document.ts'
import type { Language } from './language.ts'
import type { Money } from './money.ts'

/**
 * Tokens of one or more calls. `promptTokens` include those read from and written to the service's cache, `completionTokens`
 * include thinking. `estimated` when the service did not report them.
 */
export type Usage = Readonly<{
  promptTokens: number
  completionTokens: number
  estimated: boolean
  cachedTokens?: number
  cacheWriteTokens?: number
  reasoningTokens?: number
}>

/** A source an answer rests on: the passage, the exact quote, where it stands, and whether the quote was found there. */
export type Citation = Readonly<{
  /** The n of the mark [n] in the answer. */
  mark: number
  passageId: string
  documentId: string
  /** Path of the document within its knowledge. */
  document: string
  title: string
  /** 发文字号 or 文件编号. */
  number?: string
  /** The headings above the passage, outermost first. */
  path: readonly string[]
  /** 第八条, 3.2.1, E-203. */
  locator: string
  page?: number
  /** Copied from the stored text. */
  quote: string
  /** Where the quote stands in the document's stored text; equal when the quote was not found. */
  start: number
  end: number
  verified: boolean
  validity: Validity
  /** Which of the document's stored revisions was cited, from 1. */
  revision?: number
  /** Ids of the figures that belong to the passage. */
  figures?: readonly string[]
}>

/** A table of a document answered by a query: what was asked of it, in SQL, and what came out. */
export type TableAnswer = Readonly<{
  documentId: string
  document: string
  /** The table's own name: its sheet or heading. */
  table: string
  sql: string
  parameters: readonly (string | number)[]
  columns: readonly string[]
  rows: readonly (readonly (string | number | null)[])[]
  /** Rows there are; `rows` holds the first of them. */
  total: number
}>

/** Something in an answer that the evidence does not bear out. Offsets count UTF-16 units of the answer's text. */
export type AnswerIssue = Readonly<{
  kind:
    | 'unknown-mark'
    | 'quote-not-found'
    | 'number-not-found'
    | 'article-not-found'
    | 'document-number-not-found'
    | 'not-in-force'
    | 'sentence-without-mark'
  text: string
  start: number
  end: number
}>

/** What came of a question. `incomplete`: the model stopped early; `refused`: the evidence is not there. */
export type AnswerOutcome = 'answered' | 'refused' | 'incomplete'

/** The verified result of asking a solution. */
export type Answer = Readonly<{
  id: string
  solution: string
  question: string
  language: Language
  /** The day the answer speaks of. */
  asOf: string
  outcome: AnswerOutcome
  /** Plain text with marks such as [1]. */
  text: string
  citations: readonly Citation[]
  issues: readonly AnswerIssue[]
  /** Remarks for the reader, such as a better match that is no longer in force. */
  notes: readonly string[]
  /** Whom to ask, given with a refusal. */
  contact?: string
  /** The evidence that was looked at, best first. */
  passages: readonly Hit[]
  /** The query of a table that answers, where one does. */
  table?: TableAnswer
  /** The release of the knowledge that was asked, where one was in service. */
  release?: string
  model: string
  usage: Usage
  /** Absent when nobody has said what the model costs. */
  cost?: Money
  elapsedMs: number
}>

/** What a running answer reports, in this order: passages once, tokens many times, the answer once. */
export type AnswerEvent =
  | Readonly<{ type: 'passages'; passages: readonly Hit[]; asOf: string }>
  | Readonly<{ type: 'token'; text: string }>
  /** The text so far is void: another model begins anew, for the reason given. */
  | Readonly<{ type: 'reset'; reason: string }>
  | Readonly<{ type: 'answer'; answer: Answer }>
