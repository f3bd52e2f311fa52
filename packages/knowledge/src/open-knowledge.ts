import { contentHash, KaiwuError, systemClock, type Clock, type Embedder, type Passage } from '@kaiwu/core'
import type { Store } from '@kaiwu/store'
import {
  deleteDocument,
  documentId,
  loadDocuments,
  passagesOf,
  readingVersion,
  saveDocument,
  uploadedBytes,
  type StoredDocument,
} from './document-store.ts'
import { defaultKeywordSettings, type KeywordSettings } from './index/keyword-index.ts'
import type { DocumentInfo, ExplainedHit, Knowledge, SearchRequest, SyncReport } from './knowledge.ts'
import { LoadedDocuments } from './loaded-documents.ts'
import { statedFacts } from './metadata/document-facts.ts'
import { readDocument } from './reader/read-document.ts'
import type { AnalyzedQuestion } from './search/analyze-question.ts'
import { emptyGlossary, type Glossary } from './search/glossary.ts'
import { bytesOf, type SourceFile } from './source-file.ts'
import { splitDocument } from './split/split-document.ts'
import { fuseRanks } from './vector/fuse-ranks.ts'
import { PassageVectors, type VectorState } from './vector/passage-vectors.ts'

export type { DocumentInfo, ExplainedHit, Knowledge, SearchRequest, SyncReport } from './knowledge.ts'
export type { SourceFile } from './source-file.ts'

/** How to open a knowledge base. */
export type OpenKnowledgeOptions = Readonly<{
  store: Store
  glossary?: Glossary
  clock?: Clock
  settings?: KeywordSettings
  /** Makes passages found by meaning as well, in {@link Knowledge.searchHybrid}. */
  embedder?: Embedder
}>

/** Opens the knowledge kept in a store (see `knowledgeMigrations`) and builds its index in memory. */
export function openKnowledge(options: OpenKnowledgeOptions): Knowledge {
  return new StoredKnowledge(options)
}

/** Of the passages each side finds, how many take part in fusing: what stands further down moves nothing. */
const fusedDepth = 100

/** What a document is called, before it is read. */
type Named = Pick<StoredDocument, 'id' | 'knowledge' | 'path' | 'origin'>

class StoredKnowledge implements Knowledge {
  private readonly store: Store
  private readonly clock: Clock
  private readonly loaded: LoadedDocuments
  private readonly vectors: PassageVectors | undefined

  constructor({
    store,
    glossary = emptyGlossary,
    clock = systemClock(),
    settings = defaultKeywordSettings,
    embedder,
  }: OpenKnowledgeOptions) {
    this.store = store
    this.clock = clock
    this.loaded = new LoadedDocuments({ glossary, clock, settings })
    this.vectors = embedder && new PassageVectors({ store, embedder, documents: this.loaded.byId })
    for (const document of loadDocuments(store)) this.loaded.enter(document)
  }

  async sync(
    knowledge: string,
    files: readonly SourceFile[],
    onProgress?: (done: number, total: number) => void,
  ): Promise<SyncReport> {
    const report = {
      added: [] as string[],
      updated: [] as string[],
      removed: [] as string[],
      unchanged: 0,
      failed: [] as { path: string; error: KaiwuError }[],
    }
    const kept = new Set<string>()
    for (const [done, file] of files.entries()) {
      onProgress?.(done, files.length)
      const id = documentId(knowledge, 'folder', file.path)
      kept.add(id)
      try {
        const document = await this.readFile({ id, knowledge, path: file.path, origin: 'folder' }, file)
        const known = this.loaded.byId.get(id)
        await this.keep(document)
        if (document === known) report.unchanged++
        else (known ? report.updated : report.added).push(file.path)
      } catch (error) {
        if (!KaiwuError.is(error)) throw error
        report.failed.push({ path: file.path, error })
      }
    }
    for (const document of [...this.loaded.byId.values()]) {
      if (document.knowledge !== knowledge || document.origin !== 'folder' || kept.has(document.id)) continue
      this.forget(document.id)
      report.removed.push(document.path)
    }
    report.failed.push(...(await this.readUploadsAgain(knowledge)))
    onProgress?.(files.length, files.length)
    return report
  }

  async add(knowledge: string, name: string, bytes: Uint8Array): Promise<DocumentInfo> {
    // The same name from a Mac comes in other code points; it still replaces the upload of that name.
    const path = name.normalize('NFC')
    const id = documentId(knowledge, 'upload', path)
    await this.keep(await this.read({ id, knowledge, path, origin: 'upload' }, bytes), bytes)
    return this.document(id).info
  }

  remove(id: string): void {
    const document = this.loaded.byId.get(id)
    if (!document) throw new KaiwuError('DOCUMENT_NOT_FOUND', { id })
    if (document.origin === 'folder') throw new KaiwuError('DOCUMENT_FROM_FOLDER', { path: document.path })
    this.forget(id)
  }

  documents(asOf = this.clock.today()): DocumentInfo[] {
    return [...this.loaded.byId.values()].map((document) => this.loaded.infoOf(document, asOf))
  }

