import type { LocalText } from '@kaiwu/core'
import type { CaseDefinition } from '@kaiwu/cases'
import type { SolutionDefinition } from '../define-solution.ts'
import type { GroupValue, PlacedCall, WorkCostKey } from './work-cost.ts'

/** What lines are put together by, and what the things they are about are called. */
export type GroupedBy = Readonly<{
  by: readonly WorkCostKey[]
  definition: SolutionDefinition
  /** Names of departments by their ids. */
  departments: ReadonlyMap<string, string>
}>

/** What stands for answers to questions where case types stand: no case type can be called so. */
export const answersGroup = '#answers'

const nowhere: LocalText = Object.freeze({ zh: '（无）', en: '(none)' })
const answers: LocalText = Object.freeze({ zh: '问答', en: 'Questions' })
const others: LocalText = Object.freeze({ zh: '其他调用', en: 'Other calls' })
const underWay: LocalText = Object.freeze({ zh: '办理中', en: 'Under way' })

type Named = Readonly<{ value: string; title: LocalText }>

/** What calls, or a case that ended, are about. */
export function groupOf(what: Pick<PlacedCall, 'values' | 'of'>, grouping: GroupedBy): readonly GroupValue[] {
  return Object.freeze(grouping.by.map((key) => Object.freeze({ key, ...named(key, what, grouping) })))
}

function named(key: WorkCostKey, { values, of }: Pick<PlacedCall, 'values' | 'of'>, grouping: GroupedBy): Named {
  const { definition, departments } = grouping
  if (key === 'workflow') {
    if (!of) return values.case ? { value: answersGroup, title: answers } : { value: '', title: others }
    return { value: of.caseType, title: typeOf(definition, of.caseType)?.title ?? of.caseType }
  }
  if (key === 'outcome') return of ? outcome(of, grouping) : { value: '', title: nowhere }
  if (key === 'department' && of) {
    const name = of.departmentId === null ? '' : (departments.get(of.departmentId) ?? of.departmentId)
    return { value: name, title: name || nowhere }
  }
  const value = values[key] ?? ''
  return { value, title: (key === 'case' ? of?.no : undefined) ?? (value || nowhere) }
}

/** The state in which a case ended, with its case type where that does not stand beside it. */
function outcome({ caseType, state, endedAtMs }: NonNullable<PlacedCall['of']>, { by, definition }: GroupedBy): Named {
  const type = typeOf(definition, caseType)
  const title = endedAtMs === null ? underWay : (type?.states.get(state)?.title ?? state)
  const value = `${caseType}.${endedAtMs === null ? '' : state}`
  if (by.includes('workflow') || definition.cases.length < 2) return { value, title }
  const whole = (language: 'zh' | 'en'): string =>
    [type?.title ?? caseType, title].map((text) => (typeof text === 'string' ? text : text[language])).join(' · ')
  return { value, title: { zh: whole('zh'), en: whole('en') } }
}

function typeOf({ cases }: SolutionDefinition, key: string): CaseDefinition | undefined {
  return cases.find((one) => one.key === key)
}
