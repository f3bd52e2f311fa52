/** Whether a document may be relied on, at one date. */
export type Validity = 'in-force' | 'not-yet' | 'ended' | 'unknown'

/** What is known about a document beside its text. Dates are ISO days; `effective` is the first day in force, `ends` the first day no longer. */
export type DocumentFacts = Readonly<{
  title: string
  /** 发文字号 or 文件编号. */
  number?: string
  version?: string
  issued?: string
  effective?: string
  ends?: string
  /** Why it ends: it says so itself, or another document repeals it. */
  endedBy?: string
}>

/** One place in a document: a heading, a paragraph, a row. Offsets count UTF-16 units of the document's stored text. */
export type Block = Readonly<{
  kind: 'heading' | 'paragraph' | 'item' | 'row'
  start: number
  end: number
  /** 1 to 6 for headings. */
  level?: number
  /** 1-based, where the source has pages. */
  page?: number
  /** Column heads and cells of a table row, in order. */
  cells?: readonly Readonly<{ head: string; text: string }>[]
}>

/** The piece of a document that retrieval returns. `text` equals the document's stored text from `start` to `end`. */
export type Passage = Readonly<{
  id: string
  documentId: string
  /** The knowledge it belongs to. */
  knowledge: string
  /** Position among the document's passages, from 0. */
  ordinal: number
  text: string
  start: number
  end: number
  /** The headings above it, outermost first. */
  path: readonly string[]
  /** What people call the place: 第八条, 3.2.1, E-203. */
  locator: string
  kind: 'article' | 'section' | 'row' | 'question' | 'text'
  page?: number
}>

/** A passage found for a query, with the document it stands in. */
export type Hit = Readonly<{
  passage: Passage
  document: Readonly<{ id: string; path: string; facts: DocumentFacts; validity: Validity }>
  /** BM25 score; comparable within one search only. */
  score: number
  /** From 1. */
  rank: number
  /** Spans of the passage's text that matched, as offsets into it. */
  highlights: readonly Readonly<[number, number]>[]
}>
