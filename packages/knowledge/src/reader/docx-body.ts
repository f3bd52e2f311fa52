import type { Numbering } from './docx-numbering.ts'
import type { ParagraphStyle } from './docx-styles.ts'
import type { DocumentText } from './document-text.ts'
import { hasNumberedStart } from './numbered-start.ts'
import { writeTable } from './table-rows.ts'
import type { XmlEvent } from './xml-events.ts'

/** What the body of a Word document refers to, and where its text goes. */
export type BodyContext = Readonly<{
  text: DocumentText
  styles: ReadonlyMap<string, ParagraphStyle>
  numbering: Numbering
}>

type Paragraph = { text: string; style: string; list?: string; listLevel?: number; outline?: number }
type Cell = { lines: string[]; span: number; continued: boolean }
type Table = { rows: string[][]; copies: Map<readonly string[], ReadonlySet<number>>; row: Cell[]; cell?: Cell }

/** Deleted and moved text, old formatting, and the second copy of a drawing for old programs. */
const skipped = new Set([
  'del',
  'moveFrom',
  'pPrChange',
  'rPrChange',
  'tblPrChange',
  'trPrChange',
  'sectPrChange',
  'numberingChange',
  'Fallback',
  'rt',
  'tabs',
])
const widest = 64

/**
 * Writes the paragraphs and tables of `word/document.xml`, or of the notes of a document. Tracked changes count as accepted,
 * hidden text and tables of contents are left out, list numbers become text.
 */
export function writeBody(events: Iterable<XmlEvent>, context: BodyContext): void {
  const paragraphs: Paragraph[] = []
  const tables: Table[] = []
  let skip = 0
  let inside = ''
  let hidden = false
  for (const event of events) {
    if (skip > 0) {
      if (event.type === 'open') skip++
      else if (event.type === 'close') skip--
      continue
    }
    const paragraph = paragraphs.at(-1)
    if (event.type === 'text') {
      if (inside === 't' && !hidden && paragraph !== undefined) paragraph.text += event.text
    } else if (event.type === 'open') {
      inside = event.name
      if (skipped.has(event.name)) skip = 1
      else if (event.name === 'p') paragraphs.push({ text: '', style: '' })
      else if (event.name === 'r') hidden = false
      else if (event.name === 'vanish') hidden = isOn(event.attributes['val'])
      else if (!openTable(tables, event.name, event.attributes) && paragraph !== undefined) {
        setProperty(paragraph, event.name, event.attributes['val'] ?? '', hidden)
      }
    } else {
      inside = ''
      if (event.name === 'p') closeParagraph(paragraphs.pop(), tables.at(-1)?.cell, context)
      else closeTable(tables, event.name, context.text)
    }
  }
}

function isOn(value: string | undefined): boolean {
  return value !== '0' && value !== 'false'
}

function setProperty(paragraph: Paragraph, name: string, value: string, hidden: boolean): void {
  if (name === 'pStyle') paragraph.style = value
  else if (name === 'numId') paragraph.list = value
  else if (name === 'ilvl') paragraph.listLevel = Number(value)
  else if (name === 'outlineLvl') paragraph.outline = Number(value)
  else if (hidden) return
  else if (name === 'tab') paragraph.text += ' '
  else if (name === 'br' || name === 'cr') paragraph.text += '\n'
  else if (name === 'noBreakHyphen') paragraph.text += '-'
}

function closeParagraph(paragraph: Paragraph | undefined, cell: Cell | undefined, context: BodyContext): void {
  if (paragraph === undefined || paragraph.text.trim() === '') return
  const style = context.styles.get(paragraph.style)
  if (style?.contents === true) return
  const list = paragraph.list ?? style?.list
  const mark =
    list === undefined || list === '0'
      ? undefined
      : context.numbering.mark(list, paragraph.listLevel ?? style?.listLevel, paragraph.style)
  const text = mark === undefined || mark.text === '' ? paragraph.text : `${mark.text} ${paragraph.text.trimStart()}`
  if (cell !== undefined) {
    cell.lines.push(text)
    return
  }
  const level = paragraph.outline === undefined ? style?.level : paragraph.outline < 6 ? paragraph.outline + 1 : undefined
  if (level !== undefined && text.length <= 200) context.text.heading(text, level)
  else if (mark?.bullet === true || (mark !== undefined && !mark.text.startsWith('第'))) context.text.item(text)
  else writeLines(text, context.text)
}

/** A line break typed inside a paragraph starts a new one where the next line is numbered. */
function writeLines(text: string, target: DocumentText): void {
  let open = ''
  for (const line of text.split('\n')) {
    if (open !== '' && hasNumberedStart(line)) {
      target.paragraph(open)
      open = line
    } else open = open === '' ? line : `${open}\n${line}`
  }
  target.paragraph(open)
}

/** Returns true when the element belongs to a table. */
function openTable(tables: Table[], name: string, attributes: Readonly<Record<string, string>>): boolean {
  const table = tables.at(-1)
  if (name === 'tbl') tables.push({ rows: [], copies: new Map(), row: [] })
  else if (table === undefined) return false
  else if (name === 'tr') table.row = []
  else if (name === 'tc') table.row.push((table.cell = { lines: [], span: 1, continued: false }))
  else if (name === 'gridSpan' && table.cell !== undefined)
    table.cell.span = Math.min(widest, Math.max(1, Number(attributes['val']) || 1))
  else if (name === 'vMerge' && table.cell !== undefined) table.cell.continued = attributes['val'] !== 'restart'
  else return false
  return true
}

function closeTable(tables: Table[], name: string, text: DocumentText): void {
  const table = tables.at(-1)
  if (table === undefined) return
  if (name === 'tc') delete table.cell
  else if (name === 'tr') addRow(table)
  else if (name === 'tbl') {
    tables.pop()
    const outer = tables.at(-1)?.cell
    if (outer !== undefined) outer.lines.push(...table.rows.map((row) => row.join(' ')))
    else if (table.rows.length === 1 || table.rows.every((row) => row.length === 1)) {
      for (const row of table.rows) for (const cell of new Set(row)) for (const line of cell.split('\n')) text.paragraph(line)
    } else writeTable(text, table.rows, { copies: table.copies })
  }
}

/** A cell that spans columns fills them; one that continues a merged cell takes the text from above. */
function addRow(table: Table): void {
  const above = table.rows.at(-1)
  const row: string[] = []
  const copied = new Set<number>()
  for (const { lines, span, continued } of table.row) {
    const text = continued ? (above?.[row.length] ?? '') : lines.join('\n')
    for (let at = 0; at < span; at++) {
      if (at > 0) copied.add(row.length)
      row.push(text)
    }
  }
  table.rows.push(row)
  table.copies.set(row, copied)
}
