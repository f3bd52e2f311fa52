/**
 * Whether a document may be relied on, at one day: 尚未施行, 现行有效, 已修改, 失效, 废止, 待确认. `amended` is in force with changes that
 * another document makes; `expired` ended by itself; `repealed` was ended or replaced by another; `unconfirmed` ended on a day nobody states.
 * Only `in-force` and `amended` may be cited.
 */
export type Validity = 'not-yet' | 'in-force' | 'amended' | 'expired' | 'repealed' | 'unconfirmed'

/** What sorts of sources there are, highest in rank first. */
export const documentLevels = Object.freeze([
  'law',
  'administrative-regulation',
  'local-regulation',
  'department-rule',
  'local-rule',
  'normative',
  'standard',
  'manual',
  'guide',
  'interpretation',
] as const)

/** What sort of source a document is; `interpretation` explains and is never the only basis. */
export type DocumentLevel = (typeof documentLevels)[number]

/**
 * What is known about a document beside its text. Dates are ISO days; `effective` is the first day in force, `ends` the first day no longer.
 */
export type DocumentFacts = Readonly<{
  title: string
  /** 发文字号 or 文件编号. */
  number?: string
  version?: string
  /** 发文机关, as written. */
  issuers?: readonly string[]
  level?: DocumentLevel
  /** Where it holds, as written: 云泽市. */
  region?: string
  /** Equipment or product models it is about. */
  models?: readonly string[]
  /** 成文日期: the day it was signed. */
  written?: string
  /** The day it was published: 公布, 发布, 印发. */
  issued?: string
  effective?: string
  ends?: string
  /** Why it ends: it says so itself, or another document repeals it. */
  endedBy?: string
  /** `repealed` when `endedBy` ends or replaces it; else it runs out by itself. */
  ending?: 'expired' | 'repealed'
  /** The first day from which another document changes it, and which one. */
  amended?: string
  amendedBy?: string
  /** Labels of which a reader must hold one; everybody may read a document without any. */
  access?: readonly string[]
  /** What was found but not surely, and nobody has confirmed yet. */
  unsure?: readonly FactName[]
  /** A person has confirmed or corrected these facts: who, and when in milliseconds since 1970. */
  confirmed?: Readonly<{ by: string; at: number }>
}>

/** The facts that can be found in a document's text, in the order in which people read them. */
export const factNames = Object.freeze([
  'title',
  'number',
  'version',
  'issuers',
  'level',
  'region',
  'models',
  'written',
  'issued',
  'effective',
  'ends',
] as const)

/** A fact that can be found in a document's text. */
export type FactName = (typeof factNames)[number]

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
  kind: 'article' | 'section' | 'row' | 'question' | 'speech' | 'text'
  page?: number
  /** Of a part of a long article or list: the sentence that leads it in, and where it stands; shown and searched before `text`. */
  lead?: Readonly<{ start: number; end: number; text: string }>
  /** Where the section stands that makes sense of it, as offsets of the stored text: its article, its numbered section, its table. */
  section?: Readonly<{ start: number; end: number }>
  /** Ids of the figures that belong to it. */
  figures?: readonly string[]
}>

/** A passage found for a query, with the document it stands in. */
export type Hit = Readonly<{
  passage: Passage
  document: Readonly<{
    id: string
    path: string
    facts: DocumentFacts
    validity: Validity
    revision?: number
    /** Of a record that a program put in: what it was put in with. */
    metadata?: Readonly<Record<string, unknown>>
  }>
  /** What the order goes by; comparable within one search only. */
  score: number
  /** What its words gave: BM25. Absent when no term of the query stands in it. */
  keywordScore?: number
  /** Cosine to the question, where an embedding model is set and found it. */
  similarity?: number
  /** From 1. */
  rank: number
  /** Spans of the passage's text that matched, as offsets into it. */
  highlights: readonly Readonly<[number, number]>[]
}>
