import { formatProblem, localText, type Problem } from '@kaiwu/core'
import { expect } from 'vitest'
import { parseDecisionTable } from './parse-decision-table.ts'
import type { DecisionTable } from './decision-table.ts'

/** The table of a text that has no mistakes. */
export function tableOf(text: string, file = 'table.csv'): DecisionTable {
  const { table, problems } = parseDecisionTable(text, file)
  expect(problems.map((problem) => formatProblem(problem, 'en'))).toEqual([])
  return table!
}

/** The mistakes of a table's text, each as `line:column message → remedy`. */
export function mistakesIn(text: string): string[] {
  const { table, problems } = parseDecisionTable(text, 't.csv')
  expect(table).toBeUndefined()
  return problems.map(said)
}

/** A problem as `line:column message → remedy`, in English, after a look that Chinese is there too. */
export function said({ line, column, message, remedy }: Problem): string {
  expect(localText(message, 'zh')).toMatch(/\p{Script=Han}/u)
  expect(localText(remedy, 'zh')).toMatch(/\p{Script=Han}|“|[0-9"]/u)
  return `${line}:${column} ${localText(message, 'en')} → ${localText(remedy, 'en')}`
}

/** A table without the places of its cells, which have no bearing on its meaning. */
export function meaning({ places: _, ...table }: DecisionTable): object {
  return table
}
