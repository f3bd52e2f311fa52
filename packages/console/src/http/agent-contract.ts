import type { AnswerEvent } from '@kaiwu/core'
import type { Values } from './case-contract.ts'
import type { BothLanguages } from './contract.ts'

/** A call of a tool that the assistant made, and what came back. `message` says why it failed. */
export type AgentStep = Readonly<{
  number: number
  tool: string
  /** JSON, cut after 200 characters. */
  arguments: string
  state: 'running' | 'done' | 'failed'
  count: number
  ids: readonly string[]
  message?: BothLanguages
}>

/** The form of a new case that the assistant filled in. Nothing has been started. */
export type PreparedCase = Readonly<{
  type: string
  title: BothLanguages
  fields: Values
  problems: readonly Readonly<{ field: string; message: BothLanguages }>[]
}>

/** What a running answer reports; an assistant that looks for itself reports its steps, too. */
export type AskEvent =
  | AnswerEvent
  | Readonly<{ type: 'step'; step: AgentStep }>
  | Readonly<{ type: 'prepared'; prepared: PreparedCase }>
  | Readonly<{ type: 'bound' }>
