import { KaiwuError, systemClock, type Clock, type Embedder, type Language, type Passage } from '@kaiwu/core'
import type { Store } from '@kaiwu/store'
import type { StoredDocument } from './document-store.ts'
import { defaultKeywordSettings, type KeywordSettings } from './index/keyword-index.ts'
import type { Access, DocumentInfo, ExplainedHit, Knowledge, SearchRequest } from './knowledge.ts'
import type { LayoutService } from './layout/layout-service.ts'
import { addUpload } from './life/add-upload.ts'
import { confirmFacts, setAccess, unconfirmFacts } from './life/document-facts-said.ts'
import { DocumentLibrary } from './life/document-library.ts'
import { figureOf, originalOf, reportOf, revisionsOf } from './life/document-report.ts'
import { exportKnowledge } from './life/export-knowledge.ts'
import { gapDocument, gapNamed, gapsOf, noteGap, settleGap } from './life/gap-rows.ts'
import { importKnowledge } from './life/import-knowledge.ts'
import type {
  AddOptions,
  DocumentReport,
  FactCorrections,
  ImportReport,
  KnowledgeGap,
  Release,
  Revision,
  SyncOptions,
  SyncReport,
} from './life/knowledge-life.ts'
import { readContent, type ReadContent } from './life/read-content.ts'
import { makeRelease, releaseId, releasesOf, servedRelease } from './life/release-rows.ts'
import { syncKnowledge } from './life/sync-knowledge.ts'
import { documentIdOf, type LoadedDocuments } from './loaded-documents.ts'
import type { ReadOptions } from './reader/read-document.ts'
import type { AnalyzedQuestion } from './search/analyze-question.ts'
import { emptyGlossary, type Glossary } from './search/glossary.ts'
import type { SourceFile } from './source-file.ts'
import { fuseRanks } from './vector/fuse-ranks.ts'
import type { VectorState } from './vector/passage-vectors.ts'

export type * from './knowledge.ts'
export type * from './life/knowledge-life.ts'
export type { SourceFile } from './source-file.ts'

/** How to open a knowledge base. */
export type OpenKnowledgeOptions = Readonly<{
  store: Store
  glossary?: Glossary
  clock?: Clock
  settings?: KeywordSettings
  /** Makes passages found by meaning as well, in {@link Knowledge.searchHybrid}. */
  embedder?: Embedder
  /** Reads pictures of text, which no reader here can. */
  layout?: LayoutService
}>

/** Opens the knowledge kept in a store (see `knowledgeMigrations`) and builds its index in memory. */
export function openKnowledge(options: OpenKnowledgeOptions): Knowledge {
  return new StoredKnowledge(options)
}

/** Of the passages each side finds, how many take part in fusing: what stands further down moves nothing. */
const fusedDepth = 100

class StoredKnowledge implements Knowledge {
  private readonly store: Store
  private readonly clock: Clock
  private readonly layout: LayoutService | undefined
  private readonly library: DocumentLibrary
  /** The last sync of each knowledge: two at once would take the same file in twice. */
  private readonly syncing = new Map<string, Promise<unknown>>()

  constructor({
    store,
    glossary = emptyGlossary,
    clock = systemClock(),
    settings = defaultKeywordSettings,
    embedder,
    layout,
  }: OpenKnowledgeOptions) {
    this.store = store
    this.clock = clock
    this.layout = layout
    this.library = new DocumentLibrary({ store, glossary, clock, settings, ...(embedder && { embedder }) })
  }

  async sync(knowledge: string, files: readonly SourceFile[], options: SyncOptions = {}): Promise<SyncReport> {
    const before = this.syncing.get(knowledge) ?? Promise.resolve()
    const turn = before.then(() => syncKnowledge(this.library, this.read, { knowledge, files, options }))
    this.syncing.set(
      knowledge,
      turn.catch(() => undefined),
    )
    return turn
  }

