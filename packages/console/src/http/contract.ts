import type { Answer, Block, DocumentFacts, Hit, Language, Passage, Validity } from '@kaiwu/core'

/** A text the server gives in both languages. */
export type BothLanguages = Readonly<Record<Language, string>>

/** One set of documents of a solution. */
export type KnowledgeInfo = Readonly<{ name: string; title: BothLanguages; documents: number; passages: number }>

/** A solution the server runs. `progress` counts documents and is there while indexing; `problem` when it failed. */
export type SolutionInfo = Readonly<{
  name: string
  title: BothLanguages
  description: BothLanguages
  /** The language most of its documents are in. */
  language: Language
  contact: BothLanguages
  /** `local/extractive`, or `provider/model`. */
  model: string
  modelIsLocal: boolean
  questions: readonly string[]
  knowledge: readonly KnowledgeInfo[]
  status: 'indexing' | 'ready' | 'failed'
  progress?: Readonly<{ done: number; total: number }>
  problem?: BothLanguages
}>

/** A stored document without its text. `addedAt` is an ISO instant, `bytes` the size of the file. */
export type DocumentInfo = Readonly<{
  id: string
  knowledge: string
  path: string
  facts: DocumentFacts
  validity: Validity
  mediaType: string
  bytes: number
  pages?: number
  characters: number
  passages: number
  uploaded: boolean
  addedAt: string
  warnings: readonly BothLanguages[]
}>

/** A stored document to read: offsets of blocks and passages point into `text`. */
export type SourceDocument = Readonly<{
  document: DocumentInfo
  text: string
  blocks: readonly Block[]
  passages: readonly Passage[]
}>

/** Why a passage was found: one matched term, the field it matched in, and what it added to the score. */
export type ExplainedTerm = Readonly<{ term: string; in: 'text' | 'path' | 'title'; weight: number }>

/** A hit of a search, with its explanation. */
export type ExplainedHit = Hit & Readonly<{ explain: readonly ExplainedTerm[] }>

/** What to search for. `top` is 1 to 50. */
export type SearchRequest = Readonly<{ query: string; top?: number; asOf?: string; knowledge?: string }>

/** What a search found. */
export type SearchResult = Readonly<{ hits: readonly ExplainedHit[]; asOf: string; elapsedMs: number }>

/** What to ask. `asOf` is an ISO day. */
export type AnswerRequest = Readonly<{ question: string; asOf?: string }>

export type { Answer, Block, Hit, Passage, Validity }
