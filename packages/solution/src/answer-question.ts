import {
  detectLanguage,
  KaiwuError,
  localText,
  newId,
  type Answer,
  type AnswerEvent,
  type ChargedTo,
  type ChatModel,
  type Clock,
  type Hit,
  type Language,
} from '@kaiwu/core'
import { askedDay, type Knowledge } from '@kaiwu/knowledge'
import { builtInPrompt, type FlowTools } from './define-solution.ts'
import { draftByExtraction } from './draft-by-extraction.ts'
import { draftByModel, type Drafting } from './draft-by-model.ts'
import type { Draft, Evidence } from './draft.ts'
import type { SpentOnAnswer } from './spent-on-answer.ts'
import { notInForceNote } from './refusal.ts'

/** A question to a solution. */
export type Question = Readonly<{
  question: string
  /** The day the answer is to speak of; default: the day the question names, else today. */
  asOf?: string
  /** Default: the question's own. */
  language?: Language
  signal?: AbortSignal
  /** For whom it is asked; the ledger keeps it. */
  chargedTo?: ChargedTo
}>

/** What answering needs: the definition and what was opened for it. `chat` is absent for `local/extractive`. */
export type Answering = Drafting &
  Readonly<{
    chat?: ChatModel
    clock: Clock
    /** What all calls charged to a case have taken since a moment, those that failed too. */
    spentOn(id: string, since: number): SpentOnAnswer
  }>

// More evidence than this does not fit a reader's patience or a small model's context.
const mostPassages = 16

/**
 * Answers one question: runs the flow, reports evidence and text as they come, and ends with the verified answer.
 * @throws what the model's service raises; a refusal is an answer, not an error
 */
export async function* answerQuestion(answering: Answering, input: Question): AsyncGenerator<AnswerEvent> {
  const started = performance.now()
  const since = answering.clock.now()
  const { definition, knowledge, clock } = answering
  const language = input.language ?? detectLanguage(input.question)
  const asOf = input.asOf ?? askedDay(input.question, clock.today()) ?? clock.today()
  const id = newId('ans')
  const evidence = await runFlow(answering, { question: input.question, language, asOf })
  yield { type: 'passages', passages: evidence.passages, asOf }

  const drafting = answering.chat
    ? draftByModel(answering, answering.chat, { ...input, language, asOf, id }, evidence)
    : draftByExtraction(definition, knowledge, input.question, language, evidence.passages)
  let draft: Draft | undefined
  for await (const piece of drafting) {
    if (typeof piece === 'string') yield { type: 'token', text: piece }
    else if ('reset' in piece) yield { type: 'reset', reason: piece.reset }
    else draft = piece
  }
  if (!draft) throw new Error('a draft ends with its result')
  const { failure: _, ...said } = draft
  const { usage, cost } = answering.spentOn(input.chargedTo?.case ?? id, since)
  const answer: Answer = Object.freeze({
    id,
    solution: definition.name,
    question: input.question,
    language,
    asOf,
    ...said,
    notes: [...draft.notes, ...notesFor(knowledge, input.question, asOf, evidence.passages, language)],
    ...(draft.outcome === 'refused' ? { contact: localText(definition.contact, language) } : {}),
    passages: evidence.passages,
    usage,
    ...(cost ? { cost } : {}),
    elapsedMs: Math.round(performance.now() - started),
  })
  yield { type: 'answer', answer }
}

/** Runs the flow up to its ask: what was found, by score, each passage once. */
async function runFlow(
  { definition, knowledge }: Answering,
  input: { question: string; language: Language; asOf: string },
): Promise<Evidence> {
  const asked: { prompt?: string; passages?: readonly Hit[] } = {}
  const tools: FlowTools = {
    async find(name, query = input.question, { top } = {}) {
      const known = definition.knowledge[name]
      if (!known) throw new KaiwuError('KNOWLEDGE_NOT_FOUND', { name, known: Object.keys(definition.knowledge).join(', ') })
      return knowledge
        .search({ query, top: top ?? known.top, knowledge: [name], asOf: input.asOf })
        .map(({ explain: _, ...hit }) => hit)
    },
    async ask(prompt, passages) {
      Object.assign(asked, { prompt, passages })
      return { asked: true }
    },
  }
  await definition.flow(input, tools)
  const once = new Map((asked.passages ?? []).map((hit) => [hit.passage.id, hit]))
  const ranked = [...once.values()].sort((a, b) => b.score - a.score).slice(0, mostPassages)
  return {
    passages: ranked.map((hit, index) => Object.freeze({ ...hit, rank: index + 1 })),
    prompt: asked.prompt ?? builtInPrompt,
  }
}

/** Tells of a document that matches the question best but is not in force on the day asked for. */
function notesFor(knowledge: Knowledge, question: string, asOf: string, passages: readonly Hit[], language: Language): string[] {
  const [best] = knowledge.search({ query: question, top: 1, asOf: 'any' })
  if (!best || best.score <= (passages[0]?.score ?? 0)) return []
  const { info } = knowledge.document(best.document.id, asOf)
  return info.validity === 'in-force' ? [] : [notInForceNote({ ...info.facts, validity: info.validity }, language)]
}
