import type { ReadConditions } from './condition-parts.ts'
import type { Built } from './query-context.ts'
import type { Operation } from './question-operations.ts'
import type { QuestionParts } from './read-question.ts'

// Asking for rows says no more than the rest of the question.
const asking: readonly Operation['kind'][] = ['list', 'exists', 'filled']
const altogether = /^(?:一共|总共|合计|总计|累计|altogether|in total|total|sum)/

/** The operations that neither the conditions nor the query took. */
export function unusedOf(
  { operations, folded }: QuestionParts,
  { form, took }: Built,
  spent: ReadonlySet<Operation>,
): readonly Operation[] {
  const seen = new Set<Operation['kind']>()
  return operations.filter((one) => {
    if (spent.has(one) || asking.includes(one.kind)) return false
    const said = folded.slice(one.start, one.end)
    if (one.kind === 'sum' && form === 'count' && altogether.test(said)) return false
    // 分别, 各: said with 按 or 每 again. Two of anything else are two questions.
    const again = seen.has(one.kind) && one.kind !== 'group' && one.kind !== 'count'
    seen.add(one.kind)
    return again || !took.includes(one.kind)
  })
}

/** Which customers have not ordered pumps, which have ordered pumps and valves: no row alone says that. */
export function speaksOfGroups({ denies, several, asked }: ReadConditions, { index, operations }: QuestionParts): boolean {
  const isText = (name: string): boolean => index.table.columns.some((column) => column.name === name && column.type === 'text')
  const divides = operations.some(({ kind }) => kind === 'group')
  return (
    (denies || (several !== undefined && !divides)) &&
    asked.some((name) => isText(name) && !index.unique.has(name) && name !== several)
  )
}
