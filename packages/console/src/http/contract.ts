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
  /** Whether it has case types. */
  cases: boolean
  /** Whether its assistant may look for itself. */
  agent: boolean
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
  warnings: readonly ReadWarning[]
  revision: number
  /** False when a release is served that holds another revision of it, or none. */
  served: boolean
  /** Facts were found but not surely, and nobody has confirmed them. */
  toConfirm: boolean
}>

/** A remark on reading a file. */
export type ReadWarning = BothLanguages &
  Readonly<{ kind?: 'not-read' | 'hidden' | 'doubtful'; page?: number; count?: number; sample?: string }>

/** A stored content of a document. */
export type Revision = Readonly<{
  revision: number
  path: string
  bytes: number
  characters: number
  addedAt: string
  releases: readonly string[]
  current: boolean
}>

/** How a document was read, and what was found in it. */
export type DocumentReport = Readonly<{
  document: DocumentInfo
  warnings: readonly ReadWarning[]
  pages?: readonly Readonly<{ page: number; characters: number }>[]
  headings: number
  paragraphs: number
  items: number
  tables: readonly Readonly<{ name: string; rows: number; columns: readonly string[] }>[]
  figures: readonly Readonly<{ id: string; mediaType: string; bytes: number; page?: number; caption?: string }>[]
  evidence: readonly Readonly<{ fact: string; value: string; start: number; end: number; sure: boolean }>[]
  revisions: readonly Revision[]
}>

/** A snapshot of all documents. */
export type Release = Readonly<{ id: string; at: string; note: string; documents: number; serving: boolean }>

/** The releases, and what searches see: the id of one, or `latest`. */
export type Releases = Readonly<{ releases: readonly Release[]; serving: string }>

/** A question that the knowledge held no answer to. */
export type KnowledgeGap = Readonly<{
  id: string
  question: string
  count: number
  firstAt: string
  lastAt: string
  status: 'open' | 'answered' | 'dismissed'
  documentId?: string
}>

/** Where a sync stands. */
export type SyncProgress = Readonly<{ done: number; total: number; path?: string; elapsedMs: number; remainingMs?: number }>

/** What one sync of a knowledge changed. */
export type SyncReport = Readonly<{
  knowledge: string
  added: readonly string[]
  updated: readonly string[]
  moved: readonly Readonly<{ from: string; to: string }>[]
  removed: readonly string[]
  unchanged: number
  stopped: boolean
  failed: readonly Readonly<{ path: string; code: string; message: string }>[]
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

/** Where a hit stood in one order (rank from 1), with its score there, and what that order gave the fused score. */
export type PartOfRank = Readonly<{ rank: number; score: number; gave: number }>

/** A hit of a search, with its explanation: its terms, and its places in the keyword and the vector order and after reranking. */
export type ExplainedHit = Hit &
  Readonly<{
    explain: readonly ExplainedTerm[]
    parts: Readonly<{ keyword?: PartOfRank; vector?: PartOfRank; rerank?: Readonly<{ rank: number }> }>
  }>

/** What each order, and each field of a passage, counts for. */
export type SearchWeights = Readonly<{ keyword: number; vector: number; title: number; path: number }>

/** What to search for. `top` is 1 to 50; `weights` tries others than the solution's. */
export type SearchRequest = Readonly<{
  query: string
  top?: number
  asOf?: string
  knowledge?: string
  weights?: SearchWeights
}>

/** What a search found. `weights` are those it used, `saved` those of the solution; `vectors` is absent without an embedding model. */
export type SearchResult = Readonly<{
  hits: readonly ExplainedHit[]
  asOf: string
  elapsedMs: number
  weights: SearchWeights
  saved: SearchWeights
  vectors?: Readonly<{ model: string; engine: string; passages: number }>
  /** The queries that were searched, where the question was taken apart or corrected. */
  asked: readonly string[]
  /** What could not be done, and what was done instead. */
  notes: readonly BothLanguages[]
}>

/**
 * What to ask. `asOf` is an ISO day; `before` what was asked before in the conversation, oldest first; `agent` whether the assistant is to
 * look for itself.
 */
export type AnswerRequest = Readonly<{ question: string; asOf?: string; before?: readonly string[]; agent?: boolean }>

export type { Answer, Block, Hit, Passage, Validity }
