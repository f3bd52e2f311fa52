import type { Answer, AnswerEvent } from './answer.ts'
import type { FieldProblem } from './kaiwu-error.ts'
import type { LocalText } from './language.ts'

/** A call of a tool that an assistant asked for, and what came back. */
export type AgentStep = Readonly<{
  /** From 1, in the order in which they were asked for. */
  number: number
  /** As the model named it. */
  tool: string
  /** What it was called with, as JSON, cut after 200 characters. */
  arguments: string
  /** `failed`: nothing was done, and the model was told why, in `message`. */
  state: 'running' | 'done' | 'failed'
  /** How much came back. */
  count: number
  /** Of the passages, the cases or the case type that came back. */
  ids: readonly string[]
  message?: LocalText
}>

/** The form of a new case, filled in for somebody to look at and to send. Nothing has been started. */
export type PreparedCase = Readonly<{
  caseType: string
  title: LocalText
  fields: Readonly<Record<string, unknown>>
  /** What is still to be filled in, and what was left out because it is not right. */
  problems: readonly FieldProblem[]
}>

/** What stops an assistant: how many tools it may call, what it may cost, how long it may take. */
export type AgentBound = 'steps' | 'money' | 'seconds'

/**
 * What an assistant reports beside what every answer does: each call of a tool twice, when it begins and when it came back; forms it
 * filled in; the bound that stopped it. `passages` come anew whenever there are more, `reset` also when words turn out to be none of
 * the answer.
 */
export type AgentEvent =
  | AnswerEvent
  | Readonly<{ type: 'step'; step: AgentStep }>
  | Readonly<{ type: 'prepared'; prepared: PreparedCase }>
  | Readonly<{ type: 'bound'; bound: AgentBound; limit: string }>

/** An assistant's answer as a whole, with how it came about. */
export type AgentReport = Readonly<{
  answer: Answer
  steps: readonly AgentStep[]
  prepared: readonly PreparedCase[]
  bound?: AgentBound
}>
