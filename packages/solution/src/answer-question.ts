import {
  detectLanguage,
  KaiwuError,
  localText,
  newId,
  priceOf,
  type Answer,
  type AnswerEvent,
  type AnswerIssue,
  type AnswerOutcome,
  type ChatModel,
  type Citation,
  type Clock,
  type Hit,
  type Language,
  type Usage,
} from '@kaiwu/core'
import { askedDay, extractAnswer, type Extraction, type Knowledge } from '@kaiwu/knowledge'
import { builtInPromptText, citingRules, passagesForPrompt } from './built-in-prompt.ts'
import { checkAnswer, citationAt } from './check-answer.ts'
import { builtInPrompt, type FlowTools, type SolutionDefinition } from './define-solution.ts'
import { fillPrompt } from './prompt-file.ts'
import { readReply, refusal, type Reply } from './read-reply.ts'
import { brokenOffNote, notInForceNote, refusalText } from './refusal.ts'

/** A question to a solution. */
export type Question = Readonly<{
  question: string
  /** The day the answer is to speak of; default: the day the question names, else today. */
  asOf?: string
  /** Default: the question's own. */
  language?: Language
  signal?: AbortSignal
}>

/** What answering needs: the definition and what was opened for it. `chat` is absent for `local/extractive`. */
export type Answering = Readonly<{
  definition: SolutionDefinition
  knowledge: Knowledge
  chat?: ChatModel
  clock: Clock
  /** Reads a prompt file of the solution. */
  prompt(file: string): Promise<string>
}>

type Draft = Readonly<{
  outcome: AnswerOutcome
  text: string
  citations: readonly Citation[]
  issues: readonly AnswerIssue[]
  /** Remarks on how it came about. */
  notes: readonly string[]
  usage: Usage
}>

const freeOfCharge: Usage = Object.freeze({ promptTokens: 0, completionTokens: 0, estimated: false })
// More evidence than this does not fit a reader's patience or a small model's context.
const mostPassages = 16

/**
 * Answers one question: runs the flow, reports evidence and text as they come, and ends with the verified answer.
 * @throws what the model's service raises; a refusal is an answer, not an error
 */
export async function* answerQuestion(answering: Answering, input: Question): AsyncGenerator<AnswerEvent> {
  const started = performance.now()
  const { definition, knowledge, clock } = answering
  const language = input.language ?? detectLanguage(input.question)
  const asOf = input.asOf ?? askedDay(input.question, clock.today()) ?? clock.today()
  const evidence = await runFlow(answering, { question: input.question, language, asOf })
  yield { type: 'passages', passages: evidence.passages, asOf }

  const drafting = answering.chat
    ? draftByModel(answering, answering.chat, { ...input, language, asOf }, evidence)
    : draftByExtraction(definition, knowledge, input.question, language, evidence.passages)
  let draft: Draft | undefined
  for await (const piece of drafting) {
    if (typeof piece === 'string') yield { type: 'token', text: piece }
    else draft = piece
  }
  if (!draft) throw new Error('a draft ends with its result')
  const { price } = answering.chat ?? {}
  const cost = answering.chat ? price && priceOf(draft.usage, price) : { micros: 0, currency: 'CNY' as const }
  const answer: Answer = Object.freeze({
    id: newId('ans'),
    solution: definition.name,
    question: input.question,
    language,
    asOf,
    ...draft,
    notes: [...draft.notes, ...notesFor(knowledge, input.question, asOf, evidence.passages, language)],
    ...(draft.outcome === 'refused' ? { contact: localText(definition.contact, language) } : {}),
    passages: evidence.passages,
    model: answering.chat?.ref ?? definition.model.ref,
    ...(cost ? { cost } : {}),
    elapsedMs: Math.round(performance.now() - started),
  })
  yield { type: 'answer', answer }
}

type Evidence = Readonly<{ passages: readonly Hit[]; prompt: string }>

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

