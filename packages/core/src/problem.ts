import { localText, type Language, type LocalText } from './language.ts'

/** A mistake in a solution's files: where it is, what it is, and what to do about it. */
export type Problem = Readonly<{
  /** Path within the solution folder. */
  file: string
  /** From 1. */
  line: number
  column: number
  /** Path of the setting, such as `knowledge.policies.top`; absent for files that are no settings. */
  setting?: string
  message: LocalText
  remedy: LocalText
}>

/**
 * One line for people and editors: `solution.yaml:17:5 knowledge.policies.serach: … → …`.
 */
export function formatProblem(problem: Problem, language: Language): string {
  const where = `${problem.file}:${problem.line}:${problem.column}`
  const setting = problem.setting ? ` ${problem.setting}` : ''
  const colon = language === 'zh' ? '：' : ': '
  return `${where}${setting}${colon}${localText(problem.message, language)} → ${localText(problem.remedy, language)}`
}
