import { KaiwuError, type Clock, type Embedder } from '@kaiwu/core'
import { failpoint, type Store } from '@kaiwu/store'
import {
  documentId,
  loadDocuments,
  loadRelease,
  loadRevision,
  storedDocument,
  type DocumentOrigin,
  type Standing,
  type StoredDocument,
} from '../document-store.ts'
import type { KeywordSettings } from '../index/keyword-index.ts'
import { LoadedDocuments, type IndexedAhead } from '../loaded-documents.ts'
import type { Glossary } from '../search/glossary.ts'
import { PassageVectors } from '../vector/passage-vectors.ts'
import type { ReadContent } from './read-content.ts'
import { releaseNumber, servedRelease } from './release-rows.ts'
import {
  correctionOf,
  dropRevision,
  forgetDocument,
  isHeld,
  labelsOf,
  lastRevision,
  pruneRevisions,
  saveRevision,
  saveStanding,
} from './revision-rows.ts'

/** What a library is made of. */
export type DocumentLibraryOptions = Readonly<{
  store: Store
  glossary: Glossary
  clock: Clock
  settings: KeywordSettings
  embedder?: Embedder
}>

/** Where a document stands. */
export type Place = Readonly<{ id: string; knowledge: string; path: string; origin: DocumentOrigin }>

/** What is stored together with a document, or not at all. */
export type AlsoStored = Readonly<{
  vectors?: readonly Float32Array[] | undefined
  /** What {@link DocumentLibrary.indexAhead} gave. */
  ahead?: IndexedAhead | undefined
  write?: () => void
}>

/**
 * The documents of a store in memory: as they stand, and as they are served, which is the same unless a release is served. Every
 * change is one transaction; memory follows when it is durable.
 */
export class DocumentLibrary {
  readonly store: Store
  readonly clock: Clock
  private readonly options: DocumentLibraryOptions
  private stand: LoadedDocuments
  private seen: LoadedDocuments
  private near: PassageVectors | undefined

  constructor(options: DocumentLibraryOptions) {
    this.options = options
    this.store = options.store
    this.clock = options.clock
    const { glossary, clock, settings } = options
    this.stand = this.seen = new LoadedDocuments({ glossary, clock, settings, searched: true })
    this.reload()
  }

  /** The documents as they stand. */
  get working(): LoadedDocuments {
    return this.stand
  }

  /** The documents that searches see. */
  get served(): LoadedDocuments {
    return this.seen
  }

  /** The vectors of the documents that searches see. */
  get vectors(): PassageVectors | undefined {
    return this.near
  }

  /** Reads the documents as they stand and those of the release in service, if one is. */
  reload(): void {
    const before = this.stand.byId
    const documents = loadDocuments(this.store).map((document) => sameOr(before.get(document.id), document))
    this.stand = this.load(documents)
    this.show(servedRelease(this.store))
  }

  /** Makes searches see a release, or the documents as they stand. @throws RELEASE_NOT_FOUND */
  serve(release: string): void {
    const number = release === 'latest' ? undefined : releaseNumber(this.store, release)
    if (number === servedRelease(this.store)) return
    if (number === undefined) this.store.run("DELETE FROM settings WHERE key = 'serving'")
    else this.store.run("INSERT OR REPLACE INTO settings VALUES ('serving', ?)", String(number))
    this.show(number)
  }

  /** Makes searches see what is to be served: what they see already is kept, so that only what differs is indexed. */
  show(release: number | undefined): void {
    const { store, embedder } = this.options
    const standing = [...this.stand.byId.values()]
    const wanted = release === undefined ? standing : loadRelease(store, release, [this.stand.byId, this.seen.byId])
    // What stands is listed from documents of its own, as long as something else is seen.
    if (release !== undefined && this.stand === this.seen) this.stand = this.load(standing)
    const ids = new Set(wanted.map(({ id }) => id))
    for (const id of [...this.seen.byId.keys()]) if (!ids.has(id)) this.seen.leave(id)
    for (const document of wanted) if (this.seen.byId.get(document.id) !== document) this.seen.enter(document)
    if (release === undefined) this.stand = this.seen
    this.near = embedder && new PassageVectors({ store, embedder, documents: this.seen.byId })
  }

  /** A document as it is served, else as it stands. @throws DOCUMENT_NOT_FOUND */
  find(id: string): StoredDocument {
    const document = this.seen.byId.get(id) ?? this.stand.byId.get(id)
    if (!document) throw new KaiwuError('DOCUMENT_NOT_FOUND', { id })
    return document
  }

  /** A document as it stands. @throws DOCUMENT_NOT_FOUND */
  standing(id: string): StoredDocument {
    const document = this.stand.byId.get(id)
    if (!document) throw new KaiwuError('DOCUMENT_NOT_FOUND', { id })
    return document
  }

  /** The id for a place: of the document that is or was there, else a new one. */
  idFor(knowledge: string, origin: DocumentOrigin, path: string): string {
    return this.idAt(knowledge, origin, path) ?? this.freshId(knowledge, origin, path)
  }

  /** The id of the document that is at a place, or was and is still known. */
  idAt(knowledge: string, origin: DocumentOrigin, path: string): string | undefined {
    return this.store.get<{ id: string }>(
      `SELECT id FROM documents WHERE knowledge = ? AND (origin = 'upload') = ? AND path = ? ORDER BY revision IS NULL, id LIMIT 1`,
      knowledge,
      origin === 'upload' ? 1 : 0,
      path,
    )?.id
  }

