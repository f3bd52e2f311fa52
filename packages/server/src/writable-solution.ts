import { KaiwuError } from '@kaiwu/core'
import type { Solution } from '@kaiwu/solution'

/**
 * The same solution, if this process may write to its data.
 * @throws STORE_IN_USE
 */
export function writableSolution(solution: Solution): Solution {
  if (!solution.writable) throw new KaiwuError('STORE_IN_USE', { path: solution.definition.name, pid: '?', since: '?' })
  return solution
}

/**
 * The name of a knowledge of a solution: the one asked for, else its first.
 * @throws KNOWLEDGE_NOT_FOUND
 */
export function knowledgeNamed({ definition }: Solution, asked: string | undefined): string {
  const names = Object.keys(definition.knowledge)
  const name = asked ?? names[0] ?? ''
  if (!names.includes(name)) throw new KaiwuError('KNOWLEDGE_NOT_FOUND', { name, known: names.join(', ') })
  return name
}
