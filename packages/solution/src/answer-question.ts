import { KaiwuError, type AnswerEvent, type ChargedTo, type ChatModel, type Clock, type Hit, type Language } from '@kaiwu/core'
import { explainNote, type Access, type Glossary } from '@kaiwu/knowledge'
import { builtInPrompt, type FlowTools } from './define-solution.ts'
import { tableDraft, tablesToAsk } from './draft-by-table.ts'
import { draftByExtraction } from './draft-by-extraction.ts'
import { draftByModel, type Drafting } from './draft-by-model.ts'
import type { Draft, Evidence } from './draft.ts'
import { beginAnswer, finishAnswer, type Asking } from './finish-answer.ts'
import type { Reset } from './read-reply.ts'
import { tableQueryByModel } from './table-query-by-model.ts'
import type { SpentOnAnswer } from './spent-on-answer.ts'

/** A question to a solution. */
export type Question = Readonly<{
  question: string
  /** The day the answer is to speak of; default: the day the question names, else today. */
  asOf?: string
  /** Default: the question's own. */
  language?: Language
  signal?: AbortSignal
  /** Labels of documents that the asker may read; default none. */
  access?: Access
  /** Asked to measure: when it is refused, that is no gap of the knowledge. */
  measuring?: boolean
  /** What was asked before in the same conversation, oldest first: 「那硕士呢」 is understood from it. */
  before?: readonly string[]
  /** For whom it is asked; the ledger keeps it. */
  chargedTo?: ChargedTo
}>

/** What answering needs: the definition and what was opened for it. `chat` is absent for `local/extractive`. */
export type Answering = Drafting &
  Readonly<{
    chat?: ChatModel
    clock: Clock
    glossary: Glossary
    /** What all calls charged to a case have taken since a moment, those that failed too. */
    spentOn(id: string, since: number): SpentOnAnswer
    /** Notes a question that was refused, where this process may write. */
    noteGap(question: string, language: Language): Promise<void>
  }>

// More evidence than this does not fit a reader's patience or a small model's context.
const mostPassages = 16

/**
 * Answers one question: runs the flow, reports evidence and text as they come, and ends with the verified answer.
 * @throws what the model's service raises; a refusal is an answer, not an error
 */
export async function* answerQuestion(answering: Answering, input: Question): AsyncGenerator<AnswerEvent> {
  const begun = await beginAnswer(answering, input)
  const { asking } = begun
  const { asOf } = asking
  const evidence = await runFlow(answering, asking)
  yield { type: 'passages', passages: evidence.passages, asOf }

  const drafting = (await queriedTable(answering, asking, evidence)) ?? passagesQuoted(answering, asking, evidence)
  let draft: Draft | undefined
  for await (const piece of drafting) {
    if (typeof piece === 'string') yield { type: 'token', text: piece }
    else if ('reset' in piece) yield { type: 'reset', reason: piece.reset }
    else draft = piece
  }
  if (!draft) throw new Error('a draft ends with its result')
  yield { type: 'answer', answer: await finishAnswer(answering, begun, evidence, draft) }
}

/**
 * The draft of a question that a query of a table answers: by rules, or put by the model where a row is the nearest passage. Nothing
 * when passages are to answer.
 */
async function queriedTable(
  { knowledge, chat, glossary, definition }: Answering,
  { question, language, asOf, id, access, chargedTo, signal }: Asking,
  { passages, knowledges }: Evidence,
): Promise<AsyncIterable<string | Draft> | undefined> {
  const asking = { question, language, asOf, access, names: knowledges, synonyms: glossary }
  const toAsk = await tablesToAsk(knowledge, asking)
  const draft =
    (await tableDraft(knowledge, asking, toAsk)) ??
    (chat && passages[0]?.passage.kind === 'row' ? await byModel(chat) : undefined)
  return draft && told(draft)

  async function byModel(model: ChatModel): Promise<Draft | undefined> {
    const charged = { case: id, ...chargedTo, solution: definition.name, step: 'table' }
    try {
      return await tableQueryByModel(model, asking, toAsk, {
        chargedTo: charged,
        ...(signal ? { signal } : {}),
      })
    } catch (error) {
      // The same model is asked for the answer next, and what it fails of is told there.
      if (KaiwuError.is(error)) return undefined
      throw error
    }
  }
}

async function* told(draft: Draft): AsyncGenerator<string | Draft> {
  yield draft.text
  yield draft
}

function passagesQuoted(answering: Answering, asking: Asking, evidence: Evidence): AsyncIterable<string | Reset | Draft> {
  const { definition, knowledge, chat } = answering
  if (chat) return draftByModel(answering, chat, asking, evidence)
  return draftByExtraction(definition, knowledge, asking.question, asking.language, evidence.passages)
}

/** Runs the flow up to its ask: what was found, by score, each passage once. */
export async function runFlow(
  { definition, knowledge }: Answering,
  { question, language, asOf, access, signal }: Asking,
): Promise<Evidence & { notes: readonly string[] }> {
  const input = { question, language, asOf }
  const notes = new Set<string>()
  const asked: { prompt?: string; passages?: readonly Hit[] } = {}
  const searched = new Set<string>()
  const tools: FlowTools = {
    async find(name, query = input.question, { top } = {}) {
      const known = definition.knowledge[name]
      if (!known) throw new KaiwuError('KNOWLEDGE_NOT_FOUND', { name, known: Object.keys(definition.knowledge).join(', ') })
      searched.add(name)
      const request = { query, top: top ?? known.top, knowledge: [name], asOf: input.asOf, access }
      const { hits, how } = await knowledge.search(request, signal ? { signal } : {})
      for (const note of how.notes) notes.add(explainNote(note, input.language))
      return hits.map(({ why: _, ...hit }) => hit)
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
    knowledges: [...searched],
    notes: [...notes],
  }
}
