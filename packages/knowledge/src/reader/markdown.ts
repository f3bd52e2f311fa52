import MarkdownIt, { type Token } from 'markdown-it'
import { cleanText } from './clean-text.ts'
import { decodeText } from './decode-text.ts'
import { documentText, type DocumentText } from './document-text.ts'
import { encodingWarning } from './encoding-warning.ts'
import { readFrontMatter } from './front-matter.ts'
import { hasNumberedStart } from './numbered-start.ts'
import type { Reader } from './reader.ts'

// html: true makes raw HTML a token of its own, which is then left out; with false it would come back as text.
const parser = new MarkdownIt('commonmark', { html: true }).enable(['table', 'strikethrough'])
/** Marks a forced line break inside this file only: cleaned text never holds it, and the block builder drops it. */
const forced = '\u0001'
const dropped = Object.freeze({ zh: 'HTML 片段未读取；请改写成 Markdown', en: 'Raw HTML was not read; write it as Markdown' })

/** Reads Markdown: headings, paragraphs, list items and table rows as plain text; front matter as properties. */
export const markdownReader: Reader = Object.freeze({
  name: 'markdown',
  extensions: Object.freeze(['.md', '.markdown']),
  isolated: false,
  async read(bytes: Uint8Array, name: string) {
    const decoded = decodeText(bytes, name)
    const { properties, body } = readFrontMatter(cleanText(decoded.text))
    const text = documentText(name)
    const lost = writeTokens(parser.parse(body, {}), text)
    const title = properties['title'] ?? properties['标题']
    const warnings = lost ? [...encodingWarning(decoded), dropped] : encodingWarning(decoded)
    return Object.freeze({ ...text.finish(), ...(title ? { title } : {}), properties, warnings })
  },
})

/** Returns true when HTML with text in it was left out. */
function writeTokens(tokens: readonly Token[], text: DocumentText): boolean {
  let lost = false
  let mark: string | undefined
  let heading = 0
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]
    if (token === undefined) break
    if (token.type === 'heading_open') heading = Number(token.tag.slice(1))
    else if (token.type === 'heading_close') heading = 0
    else if (token.type === 'list_item_open') mark = token.info === '' ? '' : `${token.info}${token.markup} `
    else if (token.type === 'list_item_close') mark = undefined
    else if (token.type === 'table_open') at = writeTable(tokens, at, text)
    else if (token.type === 'fence' || token.type === 'code_block')
      for (const line of token.content.split('\n')) text.paragraph(line)
    else if (token.type === 'html_block') lost ||= /[\p{L}\d]/u.test(token.content.replace(/<!--[^]*?-->|<[^<>]*>/g, ''))
    else if (token.type === 'inline') {
      if (heading > 0) text.heading(flat(token), heading)
      else if (mark === undefined) writeParagraph(token, text)
      else text.item(mark + flat(token))
      if (heading === 0) mark = undefined
    }
  }
  return lost
}

function writeParagraph(token: Token, text: DocumentText): void {
  let open: string[] = []
  const lines = plain(token)
  for (const [at, line] of lines.entries()) {
    const hashes = /^(#{1,6})(?=\p{Script=Han})/u.exec(line)?.[1]
    if (open.length > 0 && (hashes !== undefined || startsParagraph(lines, at))) {
      text.paragraph(open.join('\n'))
      open = []
    }
    // Many Chinese writers leave out the space after the hash, which Markdown asks for.
    if (hashes !== undefined && token.level === 1) text.heading(line.slice(hashes.length), hashes.length)
    else open.push(line)
  }
  text.paragraph(open.join('\n'))
}

const labelled = /^[^\s：:，。]{1,16}\s?[：:]/

/** Within one Markdown paragraph: a forced line break, a number such as 第八条, and `标签：值` lines that follow each other. */
function startsParagraph(lines: readonly string[], at: number): boolean {
  const [before = '', line = '', after = ''] = [lines[at - 1], lines[at], lines[at + 1]]
  return (
    before.endsWith(forced) || hasNumberedStart(line) || (labelled.test(line) && (labelled.test(before) || labelled.test(after)))
  )
}

/** Writes the table that opens at `from`; returns the place of its last token. */
function writeTable(tokens: readonly Token[], from: number, text: DocumentText): number {
  const rows: string[][] = []
  let at = from
  for (; at < tokens.length && tokens[at]?.type !== 'table_close'; at++) {
    const token = tokens[at]
    if (token?.type === 'tr_open') rows.push([])
    else if (token?.type === 'inline') rows.at(-1)?.push(flat(token))
  }
  const [heads = [], ...records] = rows
  if (records.length === 0) text.paragraph(heads.join('　'))
  for (const record of records) text.row(record.map((cell, column) => ({ head: heads[column] ?? '', text: cell })))
  return at
}

/** The text of an inline token as one text, where a forced line break is a space. */
function flat(token: Token): string {
  return plain(token).join('\n').replaceAll(`${forced}\n`, ' ')
}

/** The text of an inline token as lines, without its markup. */
function plain(token: Token): readonly string[] {
  return (token.children ?? [])
    .map(plainInline)
    .join('')
    .replace(/\*\*(\S[^*\n]*)\*\*/g, '$1')
    .split('\n')
}

function plainInline(token: Token): string {
  if (token.type === 'softbreak') return '\n'
  if (token.type === 'hardbreak') return `${forced}\n`
  if (token.type === 'html_inline') return /^<br\b/i.test(token.content) ? `${forced}\n` : ''
  if (token.type === 'image') return (token.children ?? []).map(plainInline).join('')
  return token.type === 'text' || token.type === 'text_special' || token.type === 'code_inline' ? token.content : ''
}
