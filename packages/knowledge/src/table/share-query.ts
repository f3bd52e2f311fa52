import { measured, whereOf, type Built, type QueryContext } from './query-context.ts'
import type { Operation } from './question-operations.ts'
import type { Condition } from './table-query.ts'

/** For how many per cent of some rows something holds: what stands behind the verb, or the last condition. */
export function shareOf(context: QueryContext): Built | undefined {
  const mark = context.has('share')
  if (!mark || context.conditions.length === 0 || measured(context).length > 0) return undefined
  const { folded } = context.parts
  const placed = context.conditions.map((condition, at) => ({ condition, start: context.places[at] ?? 0 }))
  const of = partOf(folded, mark, placed)
  const rest = placed.filter((one) => !of.includes(one)).map(({ condition }) => condition)
  const inner = whereOf(of.map(({ condition }) => condition)).where!
  return {
    query: { ...whereOf(rest), aggregate: [{ fn: 'share', of: inner }, { fn: 'count' }] },
    form: 'share',
    asked: context.asked,
    fit: 1,
    took: ['share', 'count'],
  }
}

type PlacedCondition = Readonly<{ condition: Condition; start: number }>

/** The conditions whose share is asked: A of A占B的比例, B of A中B的比例 and of what percentage of A have B; else the last. */
function partOf(folded: string, mark: Operation, placed: readonly PlacedCondition[]): readonly PlacedCondition[] {
  const takes = folded.indexOf('占')
  const before = placed.filter(({ start }) => takes > 0 && start < takes)
  if (before.length > 0 && !/[中里内]/.test(folded.slice(0, takes))) return before
  const verb = /\b(?:have|has|had|are|is|were|with|whose|that)\b/.exec(folded.slice(mark.end))
  const split = verb ? mark.end + verb.index : folded.search(/[中里内]/)
  const behind = split < 0 ? [] : placed.filter(({ start }) => start > split)
  return behind.length > 0 ? behind : placed.slice(-1)
}
