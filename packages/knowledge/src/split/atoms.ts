import type { Block } from '@kaiwu/core'
import { sentences, type Span } from '../text/sentences.ts'

/** The smallest piece that is kept whole: a paragraph, an item, a row, or a sentence of an overlong one. */
export type Atom = Readonly<{
  start: number
  end: number
  page?: number
  /** How good a place to cut lies before it: 3 before a paragraph, 2 before an item, 1 before an item of an item, 0 inside a paragraph. */
  strength: number
  /** The sentence that leads its list in. */
  lead?: Span
  /** Number of the paragraph (款) it belongs to, from 1, its items included. */
  paragraph: number
  /** （三） of the item it belongs to, where the item is so numbered. */
  item?: string
}>

const itemForms: readonly RegExp[] = [
  /^[（(][一二三四五六七八九十]{1,3}[）)]/,
  /^[一二三四五六七八九十]{1,3}、/,
  /^\d{1,2}(?:[、．]|\.(?!\d))/,
  /^[（(]\d{1,2}[)）]/,
  /^\d{1,2}[)）]/,
  /^[①-⑳]/,
  /^[（(]?[a-z][)）.]\s?/,
  /^(?:[•●○◆◇■□▪▲△·–-]|——|—)/,
]
const ended = /[。！？!?；;：:.…][”’"')）】」』]*$/
const leads = /[：:]$|(?:如下|下列|following)[^。]*[。.：:]$/
const chineseItem = /^[（(][一二三四五六七八九十]{1,3}[）)]/

/**
 * Takes a piece of text apart.
 * @param limit a block longer than this is taken apart at its sentences
 * @param hardest a sentence longer than this is cut at a comma or a space
 */
export function atomsOf(text: string, blocks: readonly Block[], limit: number, hardest: number): Atom[] {
  const atoms: Atom[] = []
  const open = {
    styles: [] as number[],
    leads: [undefined] as (Span | undefined)[],
    paragraph: 0,
    item: undefined as string | undefined,
    last: '',
  }
  for (const [at, block] of blocks.entries()) {
    const line = text.slice(block.start, block.end)
    const style = styleOf(line, block.kind)
    const strength = at === 0 ? 3 : place(open, line, style)
    const spans = line.length <= limit ? [{ start: block.start, end: block.end }] : cutLong(text, block, hardest)
    if (at === 0) open.paragraph = 1
    const lead = leadOf(text, block)
    for (const [part, span] of spans.entries()) {
      const own = open.leads.slice(0, open.styles.length).findLast((one) => one !== undefined)
      atoms.push({
        ...span,
        ...(block.page ? { page: block.page } : {}),
        strength: part > 0 ? 0 : open.last.endsWith('：') ? strength - 2 : strength,
        ...(own && own.start < span.start ? { lead: own } : {}),
        paragraph: open.paragraph,
        ...(open.item ? { item: open.item } : {}),
      })
    }
    open.leads[open.styles.length] = lead
    open.leads.length = open.styles.length + 1
    open.last = line
  }
  return atoms
}

type Open = { styles: number[]; leads: (Span | undefined)[]; paragraph: number; item: string | undefined; last: string }

/** Places a block in the nesting of lists; returns how good a place to cut lies before it. */
function place(open: Open, line: string, style: number | undefined): number {
  if (style === undefined) {
    // A line that goes on where the one before did not end is no paragraph of its own.
    if (open.last !== '' && !ended.test(open.last) && open.last.length > 20) return 0
    open.styles.length = 0
    open.item = undefined
    open.paragraph++
    return 3
  }
  const known = open.styles.indexOf(style)
  if (known >= 0) open.styles.length = known + 1
  else open.styles.push(style)
  if (open.styles.length === 1) open.item = chineseItem.exec(line)?.[0].replace('(', '（').replace(')', '）')
  return open.styles.length === 1 ? 2 : 1
}

function styleOf(line: string, kind: Block['kind']): number | undefined {
  if (kind === 'row') return itemForms.length + 1
  const form = itemForms.findIndex((pattern) => pattern.test(line))
  if (form >= 0) return form
  return kind === 'item' ? itemForms.length : undefined
}

function leadOf(text: string, block: Block): Span | undefined {
  if (block.kind === 'row' || !leads.test(text.slice(Math.max(block.start, block.end - 60), block.end))) return undefined
  const last = sentences(text.slice(block.start, block.end)).at(-1)
  return last && { start: block.start + last.start, end: block.start + last.end }
}

/** The sentences of a block; one beyond `hardest` is cut behind a comma or a space, and never inside a character. */
function cutLong(text: string, block: Block, hardest: number): Span[] {
  const spans: Span[] = []
  for (const sentence of sentences(text.slice(block.start, block.end))) {
    let start = block.start + sentence.start
    const end = block.start + sentence.end
    while (end - start > hardest) {
      const cut = start + lastBreak(text.slice(start, start + hardest))
      spans.push({ start, end: cut })
      start = cut
      while (start < end && /\s/.test(text[start]!)) start++
    }
    if (end > start) spans.push({ start, end })
  }
  return spans
}

function lastBreak(piece: string): number {
  for (const marks of ['；;', '，,、 ']) {
    for (let at = piece.length - 1; at > piece.length / 2; at--)
      if (marks.includes(piece[at]!)) return at + (piece[at] === ' ' ? 0 : 1)
  }
  // Between the halves of a surrogate pair there is no place to cut.
  return /[\ud800-\udbff]$/.test(piece) ? piece.length - 1 : piece.length
}
