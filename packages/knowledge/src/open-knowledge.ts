import { contentHash, KaiwuError, systemClock, type Clock, type DocumentFacts, type Hit, type Passage, type Validity } from '@kaiwu/core'
import type { Store } from '@kaiwu/store'
import { deleteDocument, loadDocuments, passagesOf, readingVersion, saveDocument, uploadedBytes, type StoredDocument } from './document-store.ts'
import { defaultKeywordSettings, KeywordIndex, type KeywordSettings, type TermScore } from './index/keyword-index.ts'
import { linkedFacts, statedFacts, validityAt } from './metadata/document-facts.ts'
import { readDocument } from './reader/read-document.ts'
import type { ReadDocument } from './reader/reader.ts'
import { analyzeQuestion, type AnalyzedQuestion } from './search/analyze-question.ts'
import { emptyGlossary, type Glossary } from './search/glossary.ts'
import { highlights } from './search/highlight.ts'
import { splitDocument } from './split/split-document.ts'

/** A file to be taken into a knowledge base. */
export type SourceFile = Readonly<{ path: string; read(): Promise<Uint8Array> }>

/** What one sync changed. A file that could not be read is named with its error; the others are taken in all the same. */
export type SyncReport = Readonly<{
  added: readonly string[]
  updated: readonly string[]
  removed: readonly string[]
  unchanged: number
  failed: readonly Readonly<{ path: string; error: KaiwuError }>[]
}>

/** A document with what is known of it at a day. */
export type DocumentInfo = Readonly<{
  id: string
  knowledge: string
  path: string
  facts: DocumentFacts
  validity: Validity
  bytes: number
  pages?: number
  characters: number
  passages: number
  uploaded: boolean
  /** Milliseconds since 1970. */
  addedAt: number
  warnings: ReadDocument['warnings']
}>

/** What to search for, and where. */
export type SearchRequest = Readonly<{
  query: string
  /** How many hits; default 10. */
  top?: number
  /** Only in these knowledges; default all. */
  knowledge?: readonly string[]
  /** Only what is in force on this day; default today. `any` searches everything. */
  asOf?: string
}>

/** A hit that says why it stands where it stands. */
export type ExplainedHit = Hit & Readonly<{ explain: readonly TermScore[] }>

/** Documents in, cited passages out. */
export type Knowledge = Readonly<{
  /** Makes one knowledge equal to the files given: new and changed ones are read, missing ones forgotten, uploads kept. */
  sync(knowledge: string, files: readonly SourceFile[], onProgress?: (done: number, total: number) => void): Promise<SyncReport>
  /** Takes in one uploaded file, replacing an upload of the same name. @throws the reader's errors */
  add(knowledge: string, name: string, bytes: Uint8Array): Promise<DocumentInfo>
  /** Forgets an uploaded document. @throws DOCUMENT_NOT_FOUND, DOCUMENT_FROM_FOLDER */
  remove(id: string): void
  documents(asOf?: string): DocumentInfo[]
  /** @throws DOCUMENT_NOT_FOUND */
  document(id: string, asOf?: string): Readonly<{ info: DocumentInfo; stored: StoredDocument }>
  /** @throws PASSAGE_NOT_FOUND */
  passage(id: string): Passage
  /** Prepares a question once for {@link Knowledge.search} and for extraction. */
  analyze(question: string): AnalyzedQuestion
  search(request: SearchRequest): ExplainedHit[]
  close(): void
}>

/** How to open a knowledge base. */
export type OpenKnowledgeOptions = Readonly<{
  store: Store
  glossary?: Glossary
  clock?: Clock
  settings?: KeywordSettings
}>

/** Opens the knowledge kept in a store (see `knowledgeMigrations`) and builds its index in memory. */
export function openKnowledge(options: OpenKnowledgeOptions): Knowledge {
  return new StoredKnowledge(options)
}

class StoredKnowledge implements Knowledge {
  private readonly store: Store
  private readonly glossary: Glossary
  private readonly clock: Clock
  private readonly index: KeywordIndex
  private readonly byId = new Map<string, StoredDocument>()
  private readonly passages = new Map<string, Passage>()
  private facts = new Map<string, DocumentFacts>()
  private models: readonly string[] = []

  constructor({ store, glossary = emptyGlossary, clock = systemClock(), settings = defaultKeywordSettings }: OpenKnowledgeOptions) {
    this.store = store
    this.glossary = glossary
    this.clock = clock
    this.index = new KeywordIndex(settings)
    for (const document of loadDocuments(store)) this.enter(document)
    this.link()
  }

  async sync(knowledge: string, files: readonly SourceFile[], onProgress?: (done: number, total: number) => void): Promise<SyncReport> {
    const report = { added: [] as string[], updated: [] as string[], removed: [] as string[], unchanged: 0, failed: [] as { path: string; error: KaiwuError }[] }
    const kept = new Set<string>()
    for (const [done, file] of files.entries()) {
      onProgress?.(done, files.length)
      const id = documentId(knowledge, 'folder', file.path)
      kept.add(id)
      try {
        const bytes = await file.read()
        const known = this.byId.get(id)
        if (known && known.sha256 === contentHash(bytes) && known.reading === readingVersion) report.unchanged++
        else {
          await this.take({ id, knowledge, path: file.path, origin: 'folder' }, bytes)
          ;(known ? report.updated : report.added).push(file.path)
        }
      } catch (error) {
        if (!KaiwuError.is(error)) throw error
        report.failed.push({ path: file.path, error })
        this.forget(id)
      }
    }
    for (const document of [...this.byId.values()]) {
      if (document.knowledge !== knowledge || document.origin !== 'folder' || kept.has(document.id)) continue
      this.forget(document.id)
      report.removed.push(document.path)
    }
    await this.readUploadsAgain(knowledge)
    this.link()
    onProgress?.(files.length, files.length)
    return report
  }

