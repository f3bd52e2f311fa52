import { formatProblem, KaiwuError, type Language, type Problem } from '@kaiwu/core'
import type { CaseDefinition } from './case-definition.ts'
import { caseSchema, type CaseInput } from './case-schema.ts'
import { compileCase } from './compile-case.ts'

/**
 * A case type written in TypeScript: the same form as `cases/<key>.yaml`, with the same meaning. Pure: nothing is read or opened.
 * @param files texts of the files the form names, by their paths
 * @param language in which mistakes are told
 * @throws CASE_INVALID with every mistake
 * @example
 * const leave = defineCase({
 *   kaiwu: 1, case: 'leave', title: '请假', number: 'QJ-{date}-{seq:3}', roles: { 主管: '批准请假' },
 *   fields: { days: { type: 'number', required: true } }, start: 'draft',
 *   states: {
 *     draft: { actions: { submit: { by: 'initiator', form: ['days'], to: 'waiting' } } },
 *     waiting: { approval: { by: ['主管'], approved: 'granted', rejected: 'refused', forbidSameAs: ['initiator'] } },
 *     granted: { end: true }, refused: { end: true },
 *   },
 * })
 */
export function defineCase(
  input: CaseInput,
  files: Readonly<Record<string, string>> = {},
  language: Language = 'zh',
): CaseDefinition {
  const parsed = caseSchema.safeParse(input)
  if (!parsed.success)
    throw invalidCase(
      parsed.error.issues.map(({ path, message }) => ({
        file: '',
        line: 1,
        column: 1,
        setting: path.join('.'),
        message,
        remedy: { zh: '见 docs/cases.md', en: 'see docs/cases.md' },
      })),
      language,
    )
  const { definition, problems } = compileCase({ form: parsed.data, files })
  if (!definition) throw invalidCase(problems, language)
  return definition
}

/** The error of case types that are not in order. */
export function invalidCase(problems: readonly Problem[], language: Language): KaiwuError {
  return new KaiwuError('CASE_INVALID', {
    count: problems.length,
    problems: problems.map((problem) => formatProblem(problem, language)).join('\n'),
  })
}
