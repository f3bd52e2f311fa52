import type { DocumentText } from './document-text.ts'
import { isOn, isShaded } from './docx-look.ts'
import type { HiddenText } from './hidden-text.ts'
import { writeTable } from './table-rows.ts'

/** A picture met in the text: its relation, and its own description. */
export type Picture = Readonly<{ relation: string; alt: string }>

type Cell = { lines: string[]; pictures: Picture[]; span: number; continued: boolean; shaded: boolean }

/** A table being read. */
export type OpenTable = {
  rows: string[][]
  copies: Map<readonly string[], ReadonlySet<number>>
  pictures: Map<readonly string[], readonly Picture[]>
  row: Cell[]
  rowHidden: boolean
  shaded: boolean
  cell?: Cell
}

/** Where a table goes when it ends. */
export type TableTarget = Readonly<{
  text: DocumentText
  hidden: HiddenText
  /** Table styles that colour cells. */
  shadedStyles: ReadonlySet<string>
  place(pictures: readonly Picture[]): void
}>

const widest = 64

/** Takes an element into the tables that are open; true when it belongs to one. */
export function openTable(
  tables: OpenTable[],
  name: string,
  attributes: Readonly<Record<string, string>>,
  target: TableTarget,
): boolean {
  const table = tables.at(-1)
  if (name === 'tbl') tables.push({ rows: [], copies: new Map(), pictures: new Map(), row: [], rowHidden: false, shaded: false })
  else if (table === undefined) return false
  else if (name === 'tr') {
    table.row = []
    table.rowHidden = false
  } else if (name === 'tc') table.row.push((table.cell = { lines: [], pictures: [], span: 1, continued: false, shaded: false }))
  else if (name === 'tblStyle') table.shaded ||= target.shadedStyles.has(attributes['val'] ?? '')
  else if (table.cell === undefined) {
    if (name === 'hidden') table.rowHidden = isOn(attributes['val'])
    else if (name === 'shd') table.shaded ||= isShaded(attributes)
    else if (name === 'gridBefore') table.row.push(...emptyCells(Number(attributes['val']) || 0))
    else return false
  } else if (name === 'gridSpan') table.cell.span = Math.min(widest, Math.max(1, Number(attributes['val']) || 1))
  else if (name === 'vMerge') table.cell.continued = attributes['val'] !== 'restart'
  else return false
  return true
}

/** Columns a row leaves free at its start. */
function emptyCells(count: number): Cell[] {
  return Array.from({ length: Math.min(widest, count) }, () => ({
    lines: [],
    pictures: [],
    span: 1,
    continued: false,
    shaded: false,
  }))
}

/** Ends a cell, a row or a table; a table inside a cell becomes lines of the cell. */
export function closeTable(tables: OpenTable[], name: string, target: TableTarget): void {
  const table = tables.at(-1)
  if (table === undefined) return
  if (name === 'tc') delete table.cell
  else if (name === 'tr') addRow(table, target)
  else if (name === 'tbl') {
    tables.pop()
    const outer = tables.at(-1)?.cell
    if (outer === undefined) writeOut(table, target)
    else {
      for (const row of table.rows) outer.lines.push(row.filter((_, at) => table.copies.get(row)?.has(at) !== true).join(' '))
      outer.pictures.push(...[...table.pictures.values()].flat())
    }
  }
}

function writeOut(table: OpenTable, target: TableTarget): void {
  const { rows, copies, pictures } = table
  const place = (row: readonly string[]): void => target.place(pictures.get(row) ?? [])
  if (rows.length > 1 && rows.some((row) => row.length > 1)) {
    const placed = new Set<readonly string[]>()
    writeTable(target.text, rows, {
      copies,
      afterRow: (row) => {
        placed.add(row)
        place(row)
      },
    })
    for (const row of rows) if (!placed.has(row)) place(row)
    return
  }
  for (const row of rows) {
    for (const [at, cell] of row.entries())
      if (copies.get(row)?.has(at) !== true) for (const line of cell.split('\n')) target.text.paragraph(line)
    place(row)
  }
}

/** A cell that spans columns fills them; one that continues a merged cell takes the text from above. */
function addRow(table: OpenTable, target: TableTarget): void {
  if (table.rowHidden) {
    target.hidden.add('row', table.row.flatMap((cell) => cell.lines).join('\n'))
    return
  }
  const above = table.rows.at(-1)
  const row: string[] = []
  const copied = new Set<number>()
  for (const { lines, span, continued } of table.row) {
    const text = continued && lines.length === 0 ? (above?.[row.length] ?? '') : lines.join('\n')
    for (let at = 0; at < span; at++) {
      if (at > 0) copied.add(row.length)
      row.push(text)
    }
  }
  table.rows.push(row)
  table.copies.set(row, copied)
  table.pictures.set(
    row,
    table.row.flatMap((cell) => cell.pictures),
  )
}
