import type { DocumentText } from '../document-text.ts'
import type { ListMark, Numbering } from '../docx-numbering.ts'
import type { HiddenText } from '../hidden-text.ts'
import { writeLines } from '../write-lines.ts'
import { hiddenMarks, type CharacterMarks } from './doc-marks.ts'
import type { DocPieces } from './doc-pieces.ts'
import { runAt, type PropertyRun } from './doc-properties.ts'
import { isOn, paragraphShades, sprms } from './doc-sprms.ts'
import type { DocStyle } from './doc-styles.ts'
import { writeDocTable, type DocRow } from './doc-table.ts'

/** What the text of a Word document refers to, and where it goes. */
export type DocContext = Readonly<{
  pieces: DocPieces
  marks: CharacterMarks
  paragraphs: readonly PropertyRun[]
  styles: readonly DocStyle[]
  lists: Numbering
  text: DocumentText
  hidden: HiddenText
}>

/** What is open at a place of the text. */
type Open = { text: string; left: string; leftAs: number; lines: string[]; cells: string[]; rows: DocRow[] }

const paragraphEnd = '\r'
const cellEnd = '\x07'
const pageBreak = '\f'
/** Characters that stand for others; all other control characters stand for pictures, notes and the like. */
const written: Readonly<Record<string, string>> = {
  '\t': ' ',
  '\v': '\n',
  '\x0e': '\n',
  '\x1e': '-',
  '\x1f': '',
}
const longestHeading = 200
const firstPlain = 0x20

/**
 * Writes the paragraphs and tables of one part of a document: fields as their results, tracked changes as accepted, hidden
 * text and tables of contents left out.
 * @param from its first character
 * @param to the character behind its last
 */
export function writeDocPart(context: DocContext, from: number, to: number): void {
  const { text } = context.pieces
  const open: Open = { text: '', left: '', leftAs: 0, lines: [], cells: [], rows: [] }
  const end = Math.min(to, text.length)
  for (let at = from; at < end; at++) {
    const plain = plainEnd(text, context.marks, at, end)
    if (plain > at) {
      open.text += text.slice(at, plain)
      at = plain
    }
    if (at >= end) break
    const character = text[at] ?? ''
    const mark = context.marks[at] ?? 0
    const ends = character === paragraphEnd || character === cellEnd
    if (mark === 0 && ends) endParagraph(context, open, at, character === cellEnd)
    else if (mark === 0 && character === pageBreak) open.text += '\n'
    else if (mark === 0) open.text += written[character] ?? ''
    else leave(context, open, ends ? ' ' : character, mark, at)
  }
  if (open.text !== '') writeParagraph(context, open.text, undefined)
  flushLeft(context, open)
  flushTable(context, open)
}

/** Up to where the text is as it is: no mark, no control character. */
function plainEnd(text: string, marks: CharacterMarks, from: number, end: number): number {
  let at = from
  while (at < end && marks[at] === 0 && text.charCodeAt(at) >= firstPlain) at++
  return at
}

/** White text in a table or on a shaded paragraph is meant to be seen, so it is taken back in. */
function leave(context: DocContext, open: Open, character: string, mark: number, at: number): void {
  const reason = hiddenMarks[mark]
  if (reason === undefined) return
  if (reason === 'white' && isColoured(context, at)) {
    open.text += written[character] ?? character
    return
  }
  if (mark !== open.leftAs) flushLeft(context, open)
  open.leftAs = mark
  open.left += character
}

function flushLeft({ hidden }: DocContext, open: Open): void {
  const reason = hiddenMarks[open.leftAs]
  if (reason !== undefined && open.left !== '') hidden.add(reason, open.left)
  open.left = ''
}

function isColoured({ pieces, paragraphs, styles }: DocContext, at: number): boolean {
  const run = runAt(paragraphs, pieces.place(at))
  if (run === undefined) return true
  return styles[run.style]?.shaded === true || run.list.some(({ code }) => code === sprms.inTable || paragraphShades.has(code))
}

function endParagraph(context: DocContext, open: Open, at: number, isCell: boolean): void {
  const run = runAt(context.paragraphs, context.pieces.place(at))
  const list = run?.list ?? []
  const has = (code: number): boolean => list.some((sprm) => sprm.code === code && isOn(sprm.value))
  const { text } = open
  open.text = ''
  flushLeft(context, open)
  if (isCell && (has(sprms.rowEnd) || (run === undefined && endsRow(open, text)))) {
    open.rows.push({ cells: open.cells, list })
    open.cells = []
    open.lines = []
  } else if (isCell) {
    open.cells.push([...open.lines, numbered(text, markOf(context, text, run))].filter((line) => line.trim() !== '').join('\n'))
    open.lines = []
  } else if (has(sprms.inTable)) open.lines.push(numbered(text, markOf(context, text, run)))
  else {
    flushTable(context, open)
    writeParagraph(context, text, run)
  }
}

/** Without properties, an empty cell behind filled ones is the end of the row. */
function endsRow({ cells, lines }: Open, text: string): boolean {
  return text === '' && lines.length === 0 && cells.length > 0
}

function flushTable({ text }: DocContext, open: Open): void {
  if (open.cells.length > 0 || open.lines.length > 0) open.rows.push({ cells: [...open.cells, ...open.lines], list: [] })
  if (open.rows.length > 0) writeDocTable(text, open.rows)
  open.rows = []
  open.cells = []
  open.lines = []
}

function writeParagraph(context: DocContext, text: string, run: PropertyRun | undefined): void {
  if (text.trim() === '') return
  const style = run === undefined ? undefined : context.styles[run.style]
  if (style?.contents === true) return
  const mark = markOf(context, text, run)
  const whole = numbered(text, mark)
  const outline = run?.list.findLast(({ code }) => code === sprms.outlineLevel)?.value[0]
  const level = outline === undefined ? style?.level : outline < 6 ? outline + 1 : undefined
  if (level !== undefined && whole.length <= longestHeading) context.text.heading(whole, level)
  else if (mark !== undefined && !mark.text.startsWith('第')) context.text.item(whole)
  else writeLines(whole, context.text)
}

/** The number or bullet of a paragraph, by its own properties or those of its style; counts on. */
function markOf({ styles, lists }: DocContext, text: string, run: PropertyRun | undefined): ListMark | undefined {
  if (run === undefined || text.trim() === '') return undefined
  const style = styles[run.style]
  const list = run.list.findLast(({ code }) => code === sprms.list)?.value.readUInt16LE(0) ?? style?.list
  const level = run.list.findLast(({ code }) => code === sprms.listLevel)?.value[0] ?? style?.listLevel
  return list === undefined || list === 0 ? undefined : lists.mark(String(list), level, String(run.style))
}

function numbered(text: string, mark: ListMark | undefined): string {
  return mark === undefined || mark.text === '' ? text : `${mark.text} ${text.trimStart()}`
}
