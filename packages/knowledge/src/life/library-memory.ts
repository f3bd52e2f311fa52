import { join } from 'node:path'
import { KaiwuError, type Clock } from '@kaiwu/core'
import type { Database } from '@kaiwu/store'
import { Catalog } from '../catalog.ts'
import type { StoredDocument } from '../document-store.ts'
import type { KeywordSettings } from '../keyword/keyword-index.ts'
import { indexedMark, listedDocument, markIn, type ListedDocument } from '../listed-document.ts'
import type { IndexFileProblem } from '../passages/open-index-file.ts'
import { openIndexes, readIndexFiles, saveIndexes } from '../passages/index-files.ts'
import type { NumberRange } from '../passages/passage-numbers.ts'
import { isIndexedAlike, SearchedDocuments } from '../searched-documents.ts'
import { DocumentContents } from './document-contents.ts'
import { listDocument, listDocuments, listRelease, standingMark, standingMarks, storedLabels } from './listed-rows.ts'
import { servedRelease } from './release-rows.ts'
import type { VectorOpening } from '../vectors/vector-opening.ts'
import { embeddedRevisions, revisionKey, storedVectors } from './vector-rows.ts'

/** What the memory of a library is made of. */
export type LibraryMemoryOptions = Readonly<{
  database: Database
  clock: Clock
  settings: KeywordSettings
  /** What searches vectors, where documents are embedded. */
  vectors?: VectorOpening
  /** How many UTF-16 units of documents' texts are kept in memory. */
  textInMemory: number
}>

/** A document that is indexed, which nobody finds yet. */
export type IndexedAhead = Readonly<{ range: NumberRange; title: string; number: string | undefined }>

/** Index files are for bases that take a while to index, and written after a good many changes. */
const [fewPassages, oftenChanged] = [2_000, 5_000]

/**
 * What a library keeps in memory: every document without its content, as it stands and as it is served; the indexes of what is served;
 * the contents that were wanted last. Changes come one at a time; each is prepared, and then seen by searches in one moment.
 */
export class LibraryMemory {
  readonly searched: SearchedDocuments
  readonly contents: DocumentContents
  /** Why index files were not used when the base was opened. */
  readonly problems: readonly IndexFileProblem[]
  private readonly options: LibraryMemoryOptions
  private readonly lineage: string
  private embedded: Set<string>
  /** The documents as they stand, while something else is served. */
  private own: Catalog | undefined
  private release: number | undefined
  private saving: Promise<void> | undefined

  private constructor(
    options: LibraryMemoryOptions,
    { index, lineage, problems }: Awaited<ReturnType<typeof openIndexes>>,
    embedded: Set<string>,
  ) {
    this.options = options
    this.lineage = lineage
    this.problems = problems
    this.embedded = embedded
    this.searched = new SearchedDocuments(options.clock, index)
    this.contents = new DocumentContents(options.database, options.textInMemory)
  }

  /** Lists what the database holds, and opens the indexes of what is served; what their files lack is indexed. */
  static async open(options: LibraryMemoryOptions): Promise<LibraryMemory> {
    const { database, settings, vectors } = options
    const read = readIndexFiles(indexFolder(database), vectors)
    const standing = await listDocuments(database)
    const release = await servedRelease(database)
    const wanted = release === undefined ? standing : await listRelease(database, release)
    const embedded = vectors ? await embeddedRevisions(database, vectors.model) : new Set<string>()
    const opened = await openIndexes({
      folder: indexFolder(database),
      read,
      settings,
      ...(vectors ? { vectors } : {}),
      documents: new Map(
        wanted.map((document) => {
          const { id, revision } = document
          return [id, { mark: indexedMark(document), revision, embedded: embedded.has(revisionKey(document)) }]
        }),
      ),
    })
    for (const { why, reason } of opened.problems)
      // One that is not there yet, or of another version of the program, is nothing to act upon.
      if (why === 'damaged' || why === 'unreadable')
        process.emitWarning(new KaiwuError('INDEX_FILE_UNUSABLE', { kind: indexFolder(database), reason }))
    const memory = new LibraryMemory(options, opened, embedded)
    memory.release = release
    if (release !== undefined) memory.own = memory.catalogOf(standing)
    for (const listed of wanted) {
      const isIndexed = opened.index.numbers.of(listed.id) !== undefined
      memory.searched.enter(listed, isIndexed ? undefined : await memory.prepare(listed))
    }
    return memory
  }

