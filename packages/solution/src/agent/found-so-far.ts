import type { Hit } from '@kaiwu/core'
import { localModel } from '@kaiwu/models'
import { citationAt } from '../check-answer.ts'
import { draftByExtraction } from '../draft-by-extraction.ts'
import type { Drafting } from '../draft-by-model.ts'
import type { Draft } from '../draft.ts'
import type { Asking } from '../finish-answer.ts'
import { isRecord } from './record-evidence.ts'

/**
 * What was found, quoted: of documents the sentences that answer, cases and lists whole. Nothing that answers is a refusal.
 */
export async function foundSoFar(
  { definition, knowledge }: Drafting,
  { question, language }: Pick<Asking, 'question' | 'language'>,
  passages: readonly Hit[],
): Promise<Draft> {
  const records = passages.filter(isRecord)
  const documents = passages.filter((hit) => !isRecord(hit))
  let quoted: Draft | undefined
  for await (const piece of draftByExtraction(definition, knowledge, question, language, documents))
    if (typeof piece !== 'string') quoted = piece
  if (!quoted) throw new Error('a draft ends with its result')
  if (records.length === 0) return quoted
  const before = quoted.outcome === 'answered' ? quoted : { text: '', citations: [], issues: [] }
  const citations = records.map((hit, index) => citationAt(before.citations.length + index + 1, hit, 0, hit.passage.text.length))
  const texts = citations.map(({ quote, mark }) => `${quote} [${mark}]`)
  return {
    outcome: 'answered',
    text: [before.text, ...texts].filter((text) => text !== '').join('\n\n'),
    citations: [...before.citations, ...citations],
    issues: before.issues,
    notes: quoted.notes,
    model: localModel,
  }
}
