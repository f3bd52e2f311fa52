import type { DocumentFacts, KaiwuError, Language } from '@kaiwu/core'
import type { DocumentInfo } from '../knowledge.ts'
import type { ReadWarning } from '../reader/reader.ts'
import type { SourceFile } from '../source-file.ts'
import type { RecordDocument } from './record-document.ts'

/**
 * What one sync changed. A file that could not be read, or not embedded, is named with its error; the others are taken in all
 * the same. One that cannot be read is forgotten; one that cannot be embedded stays as it was.
 */
export type SyncReport = Readonly<{
  added: readonly string[]
  updated: readonly string[]
  /** The same bytes under another name: facts, labels and revisions go along. */
  moved: readonly Readonly<{ from: string; to: string }>[]
  removed: readonly string[]
  unchanged: number
  failed: readonly Readonly<{ path: string; error: KaiwuError }>[]
  /** It was stopped before its end; what it did not come to is as it was. */
  stopped?: true
}>

/** Where a sync stands. */
export type SyncProgress = Readonly<{
  /** Files. */
  done: number
  total: number
  /** The file under way. */
  path?: string
  elapsedMs: number
  /** Estimated from bytes where sizes are known, else from files; absent at the start. */
  remainingMs?: number
}>

/** How to sync. */
export type SyncOptions = Readonly<{
  onProgress?: (progress: SyncProgress) => void
  /** Stops between two files; what was taken in stays, and the next sync goes on from there. */
  signal?: AbortSignal
  /** Tried in turn on locked files; never stored. */
  passwords?: readonly string[]
}>

/** How to take in an upload. */
export type AddOptions = Readonly<{ passwords?: readonly string[]; signal?: AbortSignal }>

/** A stored content of a document: a new one whenever its bytes change. */
export type Revision = Readonly<{
  /** From 1. */
  revision: number
  path: string
  sha256: string
  bytes: number
  characters: number
  /** Milliseconds since 1970. */
  addedAt: number
  facts: DocumentFacts
  /** Ids of the releases that hold it. */
  releases: readonly string[]
  current: boolean
}>

/** A snapshot of all documents that answers can name and that can be served again. */
export type Release = Readonly<{
  /** `r1`, `r2`, … */
  id: string
  /** Milliseconds since 1970. */
  at: number
  note: string
  documents: number
  /** It is what searches see. */
  serving: boolean
}>

/** Everything there is to say about how a document was read. */
export type DocumentReport = Readonly<{
  info: DocumentInfo
  warnings: readonly ReadWarning[]
  /** Characters by page, where there are pages; 0 for a page without text. */
  pages?: readonly Readonly<{ page: number; characters: number }>[]
  headings: number
  paragraphs: number
  items: number
  tables: readonly Readonly<{ name: string; rows: number; columns: readonly string[] }>[]
  figures: readonly Readonly<{ id: string; mediaType: string; bytes: number; page?: number; caption?: string }>[]
  /** The sentence each found fact was read in, as an offset into the text, for a person to confirm it by. */
  evidence: readonly Readonly<{ fact: string; value: string; start: number; end: number; sure: boolean }>[]
  revisions: readonly Revision[]
}>

/** Facts as a person gives them: `null` says that there is none, whatever the text seems to state. */
export type FactCorrections = Readonly<{ [Fact in keyof DocumentFacts]?: DocumentFacts[Fact] | null }>

/** A question that the knowledge held no answer to. */
export type KnowledgeGap = Readonly<{
  id: string
  question: string
  language: Language
  /** How often it was asked; wordings that differ in width, case, space and punctuation are one. */
  count: number
  /** Milliseconds since 1970. */
  firstAt: number
  lastAt: number
  status: 'open' | 'answered' | 'dismissed'
  /** The document that was written to answer it. */
  documentId?: string
}>

/** What a knowledge base that came from a file brought. */
export type ImportReport = Readonly<{ added: number; replaced: number; unchanged: number; releases: number }>

