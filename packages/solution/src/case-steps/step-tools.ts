import { caseDay, type Agreement, type AgreementAsked, type CaseReplies, type StepOutcome, type StepWork } from '@kaiwu/cases'
import { withoutAddress, type ChargedTo, type ChatModel, type Clock, type KaiwuError, type LocalText } from '@kaiwu/core'
import type { Access, KnowledgeSearch } from '@kaiwu/knowledge'
import type { StructuredOutput } from '@kaiwu/models'
import type { SolutionDefinition } from '../define-solution.ts'

/** What the steps of cases work with. */
export type StepTools = Readonly<{
  definition: Pick<SolutionDefinition, 'name' | 'language' | 'knowledge' | 'embedding' | 'rerank' | 'search'>
  /** Folder of the solution: `run` imports from below it. */
  root: string
  /** Folder for what can be made again: learnt classifiers. */
  data: string
  knowledge: KnowledgeSearch
  /** Absent where there is no model: people decide on what was found. */
  chat?: ChatModel
  /** How the model's service holds an answer to a form; default `none`: by words alone. */
  support?: StructuredOutput
  /** For whom calls are made, beside the solution, the case and the step. */
  chargedTo?: ChargedTo
  clock: Clock
  /** Labels of documents that somebody may read. */
  labelsOf(personId: string): Access | Promise<Access>
  replies: CaseReplies
  /** What a file of a case holds, piece by piece. @throws ATTACHMENT_LOST */
  fileContent(sha256: string): AsyncIterable<Uint8Array>
  agreement(asked: AgreementAsked): Promise<Agreement>
}>

/** The visit to a state and the place in it by which a step is known: what it suggests has this id, however often it is done. */
export function stepId({ record }: StepWork): string {
  return `${record.id}.${record.entries.length}.${record.step}`
}

/** The day a case is judged by: the one it began on. What is found and cited is what was in force then. */
export function dayOfCase({ definition, record }: StepWork): string {
  return caseDay(definition, record.startedAtMs)
}

/** To whom the calls of a step are charged. */
export function chargedFor({ definition, chargedTo }: StepTools, { record }: StepWork): ChargedTo {
  return { ...chargedTo, solution: definition.name, case: record.id, step: `${record.state}.${record.step}` }
}

/** Whether people decide in the state that a step belongs to; else it goes on by itself. */
export function peopleDecide({ definition, record }: StepWork): boolean {
  const { actions, approval } = definition.states.get(record.state)!
  return actions.size > 0 || approval !== undefined
}

/**
 * What comes of a step that cannot be done: where people decide next, they go on without it, with what there is for them to look at;
 * else it is theirs to do by hand.
 */
export function undone(
  work: StepWork,
  reason: LocalText,
  instead: Partial<Extract<StepOutcome, { events: unknown }>> = {},
): StepOutcome {
  if (!peopleDecide(work)) return { failed: reason }
  return { events: instead.events ?? [], outcome: { unavailable: reason, ...instead.outcome } }
}

/** An error as people read it, without addresses. */
export function reasonOf(error: KaiwuError): LocalText {
  const said = withoutAddress(error)
  return { zh: said.text('zh'), en: said.text('en') }
}
