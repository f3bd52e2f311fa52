import type { AnswerIssue, AnswerOutcome, Citation, Hit, KaiwuError, Language, TableAnswer } from '@kaiwu/core'
import type { SolutionDefinition } from './define-solution.ts'
import { refusalText } from './refusal.ts'

/** What a flow found: the passages, best first, and the prompt to ask by. */
export type Evidence = Readonly<{
  passages: readonly Hit[]
  prompt: string
  /** The knowledges that were searched. */
  knowledges: readonly string[]
}>

/** An answer before it is put together. */
export type Draft = Readonly<{
  outcome: AnswerOutcome
  text: string
  citations: readonly Citation[]
  issues: readonly AnswerIssue[]
  /** Remarks on how it came about. */
  notes: readonly string[]
  model: string
  /** The query of a table that answers, where one does. */
  table?: TableAnswer
  /** What broke the model off. */
  failure?: KaiwuError
}>

/** The draft of an answer that there is no evidence for: says so, and whom to ask. */
export async function* refuse(definition: SolutionDefinition, language: Language, model: string): AsyncGenerator<string | Draft> {
  const text = refusalText(definition.contact, language)
  yield text
  yield { outcome: 'refused', text, citations: [], issues: [], notes: [], model }
}