async function* draftByExtraction(
  definition: SolutionDefinition,
  knowledge: Knowledge,
  question: string,
  language: Language,
  passages: readonly Hit[],
): AsyncGenerator<string | Draft> {
  const extraction = extractAnswer(knowledge.analyze(question), passages)
  if (extraction.outcome === 'refused') return yield* refuse(definition, language, freeOfCharge)
  const pieces = extractsAsText(extraction, language)
  for (const { text } of pieces) yield text
  const text = pieces.map((piece) => piece.text).join('')
  const citations = extraction.extracts.map(({ hit, start, end }, index) => citationAt(index + 1, hit, start, end))
  yield { outcome: 'answered', text, citations, issues: unverified(citations, text), notes: [], usage: freeOfCharge }
}

/** Every extract is a citation; one that did not stand in its passage would be named like a model's invention. */
function unverified(citations: readonly Citation[], text: string): AnswerIssue[] {
  return citations
    .filter(({ verified }) => !verified)
    .map(({ quote }) => ({
      kind: 'quote-not-found',
      text: quote,
      start: text.indexOf(quote),
      end: text.indexOf(quote) + quote.length,
    }))
}

/** Each extract on its own lines, after where it comes from, with its mark. */
function extractsAsText({ extracts }: Extraction, language: Language): { text: string }[] {
  return extracts.map(({ hit, text, lead }, index) => {
    const before = extracts[index - 1]
    const sameLead = before?.hit.passage.id === hit.passage.id && before.lead === lead
    const quoted = `${lead && !sameLead ? `${lead}\n` : ''}${text} [${index + 1}]`
    if (before?.hit.passage.id === hit.passage.id) return { text: `\n${quoted}` }
    const { title } = hit.document.facts
    const name = language === 'zh' ? `《${title.replace(/[《》]/g, '')}》` : `${title}, `
    const at =
      hit.passage.locator.length > 0 && hit.passage.locator.length <= 40 && hit.passage.locator !== title
        ? hit.passage.locator
        : ''
    const where = language === 'zh' ? `${name}${at}：` : `${name.replace(/, $/, '')}${at ? `, ${at}` : ''}: `
    return { text: `${index > 0 ? '\n\n' : ''}${where}\n${quoted}` }
  })
}

async function* refuse(definition: SolutionDefinition, language: Language, usage: Usage): AsyncGenerator<string | Draft> {
  const text = refusalText(definition.contact, language)
  yield text
  yield { outcome: 'refused', text, citations: [], issues: [], notes: [], usage }
}

type Asking = Readonly<{ question: string; language: Language; asOf: string; signal?: AbortSignal }>

async function* draftByModel(
  { definition, prompt }: Answering,
  chat: ChatModel,
  asking: Asking,
  { passages, prompt: file }: Evidence,
): AsyncGenerator<string | Draft> {
  const { language, question } = asking
  if (passages.length === 0) return yield* refuse(definition, language, freeOfCharge)
  const source = file === builtInPrompt ? builtInPromptText : await prompt(file)
  const filled = fillPrompt(source, {
    question,
    passages: passagesForPrompt(passages),
    language: language === 'zh' ? '中文' : 'English',
    asOf: asking.asOf,
    contact: localText(definition.contact, language),
  })
  const messages = [
    { role: 'system', content: citingRules(language) },
    { role: 'user', content: filled },
  ] as const
  const reply = readReply(chat.stream(messages, asking.signal ? { signal: asking.signal } : {}), messages)
  let said: Reply | undefined
  for await (const piece of reply) {
    if (typeof piece === 'string') yield piece
    else said = piece
  }
  if (!said) throw new Error('a reply ends with itself')
  const { text, finish, usage, failure } = said
  if (refusal.test(text) || (text.trim() === '' && finish === 'filtered')) return yield* refuse(definition, language, usage)
  const { citations, issues } = checkAnswer(text, passages, question)
  const notes = failure ? [brokenOffNote(failure.text(language), language)] : []
  yield { outcome: finish === 'stop' ? 'answered' : 'incomplete', text, citations, issues, notes, usage }
}

/** Tells of a document that matches the question best but is not in force on the day asked for. */
function notesFor(knowledge: Knowledge, question: string, asOf: string, passages: readonly Hit[], language: Language): string[] {
  const [best] = knowledge.search({ query: question, top: 1, asOf: 'any' })
  if (!best || best.score <= (passages[0]?.score ?? 0)) return []
  const { info } = knowledge.document(best.document.id, asOf)
  return info.validity === 'in-force' ? [] : [notInForceNote({ ...info.facts, validity: info.validity }, language)]
}
