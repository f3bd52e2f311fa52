import type { Problem } from '@kaiwu/core'
import type { CaseDefinition, CaseStep } from './case-definition.ts'
import { CaseReport, type CasePath } from './case-report.ts'
import type { TextPlace } from '../rules/expression.ts'

/**
 * What case types say of one another means something: `start` and `count` name one that is there, and fields that both have. What is
 * sensitive in one is sensitive in the other.
 * @param placeOf where in its file something of a case type stands
 */
export function checkBetween(
  types: readonly CaseDefinition[],
  placeOf: (key: string, path: CasePath) => TextPlace = () => ({ file: '', line: 1, column: 1 }),
): readonly Problem[] {
  const known = new Map(types.map((type) => [type.key, type]))
  return types.flatMap((type) => {
    const report = new CaseReport((path) => placeOf(type.key, path))
    for (const { key, steps } of type.states.values())
      for (const [at, step] of steps.entries()) checkStep(report, ['states', key, 'steps', at], { type, step, known })
    return report.problems
  })
}

type Named = Readonly<{ type: CaseDefinition; step: CaseStep; known: ReadonlyMap<string, CaseDefinition> }>

function checkStep(report: CaseReport, path: CasePath, { type, step, known }: Named): void {
  const { form, expressions } = step
  const verb = 'start' in form ? 'start' : 'count' in form ? 'count' : undefined
  if (!verb) return
  const name = 'start' in form ? form.start : 'count' in form ? form.count : ''
  const other = known.get(name)
  if (!other) return report.unknown([...path, verb], ['业务', 'case type'], name, known.keys())
  if ('count' in form)
    for (const [at, field] of form.same.entries()) {
      const there = other.fields.get(field)
      if (!there) report.unknown([...path, 'same', at], ['字段', 'field'], field, other.fields.keys())
      else if (there.type !== type.fields.get(field)?.type)
        report.mistake(
          [...path, 'same', at],
          [`“${field}”在 ${name} 里是 ${there.type}`, `"${field}" is ${there.type} in ${name}`],
          ['两边用同一种类型', 'give both the same type'],
        )
    }
  for (const [field, { names }] of expressions) {
    const there = other.fields.get(field)
    if (!there) {
      report.unknown([...path, 'fields', field], ['字段', 'field'], field, other.fields.keys())
      continue
    }
    const secret = names.find((one) => isSensitive(type, one))
    if (secret !== undefined && !isSensitive(other, field))
      report.mistake(
        [...path, 'fields', field],
        [`“${secret}”是敏感字段，${name} 的“${field}”不是`, `"${secret}" is sensitive and "${field}" of ${name} is not`],
        [`把 ${name} 的“${field}”也标为 sensitive`, `mark "${field}" of ${name} as sensitive, too`],
      )
    if (there.type === 'files')
      report.mistake(
        [...path, 'fields', field],
        [`“${field}”放的是文件，只能由人上传`, `"${field}" holds files, which people attach`],
        ['换一个字段', 'name another field'],
      )
  }
}

function isSensitive({ fields }: CaseDefinition, name: string): boolean {
  return (fields.get(name.split('.')[0]!)?.sensitive ?? false) !== false
}