  document(id: string, asOf = this.clock.today()): { info: DocumentInfo; stored: StoredDocument } {
    const stored = this.loaded.byId.get(id)
    if (!stored) throw new KaiwuError('DOCUMENT_NOT_FOUND', { id })
    return { info: this.loaded.infoOf(stored, asOf), stored }
  }

  passage(id: string): Passage {
    const passage = this.loaded.passages.get(id)
    if (!passage) throw new KaiwuError('PASSAGE_NOT_FOUND', { id })
    return passage
  }

  analyze(question: string): AnalyzedQuestion {
    return this.loaded.analyze(question)
  }

  search(request: SearchRequest): ExplainedHit[] {
    const { groups } = this.loaded.analyze(request.query)
    const ordered = this.loaded.byKeyword(groups, this.loaded.scopeOf(request), request.top)
    return ordered.map(([id, score], at) => this.loaded.hitOf(id, score, at + 1, groups, request.asOf))
  }

  async searchHybrid(request: SearchRequest, { signal }: { signal?: AbortSignal } = {}): Promise<ExplainedHit[]> {
    if (!this.vectors) return this.search(request)
    const nearest = await this.vectors.ask(request.query, signal)
    const { top = 10, asOf } = request
    const { groups } = this.loaded.analyze(request.query)
    const allowed = this.loaded.scopeOf(request)
    const depth = Math.max(fusedDepth, top)
    const near = nearest(depth, allowed)
    const similarities = new Map(near.map(({ id, score }) => [id, score]))
    const fused = fuseRanks([this.loaded.byKeyword(groups, allowed, depth).map(([id]) => id), near.map(({ id }) => id)])
    return fused.slice(0, Math.max(0, top)).map(({ id, score, ranks: [keyword, vector] }, at) => {
      const similarity = similarities.get(id)
      const ranks = Object.freeze({
        ...(keyword && { keyword }),
        ...(vector && { vector }),
        ...(similarity !== undefined && { similarity }),
      })
      return Object.freeze({ ...this.loaded.hitOf(id, score, at + 1, groups, asOf), ranks })
    })
  }

  vectorState(): Promise<VectorState | undefined> {
    return this.vectors?.state() ?? Promise.resolve(undefined)
  }

  close(): void {
    this.store.close()
  }

  /** A file as it stands now: the stored document when it is the same. What can no longer be read is forgotten. */
  private async readFile(document: Named, file: SourceFile): Promise<StoredDocument> {
    try {
      const bytes = await bytesOf(file)
      const known = this.loaded.byId.get(document.id)
      if (known && known.sha256 === contentHash(bytes) && known.reading === readingVersion) return known
      return await this.read(document, bytes)
    } catch (error) {
      if (KaiwuError.is(error)) this.forget(document.id)
      throw error
    }
  }

  private async read(document: Named, bytes: Uint8Array): Promise<StoredDocument> {
    const read = await readDocument(bytes, document.path)
    const name = document.path
      .split('/')
      .at(-1)!
      .replace(/\.[^.]+$/, '')
    return Object.freeze({
      id: document.id,
      knowledge: document.knowledge,
      path: document.path,
      origin: document.origin,
      sha256: contentHash(bytes),
      reading: readingVersion,
      bytes: bytes.length,
      ...(read.pages === undefined ? {} : { pages: read.pages }),
      text: read.text,
      blocks: read.blocks,
      stated: statedFacts(read, name),
      warnings: read.warnings,
      addedAt: this.clock.now(),
      passages: passagesOf(document, splitDocument(read)),
    })
  }

  /** Stores a document with its vectors, or gives a stored one those it lacks. When embedding fails everything stays as it was. */
  private async keep(document: StoredDocument, uploaded?: Uint8Array): Promise<void> {
    if (this.loaded.byId.get(document.id) === document) return this.vectors?.complete(document)
    const vectors = await this.vectors?.embed(document)
    saveDocument(this.store, document, uploaded, () => vectors && this.vectors?.save(document, vectors))
    this.leave(document.id)
    this.loaded.enter(document)
    if (vectors) this.vectors?.enter(document, vectors)
  }

  private async readUploadsAgain(knowledge: string): Promise<{ path: string; error: KaiwuError }[]> {
    const failed: { path: string; error: KaiwuError }[] = []
    for (const document of [...this.loaded.byId.values()]) {
      if (document.knowledge !== knowledge || document.origin !== 'upload') continue
      // Removed or replaced while another one was read.
      if (this.loaded.byId.get(document.id) !== document) continue
      const bytes = document.reading === readingVersion ? undefined : uploadedBytes(this.store, document.id)
      try {
        await this.keep(bytes ? await this.read(document, bytes) : document, bytes)
      } catch (error) {
        // As it was read before it still stands.
        if (!KaiwuError.is(error)) throw error
        failed.push({ path: document.path, error })
      }
    }
    return failed
  }

  private forget(id: string): void {
    deleteDocument(this.store, id)
    this.leave(id)
  }

  private leave(id: string): void {
    const document = this.loaded.byId.get(id)
    if (document) this.vectors?.leave(document)
    this.loaded.leave(id)
  }
}
