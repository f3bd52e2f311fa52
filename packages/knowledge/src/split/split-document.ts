import type { Block, Passage } from '@kaiwu/core'
import type { ReadDocument } from '../reader/reader.ts'
import type { Span } from '../text/sentences.ts'
import { cutPiece, type Part } from './cut-piece.ts'
import { findOpenings } from './find-openings.ts'
import type { Opening } from './opening.ts'
import { openOutline, type Section } from './outline.ts'
import { partLocator } from './part-locator.ts'
import { questionOfRow } from './question-lines.ts'
import { charactersPerHan } from './reading-unit.ts'
import { sectionSpans } from './section-span.ts'
import { rowRuns } from './row-runs.ts'

/** A passage before it belongs to a stored document. */
export type SplitPassage = Omit<Passage, 'id' | 'documentId' | 'knowledge' | 'ordinal' | 'lead'> & Readonly<{ lead?: Span }>

/** How long passages may grow, in Chinese characters; text in Latin letters may take 2.5 times as many. */
export type SplitOptions = Readonly<{
  /** Running text is gathered up to this length. Measured: about 800 suits Chinese policy text. */
  target?: number
  /** An article or section is cut only beyond this length. */
  limit?: number
}>

/**
 * Cuts a document into passages along its own structure: statutes at 第X条, manuals at numbered headings, tables row by row,
 * question lists at questions, minutes at speakers, anything else by paragraphs. A passage's text is the document's text from `start` to
 * `end`; passages stand in order and apart, and hold every block once, but for headings that other passages have in their `path`. None is
 * longer than 3,000 characters. `lead` and `section` say what else a reader needs.
 */
export function splitDocument(document: ReadDocument, options: SplitOptions = {}): SplitPassage[] {
  return new Splitting(document, options.target ?? 800, options.limit ?? 1200).run()
}

type Piece = {
  blocks: Block[]
  opening: Opening | undefined
  kind: Passage['kind']
  section: Section
  /** Only a heading so far. */
  bare: boolean
}

/** A passage whose section is known once the whole outline is. */
type Unplaced = Readonly<{ passage: Omit<SplitPassage, 'section'>; section: Section; base: Span | undefined }>

class Splitting {
  private readonly text: string
  private readonly blocks: readonly Block[]
  private readonly target: number
  private readonly limit: number
  private readonly outline = openOutline()
  private readonly unplaced: Unplaced[] = []
  private open: Piece | undefined
  private childless: Piece | undefined

  constructor(document: ReadDocument, target: number, limit: number) {
    this.text = document.text
    this.blocks = document.blocks
    this.target = target
    this.limit = limit
  }

  run(): SplitPassage[] {
    const openings = findOpenings(this.text, this.blocks)
    const { small, of: tables } = rowRuns(this.blocks)
    for (const [at, block] of this.blocks.entries()) {
      const opening = openings.get(at)
      if (opening?.kind === 'heading') this.takeHeading(opening, block, this.blocks[at - 1]?.end ?? 0)
      else if (block.kind === 'row' && !small.has(block)) this.takeRow(block, tables.get(block)!)
      else if (opening) this.begin(opening, block)
      else this.append(block)
    }
    this.close()
    this.flushChildless()
    this.outline.finish(this.text.length)
    const spans = sectionSpans(this.text, this.blocks)
    return this.unplaced.map(({ passage, section, base }) => ({
      ...passage,
      section: spans.spanOf(
        passage,
        base ?? section,
        passage.kind === 'article' || passage.kind === 'question' ? undefined : section,
      ),
    }))
  }

  private takeHeading(opening: Opening, block: Block, endBefore: number): void {
    const before = this.open
    const section = this.outline.enter(opening, block.start, endBefore)
    // A marked heading with deeper ones below it stands in their path; one with nothing below it says all it has to say.
    if (before?.bare && section.parent === before.section) this.dropMarked(before)
    this.close()
    const kind = opening.question
      ? 'question'
      : opening.article
        ? 'article'
        : opening.locator === opening.text
          ? 'text'
          : 'section'
    this.open = { blocks: [block], opening, kind, section, bare: true }
  }

