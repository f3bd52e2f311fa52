import { KaiwuError, type Clock, type Language, type Passage } from '@kaiwu/core'
import { inTurn, type Database, type InTurn, type Queries } from '@kaiwu/store'
import { byPlace } from './document-store.ts'
import type {
  Access,
  DocumentInfo,
  Knowledge,
  SearchRequest,
  SearchResult,
  VectorFound,
  VectorRequest,
  VectorState,
} from './knowledge.ts'
import type { LayoutService } from './layout/layout-service.ts'
import { addUpload } from './life/add-upload.ts'
import { confirmFacts, setAccess, unconfirmFacts } from './life/document-facts-said.ts'
import type { DocumentLibrary } from './life/document-library.ts'
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
import { putRecords, removeRecords } from './life/put-records.ts'
import { readContent, type ReadContent } from './life/read-content.ts'
import type { RecordDocument } from './life/record-document.ts'
import { releaseId, releasesOf } from './life/release-rows.ts'
import { syncKnowledge } from './life/sync-knowledge.ts'
import type { ListedDocument } from './listed-document.ts'
import type { ReadOptions } from './reader/read-document.ts'
import type { AnalyzedQuestion } from './search/analyze-question.ts'
import type { SourceFile } from './source-file.ts'
import { searchByVector } from './search-by-vector.ts'
import { analyze, searchKnowledge, type SearchTools } from './search-knowledge.ts'
import type { SearchWeights } from './search-settings.ts'
import { fusionSettings } from './together/fusion-settings.ts'

type StoredKnowledgeOptions = Pick<SearchTools, 'glossary' | 'settings' | 'reranker' | 'chat'> &
  Readonly<{ layout?: LayoutService }>

/** A knowledge base over the library of its documents. */
export class StoredKnowledge implements Knowledge {
  private readonly library: DocumentLibrary
  private readonly database: Database
  private readonly clock: Clock
  private readonly layout: LayoutService | undefined
  private tools: SearchTools
  /** The syncs of each knowledge, one at a time: two at once would take the same file in twice. */
  private readonly syncing = new Map<string, InTurn>()

  constructor(library: DocumentLibrary, { layout, ...tools }: StoredKnowledgeOptions) {
    this.library = library
    this.database = library.database
    this.clock = library.clock
    this.layout = layout
    this.tools = { ...tools, library, clock: library.clock, mayRead: (id, access) => this.mayRead(id, access) }
  }

  async sync(knowledge: string, files: readonly SourceFile[], options: SyncOptions = {}): Promise<SyncReport> {
    const turn = this.syncing.get(knowledge) ?? inTurn()
    this.syncing.set(knowledge, turn)
    return turn(() => syncKnowledge(this.library, this.read, { knowledge, files, options }))
  }

  async add(knowledge: string, name: string, bytes: Uint8Array, options: AddOptions = {}): Promise<DocumentInfo> {
    return this.infoOf(await addUpload(this.library, this.read, { knowledge, name, bytes, options }))
  }

  put(knowledge: string, records: readonly RecordDocument[]): Promise<readonly string[]> {
    return putRecords(this.library, knowledge, records)
  }

  removeRecords(knowledge: string, paths: readonly string[]): Promise<void> {
    return removeRecords(this.library, knowledge, paths)
  }

  remove(id: string): Promise<void> {
    return this.library.inTurn(async () => {
      const { origin, path } = this.library.standing(id)
      if (origin === 'folder') throw new KaiwuError('DOCUMENT_FROM_FOLDER', { path })
      await this.library.forget(id, 'forget-said')
    })
  }

  async report(id: string): Promise<DocumentReport> {
    const standing = this.library.working.byId.get(id)
    return reportOf(this.library, await this.library.content(standing ?? this.library.find(id)), this.infoOf(id))
  }

  original(id: string, revision?: number): ReturnType<Knowledge['original']> {
    return originalOf(this.library, id, revision)
  }

  figure(documentId: string, figureId: string): ReturnType<Knowledge['figure']> {
    return figureOf(this.library, documentId, figureId)
  }

  confirm(id: string, corrections: FactCorrections, by: string): Promise<DocumentInfo> {
    return this.said(id, () => confirmFacts(this.library, id, corrections, by))
  }

  unconfirm(id: string): Promise<DocumentInfo> {
    return this.said(id, () => unconfirmFacts(this.library, id))
  }

  setAccess(id: string, labels: readonly string[]): Promise<DocumentInfo> {
    return this.said(id, () => setAccess(this.library, id, labels))
  }

  /** A document as it is once something has been said of it. */
  private said(id: string, say: () => Promise<void>): Promise<DocumentInfo> {
    return this.library.inTurn(async () => {
      await say()
      return this.infoOf(id)
    })
  }

  revisions(id: string): Promise<readonly Revision[]> {
    return revisionsOf(this.library, id)
  }

  releases(): Promise<readonly Release[]> {
    return releasesOf(this.database)
  }

