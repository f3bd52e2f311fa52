import MarkdownIt, { type Token } from 'markdown-it'
import type { DocumentText } from './document-text.ts'
import { captionOf, type FigureRequest } from './figures.ts'
import { hiddenTags, type HiddenTags } from './hidden-tags.ts'
import type { HiddenText } from './hidden-text.ts'
import { writeHtml } from './html-body.ts'
import type { HtmlNode } from './html-text.ts'
import { visibleTree } from './html-visible.ts'
import { hasNumberedStart } from './numbered-start.ts'

// html: true makes raw HTML a token of its own; with false it would come back as text.
const parser = new MarkdownIt('commonmark', { html: true }).enable(['table', 'strikethrough'])
/** Marks a forced line break inside this file only: cleaned text never holds it, and the block builder drops it. */
const forced = '\u0001'
const labelled = /^[^\s：:，。]{1,16}\s?[：:]/

/** Where the Markdown goes. */
type Target = Readonly<{
  text: DocumentText
  hidden: HiddenText
  loadHtml: (html: string) => HtmlNode
  tags: HiddenTags
  figures: FigureRequest[]
}>

/**
 * Writes Markdown as headings, paragraphs, items and rows. Raw HTML in it is read as a page would be: its tables become rows, what it
 * hides is noted. Returns its pictures, each behind the block it stands in.
 * @param markdown clean text, without front matter
 */
export async function writeMarkdown(markdown: string, text: DocumentText, hidden: HiddenText): Promise<readonly FigureRequest[]> {
  const environment: { references?: Record<string, { title: string; href: string }> } = {}
  const tokens = parser.parse(markdown, environment)
  const loadHtml = markdown.includes('<') ? await htmlLoader() : () => ({ type: 'root' })
  const target: Target = { text, hidden, loadHtml, tags: hiddenTags(hidden), figures: [] }
  writeTokens(tokens, target)
  // A link that leads nowhere and that nothing refers to is how Markdown is commented: [//]: # (a note).
  for (const [label, { href, title }] of Object.entries(environment.references ?? {}))
    if (/^#?$/.test(href) || label === '//') hidden.add('comment', title === '' ? label : title)
  return target.figures
}

async function htmlLoader(): Promise<Target['loadHtml']> {
  const { load } = await import('cheerio/slim')
  return (html) => load(html).root().get(0) ?? { type: 'root' }
}

function writeTokens(tokens: readonly Token[], target: Target): void {
  const { text, tags } = target
  let mark: string | undefined
  let heading = 0
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]
    if (token === undefined) break
    if (token.type === 'heading_open') heading = Number(token.tag.slice(1))
    else if (token.type === 'heading_close') heading = 0
    else if (token.type === 'list_item_open') mark = token.info === '' ? '' : `${token.info}${token.markup} `
    else if (token.type === 'list_item_close') mark = undefined
    else if (token.type === 'html_block') writeBlock(token.content, target)
    else if (token.type === 'table_open') at = writeTable(tokens, at, target)
    else if (token.type === 'fence' || token.type === 'code_block') {
      for (const line of token.content.split('\n')) if (!tags.swallow(line)) text.paragraph(line)
    } else if (token.type === 'inline') {
      const lines = plain(token, target)
      if (heading > 0) text.heading(flat(lines), heading)
      else if (mark === undefined) writeParagraph(lines, token.level, text)
      else text.item(mark + flat(lines))
      if (heading === 0) mark = undefined
      placePictures(token, target)
    }
  }
}

/** Raw HTML; an element that stays open in it may hide what follows. */
function writeBlock(html: string, { text, hidden, loadHtml, tags, figures }: Target): void {
  if (tags.swallow(html)) return
  figures.push(...writeHtml(visibleTree(loadHtml(html), hidden).root, text))
  tags.leaveOpen(html)
}

