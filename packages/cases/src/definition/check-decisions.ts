import { cellProblem, compileTable } from '../rules/compile-table.ts'
import { nearest } from '../rules/nearest.ts'
import { notAllowed } from '../rules/read-cell.ts'
import { allowedValues } from '../engine/check-values.ts'
import type { CaseDefinition } from './case-definition.ts'
import type { CaseReport } from './case-report.ts'

/**
 * What decision tables give to a choice is one of its values. To a field of several a rule may give a word for none of them, such as 无:
 * there a word that is nearly one of them is taken for a mistake, and no other.
 */
export function checkDecisions(
  report: CaseReport,
  { decisions, fields, source }: Pick<CaseDefinition, 'decisions' | 'fields' | 'source'>,
): void {
  for (const table of decisions.values())
    for (const { column, name, cells } of compileTable(table).compiled.outputs) {
      const field = fields.get(name)
      if (field?.type !== 'choice' && field?.type !== 'choices') continue
      const allowed = allowedValues({ source }, field.values)
      for (const [at, { expression, ...cell }] of cells.entries()) {
        const given = !expression && 'value' in cell ? cell.value : null
        if (typeof given !== 'string' || allowed.includes(given)) continue
        if (field.type === 'choice' || nearest(given, allowed))
          report.problems.push(cellProblem(table.file, table.places.rules[at]?.[column + 1], notAllowed(given, allowed)))
      }
    }
}
