/** How a heading is numbered; the order of this list is the usual order of ranks, outermost first. */
export type HeadingStyle =
  | 'attachment'
  | 'volume'
  | 'chapter'
  | 'part'
  | 'annex'
  | 'section'
  | 'chinese'
  | 'bracketed'
  | 'decimal'
  | 'plain'

/** A block that opens a place people refer to. What stands below a `heading` has it in its path; the others have nothing below them. */
export type Opening = Readonly<{
  kind: 'heading' | 'article' | 'clause' | 'question' | 'speech'
  /** As written. */
  text: string
  /** What people call the place: 第八条, 3.2.1, 附录A, the question, the speaker, or the text itself. */
  locator: string
  style: HeadingStyle
  /** How many numbers deep: 3.2.1 is 3, everything else 1. */
  depth: number
  /** 1 to 6 where the document itself marks the heading. */
  level?: number
  /** The heading is itself a question, as in lists of frequent questions. */
  question?: boolean
  /** The heading is itself an article, as in laws kept as Markdown. */
  article?: boolean
}>

/** An opening of a kind that has no numbers below it. */
export function opening(kind: Opening['kind'], text: string, locator: string, style: HeadingStyle = 'plain'): Opening {
  return { kind, text, locator, style, depth: 1 }
}
