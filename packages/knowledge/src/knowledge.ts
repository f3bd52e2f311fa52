import type { DocumentFacts, Hit, Passage, Validity } from '@kaiwu/core'
import type { StoredDocument } from './document-store.ts'
import type { TermScore } from './index/keyword-index.ts'
import type { KnowledgeLife } from './life/knowledge-life.ts'
import type { ReadDocument } from './reader/reader.ts'
import type { AnalyzedQuestion } from './search/analyze-question.ts'
import type { VectorState } from './vector/passage-vectors.ts'

/** Labels that whoever asks holds; `all` is for the operator's own tools. */
export type Access = readonly string[] | 'all'

/** A document with what is known of it at a day. */
export type DocumentInfo = Readonly<{
  id: string
  knowledge: string
  path: string
  facts: DocumentFacts
  validity: Validity
  bytes: number
  pages?: number
  characters: number
  passages: number
  uploaded: boolean
  /** Milliseconds since 1970. */
  addedAt: number
  warnings: ReadDocument['warnings']
  /** Which of its stored revisions this is, from 1. */
  revision: number
  /** Searches see this very revision. */
  served: boolean
  /** Something was found unsurely, and nobody has confirmed it. */
  toConfirm: boolean
}>

/** What to search for, and where. */
export type SearchRequest = Readonly<{
  query: string
  /** How many hits; default 10. */
  top?: number
  /** Only in these knowledges; default all. */
  knowledge?: readonly string[]
  /** Only what is in force on this day; default today. `any` searches everything. */
  asOf?: string
  /** Labels that the asker holds; a document with labels is found with one of them only. Default none. */
  access?: Access
}>

/** A hit that says why it stands where it stands. */
export type ExplainedHit = Hit &
  Readonly<{
    /** What each term of the query gave its keyword score. */
    explain: readonly TermScore[]
    /** Of a hybrid search, whose `score` is the fused one: its place by keyword and by vector, and the cosine to the query. */
    ranks?: Readonly<{ keyword?: number; vector?: number; similarity?: number }>
  }>

/** Finding passages and documents. What is found is what is served: the documents as they stand, or a release. */
export type KnowledgeSearch = Readonly<{
  /** The documents as they stand, as far as they may be read with these labels; default: those without labels. */
  documents(asOf?: string, access?: Access): DocumentInfo[]
  /** A document as it is served, else as it stands. @throws DOCUMENT_NOT_FOUND also when the labels do not open it */
  document(id: string, asOf?: string, access?: Access): Readonly<{ info: DocumentInfo; stored: StoredDocument }>
  /** @throws PASSAGE_NOT_FOUND also when the labels do not open its document */
  passage(id: string, access?: Access): Passage
  /** Prepares a question once for {@link Knowledge.search} and for extraction. */
  analyze(question: string): AnalyzedQuestion
  /** Searches by keyword. */
  search(request: SearchRequest): ExplainedHit[]
  /**
   * Searches by keyword and by meaning, and fuses the two orders. Something is near to any query, so hits do not mean that
   * the answer is there. Without an embedder it is {@link Knowledge.search}.
   * @throws EMBEDDING_FAILED, EMBEDDING_COUNT_WRONG, VECTOR_INVALID, VECTOR_DIMENSION_WRONG, CANCELLED, and the embedder's own
   * errors; searching by keyword still works then
   */
  searchHybrid(request: SearchRequest, options?: { signal?: AbortSignal }): Promise<ExplainedHit[]>
  /** What {@link Knowledge.searchHybrid} searches vectors with; nothing without an embedder. */
  vectorState(): Promise<VectorState | undefined>
  close(): void
}>

/** Documents in, cited passages out. */
export type Knowledge = KnowledgeSearch & KnowledgeLife
