import { neededFields, type OfficialField } from '../official/official-fields.ts'
import type { Expression } from '../rules/expression.ts'
import type { CaseDocumentForm } from './case-definition.ts'
import type { CaseReport } from './case-report.ts'
import type { CaseForm } from './case-schema.ts'

/** Reads the documents that are made of a case; each has what its layout cannot do without. */
export function compileDocuments(report: CaseReport, { documents = {} }: CaseForm): ReadonlyMap<string, CaseDocumentForm> {
  return new Map(
    Object.entries(documents).map(([key, { title = key, layout, when, fields }]) => {
      const path = ['documents', key]
      for (const needed of neededFields)
        if (fields[needed] === undefined)
          report.mistake(
            [...path, 'fields'],
            [`没有“${needed}”，这种版式少不了它`, `there is no ${needed}, which this layout needs`],
            [`写上 ${needed}: <字段或 FEEL>`, `write ${needed}: <a field or FEEL>`],
          )
      const condition = when === undefined ? undefined : report.expression([...path, 'when'], when)
      const parts = new Map<OfficialField, Expression>()
      for (const [part, text] of Object.entries(fields) as readonly [OfficialField, string | undefined][]) {
        const expression = text === undefined ? undefined : report.expression([...path, 'fields', part], text)
        if (expression) parts.set(part, expression)
      }
      return [key, Object.freeze({ key, title, layout, fields: parts, ...(condition ? { when: condition } : {}) })] as const
    }),
  )
}