function writeParagraph(lines: readonly string[], level: number, text: DocumentText): void {
  let open: string[] = []
  for (const [at, line] of lines.entries()) {
    const hashes = /^(#{1,6})(?=\p{Script=Han})/u.exec(line)?.[1]
    if (open.length > 0 && (hashes !== undefined || startsParagraph(lines, at))) {
      text.paragraph(open.join('\n'))
      open = []
    }
    // Many Chinese writers leave out the space after the hash, which Markdown asks for.
    if (hashes !== undefined && level === 1) text.heading(line.slice(hashes.length), hashes.length)
    else open.push(line)
  }
  text.paragraph(open.join('\n'))
}

/** Within one Markdown paragraph: a forced line break, a number such as 第八条, and `标签：值` lines that follow each other. */
function startsParagraph(lines: readonly string[], at: number): boolean {
  const [before = '', line = '', after = ''] = [lines[at - 1], lines[at], lines[at + 1]]
  return (
    before.endsWith(forced) || hasNumberedStart(line) || (labelled.test(line) && (labelled.test(before) || labelled.test(after)))
  )
}

/** Writes the table that opens at `from`; returns the place of its last token. */
function writeTable(tokens: readonly Token[], from: number, target: Target): number {
  const rows: { cells: string[]; tokens: Token[] }[] = []
  let at = from
  for (; at < tokens.length && tokens[at]?.type !== 'table_close'; at++) {
    const token = tokens[at]
    if (token?.type === 'tr_open') rows.push({ cells: [], tokens: [] })
    else if (token?.type === 'inline') {
      rows.at(-1)?.cells.push(flat(plain(token, target)))
      rows.at(-1)?.tokens.push(token)
    }
  }
  const [head, ...records] = rows
  const heads = head?.cells ?? []
  if (records.length === 0) target.text.paragraph(heads.join('　'))
  for (const token of head?.tokens ?? []) placePictures(token, target)
  for (const record of records) {
    target.text.row(record.cells.map((cell, column) => ({ head: heads[column] ?? '', text: cell })))
    for (const token of record.tokens) placePictures(token, target)
  }
  return at
}

function placePictures(token: Token, { text, figures }: Target): void {
  for (const child of token.children ?? []) {
    if (child.type !== 'image') continue
    const source = String(child.attrGet('src') ?? '')
    figures.push({ at: text.end(), source: decodeSource(source), ...captionOf(child.content) })
  }
}

/** The parser escapes addresses; a path may hold Chinese. */
function decodeSource(source: string): string {
  if (source.startsWith('data:') || !source.includes('%')) return source
  try {
    return decodeURIComponent(source)
  } catch (error) {
    if (error instanceof URIError) return source
    throw error
  }
}

/** Lines as one text, where a forced line break is a space. */
function flat(lines: readonly string[]): string {
  return lines.join('\n').replaceAll(`${forced}\n`, ' ')
}

/** The text of an inline token as lines, without its markup. */
function plain(token: Token, { tags, hidden }: Target): readonly string[] {
  const pieces: string[] = []
  for (const child of token.children ?? []) {
    const piece = plainInline(child)
    if (child.type === 'html_inline' && !tags.swallow(child.content)) {
      if (child.content.startsWith('<!--')) hidden.add('comment', child.content.slice(4, -3))
      tags.leaveOpen(child.content)
    }
    if (child.type === 'html_inline' || !tags.swallow(piece)) pieces.push(piece)
  }
  return pieces
    .join('')
    .replace(/\*\*(\S[^*\n]*)\*\*/g, '$1')
    .split('\n')
}

function plainInline(token: Token): string {
  if (token.type === 'softbreak') return '\n'
  if (token.type === 'hardbreak') return `${forced}\n`
  if (token.type === 'html_inline') return /^<br\b/i.test(token.content) ? `${forced}\n` : ''
  return token.type === 'text' || token.type === 'text_special' || token.type === 'code_inline' ? token.content : ''
}
