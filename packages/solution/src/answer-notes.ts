import type { Citation, Hit, Language } from '@kaiwu/core'
import { addDays, mayBeCited, type Access, type Knowledge } from '@kaiwu/knowledge'
import { knownDocument, type KnownDocument } from './known-document.ts'
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
export async function answerNotes(knowledge: Knowledge, noted: Noted): Promise<string[]> {
  const cited = await citedDocuments(knowledge, noted)
  return [
    ...(await notInForce(knowledge, noted)),
    ...cited.flatMap((one) => sourceNotes(one, noted)),
    ...onlyExplained(cited, noted),
    ...warnings(cited, noted),
  ]
}

/** The cited documents, each looked up once; one that was deleted meanwhile has nothing to be told of. */
async function citedDocuments(knowledge: Knowledge, { citations, asOf, access }: Noted): Promise<KnownDocument[]> {
  const ids = [...new Set(citations.map(({ documentId }) => documentId))]
  const documents = await Promise.all(ids.map((id) => knownDocument(knowledge, id, asOf, access)))
  return documents.filter((document) => document !== undefined)
}

/** Tells of a document that matches the question best but is not in force on the day asked for. */
async function notInForce(knowledge: Knowledge, { question, asOf, language, passages, access }: Noted): Promise<string[]> {
  // By words alone: a remark is not worth a call to a model.
  const byWords = { weights: { ...knowledge.weights(), vector: 0 }, decomposed: false }
  const [best] = (await knowledge.search({ query: question, top: 1, asOf: 'any', access, ...byWords })).hits
  if (!best || (best.keywordScore ?? 0) <= Math.max(0, ...passages.map(({ keywordScore }) => keywordScore ?? 0))) return []
  const known = await knownDocument(knowledge, best.document.id, asOf, access)
  if (!known) return []
  const { info } = known
  return mayBeCited(info.validity) ? [] : [notInForceNote({ ...info.facts, validity: info.validity }, language)]
}

function sourceNotes({ info: { facts, validity } }: KnownDocument, { asOf, language }: Noted): string[] {
  const notes = validity === 'amended' ? [amendedNote(facts, language)] : []
  if (facts.ends && facts.ends <= addDays(asOf, soonDays)) notes.push(endingNote(facts, language))
  if (facts.unsure?.some((fact) => fact === 'effective' || fact === 'ends')) notes.push(unsureNote(facts, language))
  return notes
}

/** Readings and news explain a rule; they are not one. */
function onlyExplained(cited: readonly KnownDocument[], { language }: Noted): string[] {
  const explains = cited.length > 0 && cited.every(({ info }) => info.facts.level === 'interpretation')
  return explains ? [interpretationNote(language)] : []
}

function warnings(cited: readonly KnownDocument[], { citations, language }: Noted): string[] {
  const said = citations.map(({ quote }) => quote).join('\n')
  const places = new Set(citations.map(({ passageId }) => passageId))
  const found = new Set<string>()
  for (const { stored } of cited)
    for (const { section } of stored.passages.filter(({ id }) => places.has(id)))
      for (const text of section ? textsIn(stored, section) : []) if (warning.test(text) && !said.includes(text)) found.add(text)
  return [...found].slice(0, mostWarnings).map((text) => warningNote(text, language))
}

/** What stands in a section, without headings. */
function textsIn({ text, blocks }: KnownDocument['stored'], section: Readonly<{ start: number; end: number }>): string[] {
  return blocks
    .filter(({ kind, start, end }) => kind !== 'heading' && start >= section.start && end <= section.end)
    .map(({ start, end }) => text.slice(start, end))
}
