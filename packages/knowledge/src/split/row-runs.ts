import type { Block } from '@kaiwu/core'
import type { Span } from '../text/sentences.ts'
import { questionOfRow } from './question-lines.ts'

// A table of this many characters reads as part of its section; a larger one is looked up row by row.
const smallTable = 700

/** The runs of rows of a document: rows that follow each other are a table. */
export type RowRuns = Readonly<{
  /** Rows of small tables that stand in running text: they belong to the section around them. Lists of questions never do. */
  small: ReadonlySet<Block>
  /** The table of each row, with the heading right before it. */
  of: ReadonlyMap<Block, Span>
}>

/** Gathers rows that follow each other. */
export function rowRuns(blocks: readonly Block[]): RowRuns {
  const small = new Set<Block>()
  const of = new Map<Block, Span>()
  const hasText = blocks.some(({ kind }) => kind === 'paragraph')
  for (let from = 0; from < blocks.length; from++) {
    if (blocks[from]!.kind !== 'row') continue
    let to = from
    while (blocks[to + 1]?.kind === 'row') to++
    const before = blocks[from - 1]
    const span = { start: (before?.kind === 'heading' ? before : blocks[from]!).start, end: blocks[to]!.end }
    const isSmall =
      hasText && blocks[to]!.end - blocks[from]!.start <= smallTable && questionOfRow(blocks[from]!.cells) === undefined
    for (const row of blocks.slice(from, to + 1)) {
      of.set(row, span)
      if (isSmall) small.add(row)
    }
    from = to
  }
  return { small, of }
}
