import { KaiwuError, type Citation, type Hit, type Language } from '@kaiwu/core'
import { addDays, mayBeCited, type Access, type Knowledge } from '@kaiwu/knowledge'
import { amendedNote, endingNote, interpretationNote, notInForceNote, unsureNote, warningNote } from './refusal.ts'

/** What an answer says, as far as remarks depend on it. */
export type Noted = Readonly<{
  question: string
  asOf: string
  language: Language
  passages: readonly Hit[]
  citations: readonly Citation[]
  access: Access
}>

const soonDays = 60
const mostWarnings = 3
const warning = /^\s*(?:[>*_#\s-]*)(?:⚠️?|【?(?:注意|警告|危险|严禁|禁止|当心)|(?:DANGER|WARNING|CAUTION)\b)/i

/**
 * What a reader should know beside the answer: a better match that is not in force, sources that are amended, about to end or not
 * confirmed, and the warnings of a cited section, which hold whether they were retrieved or not.
 */
export function answerNotes(knowledge: Knowledge, noted: Noted): string[] {
  const cited = citedDocuments(knowledge, noted)
  return [
    ...notInForce(knowledge, noted),
    ...cited.flatMap((one) => sourceNotes(one, noted)),
    ...onlyExplained(cited, noted),
    ...warnings(cited, noted),
  ]
}

type Cited = ReturnType<Knowledge['document']>

/** The cited documents, each looked up once; one that was deleted meanwhile has nothing to be told of. */
function citedDocuments(knowledge: Knowledge, { citations, asOf, access }: Noted): Cited[] {
  return [...new Set(citations.map(({ documentId }) => documentId))].flatMap((id) => {
    try {
      return knowledge.document(id, asOf, access)
    } catch (error) {
      if (KaiwuError.is(error) && error.code === 'DOCUMENT_NOT_FOUND') return []
      throw error
    }
  })
}

/** Tells of a document that matches the question best but is not in force on the day asked for. */
function notInForce(knowledge: Knowledge, { question, asOf, language, passages, access }: Noted): string[] {
  const [best] = knowledge.search({ query: question, top: 1, asOf: 'any', access })
  if (!best || best.score <= (passages[0]?.score ?? 0)) return []
  const { info } = knowledge.document(best.document.id, asOf, access)
  return mayBeCited(info.validity) ? [] : [notInForceNote({ ...info.facts, validity: info.validity }, language)]
}

function sourceNotes({ info: { facts, validity } }: Cited, { asOf, language }: Noted): string[] {
  const notes = validity === 'amended' ? [amendedNote(facts, language)] : []
  if (facts.ends && facts.ends <= addDays(asOf, soonDays)) notes.push(endingNote(facts, language))
  if (facts.unsure?.some((fact) => fact === 'effective' || fact === 'ends')) notes.push(unsureNote(facts, language))
  return notes
}

/** Readings and news explain a rule; they are not one. */
function onlyExplained(cited: readonly Cited[], { language }: Noted): string[] {
  const explains = cited.length > 0 && cited.every(({ info }) => info.facts.level === 'interpretation')
  return explains ? [interpretationNote(language)] : []
}

function warnings(cited: readonly Cited[], { citations, language }: Noted): string[] {
  const said = citations.map(({ quote }) => quote).join('\n')
  const places = new Set(citations.map(({ passageId }) => passageId))
  const found = new Set<string>()
  for (const { stored } of cited)
    for (const { section } of stored.passages.filter(({ id }) => places.has(id)))
      for (const text of section ? textsIn(stored, section) : []) if (warning.test(text) && !said.includes(text)) found.add(text)
  return [...found].slice(0, mostWarnings).map((text) => warningNote(text, language))
}

/** What stands in a section, without headings. */
function textsIn({ text, blocks }: Cited['stored'], section: Readonly<{ start: number; end: number }>): string[] {
  return blocks
    .filter(({ kind, start, end }) => kind !== 'heading' && start >= section.start && end <= section.end)
    .map(({ start, end }) => text.slice(start, end))
}
