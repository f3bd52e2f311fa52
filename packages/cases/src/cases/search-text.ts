import type { CaseDefinition } from '../definition/case-definition.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import { maskedCase, sensitiveFields } from './mask-case.ts'

const mostUnits = 20_000

/**
 * What a case is found by: its number and what its text fields hold, folded. What is sensitive is neither in it nor, where somebody
 * wrote it into another field, whole: who may not see a value cannot find out whether a case holds it.
 */
export function searchTextOf(definition: CaseDefinition, record: CaseRecord): string {
  const sensitive = sensitiveFields(definition)
  const { fields } = maskedCase(definition, record, sensitive)
  const texts = [...definition.fields.values()].flatMap(({ key, type }) => {
    const value = fields[key]
    return (type === 'text' || type === 'longText') && !sensitive.includes(key) && typeof value === 'string' ? [value] : []
  })
  return searchForm([record.no, ...texts].join('\n')).slice(0, mostUnits)
}

/** A text in the form in which texts are compared: width and case tell nothing apart. What no database keeps is left out. */
export function searchForm(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\0|\p{Surrogate}/gu, '')
}
