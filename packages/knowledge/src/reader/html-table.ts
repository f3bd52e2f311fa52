import type { Copies, TableRows } from './table-rows.ts'
import { textOf, type HtmlNode } from './html-text.ts'

/** A table with its merged cells filled. */
export type HtmlTable = Readonly<{
  caption: string
  rows: TableRows
  copies: Copies
  /** The cells each row was made of. */
  cells: ReadonlyMap<readonly string[], readonly HtmlNode[]>
}>

const widest = 256
const tallest = 10_000

/**
 * Reads a table of data; undefined for a table that only lays out the page: one with tables or headings inside, or with
 * no more than one cell in each row.
 */
export function readHtmlTable(table: HtmlNode): HtmlTable | undefined {
  const { rows: nodes, caption } = collect(table)
  if (table.attribs?.['role'] === 'presentation' || nodes.some(laysOut)) return undefined
  const rows: string[][] = []
  const copies = new Map<readonly string[], ReadonlySet<number>>()
  const cellsOf = new Map<readonly string[], readonly HtmlNode[]>()
  let carried: { text: string; left: number; copy: boolean }[] = []
  let widestRow = 0
  for (const cells of nodes) {
    const row: string[] = []
    const copied = new Set<number>()
    const next: typeof carried = []
    let at = 0
    const place = (text: string, left: number, copy: boolean): void => {
      row[at] = text
      if (copy) copied.add(at)
      next[at] = { text, left, copy }
      at++
    }
    const takeCarried = (): void => {
      for (let above = carried[at]; above !== undefined && above.left > 0; above = carried[at])
        place(above.text, above.left - 1, above.copy)
    }
    for (const cell of cells) {
      takeCarried()
      const text = textOf(cell).trim()
      const span = extent(cell, 'colspan', widest)
      for (let copy = 0; copy < span && at < widest; copy++) place(text, extent(cell, 'rowspan', tallest) - 1, copy > 0)
    }
    takeCarried()
    carried = next
    widestRow = Math.max(widestRow, cells.length)
    rows.push(row)
    copies.set(row, copied)
    cellsOf.set(row, cells)
  }
  return widestRow < 2 ? undefined : { caption, rows, copies, cells: cellsOf }
}

function extent(cell: HtmlNode, name: string, most: number): number {
  return Math.min(most, Math.max(1, Number.parseInt(cell.attribs?.[name] ?? '1', 10) || 1))
}

function laysOut(cells: readonly HtmlNode[]): boolean {
  return cells.some((cell) => holds(cell, /^(?:table|h[1-6])$/))
}

function holds(node: HtmlNode, names: RegExp): boolean {
  return (node.children ?? []).some((child) => names.test(child.name ?? '') || holds(child, names))
}

function collect(table: HtmlNode): Readonly<{ rows: readonly (readonly HtmlNode[])[]; caption: string }> {
  const rows: HtmlNode[][] = []
  let caption = ''
  const visit = (node: HtmlNode): void => {
    for (const child of node.children ?? []) {
      if (child.name === 'caption') caption = textOf(child).trim()
      else if (child.name === 'tr') rows.push((child.children ?? []).filter((cell) => cell.name === 'td' || cell.name === 'th'))
      else if (/^(?:thead|tbody|tfoot)$/.test(child.name ?? '')) visit(child)
    }
  }
  visit(table)
  return { rows, caption }
}
