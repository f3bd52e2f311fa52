import type { DocumentText } from './document-text.ts'
import { readHtmlTable } from './html-table.ts'
import { captionOf, type FigureRequest } from './figures.ts'
import { blockElements, collapse, textOf, type HtmlNode } from './html-text.ts'
import { writeTable } from './table-rows.ts'

/** Open text of the place being read; `mark` is how it ends: as a paragraph, or as an item with its mark. */
type Open = { text: string; mark: string | undefined; pictures: HtmlNode[]; placed: FigureRequest[] }

/** Writes the text of a visible tree. Returns its pictures, each behind the block it stands in. */
export function writeHtml(root: HtmlNode, text: DocumentText): readonly FigureRequest[] {
  const open: Open = { text: '', mark: undefined, pictures: [], placed: [] }
  walk(root, open, text)
  flush(open, text)
  return open.placed
}

function walk(node: HtmlNode, open: Open, text: DocumentText): void {
  if (node.type === 'text') open.text += collapse(node.data ?? '')
  if (node.type === 'text') return
  const name = node.name ?? ''
  if (name === 'br') flush(open, text)
  else if (/^h[1-6]$/.test(name)) {
    flush(open, text)
    text.heading(collapse(textOf(node)), Number(name[1]))
    place(picturesIn(node), open, text)
  } else if (name === 'img' || name === 'image') open.pictures.push(node)
  else if (name === 'ul' || name === 'ol') walkList(node, open, text)
  else if (name === 'table') walkTable(node, open, text)
  else if (name === 'dl') walkTerms(node, open, text)
  else if (name === 'pre') {
    flush(open, text)
    for (const line of rawText(node).split('\n')) text.paragraph(line)
  } else {
    if (blockElements.has(name)) flush(open, text)
    for (const child of node.children ?? []) walk(child, open, text)
    if (blockElements.has(name)) flush(open, text)
  }
}

function walkList(list: HtmlNode, open: Open, text: DocumentText): void {
  flush(open, text)
  let number = Number.parseInt(list.attribs?.['start'] ?? '1', 10) || 1
  for (const child of list.children ?? []) {
    if (child.name === 'li') {
      open.mark = list.name === 'ol' ? `${number}. ` : ''
      number++
    }
    walk(child, open, text)
    flush(open, text)
    open.mark = undefined
  }
}

function walkTable(table: HtmlNode, open: Open, text: DocumentText): void {
  flush(open, text)
  const read = readHtmlTable(table)
  if (read === undefined) {
    for (const child of table.children ?? []) walk(child, open, text)
    flush(open, text)
    return
  }
  if (read.caption !== '') text.paragraph(read.caption)
  const left = new Set(read.rows)
  writeTable(text, read.rows, {
    copies: read.copies,
    afterRow: (row) => {
      left.delete(row)
      place((read.cells.get(row) ?? []).flatMap(picturesIn), open, text)
    },
  })
  for (const row of left) place((read.cells.get(row) ?? []).flatMap(picturesIn), open, text)
}

/** Terms and their descriptions: one row each. */
function walkTerms(list: HtmlNode, open: Open, text: DocumentText): void {
  flush(open, text)
  let head = ''
  for (const child of (list.children ?? []).flatMap((one) => (one.name === 'div' ? (one.children ?? []) : [one]))) {
    if (child.name === 'dt') head = textOf(child).trim()
    else if (child.name === 'dd') text.row([{ head, text: textOf(child).trim() }])
  }
}

function flush(open: Open, text: DocumentText): void {
  const line = collapse(open.text).trim()
  const { pictures } = open
  open.text = ''
  open.pictures = []
  if (line !== '') {
    if (open.mark === undefined) text.paragraph(line)
    else text.item(open.mark + line)
    open.mark = undefined
  }
  place(pictures, open, text)
}

function place(pictures: readonly HtmlNode[], open: Open, text: DocumentText): void {
  for (const { attribs = {} } of pictures) {
    const source = attribs['src'] ?? attribs['href'] ?? ''
    open.placed.push({ at: text.end(), source, ...captionOf(attribs['alt'] ?? '') })
  }
}

function picturesIn(node: HtmlNode): readonly HtmlNode[] {
  return node.name === 'img' ? [node] : (node.children ?? []).flatMap(picturesIn)
}

function rawText(node: HtmlNode): string {
  if (node.type === 'text') return node.data ?? ''
  return (node.children ?? []).map(rawText).join('') + (node.name === 'br' ? '\n' : '')
}
