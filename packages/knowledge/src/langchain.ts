/**
 * Kaiwu's search as a LangChain retriever, for chains and agents; and LangChain's embeddings for Kaiwu's search.
 * @module
 */
import { KaiwuError, type Embedder } from '@kaiwu/core'
import type { CallbackManagerForRetrieverRun } from '@langchain/core/callbacks/manager'
import { Document } from '@langchain/core/documents'
import type { EmbeddingsInterface } from '@langchain/core/embeddings'
import { BaseRetriever, type BaseRetrieverInput } from '@langchain/core/retrievers'
import type { Knowledge, SearchRequest } from './open-knowledge.ts'
import { embedTexts } from './vectors/embed-texts.ts'

export { KaiwuVectorStore, type KaiwuVectorStoreConfig } from './langchain-vector-store.ts'
export {
  recordStore,
  type MetadataValue,
  type RecordFilter,
  type RecordHit,
  type RecordStore,
  type StoredRecord,
} from './together/record-store.ts'

/** How to make a {@link KaiwuRetriever}: the knowledge, and what {@link SearchRequest} says beside the query. */
export type KaiwuRetrieverInput = BaseRetrieverInput &
  Omit<SearchRequest, 'query'> &
  Readonly<{ source: Pick<Knowledge, 'search'> }>

/** What a retrieved document carries beside its text: enough to cite it. */
export type KaiwuDocumentMetadata = Readonly<{
  passageId: string
  documentId: string
  source: string
  title: string
  number?: string
  path: readonly string[]
  locator: string
  page?: number
  validity: string
  /** Of the document's stored revisions, from 1. */
  revision?: number
  score: number
  /** Of a record that a program put in: what it was put in with. */
  metadata?: Readonly<Record<string, unknown>>
}>

/**
 * A LangChain retriever over Kaiwu's knowledge. Only what is in force on the asked day comes back, and of documents with labels only
 * those that `access` opens.
 * @example
 * const retriever = new KaiwuRetriever({ source: solution.knowledge, top: 4 })
 * const documents = await retriever.invoke('主轴过热怎么处理')
 */
export class KaiwuRetriever extends BaseRetriever<KaiwuDocumentMetadata> {
  /** Where LangChain says this class lives. */
  override lc_namespace = ['kaiwu', 'retrievers']
  private readonly source: Pick<Knowledge, 'search'>
  private readonly request: Omit<SearchRequest, 'query'>

  /** The name under which LangChain reports runs. */
  static override lc_name(): string {
    return 'KaiwuRetriever'
  }

  constructor({ source, top, knowledge, asOf, access, where, weights, decomposed, ...base }: KaiwuRetrieverInput) {
    super(base)
    this.source = source
    this.request = {
      ...(top ? { top } : {}),
      ...(knowledge ? { knowledge } : {}),
      ...(asOf ? { asOf } : {}),
      ...(access ? { access } : {}),
      ...(where ? { where } : {}),
      ...(weights ? { weights } : {}),
      ...(decomposed === undefined ? {} : { decomposed }),
    }
  }

  /** Called by `invoke`. */
  override async _getRelevantDocuments(
    query: string,
    _run?: CallbackManagerForRetrieverRun,
  ): Promise<Document<KaiwuDocumentMetadata>[]> {
    const { hits } = await this.source.search({ ...this.request, query })
    return hits.map(({ passage, document, score }) => {
      const { title, number } = document.facts
      const metadata: KaiwuDocumentMetadata = {
        passageId: passage.id,
        documentId: document.id,
        source: document.path,
        title,
        ...(number ? { number } : {}),
        path: passage.path,
        locator: passage.locator,
        ...(passage.page ? { page: passage.page } : {}),
        validity: document.validity,
        ...(document.revision ? { revision: document.revision } : {}),
        score,
        ...(document.metadata ? { metadata: document.metadata } : {}),
      }
      return new Document({ id: passage.id, pageContent: passage.text, metadata })
    })
  }
}

/** What LangChain's embeddings do not say of themselves. */
export type FromLangChainOptions = Readonly<{
  /** `provider/model`; vectors stored under another one are made anew. */
  ref: string
  dimension: number
  /** Texts per call of `embedDocuments`; default 32. Some services take 10 at most. */
  batch?: number
}>

/**
 * Any LangChain embeddings as the embedder of `openKnowledge`. Questions are embedded as documents are. What comes back is
 * checked: as many vectors as texts, of the right dimension, numbers only.
 * @example
 * const embedder = fromLangChain(new OpenAIEmbeddings({ model: 'text-embedding-3-small' }), { ref: 'openai/text-embedding-3-small', dimension: 1536 })
 */
export function fromLangChain(embeddings: EmbeddingsInterface, { ref, dimension, batch = 32 }: FromLangChainOptions): Embedder {
  const once: Embedder = {
    ref,
    dimension,
    embed: async (texts) => (await embeddings.embedDocuments([...texts])).map((vector) => toFloats(vector, ref)),
  }
  return Object.freeze({
    ref,
    dimension,
    embed: (texts: readonly string[], options?: { signal?: AbortSignal }) => embedTexts(once, texts, { ...options, batch }),
  })
}

/** Float32Array.from would take '0.1' for a number and null for zero. */
function toFloats(vector: readonly unknown[], model: string): Float32Array {
  if (!Array.isArray(vector)) throw new KaiwuError('VECTOR_INVALID', { model, reason: `typeof v = ${typeof vector}` })
  return Float32Array.from(vector, (value: unknown, at) => {
    if (typeof value !== 'number')
      throw new KaiwuError('VECTOR_INVALID', { model, reason: `v[${at}] = ${JSON.stringify(value)}` })
    return value
  })
}