  async add(knowledge: string, name: string, bytes: Uint8Array, options: AddOptions = {}): Promise<DocumentInfo> {
    return this.infoOf(await addUpload(this.library, this.read, { knowledge, name, bytes, options }))
  }

  remove(id: string): void {
    const { origin, path } = this.library.standing(id)
    if (origin === 'folder') throw new KaiwuError('DOCUMENT_FROM_FOLDER', { path })
    this.library.forget(id, 'forget-said')
  }

  report(id: string): DocumentReport {
    const standing = this.library.working.byId.get(id)
    return reportOf(this.library, standing ?? this.library.find(id), this.infoOf(id))
  }

  original(id: string, revision?: number): ReturnType<Knowledge['original']> {
    return originalOf(this.library, id, revision)
  }

  figure(documentId: string, figureId: string): ReturnType<Knowledge['figure']> {
    return figureOf(this.library, documentId, figureId)
  }

  confirm(id: string, corrections: FactCorrections, by: string): DocumentInfo {
    confirmFacts(this.library, id, corrections, by)
    return this.infoOf(id)
  }

  unconfirm(id: string): DocumentInfo {
    unconfirmFacts(this.library, id)
    return this.infoOf(id)
  }

  setAccess(id: string, labels: readonly string[]): DocumentInfo {
    setAccess(this.library, id, labels)
    return this.infoOf(id)
  }

  revisions(id: string): readonly Revision[] {
    return revisionsOf(this.library, id)
  }

  releases(): readonly Release[] {
    return releasesOf(this.store)
  }

  release(note = ''): Release {
    const number = makeRelease(this.store, this.clock.now(), note)
    if (servedRelease(this.store) === number) this.library.show(number)
    return this.releases().find(({ id }) => id === releaseId(number))!
  }

  serve(release: string): void {
    this.library.serve(release)
  }

  serving(): string | undefined {
    const number = servedRelease(this.store)
    return number === undefined ? undefined : releaseId(number)
  }

  gaps(status: KnowledgeGap['status'] | 'all' = 'open'): readonly KnowledgeGap[] {
    return gapsOf(this.store, status)
  }

  noteGap(question: string, language: Language): KnowledgeGap {
    return noteGap(this.store, question, language, this.clock.now())
  }

  async answerGap(id: string, knowledge: string, answer: string): Promise<DocumentInfo> {
    if (knowledge === '') throw new KaiwuError('KNOWLEDGE_NOT_FOUND', { name: knowledge, known: this.knowledges().join(', ') })
    const text = gapDocument(gapNamed(this.store, id), answer)
    const bytes = new TextEncoder().encode(text)
    const write = (documentId: string): void => settleGap(this.store, id, 'answered', documentId)
    return this.infoOf(await addUpload(this.library, this.read, { knowledge, name: `gaps/${id}.md`, bytes, write }))
  }

  dismissGap(id: string): void {
    settleGap(this.store, id, 'dismissed')
  }

  exportTo(path: string): void {
    exportKnowledge(this.store, path, this.clock.now())
  }

  importFrom(path: string): ImportReport {
    return importKnowledge(this.library, path)
  }

  documents(asOf = this.clock.today(), access: Access = []): DocumentInfo[] {
    const { working } = this.library
    return [...working.byId.values()]
      .filter(({ id }) => this.mayRead(id, access))
      .sort((a, b) => order(a.knowledge, b.knowledge) || order(a.path, b.path))
      .map((document) => working.infoOf(document, asOf, this.isServed(document)))
  }

  document(id: string, asOf = this.clock.today(), access: Access = []): { info: DocumentInfo; stored: StoredDocument } {
    const stored = this.library.find(id)
    if (!this.mayRead(id, access)) throw new KaiwuError('DOCUMENT_NOT_FOUND', { id })
    const isServed = this.library.served.byId.get(id) === stored
    const documents = isServed ? this.library.served : this.library.working
    return { info: documents.infoOf(stored, asOf, isServed), stored }
  }

