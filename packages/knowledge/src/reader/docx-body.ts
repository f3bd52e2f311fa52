import { hiddenBy, isShaded, setLook, type RunLook } from './docx-look.ts'
import type { Numbering } from './docx-numbering.ts'
import type { WordStyles } from './docx-styles.ts'
import { closeTable, openTable, type OpenTable, type Picture, type TableTarget } from './docx-table.ts'
import type { DocumentText } from './document-text.ts'
import type { HiddenReason, HiddenText } from './hidden-text.ts'
import { writeLines } from './write-lines.ts'
import type { XmlEvent } from './xml-events.ts'

/** What the body of a Word document refers to, and where its text goes. */
export type BodyContext = Readonly<{
  text: DocumentText
  styles: WordStyles
  numbering: Numbering
  hidden: HiddenText
  /** Told of a picture when the block it stands behind has been written. */
  picture: (picture: Picture) => void
}>

type Paragraph = {
  text: string
  style: string
  shaded: boolean
  pictures: Picture[]
  list?: string
  listLevel?: number
  outline?: number
}

/** What is open at a place of the body. `where` is the kind of properties being read. */
type Open = {
  paragraphs: Paragraph[]
  tables: OpenTable[]
  inside: string
  where: 'paragraph' | 'mark' | 'run' | 'cell' | 'row' | ''
  look: RunLook
  runStyle: string
  hidden: HiddenReason | undefined
  boxes: number
  pageColoured: boolean
  alt: string
  pictured: boolean
}

/** Deleted and moved text, old formatting, and the second copy of a drawing for old programs. */
const skipped = new Set([
  'del',
  'moveFrom',
  'pPrChange',
  'rPrChange',
  'tblPrChange',
  'tcPrChange',
  'trPrChange',
  'sectPrChange',
  'numberingChange',
  'Fallback',
  'rt',
  'tabs',
])
const propertiesOf: Readonly<Record<string, Open['where']>> = { pPr: 'paragraph', tcPr: 'cell', trPr: 'row', tblPr: 'row' }

/**
 * Writes the paragraphs and tables of `word/document.xml`, or of the notes of a document. Tracked changes count as accepted,
 * tables of contents are left out, hidden text is left out and noted, list numbers become text.
 */
export function writeBody(events: Iterable<XmlEvent>, context: BodyContext): void {
  const target: TableTarget = {
    text: context.text,
    hidden: context.hidden,
    shadedStyles: context.styles.shadedTables,
    place: (pictures) => pictures.forEach(context.picture),
  }
  const open: Open = {
    paragraphs: [],
    tables: [],
    inside: '',
    where: '',
    look: {},
    runStyle: '',
    hidden: undefined,
    boxes: 0,
    pageColoured: false,
    alt: '',
    pictured: false,
  }
  let skip = 0
  for (const event of events) {
    if (skip > 0) {
      if (event.type === 'open') skip++
      else if (event.type === 'close') skip--
    } else if (event.type === 'text') takeText(open, event.text, context)
    else if (event.type === 'open') {
      open.inside = event.name
      if (skipped.has(event.name)) skip = 1
      else openElement(open, event.name, event.attributes, context, target)
    } else {
      open.inside = ''
      closeElement(open, event.name, context, target)
    }
  }
}

function takeText(open: Open, text: string, context: BodyContext): void {
  const paragraph = open.paragraphs.at(-1)
  if (open.inside !== 't' || paragraph === undefined) return
  if (open.hidden === undefined) paragraph.text += text
  else context.hidden.add(open.hidden, text)
}

function openElement(
  open: Open,
  name: string,
  attributes: Readonly<Record<string, string>>,
  context: BodyContext,
  target: TableTarget,
): void {
  const paragraph = open.paragraphs.at(-1)
  if (name === 'p') open.paragraphs.push({ text: '', style: '', shaded: false, pictures: [] })
  else if (name === 'r') startRun(open, context)
  else if (name === 'rPr') open.where = open.where === 'paragraph' ? 'mark' : 'run'
  else if (name === 'txbxContent') open.boxes++
  else if (name === 'background') open.pageColoured = !/^(?:auto|F[\dA-F]F[\dA-F]F[\dA-F])?$/i.test(attributes['color'] ?? '')
  else if (propertiesOf[name] !== undefined) open.where = propertiesOf[name]
  else if (open.where === 'run') {
    if (name === 'rStyle') open.runStyle = attributes['val'] ?? ''
    else setLook(open.look, name, attributes)
  } else if (open.where === 'cell' && name === 'shd') {
    const cell = open.tables.at(-1)?.cell
    if (cell !== undefined) cell.shaded = isShaded(attributes)
  } else if (openPicture(open, name, attributes, paragraph) || openTable(open.tables, name, attributes, target)) return
  else if (paragraph !== undefined && open.where !== 'mark') setProperty(paragraph, name, attributes, open)
}

