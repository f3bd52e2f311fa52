import { KaiwuError, localText, withoutAddress, type LocalText } from '@kaiwu/core'
import { runFlow } from '../answer-question.ts'
import { draftOfReply, staysAnError } from '../draft-by-model.ts'
import { refuse, type Draft } from '../draft.ts'
import type { Looked } from '../finish-answer.ts'
import { modelFailedNote } from '../refusal.ts'
import { beginRun, type AgentAsked, type AgentRun } from './agent-run.ts'
import { boundNote, hiddenNote, unpricedNote } from './agent-words.ts'
import type { LastReply } from './bounded-chat.ts'
import { foundSoFar } from './found-so-far.ts'
import { isRecord } from './record-evidence.ts'

/** What came of a question: what was looked at, the draft of the answer, and whether documents were searched. */
export type AgentDraft = Looked & Readonly<{ draft: Draft; searched: boolean }>

/**
 * Lets a model gather evidence with tools within its bounds, and drafts the answer from it. A bound that is reached is told, and what was
 * found so far is the answer.
 * @throws CANCELLED, and what the model's service raises before anything was found
 */
export async function draftByAgent(asked: AgentAsked): Promise<AgentDraft> {
  const { run, loop } = await beginRun(asked)
  const draft = await loop().then(
    (last) => draftOfLast(run, last),
    (error: unknown) => rescued(run, error),
  )
  const passages = run.evidence.passages()
  const reached = run.reached()
  const notes: readonly LocalText[] = [
    ...(reached ? [boundNote(reached.bound, reached.limit, passages.length > 0)] : []),
    ...(asked.limits.money && !run.money.holds() ? [unpricedNote] : []),
    ...(draft.text.includes('⟦') ? [hiddenNote] : []),
  ]
  const { language } = asked.begun.asking
  return {
    draft: { ...draft, notes: [...notes.map((note) => localText(note, language)), ...draft.notes] },
    passages,
    notes: run.calls.notes(),
    searched: !passages.some(isRecord),
  }
}

/** The draft of what the model said last, checked against everything that was gathered. */
async function draftOfLast(run: AgentRun, last: LastReply | undefined): Promise<Draft> {
  const { answering, begun, chat, evidence } = run
  const { question, language } = begun.asking
  const passages = evidence.passages()
  const { reply, switched = false } = last ?? {}
  const model = reply?.model ?? chat.ref
  // What was said without having looked at anything rests on nothing.
  if (passages.length === 0) return spoken(run, refuse(answering.definition, language, model))
  if (!reply || (reply.text.trim() === '' && reply.finish !== 'filtered')) return quoted(run)
  const finish = reply.finish === 'tool-calls' ? 'stop' : reply.finish
  return spoken(run, draftOfReply(answering.definition, { passages, question, language }, { ...reply, finish, model, switched }))
}

/** Words that take the place of those said so far, and the draft they end with. */
async function spoken(run: AgentRun, drafting: AsyncIterable<string | Draft>): Promise<Draft> {
  for await (const piece of drafting) {
    if (typeof piece !== 'string') return piece
    run.unsay('refused')
    run.say(piece)
  }
  throw new Error('a draft ends with its result')
}

async function quoted(run: AgentRun): Promise<Draft> {
  const draft = await foundSoFar(run.answering, run.begun.asking, run.evidence.passages())
  run.unsay('quoted')
  run.say(draft.text)
  return draft
}

/** What is answered when the loop was stopped: by a bound, or by its model. @throws what is neither */
async function rescued(run: AgentRun, error: unknown): Promise<Draft> {
  const { answering, begun, evidence, deadline, left, limits } = run
  const { asking } = begun
  if (left.aborted || !KaiwuError.is(error)) throw error
  if (deadline.aborted) run.reach('seconds', String(limits.seconds))
  if (run.reached()) return quoted(run)
  if (staysAnError.has(error.code)) throw error
  if (evidence.passages().length === 0) {
    if (!answering.extractive) throw error
    evidence.add((await runFlow(answering, asking)).passages)
  }
  const draft = await quoted(run)
  return { ...draft, notes: [modelFailedNote(withoutAddress(error).text(asking.language), asking.language), ...draft.notes] }
}
