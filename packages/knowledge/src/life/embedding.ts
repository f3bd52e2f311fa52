import type { Embedder, Passage } from '@kaiwu/core'
import type { StatedFacts } from '../metadata/document-facts.ts'
import { embedTexts } from '../vectors/embed-texts.ts'
import type { VectorSpace } from '../vectors/vector-index.ts'

/** What of a document is embedded. */
export type EmbeddedDocument = Readonly<{
  stated: Pick<StatedFacts, 'facts'>
  passages: readonly Pick<Passage, 'path' | 'text'>[]
}>

/** Passages of several documents that are handed to the embedder at a time. */
const together = 128

/** Makes the vectors of a base's passages and of the questions asked of it. */
export class Embedding {
  readonly space: VectorSpace
  private readonly embedder: Embedder

  constructor(embedder: Embedder) {
    this.embedder = embedder
    this.space = Object.freeze({ model: embedder.ref, dimension: embedder.dimension })
  }

  /** The vectors of a document's passages, one behind the other. @throws what {@link embedTexts} throws */
  async ofDocument(document: EmbeddedDocument, signal?: AbortSignal): Promise<Float32Array> {
    const vectors = await embedTexts(this.embedder, embeddedTexts(document), signal ? { signal } : {})
    return this.joined(vectors)
  }

  /** The vectors of each of several documents, whose passages are sent together. @throws what {@link embedTexts} throws */
  async ofDocuments(documents: readonly EmbeddedDocument[], signal?: AbortSignal): Promise<readonly Float32Array[]> {
    const texts = documents.map(embeddedTexts)
    const vectors = await embedTexts(this.embedder, texts.flat(), { batch: together, ...(signal ? { signal } : {}) })
    let at = 0
    return texts.map(({ length }) => {
      at += length
      return this.joined(vectors.slice(at - length, at))
    })
  }

  /** One behind the other. */
  private joined(vectors: readonly Float32Array[]): Float32Array {
    if (vectors.length === 1) return vectors[0]!
    const { dimension } = this.space
    const joined = new Float32Array(vectors.length * dimension)
    for (const [ordinal, vector] of vectors.entries()) joined.set(vector, ordinal * dimension)
    return joined
  }

  /** The vector of each query. @throws what {@link embedTexts} throws */
  async ofQueries(queries: readonly string[], signal?: AbortSignal): Promise<readonly Float32Array[]> {
    return embedTexts(this.embedder, queries, { purpose: 'query', ...(signal ? { signal } : {}) })
  }
}

/** What is embedded of each passage: title, headings, text. Changing this calls for a new `readingVersion`, or old vectors stay. */
export function embeddedTexts({ stated, passages }: EmbeddedDocument): string[] {
  // A record may have no title: then its text alone is embedded.
  return passages.map(({ path, text }) =>
    [...new Set([stated.facts.title, ...path].filter((part) => part !== '')), text].join('\n'),
  )
}
