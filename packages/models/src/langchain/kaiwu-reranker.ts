import type { CallOptions, ChargedTo, Reranker } from '@kaiwu/core'
import { Document, type DocumentInterface } from '@langchain/core/documents'
import { BaseDocumentCompressor } from '@langchain/core/retrievers/document_compressors'

/** How to make a {@link KaiwuReranker}. */
export type KaiwuRerankerInput = Readonly<{
  reranker: Reranker
  /** Documents kept; default all. */
  top?: number
  chargedTo?: ChargedTo
  signal?: AbortSignal
}>

/**
 * A reranker of Kaiwu's as LangChain's document compressor: the documents that answer best, best first, each with its
 * `relevanceScore` in the metadata. Scores of different models cannot be compared.
 * @example
 * const best = await new KaiwuReranker({ reranker, top: 4 }).compressDocuments(documents, '主轴过热')
 */
export class KaiwuReranker extends BaseDocumentCompressor {
  readonly #reranker: Reranker
  readonly #options: CallOptions & Readonly<{ top?: number }>

  constructor({ reranker, ...options }: KaiwuRerankerInput) {
    super()
    this.#reranker = reranker
    this.#options = options
  }

  /** The documents in the order of how well they answer. */
  override async compressDocuments(documents: DocumentInterface[], query: string): Promise<DocumentInterface[]> {
    const texts = documents.map(({ pageContent }) => pageContent)
    const best = await this.#reranker.rerank(query, texts, this.#options)
    return best.map(({ index, score }) => {
      const { pageContent, metadata, id } = documents[index]!
      return new Document({ pageContent, metadata: { ...metadata, relevanceScore: score }, ...(id === undefined ? {} : { id }) })
    })
  }
}
