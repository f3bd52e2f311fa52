import type { CaseEvidence, JsonObject, StepOutcome, StepWork } from '@kaiwu/cases'
import { KaiwuError, type Hit } from '@kaiwu/core'
import { explainNote } from '@kaiwu/knowledge'
import { citationAt } from '../check-answer.ts'
import { fillPrompt } from '../prompt-file.ts'
import { caseTexts } from './case-texts.ts'
import { maskedFields, withoutPlaceholders } from './masked-fields.ts'
import { dayOfCase, type StepTools } from './step-tools.ts'

/** A step that searches. */
export type FindForm = Readonly<{ find: string; for: string; top?: number | undefined }>

/** More says no more, and costs an embedding model by the word. */
const longestQuery = 2_000

/**
 * Searches a knowledge for a case, with the labels of who began it and never more, among what was in force on its day. Nothing found is
 * an outcome.
 */
export async function findStep(tools: StepTools, work: StepWork, form: FindForm): Promise<StepOutcome> {
  const { knowledge, definition, labelsOf } = tools
  const known = definition.knowledge[form.find]
  if (!known)
    throw new KaiwuError('KNOWLEDGE_NOT_FOUND', { name: form.find, known: Object.keys(definition.knowledge).join(', ') })
  const asOf = dayOfCase(work)
  const query = searchedFor(tools, work, form)
  const access = await labelsOf(work.record.initiator.id)
  const request = { query, top: form.top ?? known.top, knowledge: [form.find], asOf, access }
  const { hits, how } = query === '' ? nothing : await knowledge.search(request, { signal: work.signal })
  const notes = how.notes.map((note) => explainNote(note, definition.language))
  const passages = hits.map((hit, index) => evidenceOf(hit, index + 1))
  return {
    events: [],
    outcome: asJson({ knowledge: form.find, asOf, found: passages.length, passages, ...(notes.length > 0 ? { notes } : {}) }),
  }
}

const nothing = { hits: [], how: { notes: [] } } as const

/**
 * What a step searches for. A search in this process gets the fields as they are; where an embedding model, a reranker or a chat model
 * takes part, what is sensitive is left out.
 */
export function searchedFor(tools: Pick<StepTools, 'definition' | 'clock'>, work: StepWork, form: Pick<FindForm, 'for'>): string {
  const { embedding, rerank, search } = tools.definition
  const isLocal = !embedding && !rerank && search.decompose !== 'model'
  const fields = isLocal ? work.record.fields : maskedFields(work).fields
  const filled = fillPrompt(form.for, caseTexts(work, fields, tools.clock, ''))
  return (isLocal ? filled : withoutPlaceholders(filled)).slice(0, longestQuery).trim()
}

/** A passage found, as a case keeps it. */
export function evidenceOf(hit: Hit, mark: number): CaseEvidence {
  const { passage, score } = hit
  const { text, knowledge, kind, lead } = passage
  return { ...citationAt(mark, hit, 0, text.length), knowledge, kind, score, ...(lead ? { lead } : {}) }
}

/** A passage that a case kept, as it was found. */
export function hitOf(evidence: CaseEvidence, text = evidence.quote): Hit {
  const { passageId, documentId, document, title, number, path, locator, page, knowledge, kind, lead, score, mark } = evidence
  const { start, validity, revision } = evidence
  return {
    passage: {
      ...{ id: passageId, documentId, knowledge, ordinal: 0, text, start, end: start + text.length, path, locator, kind },
      ...(page === undefined ? {} : { page }),
      ...(lead ? { lead } : {}),
    },
    document: {
      ...{ id: documentId, path: document, validity, facts: { title, ...(number === undefined ? {} : { number }) } },
      ...(revision === undefined ? {} : { revision }),
    },
    ...{ score, rank: mark, highlights: [] },
  }
}

/** What an outcome holds is plain data: what is undefined is not there. */
function asJson(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject
}
