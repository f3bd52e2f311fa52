import type { AnswerIssue, AnswerOutcome, Citation, Hit, KaiwuError, Language, Usage } from '@kaiwu/core'
import { localModel } from '@kaiwu/models'
import type { SolutionDefinition } from './define-solution.ts'
import { refusalText } from './refusal.ts'

/** What a flow found: the passages, best first, and the prompt to ask by. */
export type Evidence = Readonly<{ passages: readonly Hit[]; prompt: string }>

/** An answer before it is put together. */
export type Draft = Readonly<{
  outcome: AnswerOutcome
  text: string
  citations: readonly Citation[]
  issues: readonly AnswerIssue[]
  /** Remarks on how it came about. */
  notes: readonly string[]
  usage: Usage
  model: string
  /** What broke the model off. */
  failure?: KaiwuError
}>

/** What quoting the documents uses: nothing. */
export const extracted = Object.freeze({
  usage: Object.freeze({ promptTokens: 0, completionTokens: 0, estimated: false }),
  model: localModel,
})

/** What came of a draft apart from its words: tokens, the model. */
export type Spent = Pick<Draft, 'usage' | 'model'>

/** The draft of an answer that there is no evidence for: says so, and whom to ask. */
export async function* refuse(definition: SolutionDefinition, language: Language, spent: Spent): AsyncGenerator<string | Draft> {
  const text = refusalText(definition.contact, language)
  yield text
  yield { outcome: 'refused', text, citations: [], issues: [], notes: [], ...spent }
}