function startRun(open: Open, context: BodyContext): void {
  open.look = {}
  open.runStyle = ''
  open.where = ''
  open.hidden = lookReason(open, context)
}

function closeElement(open: Open, name: string, context: BodyContext, target: TableTarget): void {
  if (name === 'p') closeParagraph(open.paragraphs.pop(), open, context)
  else if (name === 'rPr') {
    if (open.where === 'run') open.hidden = lookReason(open, context)
    open.where = open.where === 'mark' ? 'paragraph' : ''
  } else if (propertiesOf[name] !== undefined) open.where = ''
  else if (name === 'txbxContent') open.boxes--
  else if (name === 'drawing' || name === 'pict') {
    if (!open.pictured) context.hidden.add('alt', open.alt)
    open.alt = ''
    open.pictured = false
  } else closeTable(open.tables, name, target)
}

/** Whether the run is seen: by what is set at it, else by its style, else by the style of its paragraph. */
function lookReason(open: Open, { styles }: BodyContext): HiddenReason | undefined {
  const paragraph = open.paragraphs.at(-1)
  const onColour =
    open.boxes > 0 ||
    open.pageColoured ||
    paragraph?.shaded === true ||
    open.tables.some((table) => table.shaded || table.cell?.shaded === true)
  const look = {
    ...styles.defaultLook,
    ...styles.paragraphs.get(paragraph?.style ?? '')?.look,
    ...styles.looks.get(open.runStyle),
    ...open.look,
  }
  return hiddenBy(look, onColour)
}

/** Takes a picture, or the description of one. */
function openPicture(
  open: Open,
  name: string,
  attributes: Readonly<Record<string, string>>,
  paragraph: Paragraph | undefined,
): boolean {
  if (name === 'docPr' || name === 'cNvPr') open.alt = attributes['descr'] || open.alt
  else if (name === 'shape') open.alt = attributes['alt'] || open.alt
  else if (name === 'blip' || name === 'imagedata') {
    const relation = name === 'blip' ? attributes['embed'] : attributes['id']
    if (relation === undefined || relation === '') return true
    paragraph?.pictures.push({ relation, alt: open.alt })
    open.pictured = true
  } else return false
  return true
}

function setProperty(paragraph: Paragraph, name: string, attributes: Readonly<Record<string, string>>, open: Open): void {
  const value = attributes['val'] ?? ''
  if (name === 'pStyle') paragraph.style = value
  else if (name === 'numId') paragraph.list = value
  else if (name === 'ilvl') paragraph.listLevel = Number(value)
  else if (name === 'outlineLvl') paragraph.outline = Number(value)
  else if (name === 'shd' && open.where === 'paragraph') paragraph.shaded = isShaded(attributes)
  else if (open.hidden !== undefined) return
  else if (name === 'tab') paragraph.text += ' '
  else if (name === 'br' || name === 'cr') paragraph.text += '\n'
  else if (name === 'noBreakHyphen') paragraph.text += '-'
}

function closeParagraph(paragraph: Paragraph | undefined, open: Open, context: BodyContext): void {
  if (paragraph === undefined) return
  const cell = open.tables.at(-1)?.cell
  writeParagraph(paragraph, cell?.lines, context)
  if (cell !== undefined) cell.pictures.push(...paragraph.pictures)
  else paragraph.pictures.forEach(context.picture)
}

function writeParagraph(paragraph: Paragraph, cellLines: string[] | undefined, context: BodyContext): void {
  if (paragraph.text.trim() === '') return
  const style = context.styles.paragraphs.get(paragraph.style)
  if (style?.contents === true) return
  const list = paragraph.list ?? style?.list
  const mark =
    list === undefined || list === '0'
      ? undefined
      : context.numbering.mark(list, paragraph.listLevel ?? style?.listLevel, paragraph.style)
  const text = mark === undefined || mark.text === '' ? paragraph.text : `${mark.text} ${paragraph.text.trimStart()}`
  if (cellLines !== undefined) {
    cellLines.push(text)
    return
  }
  const level = paragraph.outline === undefined ? style?.level : paragraph.outline < 6 ? paragraph.outline + 1 : undefined
  if (level !== undefined && text.length <= 200) context.text.heading(text, level)
  else if (mark?.bullet === true || (mark !== undefined && !mark.text.startsWith('第'))) context.text.item(text)
  else writeLines(text, context.text)
}