  async add(knowledge: string, name: string, bytes: Uint8Array): Promise<DocumentInfo> {
    const id = documentId(knowledge, 'upload', name)
    await this.take({ id, knowledge, path: name, origin: 'upload' }, bytes)
    this.link()
    return this.document(id).info
  }

  remove(id: string): void {
    const document = this.byId.get(id)
    if (!document) throw new KaiwuError('DOCUMENT_NOT_FOUND', { id })
    if (document.origin === 'folder') throw new KaiwuError('DOCUMENT_FROM_FOLDER', { path: document.path })
    this.forget(id)
    this.link()
  }

  documents(asOf = this.clock.today()): DocumentInfo[] {
    return [...this.byId.values()].map((document) => this.infoOf(document, asOf))
  }

  document(id: string, asOf = this.clock.today()): { info: DocumentInfo; stored: StoredDocument } {
    const stored = this.byId.get(id)
    if (!stored) throw new KaiwuError('DOCUMENT_NOT_FOUND', { id })
    return { info: this.infoOf(stored, asOf), stored }
  }

  passage(id: string): Passage {
    const passage = this.passages.get(id)
    if (!passage) throw new KaiwuError('PASSAGE_NOT_FOUND', { id })
    return passage
  }

  analyze(question: string): AnalyzedQuestion {
    return analyzeQuestion(question, this.glossary, this.index, this.models)
  }

  search({ query, top = 10, knowledge, asOf = this.clock.today() }: SearchRequest): ExplainedHit[] {
    const { groups } = this.analyze(query)
    const usable = new Map([...this.byId.values()].map((document) => [document.id, this.isUsable(document, asOf, knowledge)]))
    const scores = this.index.score(groups, (id) => usable.get(this.passages.get(id)!.documentId) === true)
    const ordered = [...scores].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, top)
    return ordered.map(([id, score], index) => {
      const passage = this.passages.get(id)!
      const { path } = this.byId.get(passage.documentId)!
      const facts = this.facts.get(passage.documentId)!
      const document = { id: passage.documentId, path, facts, validity: validityAt(facts, asOf === 'any' ? this.clock.today() : asOf) }
      return Object.freeze({ passage, document, score, rank: index + 1, highlights: highlights(passage.text, groups), explain: this.index.explain(groups, id) })
    })
  }

  close(): void {
    this.store.close()
  }

  private isUsable(document: StoredDocument, asOf: string, knowledge: readonly string[] | undefined): boolean {
    if (knowledge && !knowledge.includes(document.knowledge)) return false
    return asOf === 'any' || validityAt(this.facts.get(document.id)!, asOf) === 'in-force'
  }

  private async take(document: Pick<StoredDocument, 'id' | 'knowledge' | 'path' | 'origin'>, bytes: Uint8Array): Promise<void> {
    const read = await readDocument(bytes, document.path)
    const name = document.path.split('/').at(-1)!.replace(/\.[^.]+$/, '')
    const stored: StoredDocument = Object.freeze({
      ...document,
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
    saveDocument(this.store, stored, document.origin === 'upload' ? bytes : undefined)
    this.leave(document.id)
    this.enter(stored)
  }

  private async readUploadsAgain(knowledge: string): Promise<void> {
    for (const document of [...this.byId.values()]) {
      if (document.knowledge !== knowledge || document.origin !== 'upload' || document.reading === readingVersion) continue
      const bytes = uploadedBytes(this.store, document.id)
      if (bytes) await this.take(document, bytes)
    }
  }

  private forget(id: string): void {
    deleteDocument(this.store, id)
    this.leave(id)
  }

  private enter(document: StoredDocument): void {
    this.byId.set(document.id, document)
    for (const passage of document.passages) {
      this.passages.set(passage.id, passage)
      const context = [document.stated.facts.title, document.stated.facts.number ?? '', ...passage.path, passage.locator].join('\n')
      this.index.add({ id: passage.id, body: passage.text, context })
    }
  }

  private leave(id: string): void {
    for (const passage of this.byId.get(id)?.passages ?? []) {
      this.passages.delete(passage.id)
      this.index.remove(passage.id)
    }
    this.byId.delete(id)
  }

  private link(): void {
    this.facts = linkedFacts(new Map([...this.byId].map(([id, document]) => [id, document.stated])))
    this.models = modelsIn([...this.facts.values()].map(({ title }) => title))
  }

  private infoOf(document: StoredDocument, asOf: string): DocumentInfo {
    const facts = this.facts.get(document.id)!
    return Object.freeze({
      id: document.id,
      knowledge: document.knowledge,
      path: document.path,
      facts,
      validity: validityAt(facts, asOf),
      bytes: document.bytes,
      ...(document.pages === undefined ? {} : { pages: document.pages }),
      characters: document.text.length,
      passages: document.passages.length,
      uploaded: document.origin === 'upload',
      addedAt: document.addedAt,
      warnings: document.warnings,
    })
  }
}

/** Model names such as HX-630 in titles, each once. */
function modelsIn(titles: readonly string[]): string[] {
  return [...new Set(titles.flatMap((title) => title.match(/(?<![A-Za-z0-9])[A-Z]{1,5}-?\d{3,5}(?![\dA-Za-z])/g) ?? []))]
}

function documentId(knowledge: string, origin: string, path: string): string {
  return `doc_${contentHash(`${knowledge}\n${origin}\n${path}`).slice(0, 16)}`
}
