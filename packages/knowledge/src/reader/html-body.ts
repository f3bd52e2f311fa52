import type { DocumentText } from './document-text.ts'
import { readHtmlTable } from './html-table.ts'
import { blockElements, collapse, isHidden, textOf, type HtmlNode } from './html-text.ts'
import { writeTable } from './table-rows.ts'

/** Open text of the place being read; `write` is how it ends: as a paragraph, or as an item with its mark. */
type Open = { text: string; mark: string | undefined }

/** Writes the visible text of a page. What the page hides, navigation and scripts are left out. */
export function writeHtml(root: HtmlNode, text: DocumentText): void {
  const open: Open = { text: '', mark: undefined }
  walk(root, open, text)
  flush(open, text)
}

function walk(node: HtmlNode, open: Open, text: DocumentText): void {
  if (node.type === 'text') open.text += collapse(node.data ?? '')
  if (node.type === 'text' || isHidden(node)) return
  const name = node.name ?? ''
  if (name === 'br') flush(open, text)
  else if (/^h[1-6]$/.test(name)) {
    flush(open, text)
    text.heading(collapse(textOf(node)), Number(name[1]))
  } else if (name === 'ul' || name === 'ol') walkList(node, open, text)
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
  writeTable(text, read.rows, { copies: read.copies })
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
  open.text = ''
  if (line === '') return
  if (open.mark === undefined) text.paragraph(line)
  else text.item(open.mark + line)
  open.mark = undefined
}

function rawText(node: HtmlNode): string {
  if (node.type === 'text') return node.data ?? ''
  return isHidden(node) ? '' : (node.children ?? []).map(rawText).join('') + (node.name === 'br' ? '\n' : '')
}
