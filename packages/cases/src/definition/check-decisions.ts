import type { Scalar } from '../rules/cell-literal.ts'
import { cellProblem, compileTable } from '../rules/compile-table.ts'
import type { CellPlace } from '../rules/decision-table.ts'
import { nearest } from '../rules/nearest.ts'
import { notAllowed } from '../rules/read-cell.ts'
import { allowedValues } from '../engine/check-values.ts'
import type { CaseDefinition, CaseField } from './case-definition.ts'
import type { CaseReport } from './case-report.ts'

/**
 * The words of decision tables are among those their fields may hold: a rule that asks for another never holds. What a rule gives to a
 * field of several may be a word for none of them, such as 无, so that there only one that is nearly right is taken for a mistake.
 */
export function checkDecisions(
  report: CaseReport,
  { decisions, fields, source }: Pick<CaseDefinition, 'decisions' | 'fields' | 'source'>,
): void {
  const allowedIn = (field: CaseField | undefined): readonly string[] =>
    field?.type === 'choice' || field?.type === 'choices' ? allowedValues({ source }, field.values) : []
  for (const table of decisions.values()) {
    const { inputs, outputs } = compileTable(table).compiled
    const check = (value: Scalar, field: CaseField | undefined, place: CellPlace | undefined, loose: boolean): void => {
      const allowed = allowedIn(field)
      if (typeof value !== 'string' || allowed.length === 0 || allowed.includes(value)) return
      if (!loose || nearest(value, allowed)) report.problems.push(cellProblem(table.file, place, notAllowed(value, allowed)))
    }
    for (const { column, tests } of inputs) {
      const head = table.columns[column]
      const field = head?.kind === 'input' ? fields.get(head.expression.trim()) : undefined
      for (const [at, { parts }] of tests.entries())
        for (const part of parts) if (part.is === 'value') check(part.value, field, table.places.rules[at]?.[column + 1], false)
    }
    for (const { column, name, cells } of outputs) {
      const field = fields.get(name)
      for (const [at, { expression, ...cell }] of cells.entries())
        if (!expression && 'value' in cell && cell.value !== null)
          check(cell.value, field, table.places.rules[at]?.[column + 1], field?.type === 'choices')
    }
  }
}
