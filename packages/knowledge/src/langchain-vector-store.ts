/**
 * A Kaiwu knowledge as a LangChain vector store, for programs that put texts in and find them.
 * @module
 */
import { KaiwuError } from '@kaiwu/core'
import type { Callbacks } from '@langchain/core/callbacks/manager'
import { Document, type DocumentInterface } from '@langchain/core/documents'
import type { EmbeddingsInterface } from '@langchain/core/embeddings'
import { VectorStore, type MaxMarginalRelevanceSearchOptions } from '@langchain/core/vectorstores'
import { diverseOrder } from './together/diverse-order.ts'
import type { RecordFilter, RecordHit, RecordStore } from './together/record-store.ts'

/** Where a {@link KaiwuVectorStore} keeps its documents, and how it finds them. */
export type KaiwuVectorStoreConfig = Readonly<{
  store: RecordStore
  /** The knowledge that documents are added to, and searched in unless a filter names others. */
  knowledge: string
  /**
   * `hybrid`, the default: by words and by meaning; scores order one search and say nothing beyond it. `similarity`: by meaning alone;
   * scores are cosines, which a threshold can be set on.
   */
  by?: 'hybrid' | 'similarity'
  /** Holds for every search that brings none of its own. */
  filter?: RecordFilter
}>

const defaultTop = 4
const defaultCandidates = 20

/**
 * A LangChain vector store over Kaiwu's knowledge: what is added is split, indexed by words and by meaning and stored durably, and is
 * found as soon as the call resolves. Texts are embedded by the store's own embedder, so `embeddings` must be the same model; it is
 * asked only for the vectors of queries by similarity.
 * @example
 * const store = new KaiwuVectorStore(embeddings, { store: records, knowledge: 'notes' })
 * await store.addDocuments([new Document({ pageContent: '主轴每 2000 小时换油', metadata: { machine: 'HX-630' } })])
 * await store.similaritySearch('多久换油', 4, { metadata: { machine: 'HX-630' } })
 */
export class KaiwuVectorStore extends VectorStore {
  declare FilterType: RecordFilter
  private readonly config: KaiwuVectorStoreConfig

  /** The name under which LangChain reports runs. */
  static override lc_name(): string {
    return 'KaiwuVectorStore'
  }

  constructor(embeddings: EmbeddingsInterface, config: KaiwuVectorStoreConfig) {
    super(embeddings, config)
    this.config = config
  }

  /** The name under which retrievers are tagged. */
  override _vectorstoreType(): string {
    return 'kaiwu'
  }

  /**
   * Adds documents; one of an id that is there replaces it.
   * @param options.ids ids of the documents, in their order; else each document's own, else new ones
   * @throws what the store throws; then none of them was added
   */
  override async addDocuments(documents: DocumentInterface[], options: { ids?: readonly string[] } = {}): Promise<string[]> {
    const { ids } = options
    if (ids && ids.length !== documents.length)
      throw new KaiwuError('RECORD_IDS_WRONG', { reason: `${ids.length} ids, ${documents.length} documents` })
    const records = documents.map(({ id, pageContent: text, metadata }, at) => {
      const own = ids?.[at] ?? id
      return { ...(own !== undefined && { id: own }), text, metadata: metadata as Readonly<Record<string, unknown>> }
    })
    return records.length === 0 ? [] : [...(await this.config.store.put(this.config.knowledge, records))]
  }

  /** @throws VECTORS_NOT_TAKEN always: vectors of another model beside the store's own would make every comparison wrong */
  override async addVectors(): Promise<never> {
    throw new KaiwuError('VECTORS_NOT_TAKEN')
  }

  /**
   * Removes documents; unknown ids are ignored.
   * @throws RECORD_IDS_WRONG without ids: nothing is removed by mistake
   */
  override async delete(params: { ids?: readonly string[] } = {}): Promise<void> {
    if (!Array.isArray(params.ids)) throw new KaiwuError('RECORD_IDS_WRONG', { reason: 'delete({ ids })' })
    await this.config.store.removeRecords(this.config.knowledge, params.ids)
  }

