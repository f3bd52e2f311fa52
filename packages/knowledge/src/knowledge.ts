import type { DocumentFacts, Hit, KaiwuError, Passage, Validity } from '@kaiwu/core'
import type { StoredDocument } from './document-store.ts'
import type { TermScore } from './index/keyword-index.ts'
import type { ReadDocument } from './reader/reader.ts'
import type { AnalyzedQuestion } from './search/analyze-question.ts'
import type { SourceFile } from './source-file.ts'
import type { VectorState } from './vector/passage-vectors.ts'

/**
 * What one sync changed. A file that could not be read, or not embedded, is named with its error; the others are taken in all
 * the same. One that cannot be read is forgotten; one that cannot be embedded stays as it was.
 */
export type SyncReport = Readonly<{
  added: readonly string[]
  updated: readonly string[]
  removed: readonly string[]
  unchanged: number
  failed: readonly Readonly<{ path: string; error: KaiwuError }>[]
}>

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
}>

/** A hit that says why it stands where it stands. */
export type ExplainedHit = Hit &
  Readonly<{
    /** What each term of the query gave its keyword score. */
    explain: readonly TermScore[]
    /** Of a hybrid search, whose `score` is the fused one: its place by keyword and by vector, and the cosine to the query. */
    ranks?: Readonly<{ keyword?: number; vector?: number; similarity?: number }>
  }>

/** Documents in, cited passages out. */
export type Knowledge = Readonly<{
  /** Makes one knowledge equal to the files given: new and changed ones are read, missing ones forgotten, uploads kept. */
  sync(knowledge: string, files: readonly SourceFile[], onProgress?: (done: number, total: number) => void): Promise<SyncReport>
  /** Takes in one uploaded file, replacing an upload of the same name. @throws the reader's errors, and those of embedding; nothing is changed then */
  add(knowledge: string, name: string, bytes: Uint8Array): Promise<DocumentInfo>
  /** Forgets an uploaded document. @throws DOCUMENT_NOT_FOUND, DOCUMENT_FROM_FOLDER */
  remove(id: string): void
  documents(asOf?: string): DocumentInfo[]
  /** @throws DOCUMENT_NOT_FOUND */
  document(id: string, asOf?: string): Readonly<{ info: DocumentInfo; stored: StoredDocument }>
  /** @throws PASSAGE_NOT_FOUND */
  passage(id: string): Passage
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
