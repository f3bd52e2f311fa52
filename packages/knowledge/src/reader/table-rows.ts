import type { DocumentText } from './document-text.ts'

/** The rows of a table as text; rows may differ in length. */
export type TableRows = readonly (readonly string[])[]

const numeric = /^[-+¥$€]?\d[\d,]*(?:\.\d+)?%?$/

/** Columns of a row that only repeat the merged cell to their left. */
export type Copies = ReadonlyMap<readonly string[], ReadonlySet<number>>

/** How to take a table. */
export type TableOptions = Readonly<{
  /** The first filled row is the head, as in a CSV file. */
  headFirst?: boolean
  copies?: Copies
}>

/**
 * Writes a table into the document. Rows above the head (a title, a note) become paragraphs, the head names the columns,
 * each row below is one record, and a row that is a single cell across the table is a paragraph. Merged cells come in
 * filled: every place they cover holds their text; a record shows a cell that spans columns once.
 * Returns the number of records.
 */
export function writeTable(text: DocumentText, rows: TableRows, { headFirst = false, copies }: TableOptions = {}): number {
  const filled = rows.filter((row) => row.some((cell) => cell.trim() !== ''))
  const headAt = headFirst ? firstHead(filled) : findHead(filled)
  const { heads, depth } = headFirst ? { heads: filled[headAt] ?? [], depth: 1 } : joinHeads(filled, headAt)
  for (const row of filled.slice(0, headAt)) text.paragraph(distinct(row).join('　'))
  const records = filled.slice(headAt + depth)
  if (records.length === 0) text.paragraph(distinct(heads).join('　'))
  for (const row of records) {
    const copied = copies?.get(row)
    if (copied !== undefined && copied.size > 0 && copied.size === row.length - 1) text.paragraph(row[0] ?? '')
    else text.row(row.map((cell, at) => ({ head: heads[at] ?? '', text: copied?.has(at) === true ? '' : cell })))
  }
  return records.length
}

/** A first row of one cell above rows of several is a title, not a head. */
function firstHead(rows: TableRows): number {
  const wide = rows.findIndex((row) => count(row) >= 2)
  return wide > 0 && wide <= 3 && rows.slice(0, wide).every((row) => count(row) === 1 && row.length > 1) ? wide : 0
}

function findHead(rows: TableRows): number {
  const top = rows.slice(0, 20)
  const least = Math.min(2, Math.max(0, ...top.map((row) => distinct(row).length)))
  const found = top.findIndex((row) => distinct(row).length >= least && !row.some((cell) => numeric.test(cell.trim())))
  return Math.max(0, found)
}

/** Joins a head of two or three rows: where a head cell spans columns, the row below says what each of them is. */
function joinHeads(rows: TableRows, headAt: number): Readonly<{ heads: readonly string[]; depth: number }> {
  let heads = rows[headAt] ?? []
  let depth = 1
  while (depth < 3) {
    const below = rows[headAt + depth]
    const upper = heads
    const spans = upper.some((head, at) => head !== '' && head === upper[at + 1] && below?.[at] !== below?.[at + 1])
    if (below === undefined || !spans || below.some((cell) => numeric.test(cell.trim()))) break
    heads = Array.from({ length: Math.max(upper.length, below.length) }, (_, at) => joinHead(upper[at] ?? '', below[at] ?? ''))
    depth++
  }
  return { heads, depth }
}

function joinHead(upper: string, lower: string): string {
  return upper === lower || lower === '' ? upper : `${upper} ${lower}`.trim()
}

function count(row: readonly string[]): number {
  return row.reduce((sum, cell) => (cell.trim() === '' ? sum : sum + 1), 0)
}

/** The filled cells without repetitions: a merged title fills every cell of its row. */
function distinct(row: readonly string[]): readonly string[] {
  return [...new Set(row.map((cell) => cell.trim()))].filter((cell) => cell !== '')
}
