import { setImmediate } from 'node:timers/promises'
import type { Embedder, Passage } from '@kaiwu/core'
import type { Store } from '@kaiwu/store'
import type { StoredDocument } from '../document-store.ts'
import { embedTexts } from './embed-texts.ts'
import { openVectorIndex, type VectorIndexReason } from './open-vector-index.ts'
import { vectorFlaw } from './unit-vector.ts'
import type { VectorHit, VectorIndex } from './vector-index.ts'

/** What the vectors of a knowledge base are searched with. */
export type VectorState = Readonly<{
  engine: VectorIndex['engine']
  reason: VectorIndexReason
  /** `provider/model` of the embedder. */
  model: string
  dimension: number
  /** How many passages have a vector of this model. */
  passages: number
}>

/** The nearest passages to a question that has been embedded. */
export type NearestPassages = (top: number, allowed: (passageId: string) => boolean) => readonly VectorHit[]

/** Which embedder, and which documents there are at any moment. */
export type PassageVectorsOptions = Readonly<{ store: Store; embedder: Embedder; documents: ReadonlyMap<string, StoredDocument> }>

/** What of a document is embedded. */
export type EmbeddedDocument = Readonly<{
  stated: Pick<StoredDocument['stated'], 'facts'>
  passages: readonly Pick<Passage, 'path' | 'text'>[]
}>

type Opened = Readonly<{ index: VectorIndex; reason: VectorIndexReason }>

/** Work on the main thread is cut into pieces of this length, so that a server answers while a large graph is built. */
const sliceMs = 20

/**
 * The vectors of a knowledge base's passages: made by the embedder, kept in the store, searched in memory. Only vectors of
 * this embedder's model and dimension are ever searched; others count as missing. Nothing is read before the first use.
 */
export class PassageVectors {
  private readonly store: Store
  private readonly embedder: Embedder
  private readonly documents: ReadonlyMap<string, StoredDocument>
  /** Documents whose vectors are in the index. */
  private readonly held = new Set<string>()
  private opened: Opened | undefined
  private opening: Promise<Opened> | undefined

  constructor({ store, embedder, documents }: PassageVectorsOptions) {
    this.store = store
    this.embedder = embedder
    this.documents = documents
  }

  /** Embeds every passage of a document. @throws what {@link embedTexts} throws */
  embed(document: EmbeddedDocument, signal?: AbortSignal): Promise<Float32Array[]> {
    return embedTexts(this.embedder, embeddedTexts(document), signal ? { signal } : {})
  }

  /**
   * Gives a stored document its vectors, unless it has those of this model. One that is not searched here, because a release is
   * served that holds another revision, gets them all the same.
   * @param isCurrent whether it is still there, asked once it has been embedded
   * @throws what {@link embedTexts} throws; it stays as it was
   */
  async complete(document: StoredDocument, isCurrent: () => boolean, signal?: AbortSignal): Promise<void> {
    await this.ready()
    const isSearched = (): boolean => this.documents.get(document.id) === document
    if (isSearched() ? this.held.has(document.id) : this.stored(document) !== undefined) return
    const vectors = await this.embed(document, signal)
    if (!isCurrent()) return
    this.store.transaction(() => this.save(document, vectors))
    if (isSearched()) this.enter(document, vectors)
  }