  /** An id for a place that no document has: the first ones may belong to documents that have moved on. */
  freshId(knowledge: string, origin: DocumentOrigin, path: string): string {
    for (let count = 0; ; count++) {
      const id = documentId(knowledge, origin, path, count)
      if (!this.store.get('SELECT 1 FROM documents WHERE id = ?', id)) return id
    }
  }

  /** Indexes what is about to be kept, while other work goes on. It is to be kept, or discarded, in the same turn as it is given. */
  async indexAhead(place: Place, { parts, row }: ReadContent): Promise<IndexedAhead | undefined> {
    const document = storedDocument(this.standingOf(place, row.sha256), { ...row, revision: 0, added_at: 0 }, parts)
    return this.seen === this.stand ? this.stand.indexAhead(document) : undefined
  }

  /** Stores what was read as the content of a place: a new revision when the bytes are new or a release holds the one before. */
  keep(place: Place, { parts, row, originals }: ReadContent, { vectors, ahead, write }: AlsoStored = {}): StoredDocument {
    const { store } = this
    const known = this.stand.byId.get(place.id)
    const isSame = known?.sha256 === row.sha256 && !isHeld(store, place.id, known.revision)
    const revision = isSame ? known.revision : lastRevision(store, place.id) + 1
    const full = {
      ...row,
      document_id: place.id,
      revision,
      path: place.path,
      added_at: isSame ? known.addedAt : this.clock.now(),
    }
    const document = storedDocument(this.standingOf(place, row.sha256), full, parts)
    try {
      store.transaction(() => {
        saveStanding(store, place, revision)
        if (isSame) dropRevision(store, place.id, revision)
        saveRevision(store, full, parts.figures, originals)
        if (vectors) this.near?.save(document, vectors)
        pruneRevisions(store, place.id)
        write?.()
      })
    } catch (error) {
      ahead?.documents.discard(ahead)
      throw error
    }
    this.enter(document, vectors, ahead)
    return document
  }

  private standingOf(place: Place, sha256: string): Standing {
    const correction = correctionOf(this.store, place.id, sha256)
    const labels = labelsOf(this.store, place.id)
    return { ...place, ...(correction && { correction }), ...(labels && { labels }) }
  }

  /** Says that a document stands elsewhere now; everything else of it stays. */
  move(document: StoredDocument, { path, origin }: Pick<Place, 'path' | 'origin'>): StoredDocument {
    const { id, knowledge, revision } = document
    this.store.transaction(() => {
      saveStanding(this.store, { id, knowledge, path, origin }, revision)
      this.store.run('UPDATE revisions SET path = ? WHERE document_id = ? AND revision = ?', path, id, revision)
      failpoint('move-before-commit')
    })
    const moved = Object.freeze({ ...document, path, origin })
    this.enter(moved)
    return moved
  }

  /** Forgets a document as it stands; releases keep it. */
  forget(id: string, said: 'forget-said' | 'keep-said'): void {
    const known = this.stand.byId.get(id)
    this.store.transaction(() => forgetDocument(this.store, id, said))
    if (known && this.seen === this.stand) this.near?.leave(known)
    this.stand.leave(id)
  }

  /** Reads a document again after something was said of it that is stored by now. */
  restate(id: string): void {
    const [document] = loadDocuments(this.store, id)
    if (document) this.enter(document)
    const served = this.seen === this.stand ? undefined : this.seen.byId.get(id)
    if (!served) return
    const labels = labelsOf(this.store, id)
    const { correction, revision } = served
    const again = loadRevision(
      this.store,
      { ...placeOf(served), ...(correction && { correction }), ...(labels && { labels }) },
      revision,
    )
    if (!again) return
    this.seen.enter(again)
    this.near?.refresh(again)
  }

  private enter(document: StoredDocument, vectors?: readonly Float32Array[], ahead?: IndexedAhead): void {
    const before = this.stand.byId.get(document.id)
    const isShown = this.seen === this.stand
    // Another content has other passages; another name has not, and keeps their vectors.
    if (before && isShown && before.passages !== document.passages) this.near?.leave(before)
    this.stand.enter(document, ahead)
    if (!isShown) return
    if (vectors) this.near?.enter(document, vectors)
    else this.near?.refresh(document)
  }

  /** Documents that are listed and not searched. */
  private load(documents: Iterable<StoredDocument>): LoadedDocuments {
    const { glossary, clock, settings } = this.options
    const loaded = new LoadedDocuments({ glossary, clock, settings, searched: false })
    for (const document of documents) loaded.enter(document)
    return loaded
  }
}

function placeOf({ id, knowledge, path, origin }: Place): Place {
  return { id, knowledge, path, origin }
}

/** The document in memory when a store gives the same again. */
function sameOr(known: StoredDocument | undefined, document: StoredDocument): StoredDocument {
  const marks = ({ path, origin, revision, sha256, reading, addedAt, correction, labels }: StoredDocument): string =>
    JSON.stringify([path, origin, revision, sha256, reading, addedAt, correction, labels])
  return known && marks(known) === marks(document) ? known : document
}