  /** By a vector of the store's own model. Scores are cosines. @throws VECTOR_SEARCH_MISSING when the store has no vectors */
  override async similaritySearchVectorWithScore(
    query: number[],
    k: number,
    filter?: this['FilterType'],
  ): Promise<[Document, number][]> {
    const { searchVector } = this.config.store
    if (!searchVector) throw new KaiwuError('VECTOR_SEARCH_MISSING')
    const hits = await searchVector.call(this.config.store, Float32Array.from(query), { ...this.filterOf(filter), top: k })
    return hits.map((hit) => [documentOf(hit), hit.similarity ?? hit.score])
  }

  /** The documents that fit a question best, best first. */
  override async similaritySearch(query: string, k = defaultTop, filter?: this['FilterType']): Promise<Document[]> {
    return (await this.similaritySearchWithScore(query, k, filter)).map(([document]) => document)
  }

  /** The same with their scores, higher the better; what they mean, `by` says. */
  override async similaritySearchWithScore(
    query: string,
    k = defaultTop,
    filter?: this['FilterType'],
  ): Promise<[Document, number][]> {
    if (this.config.by === 'similarity')
      return await this.similaritySearchVectorWithScore(await this.embeddings.embedQuery(query), k, filter)
    return (await this.hybrid(query, k, filter)).map((hit) => [documentOf(hit), hit.score])
  }

  /**
   * Documents that fit a question and are unlike each other (maximal marginal relevance; Carbonell and Goldstein 1998). Likeness is that
   * of their words: no vector is read or made for it, and nothing is charged.
   * @param options.fetchK how many to choose from; default 20
   * @param options.lambda 1 goes by relevance alone, 0 by difference alone; default 0.5
   */
  override async maxMarginalRelevanceSearch(
    query: string,
    { k, fetchK = defaultCandidates, lambda = 0.5, filter }: MaxMarginalRelevanceSearchOptions<this['FilterType']>,
    _callbacks?: Callbacks,
  ): Promise<Document[]> {
    const hits = await this.hybrid(query, Math.max(k, fetchK), filter)
    return diverseOrder(hits, ({ text }) => text, { lambda, top: k }).map(documentOf)
  }

  /** A store with texts. @param metadatas one for all, or one for each */
  static override async fromTexts(
    texts: string[],
    metadatas: object[] | object,
    embeddings: EmbeddingsInterface,
    config: KaiwuVectorStoreConfig,
  ): Promise<KaiwuVectorStore> {
    const metadataOf = (at: number): object =>
      Array.isArray(metadatas) ? ((metadatas[at] as object | undefined) ?? {}) : metadatas
    const documents = texts.map((pageContent, at) => new Document({ pageContent, metadata: { ...metadataOf(at) } }))
    return await KaiwuVectorStore.fromDocuments(documents, embeddings, config)
  }

  /** A store with documents. */
  static override async fromDocuments(
    documents: DocumentInterface[],
    embeddings: EmbeddingsInterface,
    config: KaiwuVectorStoreConfig,
  ): Promise<KaiwuVectorStore> {
    const store = new KaiwuVectorStore(embeddings, config)
    await store.addDocuments(documents)
    return store
  }

  private async hybrid(query: string, top: number, filter: RecordFilter | undefined): Promise<readonly RecordHit[]> {
    return top <= 0 ? [] : await this.config.store.searchHybrid({ ...this.filterOf(filter), query, top })
  }

  private filterOf(filter: RecordFilter | undefined): RecordFilter {
    return { knowledge: [this.config.knowledge], ...(filter ?? this.config.filter) }
  }
}

function documentOf({ id, text, metadata }: RecordHit): Document {
  return new Document({ id, pageContent: text, metadata: { ...metadata } })
}
