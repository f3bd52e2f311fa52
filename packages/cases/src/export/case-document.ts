import type { Language } from '@kaiwu/core'
import type { AigcLabel } from './aigc-label.ts'

/** A piece of text; `label` is the mark of what a model wrote, `strong` stands out, `faint` steps back, as a hash. */
export type Piece = Readonly<{ text: string; look?: 'label' | 'strong' | 'faint' }>

/** Text of a paragraph or a cell; a line feed begins a new line. */
export type Words = string | readonly Piece[]

/** A part of a document, from top to bottom. */
export type Block =
  | Readonly<{ kind: 'title' | 'heading' | 'subheading' | 'paragraph' | 'notice'; text: Words }>
  | Readonly<{
      kind: 'table'
      head?: readonly string[]
      rows: readonly (readonly Words[])[]
      /** Of the columns, in hundredths of the page. */
      widths: readonly number[]
    }>

/** What is printed of a case, whatever it is printed with. */
export type CaseDocument = Readonly<{
  title: string
  language: Language
  /** Of a document that holds what a model wrote. */
  aigc?: AigcLabel
  blocks: readonly Block[]
}>

/** A heading and what stands under it; nothing where there is nothing to show. */
export function section(heading: string, table: Extract<Block, { kind: 'table' }>): Block[] {
  return table.rows.length === 0 ? [] : [{ kind: 'heading', text: heading }, table]
}

/** The pieces of a text. */
export function piecesOf(text: Words): readonly Piece[] {
  return typeof text === 'string' ? [{ text }] : text
}

/**
 * Text as HTML and XML hold it: nothing in it is markup, and no sign that XML cannot hold is left.
 * @example
 * escaped('<script>') // '&lt;script&gt;'
 */
export function escaped(text: string): string {
  return text.replace(unprintable, '\uFFFD').replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

// Control signs, half characters, and what turns the order of letters around, which would show another text than is there.
const unprintable = /(?![\t\n\r])\p{Cc}|[\p{Surrogate}\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/gu
