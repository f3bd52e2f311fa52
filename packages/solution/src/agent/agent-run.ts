import { rightsTable, standingOf, type Asking as CaseAsking, type Cases } from '@kaiwu/cases'
import { KaiwuError, type AgentBound, type AgentEvent, type ChatModel, type ChatRequest, type Money } from '@kaiwu/core'
import type { ModelSettings } from '@kaiwu/models'
import type { Answering } from '../answer-question.ts'
import type { AgentLimits } from '../define-solution.ts'
import { filledPrompt } from '../draft-by-model.ts'
import type { BegunAnswer } from '../finish-answer.ts'
import { agentTools, type AgentTool } from './agent-tools.ts'
import { agentRules, passagesByTools } from './agent-words.ts'
import { assistantOf } from './assistant-subject.ts'
import { boundedChat, type LastReply } from './bounded-chat.ts'
import { deskTools } from './desk-tools.ts'
import { gatherEvidence, type GatheredEvidence } from './gathered-evidence.ts'
import { moneyBound, type MoneyBound } from './money-bound.ts'
import { promptOfFlow } from './prompt-of-flow.ts'
import { runAgent } from './run-agent.ts'
import { toolCalls, type ToolCalls } from './tool-calls.ts'

/** What the assistant in agent mode needs beside what every answer does. */
export type AgentAnswering = Answering &
  Readonly<{
    /** Whether the model calls tools. */
    tools?: boolean
    /** About what a request costs. */
    estimate?: (request: ChatRequest) => Money | undefined
    rates: ModelSettings['rates']
    cases?: Cases
  }>

/** One question to an assistant. */
export type AgentAsked = Readonly<{
  answering: AgentAnswering
  chat: ChatModel
  limits: AgentLimits
  begun: BegunAnswer
  /** Who asks. */
  asker: CaseAsking
  tell(event: AgentEvent): void
  /** Aborted when nobody waits for the answer any more. */
  left: AbortSignal
  /** Aborted when the time is over. */
  deadline: AbortSignal
}>

/** A bound that was reached, with the limit in words. */
export type ReachedBound = Readonly<{ bound: AgentBound; limit: string }>

/** A question under way: what was gathered for it, and what it may still take. */
export type AgentRun = AgentAsked &
  Readonly<{
    evidence: GatheredEvidence
    calls: ToolCalls
    money: MoneyBound
    /** The bound reached last. */
    reached(): ReachedBound | undefined
    reach(bound: AgentBound, limit: string): void
    /** Words of the answer, as they come. */
    say(text: string): void
    /** What was said is void, where anything was. */
    unsay(reason: string): void
  }>

/** Begins a question: nothing has been looked for yet. */
export async function beginRun(asked: AgentAsked): Promise<Readonly<{ run: AgentRun; loop(): Promise<LastReply | undefined> }>> {
  const { answering, limits, begun, left, deadline, tell } = asked
  const { language, asOf, id, chargedTo } = begun.asking
  const signal = AbortSignal.any([left, deadline])
  const evidence = gatherEvidence()
  const tools = await toolsFor(asked, signal)
  const calls = toolCalls({ ...{ tools, evidence, asOf, language, signal, tell }, most: limits.steps })
  const money = moneyBound({
    limit: limits.money,
    estimate: answering.estimate ?? (() => undefined),
    spent: () => answering.spentOn(chargedTo?.case ?? id, begun.sinceMs).cost,
    rates: answering.rates,
  })
  let reached: ReachedBound | undefined
  let spoken = false
  const run: AgentRun = Object.freeze({
    ...{ ...asked, evidence, calls, money },
    reached: () => reached,
    reach(bound: AgentBound, limit: string) {
      reached = { bound, limit }
      tell({ type: 'bound', bound, limit })
    },
    say(text: string) {
      spoken ||= text !== ''
      tell({ type: 'token', text })
    },
    unsay(reason: string) {
      if (spoken) tell({ type: 'reset', reason })
      spoken = false
    },
  })
  return { run, loop: () => runLoop(run, tools, signal) }
}

/** The tools that whoever asks may use, under their rights. */
function toolsFor({ answering, asker, begun }: AgentAsked, signal: AbortSignal): Promise<readonly AgentTool[]> {
  const { definition, knowledge, cases } = answering
  const { access, asOf, language } = begun.asking
  const subject = assistantOf(asker.subject)
  const desk = deskTools({
    ...{ definition, knowledge, access, asOf, signal, asking: { ...asker, subject } },
    ...(cases ? { cases } : {}),
  })
  const reads = cases !== undefined && (standingOf(subject, 'case.read', rightsTable['case.read'])?.allowed ?? true)
  return agentTools({ definition, desk, language, reads })
}

/** Has the model call tools until it answers or a bound is reached. @returns its last reply */
async function runLoop(run: AgentRun, tools: readonly AgentTool[], signal: AbortSignal): Promise<LastReply | undefined> {
  const { answering, begun, limits, calls, chat } = run
  const { definition } = answering
  const { asking } = begun
  const { language, asOf, id } = asking
  const bounded = boundedChat({
    ...{ chat, language },
    options: { signal, chargedTo: { case: id, ...asking.chargedTo, solution: definition.name, step: 'agent' } },
    mayCall: () => calls.left() > 0,
    allow: (request) => allow(run, request),
    told: (piece) => ('text' in piece ? run.say(piece.text) : run.unsay(piece.void)),
  })
  await runAgent({
    ...{ tools, most: limits.steps, chat: bounded.chat },
    rules: agentRules(definition.title, asOf, language),
    question: await filledPrompt(answering, await promptOfFlow(definition, asking), asking, passagesByTools(language)),
    call: (name, given) => calls.call(name, given),
  })
  return bounded.last()
}

/** Whether a call to the model may be made. @throws CANCELLED where a bound forbids it */
function allow({ calls, limits, evidence, money, reach }: AgentRun, request: ChatRequest): void {
  if (calls.left() === 0) reach('steps', String(limits.steps))
  const limit = money.passedBy(request)
  if (limit !== undefined) reach('money', limit)
  if (limit !== undefined || (calls.left() === 0 && evidence.passages().length === 0)) throw new KaiwuError('CANCELLED')
}
