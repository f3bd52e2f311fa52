import { KaiwuError, type LocalText } from '@kaiwu/core'
import type { CaseDefinition, CaseDocumentForm } from '../definition/case-definition.ts'
import { caseContext } from '../engine/case-context.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import { aigcLabel } from '../export/aigc-label.ts'
import { safeName } from '../export/safe-name.ts'
import type { PlainValue } from '../rules/feel-value.ts'
import { officialDocument } from './official-document.ts'
import { neededFields, type OfficialField } from './official-fields.ts'
import { typesetOfficial } from './typeset-official.ts'

/** A document that can be made of a case now. */
export type OfferedDocument = Readonly<{ key: string; title: LocalText }>

/** A document that was made of a case. */
export type MadeDocument = Readonly<{ key: string; name: string; content: Uint8Array }>

/** A case as somebody sees it: masked where they see a field in part. */
export type DocumentSource = Readonly<{
  definition: CaseDefinition
  record: CaseRecord
  hidden: readonly string[]
  nowMs: number
  /** See `aigcLabel`. */
  producer?: string
}>

type Values = Readonly<Partial<Record<OfficialField, PlainValue>>>

/** What can be made of a case for a reader: its condition holds, nothing it needs is empty, and they see all of its fields whole. */
export function offeredDocuments(source: DocumentSource): readonly OfferedDocument[] {
  return [...source.definition.documents.values()].flatMap((form) =>
    isVisible(form, source) && valuesOf(form, source) ? [{ key: form.key, title: form.title }] : [],
  )
}

/**
 * Makes a document of a case. What is masked never stands in one: who does not see a field of it whole does not get it.
 * @throws CASE_DOCUMENT_UNKNOWN, CASE_DOCUMENT_MASKED, CASE_DOCUMENT_UNREADY
 */
export async function caseDocument(source: DocumentSource, key: string): Promise<MadeDocument> {
  const { definition, record, producer } = source
  const { no } = record
  const form = definition.documents.get(key)
  if (!form) throw new KaiwuError('CASE_DOCUMENT_UNKNOWN', { no, key, known: [...definition.documents.keys()].join('、') || '—' })
  if (!isVisible(form, source)) throw new KaiwuError('CASE_DOCUMENT_MASKED', { no, key })
  const values = valuesOf(form, source)
  if (!values) throw new KaiwuError('CASE_DOCUMENT_UNREADY', { no, key })
  const aigc = aigcLabel(record.id, record.proposals, producer, values.人工智能 === true)
  const content = await typesetOfficial({ ...officialDocument(values), ...(aigc === undefined ? {} : { aigc }) })
  return { key, name: `${safeName(`${no}-${key}`)}.docx`, content }
}

function isVisible({ when, fields }: CaseDocumentForm, { hidden }: DocumentSource): boolean {
  const read = [...fields.values(), ...(when ? [when] : [])].flatMap(({ names }) => names)
  return !read.some((name) => hidden.includes(name.split('.')[0]!))
}

function valuesOf({ when, fields }: CaseDocumentForm, { definition, record, nowMs }: DocumentSource): Values | undefined {
  const context = caseContext(definition, record, nowMs)
  if (when && when.evaluateCondition(context) !== true) return undefined
  const values: Values = Object.fromEntries([...fields].map(([part, expression]) => [part, expression.evaluate(context).value]))
  return neededFields.every((part) => values[part] !== null && values[part] !== '') ? values : undefined
}
