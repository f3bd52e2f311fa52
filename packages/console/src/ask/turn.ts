import type { Answer, Hit } from '@kaiwu/core'
import type { AgentStep, AskEvent, PreparedCase } from '../http/agent-contract.ts'
import type { AnswerRequest } from '../http/contract.ts'
import type { Problem } from '../http/request-problem.ts'

/** How far a question has come. `writing` text is not yet checked; `done` has an answer, `failed` a problem. */
export type TurnState = 'searching' | 'writing' | 'done' | 'stopped' | 'failed'

/** One question and what came of it. `text` is what has been streamed; the answer's own text replaces it. */
export type Turn = Readonly<{
  id: number
  request: AnswerRequest
  state: TurnState
  evidence?: Readonly<{ passages: readonly Hit[]; asOf: string }>
  text: string
  /** Of an assistant that looks for itself: what it did, and the forms it filled in. */
  steps: readonly AgentStep[]
  prepared: readonly PreparedCase[]
  answer?: Answer
  problem?: Problem
}>

/** A turn as it begins. */
export function startTurn(id: number, request: AnswerRequest): Turn {
  return Object.freeze({ id, request, state: 'searching', text: '', steps: [], prepared: [] })
}

/** The turn after an event of its stream. A turn that has ended stays as it is: late events belong to nobody. */
export function advanceTurn(turn: Turn, event: AskEvent): Turn {
  if (!isRunning(turn)) return turn
  switch (event.type) {
    case 'passages':
      return { ...turn, evidence: { passages: event.passages, asOf: event.asOf } }
    case 'token':
      return { ...turn, state: 'writing', text: turn.text + event.text }
    case 'reset':
      return { ...turn, state: 'searching', text: '' }
    case 'step':
      return { ...turn, steps: withStep(turn.steps, event.step) }
    case 'prepared':
      return { ...turn, prepared: [...turn.prepared, event.prepared] }
    case 'bound':
      return turn
    case 'answer':
      return { ...turn, state: 'done', answer: event.answer }
  }
}

/** Each step stands once, as it was told last. */
function withStep(steps: readonly AgentStep[], step: AgentStep): readonly AgentStep[] {
  const isKnown = steps.some(({ number }) => number === step.number)
  return isKnown ? steps.map((one) => (one.number === step.number ? step : one)) : [...steps, step]
}

/** The turn after it was stopped by the reader, or failed. */
export function endTurn(turn: Turn, problem?: Problem): Turn {
  if (!isRunning(turn)) return turn
  return problem === undefined ? { ...turn, state: 'stopped' } : { ...turn, state: 'failed', problem }
}

/** Whether more is to come. */
export function isRunning({ state }: Turn): boolean {
  return state === 'searching' || state === 'writing'
}
