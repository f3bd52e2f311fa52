import type { Embedder, Passage } from '@kaiwu/core'
import type { StatedFacts } from '../metadata/document-facts.ts'
import { embedEach, embedTexts } from '../vectors/embed-texts.ts'
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
    const [vectors] = await this.ofTexts([embeddedTexts(document)], signal ? { signal } : {})
    return vectors!
  }

  /** The vectors of each of several documents, whose passages are sent together. @throws what {@link embedTexts} throws */
  async ofDocuments(documents: readonly EmbeddedDocument[], signal?: AbortSignal): Promise<readonly Float32Array[]> {
    return this.ofTexts(documents.map(embeddedTexts), { batch: together, ...(signal ? { signal } : {}) })
  }

  private async ofTexts(
    texts: readonly (readonly string[])[],
    options: Readonly<{ batch?: number; signal?: AbortSignal }>,
  ): Promise<readonly Float32Array[]> {
    const { dimension } = this.space
    const joined = texts.map(({ length }) => new Float32Array(length * dimension))
    const places = joined.flatMap((all) =>
      Array.from({ length: all.length / dimension }, (_, at) => all.subarray(at * dimension, (at + 1) * dimension)),
    )
    await embedEach(this.embedder, texts.flat(), (vector, at) => places[at]!.set(vector), options)
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
