import {
  KaiwuError,
  withoutAddress,
  localText,
  type ChargedTo,
  type ChatModel,
  type ChatRequest,
  type ErrorCode,
  type Language,
} from '@kaiwu/core'
import type { Knowledge } from '@kaiwu/knowledge'
import { builtInPromptText, citingRules, passagesForPrompt } from './built-in-prompt.ts'
import { checkAnswer } from './check-answer.ts'
import { builtInPrompt, type SolutionDefinition } from './define-solution.ts'
import { draftByExtraction } from './draft-by-extraction.ts'
import { refuse, type Draft, type Evidence } from './draft.ts'
import { fillPrompt } from './prompt-file.ts'
import { readReply, refusal, type Reply, type Reset } from './read-reply.ts'
import { brokenOffNote, modelFailedNote, switchedNote } from './refusal.ts'

/** What drafting by a model needs of a solution. */
export type Drafting = Readonly<{
  definition: SolutionDefinition
  knowledge: Knowledge
  /** Whether the documents are quoted when the model fails. */
  extractive: boolean
  /** Reads a prompt file of the solution. */
  prompt(file: string): Promise<string>
}>

/** A question to a model, with what its answer needs. */
export type Asking = Readonly<{
  question: string
  language: Language
  asOf: string
  id: string
  signal?: AbortSignal
  chargedTo?: ChargedTo
}>

/** Asks the model; when it fails and the solution says so, the documents are quoted instead, and the answer says why. */
export async function* draftByModel(
  answering: Drafting,
  chat: ChatModel,
  asking: Asking,
  evidence: Evidence,
): AsyncGenerator<string | Reset | Draft> {
  const { definition, knowledge, extractive } = answering
  if (!extractive) return yield* askModel(answering, chat, asking, evidence)
  let shown = false
  let failure: KaiwuError | undefined
  try {
    for await (const piece of askModel(answering, chat, asking, evidence)) {
      if (typeof piece === 'string') shown ||= piece !== ''
      else if (!('reset' in piece)) {
        failure = piece.failure
        if (!failure) return yield piece
        break
      }
      yield piece
    }
  } catch (error) {
    if (!KaiwuError.is(error) || staysAnError.has(error.code)) throw error
    failure = error
  }
  if (!failure) throw new Error('a draft ends with its result')
  if (shown) yield { reset: failure.code }
  const { language, question } = asking
  for await (const piece of draftByExtraction(definition, knowledge, question, language, evidence.passages)) {
    if (typeof piece === 'string') yield piece
    else yield { ...piece, notes: [modelFailedNote(withoutAddress(failure).text(language), language), ...piece.notes] }
  }
}

/** The caller left, or what was asked is refused: quoting documents would be no answer to that. */
export const staysAnError: ReadonlySet<ErrorCode> = new Set(['CANCELLED', 'MODEL_CONTENT_FILTERED'])

/** A prompt of a solution, filled for a question. @param passages the text in the place of the passages */
export async function filledPrompt(
  { definition, prompt }: Drafting,
  file: string,
  { question, language, asOf }: Pick<Asking, 'question' | 'language' | 'asOf'>,
  passages: string,
): Promise<string> {
  return fillPrompt(file === builtInPrompt ? builtInPromptText : await prompt(file), {
    ...{ question, passages, asOf },
    language: language === 'zh' ? '中文' : 'English',
    contact: localText(definition.contact, language),
  })
}

async function* askModel(
  answering: Drafting,
  chat: ChatModel,
  asking: Asking,
  { passages, prompt: file }: Evidence,
): AsyncGenerator<string | Reset | Draft> {
  const { definition } = answering
  const { language, question, signal } = asking
  if (passages.length === 0) return yield* refuse(definition, language, chat.ref)
  const request: ChatRequest = {
    messages: [
      { role: 'system', content: citingRules(language) },
      { role: 'user', content: await filledPrompt(answering, file, asking, passagesForPrompt(passages)) },
    ],
    temperature: 0,
  }
  const chargedTo = { case: asking.id, ...asking.chargedTo, solution: definition.name, step: 'ask' }
  let said: Reply | undefined
  let switched = false
  for await (const piece of readReply(chat.stream(request, { chargedTo, ...(signal ? { signal } : {}) }))) {
    if (typeof piece !== 'string' && !('reset' in piece)) said = piece
    else {
      switched ||= typeof piece !== 'string'
      yield piece
    }
  }
  if (!said) throw new Error('a reply ends with itself')
  yield* draftOfReply(definition, { passages, question, language }, { ...said, model: said.model ?? chat.ref, switched })
}

/** What a model's reply is checked against. */
export type Grounds = Pick<Evidence, 'passages'> & Pick<Asking, 'question' | 'language'>

/** The draft of what a model said: a refusal, or its words with what the passages bear out of them. */
export async function* draftOfReply(
  definition: SolutionDefinition,
  { passages, question, language }: Grounds,
  said: Reply & Readonly<{ model: string; switched?: boolean }>,
): AsyncGenerator<string | Draft> {
  const { text, finish, model, switched = false } = said
  const failure = said.failure ?? (finish === 'cut-off' ? brokenOff(model) : undefined)
  if (refusal.test(text) || (text.trim() === '' && finish === 'filtered')) return yield* refuse(definition, language, model)
  const { citations, issues } = checkAnswer(text, passages, question)
  const notes = [
    ...(switched ? [switchedNote(model, language)] : []),
    ...(failure ? [brokenOffNote(withoutAddress(failure).text(language), language)] : []),
  ]
  const outcome = finish === 'stop' ? 'answered' : 'incomplete'
  yield { outcome, text, citations, issues, notes, model, ...(failure ? { failure } : {}) }
}

function brokenOff(model: string): KaiwuError {
  return new KaiwuError('MODEL_PROTOCOL', { url: model, reason: 'the answer ended without a reason to stop' })
}