  /** Stores the vectors of a stored document, in place of others it has. Belongs inside a transaction. */
  save(document: StoredDocument, vectors: readonly Float32Array[]): void {
    const { id, revision } = document
    this.store.run('DELETE FROM vectors WHERE document_id = ? AND revision = ?', id, revision)
    for (const [ordinal, vector] of vectors.entries()) {
      const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)
      this.store.run('INSERT INTO vectors VALUES (?, ?, ?, ?, ?)', id, revision, ordinal, this.embedder.ref, bytes)
    }
  }

  /** Makes the stored vectors of a document found that takes the place of its like, such as one with another title. */
  refresh(document: StoredDocument): void {
    if (!this.opened || this.held.has(document.id)) return
    const vectors = this.stored(document)
    if (vectors) this.enter(document, vectors)
  }

  /** Makes a document's vectors found. Before the index is open there is nothing to do: opening reads them from the store. */
  enter(document: StoredDocument, vectors: readonly Float32Array[]): void {
    if (!this.opened) return
    for (const { id, ordinal } of document.passages) this.opened.index.add(id, vectors[ordinal]!)
    this.held.add(document.id)
  }

  /** Makes a document's vectors no longer found. */
  leave(document: StoredDocument): void {
    for (const { id } of document.passages) this.opened?.index.remove(id)
    this.held.delete(document.id)
  }

  /** Embeds a question; searching is then a matter of the moment it is done. @throws what {@link embedTexts} throws */
  async ask(question: string, signal?: AbortSignal): Promise<NearestPassages> {
    const { index } = await this.ready()
    // There is nothing to compare with, or nothing to compare: no reason to call, and pay for, a model.
    if (index.size === 0 || question.trim() === '') return () => []
    const [vector] = await embedTexts(this.embedder, [question], signal ? { signal } : {})
    return (top, allowed) => index.search(vector!, top, allowed)
  }

  /** What is searched, and with what. */
  async state(): Promise<VectorState> {
    const { index, reason } = await this.ready()
    return Object.freeze({
      engine: index.engine,
      reason,
      model: this.embedder.ref,
      dimension: index.dimension,
      passages: index.size,
    })
  }

  private ready(): Promise<Opened> {
    this.opening ??= this.open().catch((error: unknown) => {
      this.opening = undefined
      throw error
    })
    return this.opening
  }

  private async open(): Promise<Opened> {
    const { ref: model, dimension } = this.embedder
    const { count } = this.store.get<{ count: number }>(
      'SELECT count(*) AS count FROM vectors WHERE model = ? AND length(vector) = ?',
      model,
      dimension * 4,
    )!
    const opened = await openVectorIndex({ model, dimension, expected: count })
    this.held.clear()
    this.opened = opened
    let since = performance.now()
    for (const document of [...this.documents.values()]) {
      // While this waits, documents come, go and change; those that come enter by themselves.
      const isGone = (): boolean => this.documents.get(document.id) !== document
      if (isGone() || this.held.has(document.id)) continue
      const vectors = this.stored(document)
      if (!vectors) continue
      for (const { id, ordinal } of document.passages) {
        opened.index.add(id, vectors[ordinal]!)
        if (performance.now() - since < sliceMs) continue
        await setImmediate()
        since = performance.now()
        if (isGone()) break
      }
      if (!isGone()) this.held.add(document.id)
    }
    return opened
  }

  /** The vectors a document was stored with; nothing unless there is a usable one of this model for each of its passages. */
  private stored(document: StoredDocument): Float32Array[] | undefined {
    const { ref: model, dimension } = this.embedder
    // The other process that writes may have stored another version of the document than the one read here.
    const rows = this.store.all<{ vector: Uint8Array }>(
      'SELECT vector FROM vectors JOIN revisions USING (document_id, revision) WHERE document_id = ? AND revision = ? AND model = ? AND sha256 = ? AND reading = ? ORDER BY ordinal',
      document.id,
      document.revision,
      model,
      document.sha256,
      document.reading,
    )
    if (rows.length !== document.passages.length || rows.some(({ vector }) => vector.byteLength !== dimension * 4))
      return undefined
    const vectors = rows.map(({ vector }) => new Float32Array(vector.slice().buffer))
    return vectors.some((vector) => vectorFlaw(vector, { model, dimension })) ? undefined : vectors
  }
}

/** What is embedded of each passage: title, headings, text. Changing this calls for a new `readingVersion`, or old vectors stay. */
function embeddedTexts(document: EmbeddedDocument): string[] {
  return document.passages.map(({ path, text }) => [...new Set([document.stated.facts.title, ...path]), text].join('\n'))
}