  passage(id: string, access: Access = []): Passage {
    const [, documentId = '', ordinal] = /^(.+)\.(\d{1,9})$/.exec(id) ?? []
    const { served, working } = this.library
    const document = served.byId.get(documentId) ?? working.byId.get(documentId)
    const passage = document?.passages[Number(ordinal)]
    if (passage?.id !== id || !this.mayRead(documentId, access)) throw new KaiwuError('PASSAGE_NOT_FOUND', { id })
    return passage
  }

  analyze(question: string): AnalyzedQuestion {
    return this.library.served.analyze(question)
  }

  search(request: SearchRequest): ExplainedHit[] {
    const { served } = this.library
    const { groups } = served.analyze(request.query)
    const ordered = served.byKeyword(groups, this.scopeOf(served, request), request.top)
    return ordered.map(([id, score], at) => served.hitOf(id, score, at + 1, groups, request.asOf))
  }

  async searchHybrid(request: SearchRequest, { signal }: { signal?: AbortSignal } = {}): Promise<ExplainedHit[]> {
    const { vectors, served } = this.library
    if (!vectors) return this.search(request)
    const nearest = await vectors.ask(request.query, signal)
    // Something else may be served by the time the question has been embedded: both sides are asked of the same.
    if (this.library.vectors !== vectors) return this.searchHybrid(request, { ...(signal && { signal }) })
    const { top = 10, asOf } = request
    const { groups } = served.analyze(request.query)
    const allowed = this.scopeOf(served, request)
    const depth = Math.max(fusedDepth, top)
    const near = nearest(depth, (id) => allowed(documentIdOf(id)))
    const similarities = new Map(near.map(({ id, score }) => [id, score]))
    const fused = fuseRanks([served.byKeyword(groups, allowed, depth).map(([id]) => id), near.map(({ id }) => id)])
    return fused.slice(0, Math.max(0, top)).map(({ id, score, ranks: [keyword, vector] }, at) => {
      const similarity = similarities.get(id)
      const ranks = Object.freeze({
        ...(keyword && { keyword }),
        ...(vector && { vector }),
        ...(similarity !== undefined && { similarity }),
      })
      return Object.freeze({ ...served.hitOf(id, score, at + 1, groups, asOf), ranks })
    })
  }

  vectorState(): Promise<VectorState | undefined> {
    return this.library.vectors?.state() ?? Promise.resolve(undefined)
  }

  close(): void {
    this.store.close()
  }

  private readonly read = (bytes: Uint8Array, path: string, passwords?: readonly string[]): Promise<ReadContent> => {
    const options: ReadOptions = {
      ...(this.layout && { layout: this.layout }),
      ...(passwords && { passwords }),
    }
    return readContent(bytes, path, options)
  }

  /** A document as it stands, else as it is served. */
  private infoOf(id: string): DocumentInfo {
    const { working, served } = this.library
    const standing = working.byId.get(id)
    if (standing) return working.infoOf(standing, this.clock.today(), this.isServed(standing))
    return served.infoOf(this.library.find(id), this.clock.today(), true)
  }

  private isServed({ id, revision }: StoredDocument): boolean {
    return this.library.served.byId.get(id)?.revision === revision
  }

  /** Labels hold for what is served and for what stands: a file that has just been closed closes its earlier revisions. */
  private mayRead(id: string, access: Access): boolean {
    const { served, working } = this.library
    return served.isOpenTo(id, access) && (served === working || working.isOpenTo(id, access))
  }

  private scopeOf(served: LoadedDocuments, request: SearchRequest): (documentId: string) => boolean {
    const { access = [] } = request
    return served.scopeOf(request, (id) => this.mayRead(id, access))
  }

  private knowledges(): string[] {
    return [...new Set([...this.library.working.byId.values()].map(({ knowledge }) => knowledge))]
  }
}

function order(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
