import { KaiwuError } from '@kaiwu/core'
import type { Solution } from '@kaiwu/solution'
import {
  hostSolution,
  type HostedSolution,
  type HostOptions,
  type SolutionSource,
  type SolutionState,
} from './hosted-solution.ts'

/** The solutions of an app, by name. */
export type SolutionList = Readonly<{
  all: readonly HostedSolution[]
  /** The solution of that name, to be asked. @throws SOLUTION_NOT_FOUND, SOLUTION_NOT_READY, or why it failed */
  ready(name: string): Solution
  /** The solution of that name as soon as its base is open, while its documents may still be read. @throws as `ready` */
  opened(name: string): Solution
  /** Fulfilled once every solution is ready or failed. */
  settled(): Promise<void>
  close(): Promise<void>
}>

/**
 * Opens solutions side by side, each on its own: one that fails leaves the others working.
 * @throws USAGE_INVALID when two have the same name
 */
export function solutionList(sources: readonly SolutionSource[], options: HostOptions): SolutionList {
  const names = sources.map(({ definition }) => definition.name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined)
    throw new KaiwuError('USAGE_INVALID', { reason: `两个解决方案都叫“${twice}” (two solutions are named "${twice}")` })
  const byName = new Map(sources.map((source) => [source.definition.name, hostSolution(source, options)]))
  const all = Object.freeze([...byName.values()])
  return Object.freeze({
    all,
    ready: (name: string) => oneIn(byName, name, ({ status }) => status === 'ready'),
    opened: (name: string) => oneIn(byName, name, () => true),
    settled: async () => void (await Promise.all(all.map((one) => one.settled))),
    close: async () => void (await Promise.all(all.map((one) => one.close()))),
  })
}

function oneIn(byName: ReadonlyMap<string, HostedSolution>, name: string, serves: (state: SolutionState) => boolean): Solution {
  const found = byName.get(name)
  if (!found) throw new KaiwuError('SOLUTION_NOT_FOUND', { name, known: [...byName.keys()].join(', ') })
  const state = found.state()
  if (state.status === 'failed') throw state.error
  if (!state.solution || !serves(state)) throw new KaiwuError('SOLUTION_NOT_READY', { name })
  return state.solution
}
