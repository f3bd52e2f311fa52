import type { Asking } from '@kaiwu/cases'
import {
  KaiwuError,
  localText,
  type AgentBound,
  type AgentEvent,
  type AgentReport,
  type AgentStep,
  type LocalText,
  type PreparedCase,
} from '@kaiwu/core'
import { answerQuestion, type Question } from '../answer-question.ts'
import { beginAnswer, finishAnswer } from '../finish-answer.ts'
import type { AgentAnswering, AgentAsked } from './agent-run.ts'
import { withoutModel, withoutTools } from './agent-words.ts'
import { draftByAgent, type AgentDraft } from './draft-by-agent.ts'
import { toldEvents } from './told-events.ts'

/**
 * Answers one question by a model that looks for itself, with tools and under the rights of whoever asks, within the bounds of the
 * solution. Where there is no model, or none that calls tools, the ordinary answer is given and says so.
 * @throws AGENT_NONE, and what answering throws; a bound that is reached is an event and an answer
 */
export function answerByAgent(answering: AgentAnswering, input: Question, asker: Asking): AsyncGenerator<AgentEvent> {
  const { definition, chat, tools } = answering
  const { agent: limits } = definition
  if (!limits) throw new KaiwuError('AGENT_NONE', { name: definition.name })
  if (chat && tools === true) return answeredWithTools({ answering, chat, limits, asker }, input)
  return answeredOrdinarily(answering, input, chat ? withoutTools : withoutModel)
}

type Assistant = Pick<AgentAsked, 'answering' | 'chat' | 'limits' | 'asker'>

async function* answeredWithTools(assistant: Assistant, input: Question): AsyncGenerator<AgentEvent> {
  const { answering, limits } = assistant
  const deadline = AbortSignal.timeout(limits.seconds * 1000)
  const begun = await beginAnswer(answering, input)
  const { draft, searched, ...looked } = yield* toldEvents<AgentEvent, AgentDraft>(
    (tell, left) => draftByAgent({ ...assistant, begun, deadline, tell, left }),
    input.signal,
  )
  // That somebody has no tasks is no gap of the knowledge.
  const measuring = input.measuring === true || !searched
  yield { type: 'answer', answer: await finishAnswer(answering, { ...begun, put: { ...input, measuring } }, looked, draft) }
}

async function* answeredOrdinarily(answering: AgentAnswering, input: Question, note: LocalText): AsyncGenerator<AgentEvent> {
  for await (const event of answerQuestion(answering, input)) {
    if (event.type !== 'answer') yield event
    else {
      const { answer } = event
      yield { type: 'answer', answer: Object.freeze({ ...answer, notes: [localText(note, answer.language), ...answer.notes] }) }
    }
  }
}

/**
 * An assistant's answer in one go, with how it came about.
 * @throws what the events throw
 * @example
 * const { answer, steps } = await agentReport(solution.agent({ question: '我有哪些待办？' }, { subject }))
 */
export async function agentReport(events: AsyncIterable<AgentEvent>): Promise<AgentReport> {
  const steps = new Map<number, AgentStep>()
  const prepared: PreparedCase[] = []
  let bound: AgentBound | undefined
  for await (const event of events) {
    if (event.type === 'step') steps.set(event.step.number, event.step)
    else if (event.type === 'prepared') prepared.push(event.prepared)
    else if (event.type === 'bound') ({ bound } = event)
    else if (event.type === 'answer')
      return Object.freeze({ answer: event.answer, steps: [...steps.values()], prepared, ...(bound ? { bound } : {}) })
  }
  throw new Error('answering ends with an answer')
}
