import type { Block, Passage } from '@kaiwu/core'
import type { ReadDocument } from '../reader/reader.ts'
import { headingOf, type HeadingForm } from './heading-form.ts'

/** A passage before it belongs to a stored document. */
export type SplitPassage = Omit<Passage, 'id' | 'documentId' | 'knowledge' | 'ordinal'>

/** How long passages may grow, in UTF-16 units. */
export type SplitOptions = Readonly<{
  /** Running text is gathered up to this length. Measured: about 800 suits Chinese policy text. */
  target?: number
  /** An article or section is cut, between its paragraphs, only beyond this length. */
  limit?: number
}>

/**
 * Cuts a document into passages along its own structure: statutes at 第X条, manuals at numbered headings, tables row by row,
 * question lists at questions, anything else by paragraphs. A passage's text is the document's text from `start` to `end`.
 */
export function splitDocument(document: ReadDocument, options: SplitOptions = {}): SplitPassage[] {
  const { target = 800, limit = 1200 } = options
  const splitting = new Splitting(document.text, target, limit)
  const inSections = smallTables(document.blocks)
  for (const block of document.blocks) splitting.take(block, inSections.has(block))
  return splitting.finish()
}

// A table of this many characters reads as part of its section; a larger one is looked up row by row.
const smallTable = 700

/** The rows of small tables that stand in running text: they belong to the section around them. */
function smallTables(blocks: readonly Block[]): ReadonlySet<Block> {
  const found = new Set<Block>()
  if (!blocks.some(({ kind }) => kind === 'paragraph')) return found
  let table: Block[] = []
  const close = (): void => {
    if (table.length > 0 && table.at(-1)!.end - table[0]!.start <= smallTable) for (const row of table) found.add(row)
    table = []
  }
  for (const block of blocks) {
    if (block.kind !== 'row') close()
    else table.push(block)
  }
  close()
  return found
}

type Open = { blocks: Block[]; form: HeadingForm | undefined; kind: Passage['kind'] }

class Splitting {
  private readonly text: string
  private readonly target: number
  private readonly limit: number
  private readonly passages: SplitPassage[] = []
  private headings: HeadingForm[] = []
  private open: Open | undefined

  constructor(text: string, target: number, limit: number) {
    this.text = text
    this.target = target
    this.limit = limit
  }

  take(block: Block, inSection: boolean): void {
    const text = this.text.slice(block.start, block.end)
    const form = headingOf(block, text)
    if (form && form.kind === 'heading') this.takeHeading(form, block)
    else if (block.kind === 'row' && !inSection) this.takeRow(block)
    else if (form) this.begin(form, block)
    else this.append(block)
  }

  finish(): SplitPassage[] {
    this.close()
    return this.passages
  }

  private takeHeading(form: HeadingForm, block: Block): void {
    this.close()
    this.headings = this.headings.filter((heading) => heading.level < form.level)
    this.headings.push(form)
    this.open = { blocks: [block], form, kind: form.article ? 'article' : form.locator === form.text ? 'text' : 'section' }
    if (form.question) this.open.kind = 'question'
  }

  private begin(form: HeadingForm, block: Block): void {
    this.close()
    this.open = { blocks: [block], form, kind: form.kind === 'article' ? 'article' : 'question' }
  }

  private append(block: Block): void {
    const open = this.open
    const grown = open ? block.end - open.blocks[0]!.start : 0
    const free = open !== undefined && (open.kind === 'text' ? grown <= this.target : grown <= this.limit)
    if (open && (free || onlyHeading(open))) {
      open.blocks.push(block)
      return
    }
    // A part of a long article keeps the article's name; running text starts afresh.
    const form = open && open.kind !== 'text' ? open.form : this.headings.at(-1)
    this.close()
    this.open = { blocks: [block], form, kind: open && open.kind !== 'text' ? open.kind : 'text' }
  }

  private takeRow(block: Block): void {
    if (this.open && !onlyHeading(this.open)) this.close()
    else this.open = undefined
    const key = block.cells?.find((cell) => cell.text.trim() !== '')?.text ?? ''
    this.push(
      [block],
      'row',
      key,
      this.headings.map((heading) => heading.text),
    )
  }

  private close(): void {
    const open = this.open
    this.open = undefined
    if (!open || onlyHeading(open)) return
    const path = this.headings.map((heading) => heading.text)
    const first = open.blocks[0]!
    const locator = open.form?.locator ?? this.text.slice(first.start, Math.min(first.end, first.start + 20))
    this.push(open.blocks, open.kind, locator, path)
  }

  private push(blocks: readonly Block[], kind: Passage['kind'], locator: string, path: readonly string[]): void {
    const first = blocks[0]!
    const start = first.start
    const end = blocks.at(-1)!.end
    this.passages.push({
      text: this.text.slice(start, end),
      start,
      end,
      path,
      locator,
      kind,
      ...(first.page ? { page: first.page } : {}),
    })
  }
}

/** A heading with nothing under it yet says nothing by itself. */
function onlyHeading(open: Open): boolean {
  return open.form?.kind === 'heading' && open.blocks.length === 1 && open.blocks[0]!.kind === 'heading'
}
