import type { Block } from '@kaiwu/core'

/** Row blocks that make one table, with its column heads in order. */
export type TableRun = Readonly<{
  heads: readonly string[]
  rows: readonly Block[]
  /** Index of the first row among the document's blocks. */
  at: number
}>

/** A head of a row made unique: the second cell below the same head is `head (2)`, a cell without one `列 2`. */
type NamedCell = Readonly<{ name: string; text: string }>

// So many rows below are looked at for the heads that a row leaves out.
const lookahead = 5

/** The tables of a document: runs of rows that follow each other and share their heads. */
export function tableRuns(blocks: readonly Block[]): readonly TableRun[] {
  const runs: TableRun[] = []
  for (let at = 0; at < blocks.length; at++) {
    if (blocks[at]!.kind !== 'row') continue
    let end = at
    while (blocks[end]?.kind === 'row') end++
    for (const [from, to] of sameHeads(blocks, at, end)) {
      const rows = blocks.slice(from, to)
      runs.push({ heads: headsInOrder(rows), rows, at: from })
    }
    at = end
  }
  return runs
}

/** The cells of a row by the names of their columns. */
export function namedCells(row: Block): readonly NamedCell[] {
  const seen = new Map<string, number>()
  const chinese = (): boolean => row.cells?.some(({ head, text }) => /\p{Script=Han}/u.test(head + text)) === true
  return (row.cells ?? []).map(({ head, text }, at) => {
    const name = head === '' ? `${chinese() ? '列' : 'Column'} ${at + 1}` : head
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return { name: times === 1 ? name : `${name} (${times})`, text }
  })
}

/** Cuts a run where the heads change: what follows shares less than half of the heads so far. */
function sameHeads(blocks: readonly Block[], start: number, end: number): readonly (readonly [number, number])[] {
  const runs: (readonly [number, number])[] = []
  let from = start
  let known = new Set<string>()
  for (let at = start; at < end; at++) {
    const own = namedCells(blocks[at]!).map(({ name }) => name)
    if (known.size > 0 && own.some((name) => !known.has(name))) {
      const coming = new Set<string>()
      for (let next = at; next < Math.min(end, at + lookahead); next++)
        for (const { name } of namedCells(blocks[next]!)) coming.add(name)
      const shared = [...coming].filter((name) => known.has(name)).length
      if (shared < Math.min(known.size, coming.size) / 2 && at - from >= 2) {
        runs.push([from, at])
        from = at
        known = new Set()
      }
    }
    for (const name of own) known.add(name)
  }
  runs.push([from, end])
  return runs
}

/** The heads of all rows in the order the rows give them; a head that a row leaves out stands where other rows have it. */
function headsInOrder(rows: readonly Block[]): readonly string[] {
  const heads: string[] = []
  const known = new Set<string>()
  for (const row of rows) {
    const names = namedCells(row).map(({ name }) => name)
    for (const [at, name] of names.entries()) {
      if (known.has(name)) continue
      known.add(name)
      const next = names.slice(at + 1).find((other) => known.has(other))
      const before = at > 0 ? heads.indexOf(names[at - 1]!) + 1 : 0
      heads.splice(before > 0 ? before : next === undefined ? heads.length : heads.indexOf(next), 0, name)
    }
  }
  return heads
}