/** What happens to documents beside being searched. Part of `Knowledge`. */
export type KnowledgeLife = Readonly<{
  /** Makes one knowledge equal to the files given: new, changed and moved ones are taken in, missing ones forgotten, uploads kept. */
  sync(knowledge: string, files: readonly SourceFile[], options?: SyncOptions): Promise<SyncReport>
  /** Takes in one uploaded file, replacing an upload of the same name. @throws the reader's errors, and those of embedding; nothing is changed then */
  add(knowledge: string, name: string, bytes: Uint8Array, options?: AddOptions): Promise<DocumentInfo>
  /**
   * Takes in texts of a program's own, without files: all of them or none. What is put at a path again takes its place; what is there as it
   * is costs nothing. When it resolves, they are stored and found.
   * @returns ids of documents, in the order of the records @throws RECORD_INVALID, FACTS_INVALID, and those of embedding; nothing is changed then
   */
  put(knowledge: string, records: readonly RecordDocument[]): Promise<readonly string[]>
  /** Forgets records by their paths, all at once; releases keep them. Paths of no record are ignored. */
  removeRecords(knowledge: string, paths: readonly string[]): Promise<void>
  /** Forgets an uploaded document; releases keep it. @throws DOCUMENT_NOT_FOUND, DOCUMENT_FROM_FOLDER */
  remove(id: string): Promise<void>
  /** How a document was read, what was found in it, what it was before. @throws DOCUMENT_NOT_FOUND */
  report(id: string): Promise<DocumentReport>
  /** The file as it came. @throws DOCUMENT_NOT_FOUND, REVISION_NOT_FOUND */
  original(id: string, revision?: number): Promise<Readonly<{ bytes: Uint8Array; path: string; sha256: string }>>
  /** A picture of a document. @throws FIGURE_NOT_FOUND */
  figure(documentId: string, figureId: string): Promise<Readonly<{ bytes: Uint8Array; mediaType: string; caption?: string }>>
  /** Confirms what was found, with corrections; holds until the document's bytes change. @throws DOCUMENT_NOT_FOUND, FACTS_INVALID */
  confirm(id: string, corrections: FactCorrections, by: string): Promise<DocumentInfo>
  /** Takes back what a person said of the facts. @throws DOCUMENT_NOT_FOUND */
  unconfirm(id: string): Promise<DocumentInfo>
  /** Sets who may read a document; no labels: everybody. Kept when the file changes or moves. @throws DOCUMENT_NOT_FOUND, FACTS_INVALID */
  setAccess(id: string, labels: readonly string[]): Promise<DocumentInfo>
  revisions(id: string): Promise<readonly Revision[]>
  /** Newest first. */
  releases(): Promise<readonly Release[]>
  /** Makes a snapshot of the documents as they stand. It is what is served when a release was being served, else the latest state stays served. */
  release(note?: string): Promise<Release>
  /** What searches see from now on: the release of an id, or `latest` for the documents as they stand. @throws RELEASE_NOT_FOUND */
  serve(release: string): Promise<void>
  /** The id of the release that searches see, or nothing for the documents as they stand. */
  serving(): string | undefined
  /** Most asked first; only `open` ones by default. */
  gaps(status?: KnowledgeGap['status'] | 'all'): Promise<readonly KnowledgeGap[]>
  /** Notes a question that was refused. */
  noteGap(question: string, language: Language): Promise<KnowledgeGap>
  /** Answers a gap with a document made of the question and the answer, in Markdown. @throws GAP_NOT_FOUND, KNOWLEDGE_NOT_FOUND */
  answerGap(id: string, knowledge: string, answer: string): Promise<DocumentInfo>
  /** @throws GAP_NOT_FOUND */
  dismissGap(id: string): Promise<void>
  /** Writes everything into one new file: documents, originals, revisions, releases, confirmations. @throws EXPORT_FILE_EXISTS, STORE_UNUSABLE */
  exportTo(path: string): Promise<void>
  /** Takes in a file that {@link KnowledgeLife.exportTo} wrote; documents of the same place are replaced. @throws IMPORT_FILE_INVALID; nothing is changed then */
  importFrom(path: string): Promise<ImportReport>
}>