  /** The documents as they stand. */
  get standing(): Catalog {
    return this.own ?? this.searched.catalog
  }

  /** The number of the release that searches see, if they see one. */
  get serving(): number | undefined {
    return this.release
  }

  /** Whether a revision has vectors. */
  isEmbedded(document: Pick<ListedDocument, 'id' | 'revision'>): boolean {
    return this.embedded.has(revisionKey(document))
  }

  /** Indexes what is about to be kept, while other work goes on. */
  async indexAhead(document: StoredDocument, vectors?: Float32Array): Promise<IndexedAhead | undefined> {
    // An index beyond this process knows passages by their revision, which has no number yet.
    if (this.release !== undefined || this.options.vectors?.choice.engine === 'pgvector') return undefined
    const { title, number } = document.stated.facts
    return { range: await this.searched.prepare(document, vectors), title, number }
  }

  /** Forgets what was indexed ahead and is not kept after all. */
  discard(ahead: IndexedAhead | undefined): void {
    if (ahead) this.searched.index.discard(ahead.range)
  }

  /** Lists a document as it is stored by now, and has it found where what stands is what is served. */
  async enter(document: StoredDocument, vectors?: Float32Array, ahead?: IndexedAhead): Promise<void> {
    const listed = listedDocument(document)
    this.contents.put(document)
    if (vectors) this.embedded.add(revisionKey(document))
    else this.embedded.delete(revisionKey(document))
    const { title, number } = document.stated.facts
    // Its title may have been corrected while it was indexed; or a release may be in service by now.
    const isUsable = this.release === undefined && ahead?.title === title && ahead.number === number
    if (ahead && !isUsable) this.discard(ahead)
    if (this.own) this.own.enter(listed)
    if (this.release === undefined)
      this.searched.enter(listed, isUsable ? ahead?.range : await this.searched.prepare(document, vectors))
    await this.saveWhenDue()
  }

  /** Lists a document of which something else is known now: its name, its place, who may read it. */
  async relist(listed: ListedDocument): Promise<void> {
    if (this.own) this.own.enter(listed)
    if (this.release === undefined) this.searched.enter(listed, await this.missing(listed))
    else this.searched.forgetScopes()
  }

  /** Lists a document that is served from a release, of which something else is known now. */
  async relistServed(listed: ListedDocument): Promise<void> {
    this.searched.enter(listed, await this.missing(listed))
  }

  /** Gives a document that is found its vectors. */
  async embed(listed: ListedDocument, vectors: Float32Array): Promise<void> {
    this.embedded.add(revisionKey(listed))
    // A release that is served may hold the same revision under other facts.
    const found = this.searched.catalog.byId.get(listed.id)
    const content = found?.revision === listed.revision ? await this.contents.content(found) : undefined
    if (found && content) this.searched.enter(found, await this.searched.prepare(content, vectors))
  }

  /** Lists a document as it stands no longer. */
  leave(id: string): void {
    const known = this.standing.byId.get(id)
    if (known && !this.own) this.contents.drop(known)
    this.own?.leave(id)
    if (!this.own) this.searched.leave(id)
  }

  /** Has searches see a release, or the documents as they stand. What differs is indexed first; then all changes in one moment. */
  async see(release: number | undefined): Promise<void> {
    const { database } = this.options
    const standing = [...this.standing.byId.values()]
    const wanted = release === undefined ? standing : await listRelease(database, release)
    const ranges = new Map<string, NumberRange | undefined>()
    for (const listed of wanted) ranges.set(listed.id, await this.missing(listed))
    if (release !== undefined) this.own ??= this.catalogOf(standing)
    for (const id of [...this.searched.catalog.byId.keys()]) if (!ranges.has(id)) this.searched.leave(id)
    for (const listed of wanted) this.searched.enter(listed, ranges.get(listed.id))
    if (release === undefined) this.own = undefined
    this.release = release
    await this.saveWhenDue()
  }