  private begin(opening: Opening, block: Block): void {
    if (this.open?.bare) this.dropMarked(this.open)
    this.close()
    const kind = opening.kind === 'clause' || opening.kind === 'heading' ? 'section' : opening.kind
    this.open = { blocks: [block], opening, kind, section: this.outline.current(), bare: false }
  }

  private append(block: Block): void {
    if (this.open) {
      this.open.blocks.push(block)
      this.open.bare = false
    } else {
      const section = this.outline.current()
      this.open = { blocks: [block], opening: section.opening, kind: 'text', section, bare: false }
    }
  }

  private takeRow(block: Block, table: Span): void {
    if (this.open?.bare) this.dropMarked(this.open)
    this.close()
    this.flushChildless()
    const section = this.outline.current()
    const asked = questionOfRow(block.cells)
    const key = (asked ?? block.cells?.find((cell) => cell.text.trim() !== '')?.text ?? '').trim()
    const long = block.end - block.start > this.limit
    const spans: readonly Span[] = long ? cutPiece(this.text, [{ ...block, kind: 'paragraph' }], this.limit) : [block]
    // Under no heading, or a long section's, the table itself makes sense of its rows.
    for (const span of spans) this.push(span, asked ? 'question' : 'row', key || '—', section, block.page, undefined, table)
  }

  /** A heading that the document marks is found by the path of what stands below it; one told by its form alone stays quotable. */
  private dropMarked(open: Piece): void {
    if (open.blocks[0]!.kind === 'heading') this.open = undefined
    else this.flushChildless()
  }

  private close(): void {
    const open = this.open
    this.open = undefined
    if (!open) return
    if (open.bare) return this.keepChildless(open)
    this.flushChildless()
    const first = open.blocks[0]!
    const whole = { start: first.start, end: open.blocks.at(-1)!.end }
    const most = (open.kind === 'text' ? this.target : this.limit) * charactersPerHan(this.text.slice(whole.start, whole.end))
    const parts: readonly Part[] =
      whole.end - whole.start <= most ? [{ ...whole, atoms: [] }] : cutPiece(this.text, open.blocks, most)
    const base = open.kind === 'article' || open.kind === 'question' ? whole : undefined
    for (const [at, part] of parts.entries()) {
      const locator = this.locatorOf(open, parts, at)
      const { page = first.page, lead } = part.atoms[0] ?? {}
      this.push(part, open.kind, locator, open.section, page, lead, base)
    }
  }

  /** Headings in a row that nothing stands under are kept together: a list in the form of headings. */
  private keepChildless(open: Piece): void {
    const list = this.childless
    const together =
      list && list.section.parent === open.section.parent && open.blocks[0]!.end - list.blocks[0]!.start <= this.target
    if (together) list.blocks.push(...open.blocks)
    else {
      this.flushChildless()
      this.childless = open
    }
  }

  private flushChildless(): void {
    const list = this.childless
    this.childless = undefined
    if (!list) return
    const first = list.blocks[0]!
    const section = list.blocks.length > 1 ? list.section.parent! : list.section
    const kind = list.blocks.length > 1 ? 'text' : list.kind
    for (const part of cutPiece(this.text, list.blocks, this.limit))
      this.push(part, kind, list.opening!.locator, section, first.page, undefined, undefined)
  }

  private locatorOf(open: Piece, parts: readonly Part[], at: number): string {
    const { start, end } = parts[at]!
    // Running text without a heading is called by its first words.
    if (!open.opening) return this.text.slice(start, Math.min(end, start + 20)).split('\n')[0]!
    return open.kind === 'article' && parts.length > 1 ? partLocator(open.opening.locator, parts, at) : open.opening.locator
  }

  private push(
    span: Span,
    kind: Passage['kind'],
    locator: string,
    section: Section,
    page: number | undefined,
    lead: Span | undefined,
    base: Span | undefined,
  ): void {
    const { start, end } = span
    const passage = {
      text: this.text.slice(start, end),
      start,
      end,
      path: section.path,
      locator,
      kind,
      ...(page ? { page } : {}),
      ...(lead ? { lead: { start: lead.start, end: lead.end } } : {}),
    }
    this.unplaced.push({ passage, section, base })
  }
}
