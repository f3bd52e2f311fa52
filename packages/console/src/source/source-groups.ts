import type { Block } from '@kaiwu/core'
import { type Span, splitSpans, type TextPart } from '../text-parts.ts'

/** A row of a table: its cells in the order of the table's heads, an absent cell without parts. */
export type SourceRow = Readonly<{ start: number; cells: readonly (readonly TextPart[])[] }>

/** What the source panel shows one below the other: page separators, blocks of text, tables. */
export type SourceGroup =
  | Readonly<{ kind: 'page'; page: number }>
  | Readonly<{ kind: 'heading' | 'paragraph' | 'item'; start: number; level: number; parts: readonly TextPart[] }>
  | Readonly<{ kind: 'table'; start: number; heads: readonly string[]; rows: readonly SourceRow[] }>

/**
 * Arranges a document's blocks for reading, the span [start, end) of its text highlighted wherever it runs, across blocks
 * too. Rows that follow each other with the same heads, or with some of them left out, become one table.
 */
export function sourceGroups(text: string, blocks: readonly Block[], span: Span): readonly SourceGroup[] {
  const groups: SourceGroup[] = []
  let rows: Block[] = []
  let page: number | undefined
  const closeTable = (): void => {
    if (rows.length > 0) groups.push(tableOf(text, rows, span))
    rows = []
  }
  for (const block of blocks) {
    if (block.page !== undefined && block.page !== page) {
      closeTable()
      page = block.page
      groups.push({ kind: 'page', page })
    }
    const { kind, start, end } = block
    if (kind === 'row') {
      if (!fits(rows, block)) closeTable()
      rows.push(block)
      continue
    }
    closeTable()
    groups.push({ kind, start, level: block.level ?? 2, parts: partsOf(text, start, end, span) })
  }
  closeTable()
  return groups
}

function partsOf(text: string, start: number, end: number, [from, to]: Span): readonly TextPart[] {
  return splitSpans(text.slice(start, end), [[from - start, to - start]])
}

function headsOf(block: Block): readonly string[] {
  return (block.cells ?? []).map((cell) => cell.head)
}

function longest(rows: readonly Block[]): readonly string[] {
  return rows.map(headsOf).reduce((best, heads) => (heads.length > best.length ? heads : best), [])
}

function fits(rows: readonly Block[], block: Block): boolean {
  const known = longest(rows)
  const heads = headsOf(block)
  return isWithin(heads, known) || isWithin(known, heads)
}

function isWithin(some: readonly string[], all: readonly string[]): boolean {
  let found = 0
  for (const head of all) if (head === some[found]) found += 1
  return found === some.length
}

function tableOf(text: string, rows: readonly Block[], span: Span): SourceGroup {
  const heads = longest(rows)
  const start = rows[0]?.start ?? 0
  return { kind: 'table', start, heads, rows: rows.map((row) => ({ start: row.start, cells: cellsOf(text, row, heads, span) })) }
}

function cellsOf(text: string, row: Block, heads: readonly string[], span: Span): readonly (readonly TextPart[])[] {
  const cells = row.cells ?? []
  let next = 0
  let from = row.start
  return heads.map((head) => {
    const cell = cells[next]
    if (cell === undefined || cell.head !== head) return []
    next += 1
    const at = placeOfCell(text, cell, from, row.end)
    if (at < 0) return [{ text: cell.text, highlighted: span[0] <= row.start && span[1] >= row.end }]
    from = at + cell.text.length
    return partsOf(text, at, from, span)
  })
}

// The stored row repeats the head before the value (头：值); looking past the head keeps a value equal to its head apart.
function placeOfCell(text: string, cell: Readonly<{ head: string; text: string }>, from: number, end: number): number {
  const head = cell.head === '' ? -1 : text.indexOf(cell.head, from)
  const after = head < 0 || head >= end ? from : head + cell.head.length
  const at = text.indexOf(cell.text, after)
  return at < 0 || at + cell.text.length > end ? -1 : at
}