  /** Follows what another process has changed in the database; what changes meanwhile is left to the next time. */
  async refresh(): Promise<void> {
    const { database, vectors } = this.options
    const { marks, release } = await this.stateOfBase()
    const embedded = vectors ? await embeddedRevisions(database, vectors.model) : new Set<string>()
    // What was changed once a release was in service is never found, not even for a moment.
    if (release !== undefined && release !== this.release) await this.see(release)
    for (const id of [...this.standing.byId.keys()]) if (!marks.has(id)) this.leave(id)
    for (const [id, mark] of marks) {
      const known = this.standing.byId.get(id)
      if (known && standingMark(known) === mark) continue
      const listed = await listDocument(database, id)
      if (!listed || standingMark(listed) !== mark) continue
      if (known) this.contents.drop(known)
      await this.relist(listed)
    }
    if (release !== this.release) await this.see(release)
    else if (release !== undefined) await this.followLabels(release)
    await this.followVectors(embedded)
    await this.saveWhenDue()
  }

  /** What stands and what is served, at one moment. */
  private async stateOfBase(): Promise<{ marks: ReadonlyMap<string, string>; release: number | undefined }> {
    const { database } = this.options
    for (let release = await servedRelease(database); ;) {
      const marks = await standingMarks(database)
      const after = await servedRelease(database)
      if (after === release) return { marks, release }
      release = after
    }
  }

  /** Labels are today's also for what a release holds. */
  private async followLabels(release: number): Promise<void> {
    const { database } = this.options
    const labels = await storedLabels(database)
    for (const { id, labels: known } of [...this.searched.catalog.byId.values()]) {
      if (JSON.stringify(known) === JSON.stringify(labels.get(id))) continue
      const [served] = await listRelease(database, release, id)
      if (served) await this.relistServed(served)
    }
  }

  /** Vectors come without anything else of their documents changing. */
  private async followVectors(embedded: Set<string>): Promise<void> {
    const known = this.embedded
    this.embedded = embedded
    for (const listed of [...this.searched.catalog.byId.values()]) {
      const key = revisionKey(listed)
      if (embedded.has(key) && !known.has(key)) this.searched.enter(listed, await this.prepare(listed))
    }
  }

  /** Writes the index files, if there is a reason to, once what is being written is written. */
  async save(): Promise<void> {
    await this.saving
    await this.write()
  }

  private async write(): Promise<void> {
    const { index } = this.searched
    if (index.numbers.size < fewPassages || index.changes === 0) return
    const { database, vectors } = this.options
    await index.keyword.merge()
    const { byId } = this.searched.catalog
    const isEmbedded = (id: string): boolean => this.isEmbedded(byId.get(id)!)
    const space = vectors && { model: vectors.model, dimension: vectors.dimension, isEmbedded }
    await saveIndexes(indexFolder(database), { index, lineage: this.lineage }, (id) => markIn(byId, id), space)
  }

  /** After a good many changes, so that not all of them are to be made again when the process dies. */
  private async saveWhenDue(): Promise<void> {
    const { changes, numbers } = this.searched.index
    if (this.saving || changes < Math.max(oftenChanged, numbers.limit / 4)) return
    // Nobody waits for it; a file that could not be written is one that is missing, and the next time is tried again.
    this.saving = this.write()
      .catch(() => undefined)
      .finally(() => void (this.saving = undefined))
  }

  /** Indexes a document that is not indexed, or not as it is now. */
  private async missing(listed: ListedDocument): Promise<NumberRange | undefined> {
    const before = this.searched.catalog.byId.get(listed.id)
    return before && isIndexedAlike(before, listed) ? undefined : this.prepare(listed)
  }

  private async prepare(listed: ListedDocument): Promise<NumberRange | undefined> {
    const content = await this.contents.content(listed)
    // Gone since it was listed: the next change tells.
    if (!content) return undefined
    const { database, vectors: space } = this.options
    const vectors = space && (await storedVectors(database, listed, space, content.passages.length))
    // What is stored may be of no use: then it is to be embedded again.
    this.embedded[vectors ? 'add' : 'delete'](revisionKey(listed))
    return this.searched.prepare(content, vectors)
  }

  private catalogOf(documents: Iterable<ListedDocument>): Catalog {
    const catalog = new Catalog(this.options.clock)
    for (const document of documents) catalog.enter(document)
    return catalog
  }
}

/** Where the index files of a base are. */
export function indexFolder({ folder }: Pick<Database, 'folder'>): string {
  return join(folder, 'indexes')
}
