import type { CallOptions, ChargedTo, Embedder } from '@kaiwu/core'
import { Embeddings } from '@langchain/core/embeddings'

/** How to make {@link KaiwuEmbeddings}. */
export type KaiwuEmbeddingsInput = Readonly<{ embedder: Embedder; chargedTo?: ChargedTo; signal?: AbortSignal }>

/**
 * An embedder of Kaiwu's as LangChain's embeddings, for vector stores. Batches, checks and metering are those of the embedder;
 * errors are KaiwuErrors, and LangChain retries nothing.
 * @example
 * const store = await MemoryVectorStore.fromDocuments(documents, new KaiwuEmbeddings({ embedder }))
 */
export class KaiwuEmbeddings extends Embeddings {
  readonly #embedder: Embedder
  readonly #options: CallOptions

  constructor({ embedder, ...options }: KaiwuEmbeddingsInput) {
    super({ maxRetries: 0 })
    this.#embedder = embedder
    this.#options = options
  }

  /** A vector for each document. */
  override async embedDocuments(documents: string[]): Promise<number[][]> {
    const vectors = await this.#embedder.embed(documents, { ...this.#options, purpose: 'document' })
    return vectors.map((vector) => Array.from(vector))
  }

  /** The vector of a question. */
  override async embedQuery(question: string): Promise<number[]> {
    const [vector] = await this.#embedder.embed([question], { ...this.#options, purpose: 'query' })
    return Array.from(vector!)
  }
}
