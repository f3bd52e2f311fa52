import type { DocumentFacts, Hit, Passage, Validity } from '@kaiwu/core'
import type { StoredDocument } from './document-store.ts'
import type { KnowledgeLife } from './life/knowledge-life.ts'
import type { ReadDocument } from './reader/reader.ts'
import type { AnalyzedQuestion } from './search/analyze-question.ts'
import type { SearchWeights } from './search-settings.ts'
import type { DocumentFilter } from './searched-documents.ts'
import type { HitExplanation, SearchExplanation } from './together/explanation.ts'
import type { VectorEngine } from './vectors/vector-index.ts'

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
  /** It holds rows of tables. */
  hasTables: boolean
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
  /** Only in documents that are like this. */
  where?: DocumentFilter
  /** In place of the base's own weights. */
  weights?: SearchWeights
  /** Whether a question that asks for several things is taken apart; default yes. */
  decomposed?: boolean
}>

/** A hit that says why it stands where it stands. */
export type ExplainedHit = Hit & Readonly<{ why: HitExplanation }>

/** What a search came to. */
export type SearchResult = Readonly<{
  /** Best first. */
  hits: readonly ExplainedHit[]
  /** How the question was understood, and what went another way than it was set to. */
  how: SearchExplanation
  /** What counted how much. */
  weights: SearchWeights
}>

/** What to search for by a vector, and where. */
export type VectorRequest = Readonly<{ top: number }> & Pick<SearchRequest, 'knowledge' | 'asOf' | 'access' | 'where'>

/** A passage found by a vector. */
export type VectorFound = Readonly<{
  passage: Passage
  document: Pick<Hit['document'], 'id' | 'path' | 'metadata'>
  /** Cosine. */
  similarity: number
}>

/** What vectors are searched with. */
export type VectorState = Readonly<{
  engine: VectorEngine
  /** `provider/model` of the embedder. */
  model: string
  dimension: number
  /** How many passages have a vector of this model. */
  passages: number
}>

/** Finding passages and documents. What is found is what is served: the documents as they stand, or a release. */
export type KnowledgeSearch = Readonly<{
  /** The documents as they stand, as far as they may be read with these labels; default: those without labels. */
  documents(asOf?: string, access?: Access): DocumentInfo[]
  /** A document as it is served, else as it stands. @throws DOCUMENT_NOT_FOUND also when the labels do not open it */
  document(id: string, asOf?: string, access?: Access): Promise<Readonly<{ info: DocumentInfo; stored: StoredDocument }>>
  /** @throws PASSAGE_NOT_FOUND also when the labels do not open its document */
  passage(id: string, access?: Access): Promise<Passage>
  /** Prepares a question once for {@link Knowledge.search} and for extraction. */
  analyze(question: string): AnalyzedQuestion
  /**
   * Searches by keyword, and by vector where there is an embedder, and fuses the two orders. Something is near to any query, so hits
   * do not mean that the answer is there. Where the embedder or the reranker fails, what is left orders the hits, and `how` says so.
   * @throws CANCELLED
   */
  search(request: SearchRequest, options?: Readonly<{ signal?: AbortSignal }>): Promise<SearchResult>
  /**
   * The passages nearest to a vector of the base's own model, best first: for programs that embed queries themselves.
   * @throws VECTOR_SEARCH_MISSING without an embedder; VECTOR_INVALID, VECTOR_DIMENSION_WRONG
   */
  searchVector(vector: Float32Array, request: VectorRequest): Promise<readonly VectorFound[]>
  /** What counts how much in searches that say nothing else. */
  weights(): SearchWeights
  /** Has searches from now on weigh otherwise; nothing is stored. @throws FUSION_SETTING_INVALID */
  setWeights(weights: SearchWeights): void
  /** What vectors are searched with; nothing without an embedder. */
  vectorState(): VectorState | undefined
  /** Closes the database that it was opened with, once the change under way is done. */
  close(): Promise<void>
}>

/** Documents in, cited passages out. */
export type Knowledge = KnowledgeSearch & KnowledgeLife
