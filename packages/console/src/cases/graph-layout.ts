import type { CaseType } from '../http/case-contract.ts'

/** A state in the diagram: its place in the grid, from the top. */
export type Node = Readonly<{ key: string; title: string; end: boolean; x: number; y: number }>

/** A way between two states. `back` leads up, to a state that was before. */
export type Way = Readonly<{ from: string; to: string; label: string; back: boolean }>

/** A diagram in grid units. */
export type Diagram = Readonly<{ nodes: readonly Node[]; ways: readonly Way[]; columns: number; rows: number }>

/**
 * Lays out the Mermaid state diagram of a case type: each state stands one row below the nearest one that leads to it, so that the
 * ordinary way is read from the top; ways that lead up are `back`.
 * @example
 * layoutGraph('stateDiagram-v2\n  s0 : Draft\n  s1 : Done\n  [*] --> s0\n  s0 --> s1 : send', ['draft', 'done'])
 */
export function layoutGraph(graph: string, keys: readonly string[]): Diagram {
  const titles = new Map<string, string>()
  const all: Readonly<{ from: string; to: string; label: string }>[] = []
  const ends = new Set<string>()
  let start = 's0'
  for (const line of graph.split('\n')) {
    const [, node, title = ''] = /^\s+(s\d+) : (.*)$/.exec(line) ?? []
    if (node !== undefined) titles.set(node, title)
    const [, from = '', to = '', label = ''] = /^\s+(\S+) --> (\S+)(?: : (.*))?$/.exec(line) ?? []
    if (from === '[*]') start = to
    else if (to === '[*]') ends.add(from)
    else if (from !== '') all.push({ from, to, label })
  }
  const rows = rowsFrom(start, titles, all)
  const perRow = new Map<number, number>()
  const keyOf = (node: string): string => keys[Number(node.slice(1))] ?? node
  const nodes = [...titles].map(([node, title]): Node => {
    const y = rows.get(node) ?? 0
    const x = perRow.get(y) ?? 0
    perRow.set(y, x + 1)
    return { key: keyOf(node), title, end: ends.has(node), x, y }
  })
  return Object.freeze({
    nodes,
    ways: merged(all).map(({ from, to, label }) => ({
      ...{ from: keyOf(from), to: keyOf(to), label },
      back: (rows.get(to) ?? 0) <= (rows.get(from) ?? 0),
    })),
    columns: Math.max(1, ...perRow.values()),
    rows: Math.max(0, ...rows.values()) + 1,
  })
}

/** The row of each state: its distance from the start; what cannot be reached stands last. */
function rowsFrom(
  start: string,
  titles: ReadonlyMap<string, string>,
  ways: readonly Readonly<{ from: string; to: string }>[],
): ReadonlyMap<string, number> {
  const rows = new Map([[start, 0]])
  const waiting = [start]
  for (let node = waiting.shift(); node !== undefined; node = waiting.shift()) {
    for (const { from, to } of ways) {
      if (from !== node || rows.has(to)) continue
      rows.set(to, (rows.get(node) ?? 0) + 1)
      waiting.push(to)
    }
  }
  const last = Math.max(...rows.values())
  for (const node of titles.keys()) if (!rows.has(node)) rows.set(node, last + 1)
  return rows
}

/** Ways between the same two states as one, their labels joined. */
function merged(
  ways: readonly Readonly<{ from: string; to: string; label: string }>[],
): readonly Readonly<{ from: string; to: string; label: string }>[] {
  const known = new Map<string, { from: string; to: string; label: string }>()
  for (const way of ways) {
    const key = `${way.from} ${way.to}`
    const before = known.get(key)
    if (before === undefined) known.set(key, { ...way })
    else if (way.label !== '' && before.label !== way.label)
      before.label = [before.label, way.label].filter((one) => one !== '').join(' / ')
  }
  return [...known.values()]
}

/** The keys of a case type's states in the order in which its graph numbers them. */
export function stateKeys({ states }: CaseType): readonly string[] {
  return states.map(({ key }) => key)
}
