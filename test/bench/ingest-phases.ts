/**
 * Says what a run spends its time on, by sampling its call stacks.
 * @module
 */
import { Session, type Profiler } from 'node:inspector/promises'

/** Parts of the work, by the files that do it; the first that a call stack's innermost file belongs to counts. */
const phases: readonly (readonly [string, RegExp])[] = [
  ['bench', /test\/bench\//],
  ['keyword', /knowledge\/src\/(?:keyword|text)\//],
  ['vectors', /knowledge\/src\/vectors\/|knowledge\/src\/life\/embedding/],
  ['write', /packages\/store\/|life\/(?:revision-rows|vector-rows|listed-rows|figure-rows)|index-file|node:sqlite/],
  ['split', /knowledge\/src\/(?:split|reader|metadata|life\/read-content|life\/put-records)/],
  ['rest', /packages\//],
]

/** Runs something; gives the share of the processor each phase had, `bench` left out, and `memory` for the garbage collector. */
export async function phasesOf(work: () => Promise<void>): Promise<Readonly<Record<string, number>>> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: 1000 })
  await session.post('Profiler.start')
  await work()
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  return sharesOf(profile)
}

function sharesOf({ nodes, samples = [] }: Profiler.Profile): Record<string, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)))
  const phaseOf = (id: number): string => {
    const name = byId.get(id)!.callFrame.functionName
    if (name === '(garbage collector)') return 'memory'
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const { url } = byId.get(at)!.callFrame
      const phase = phases.find(([, files]) => files.test(url))
      if (phase) return phase[0]
    }
    return name === '(idle)' ? 'bench' : 'rest'
  }
  const known = new Map<number, string>()
  const counts: Record<string, number> = {}
  for (const sample of samples) {
    const phase = known.get(sample) ?? phaseOf(sample)
    known.set(sample, phase)
    if (phase !== 'bench') counts[phase] = (counts[phase] ?? 0) + 1
  }
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0)
  return Object.fromEntries(Object.entries(counts).map(([phase, count]) => [phase, count / Math.max(1, all)]))
}
