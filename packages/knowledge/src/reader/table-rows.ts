import type { DocumentText } from './document-text.ts'
import { findHead, firstHead, isNumber, joinHeads, type TableHead, type TableRows } from './table-head.ts'

export type { TableRows } from './table-head.ts'

/** Columns of a row that only repeat the merged cell to their left. */
export type Copies = ReadonlyMap<readonly string[], ReadonlySet<number>>

/** How to take a table. */
export type TableOptions = Readonly<{
  /** The first filled row is the head, as in a CSV file. */
  headFirst?: boolean
  copies?: Copies
  /** Level of the heading that a title above the head becomes, as on a sheet; without it a title is a paragraph. */
  titleLevel?: number
  /** Called when a row has been written, with the row as it came in; not for rows of the head. */
  afterRow?: (row: readonly string[]) => void
}>

/**
 * Writes a table into the document. Rows above the head (a title, a note) become paragraphs, the head names the columns,
 * each row below is one record, and a row that is a single cell across the table is a paragraph. Merged cells come in
 * filled: every place they cover holds their text; a record shows a cell that spans columns once. A head of several rows
 * is joined as `压力 / 最低`.
 * Returns the number of records.
 */
export function writeTable(text: DocumentText, rows: TableRows, options: TableOptions = {}): number {
  const filled = rows.filter((row) => row.some((cell) => cell.trim() !== ''))
  const { above, heads, records } = options.headFirst === true ? firstHead(filled) : takeHead(filled)
  writeAbove(text, above, options)
  if (records.length === 0 && heads.length > 0) text.paragraph(distinct(heads).join('　'))
  return writeRecords(text, records, heads, options)
}

/**
 * Writes a sheet that may hold several tables, with empty rows between them. A part continues the table above it, with its head,
 * unless it shows a head of its own: a title, other columns, or words above values.
 * @param parts the rows between empty rows
 */
export function writeTables(text: DocumentText, parts: readonly TableRows[], options: TableOptions = {}): void {
  let last: TableHead | undefined
  for (const part of parts) {
    const rows = part.filter((row) => row.some((cell) => cell.trim() !== ''))
    const own = takeHead(rows)
    if (last === undefined || last.records.length === 0 || startsTable(rows, own, last)) {
      writeAbove(text, own.above, options)
      if (own.records.length > 0) {
        writeRecords(text, own.records, own.heads, options)
        last = own
      } else if (distinct(own.heads).length === 1) writeAbove(text, [own.heads], options)
      else text.paragraph(distinct(own.heads).join('　'))
    } else writeRecords(text, rows, last.heads, options)
  }
}

function takeHead(rows: TableRows): TableHead {
  const at = findHead(rows)
  if (at === undefined) return { above: [], heads: [], records: rows }
  const { heads, depth } = joinHeads(rows, at)
  return { above: rows.slice(0, at), heads, records: rows.slice(at + depth) }
}

/** Whether the rows below an empty row are a table of their own. */
function startsTable(rows: TableRows, own: TableHead, last: TableHead): boolean {
  if (own.records.length === 0 || own.heads.length === 0) return false
  if (own.above.length > 0 && own.above.every((row) => distinct(row).length === 1)) return true
  const [mine, theirs] = [places(own.heads), places(last.heads)]
  if (mine.join() === theirs.join() && own.heads.join('\n') === last.heads.join('\n')) return true
  if (mine.length >= 2 && mine.join() !== theirs.join() && (mine[0] !== theirs[0] || mine.length > theirs.length)) return true
  // Words above values: a record of the table above would hold a value in that place, or fill as many columns.
  const aboveValues = mine.filter((at) => isNumber(own.records[0]?.[at] ?? '') && !isNumber(rows[0]?.[at] ?? ''))
  const narrow = mine.length < theirs.length && rows.every((row) => places(row).join() === mine.join())
  return aboveValues.some((at) => narrow || isNumber(last.records[0]?.[at] ?? ''))
}

function places(row: readonly string[]): readonly number[] {
  return row.flatMap((cell, at) => (cell.trim() === '' ? [] : [at]))
}

function writeAbove(text: DocumentText, rows: TableRows, { titleLevel }: TableOptions): void {
  for (const [at, row] of rows.entries()) {
    const cells = distinct(row)
    const [title = ''] = cells
    if (titleLevel !== undefined && at === 0 && cells.length === 1 && isTitle(title)) text.heading(title, titleLevel)
    else text.paragraph(cells.join('　'))
  }
}

/** A note (`单位：万元`, a sentence) is no title. */
function isTitle(text: string): boolean {
  return text.length <= 60 && !/[。；;！!？?]|[:：]/.test(text) && /\p{L}/u.test(text)
}

function writeRecords(text: DocumentText, records: TableRows, heads: readonly string[], options: TableOptions): number {
  const { copies, afterRow } = options
  // A column that nobody filled in shows its head in no record: a form to be filled in would lose most of its text.
  const filled = new Set(records.flatMap(places))
  const idle = places(heads).filter((at) => records.length > 0 && !filled.has(at))
  if (idle.length * 2 > places(heads).length) text.paragraph(distinct(idle.map((at) => heads[at] ?? '')).join('　'))
  const wide = Math.max(2, Math.ceil(places(heads).length * 0.6))
  for (const row of records) {
    const copied = copies?.get(row)
    const cells = places(row)
    if (
      copied !== undefined &&
      copied.size > 0 &&
      cells.length >= wide &&
      cells.length === copied.size + 1 &&
      distinct(row).length === 1
    )
      text.paragraph(row[cells[0] ?? 0] ?? '')
    else text.row(row.map((cell, at) => ({ head: heads[at] ?? '', text: copied?.has(at) === true ? '' : cell })))
    afterRow?.(row)
  }
  return records.length
}

/** The filled cells without repetitions: a merged title fills every cell of its row. */
function distinct(row: readonly string[]): readonly string[] {
  return [...new Set(row.map((cell) => cell.trim()))].filter((cell) => cell !== '')
}