  release(note = ''): Promise<Release> {
    return this.library.inTurn(async () => {
      const id = releaseId(await this.library.makeRelease(note))
      return (await this.releases()).find((release) => release.id === id)!
    })
  }

  serve(release: string): Promise<void> {
    return this.library.inTurn(() => this.library.serve(release))
  }

  serving(): string | undefined {
    const { serving } = this.library
    return serving === undefined ? undefined : releaseId(serving)
  }

  gaps(status: KnowledgeGap['status'] | 'all' = 'open'): Promise<readonly KnowledgeGap[]> {
    return gapsOf(this.database, status)
  }

  noteGap(question: string, language: Language): Promise<KnowledgeGap> {
    return this.changed((inside) => noteGap(inside, question, language, this.clock.now()))
  }

  async answerGap(id: string, knowledge: string, answer: string): Promise<DocumentInfo> {
    if (knowledge === '') throw new KaiwuError('KNOWLEDGE_NOT_FOUND', { name: knowledge, known: this.knowledges().join(', ') })
    const text = gapDocument(await gapNamed(this.database, id), answer)
    const bytes = new TextEncoder().encode(text)
    const write = (inside: Queries, documentId: string): Promise<void> => settleGap(inside, id, 'answered', documentId)
    return this.infoOf(await addUpload(this.library, this.read, { knowledge, name: `gaps/${id}.md`, bytes, write }))
  }

  dismissGap(id: string): Promise<void> {
    return this.changed((inside) => settleGap(inside, id, 'dismissed'))
  }

  private changed<T>(work: (inside: Queries) => Promise<T>): Promise<T> {
    return this.library.inTurn(() => this.database.transaction(work))
  }

  exportTo(path: string): Promise<void> {
    return exportKnowledge(this.database, path, this.clock.now())
  }

  importFrom(path: string): Promise<ImportReport> {
    return this.library.inTurn(() => importKnowledge(this.library, path))
  }

  documents(asOf = this.clock.today(), access: Access = []): DocumentInfo[] {
    const { working } = this.library
    return [...working.byId.values()]
      .filter(({ id }) => this.mayRead(id, access))
      .sort(byPlace)
      .map((document) => working.infoOf(document, asOf, this.isServed(document)))
  }

  async document(id: string, asOf = this.clock.today(), access: Access = []): ReturnType<Knowledge['document']> {
    const listed = this.library.find(id)
    if (!this.mayRead(id, access)) throw new KaiwuError('DOCUMENT_NOT_FOUND', { id })
    const { catalog } = this.library.served
    const isServed = catalog.byId.get(id) === listed
    const info = (isServed ? catalog : this.library.working).infoOf(listed, asOf, isServed)
    return { info, stored: await this.library.content(listed) }
  }

  async passage(id: string, access: Access = []): Promise<Passage> {
    const [, documentId = '', ordinal] = /^(.+)\.(\d{1,9})$/.exec(id) ?? []
    const listed = this.library.served.catalog.byId.get(documentId) ?? this.library.working.byId.get(documentId)
    const passage = listed && (await this.library.memory.contents.passage(listed, Number(ordinal)))
    if (passage?.id !== id || !this.mayRead(documentId, access)) throw new KaiwuError('PASSAGE_NOT_FOUND', { id })
    return passage
  }

  analyze(question: string): AnalyzedQuestion {
    return analyze(this.tools, question)
  }

  search(request: SearchRequest, { signal }: Readonly<{ signal?: AbortSignal }> = {}): Promise<SearchResult> {
    return searchKnowledge(this.tools, request, signal)
  }

  searchVector(vector: Float32Array, request: VectorRequest): Promise<readonly VectorFound[]> {
    return searchByVector(this.tools, vector, request)
  }

  weights(): SearchWeights {
    return this.tools.settings.weights
  }

  setWeights(weights: SearchWeights): void {
    const { keyword, vector } = weights
    fusionSettings({ weights: { keyword, vector } })
    this.tools = { ...this.tools, settings: Object.freeze({ ...this.tools.settings, weights: Object.freeze({ ...weights }) }) }
  }

  vectorState(): VectorState | undefined {
    const { embedding, served } = this.library
    const { vectors } = served.index
    return embedding && vectors && Object.freeze({ engine: vectors.engine, ...embedding.space, passages: vectors.size })
  }

  close(): Promise<void> {
    return this.library.close()
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
    return served.catalog.infoOf(this.library.find(id))
  }

  private isServed({ id, revision }: ListedDocument): boolean {
    return this.library.served.catalog.byId.get(id)?.revision === revision
  }

  /** Labels hold for what is served and for what stands: a file that has just been closed closes its earlier revisions. */
  private mayRead(id: string, access: Access): boolean {
    const { served, working } = this.library
    return served.catalog.isOpenTo(id, access) && (served.catalog === working || working.isOpenTo(id, access))
  }

  private knowledges(): string[] {
    return [...new Set([...this.library.working.byId.values()].map(({ knowledge }) => knowledge))]
  }
}
