import { detectLanguage, localText, newId, type Answer, type Hit, type Language } from '@kaiwu/core'
import { askedDay, type Access } from '@kaiwu/knowledge'
import { answerNotes } from './answer-notes.ts'
import type { Answering, Question } from './answer-question.ts'
import type { Draft } from './draft.ts'
import { understoodQuestion } from './understood-question.ts'

/** A question on its way to an answer: understood, dated, with the id that its calls are charged to. */
export type Asking = Question & Readonly<{ language: Language; asOf: string; id: string; access: Access }>

/** What has been settled of a question before anything is looked for. */
export type BegunAnswer = Readonly<{
  asking: Asking
  /** The question as it was put. */
  put: Question
  notes: readonly string[]
  sinceMs: number
  startedMs: number
}>

/** Settles of a question its language, its day and what it means. @throws CANCELLED */
export async function beginAnswer({ definition, clock, chat }: Answering, put: Question): Promise<BegunAnswer> {
  const startedMs = performance.now()
  const sinceMs = clock.now()
  const language = put.language ?? detectLanguage(put.question)
  const asOf = put.asOf ?? askedDay(put.question, clock.today()) ?? clock.today()
  const id = newId('ans')
  const chargedTo = { case: id, ...put.chargedTo, solution: definition.name, step: 'rewrite' }
  const { question, notes } = await understoodQuestion(put, { chat, language, chargedTo })
  const asking = { ...put, question, language, asOf, id, access: put.access ?? [] }
  return { asking, put, notes, sinceMs, startedMs }
}

/** What an answer was drafted from. */
export type Looked = Readonly<{ passages: readonly Hit[]; notes: readonly string[] }>

/** Puts an answer together: the draft with what it took and what the reader should know beside it. */
export async function finishAnswer(
  answering: Answering,
  { asking, put, notes, sinceMs, startedMs }: BegunAnswer,
  looked: Looked,
  { failure: _, ...draft }: Draft,
): Promise<Answer> {
  const { definition, knowledge } = answering
  const { question, asOf, language, access, id } = asking
  const { usage, cost } = answering.spentOn(put.chargedTo?.case ?? id, sinceMs)
  const release = knowledge.serving()
  if (draft.outcome === 'refused' && !put.measuring) await answering.noteGap(put.question, language)
  const noted = { question, asOf, language, passages: looked.passages, citations: draft.citations, access }
  return Object.freeze({
    ...{ id, solution: definition.name, question: put.question, language, asOf },
    ...draft,
    notes: [...notes, ...looked.notes, ...draft.notes, ...(await answerNotes(knowledge, noted))],
    ...(draft.outcome === 'refused' ? { contact: localText(definition.contact, language) } : {}),
    passages: looked.passages,
    ...(release ? { release } : {}),
    usage,
    ...(cost ? { cost } : {}),
    elapsedMs: Math.round(performance.now() - startedMs),
  })
}
