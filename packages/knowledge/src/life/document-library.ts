import { KaiwuError, type Clock } from '@kaiwu/core'
import { failpoint, type Database, type Queries } from '@kaiwu/store'
import type { Catalog } from '../catalog.ts'
import { storedDocument, type StoredDocument } from '../document-store.ts'
import type { ListedDocument } from '../listed-document.ts'
import type { SearchedDocuments } from '../searched-documents.ts'
import { countCharacters } from '../stored-counts.ts'
import type { Embedding } from './embedding.ts'
import type { AlsoStored, Kept, Place } from './kept-content.ts'
import { LibraryMemory, type IndexedAhead, type LibraryMemoryOptions } from './library-memory.ts'
import { listDocument, listRelease } from './listed-rows.ts'
import { knownIds, saveNewDocuments, type NewDocument } from './new-documents.ts'
import type { ReadContent } from './read-content.ts'
import { makeRelease, releaseNumber, saveServed, servedRelease } from './release-rows.ts'
import {
  currentRevision,
  dropRevision,
  forgetDocument,
  holdsContent,
  isHeld,
  lastRevision,
  pruneRevisions,
  saveRevision,
  saysAlike,
  saveStanding,
  standingOf,
} from './revision-rows.ts'
import { Turns } from './turns.ts'
import { timeSlices } from '../time-slices.ts'
import { saveEmbedding, saveVectors, storedEmbedding } from './vector-rows.ts'

/** What a library is made of. */
export type DocumentLibraryOptions = LibraryMemoryOptions & Readonly<{ embedding?: Embedding }>

/** So many documents at a time, and storings, go without a thread of their own. */
const few = 8

/**
 * The documents of a database, with what of them is in memory. Every change is one transaction; memory follows when it is durable, in
 * one moment, so that no search sees half of it. Changes run one at a time: what changes something belongs inside
 * {@link DocumentLibrary.inTurn}, reading and embedding files outside of it.
 */
export class DocumentLibrary {
  readonly database: Database
  readonly clock: Clock
  readonly embedding: Embedding | undefined
  readonly memory: LibraryMemory
  private readonly turns: Turns
  /** How often something was stored: the first few times are not worth another thread. */
  private storings = 0

  private constructor({ database, clock, embedding }: DocumentLibraryOptions, memory: LibraryMemory) {
    this.database = database
    this.clock = clock
    this.embedding = embedding
    this.memory = memory
    this.turns = new Turns(database, () => memory.refresh())
  }

  /** Opens what a database holds. @throws EMBEDDING_CHANGED when its vectors were made with something else */
  static async open(options: DocumentLibraryOptions): Promise<DocumentLibrary> {
    const { database, embedding } = options
    if (database.writable) await countCharacters(database)
    const stored = embedding && (await storedEmbedding(database))
    if (stored && (stored.model !== embedding.space.model || stored.dimension !== embedding.space.dimension)) {
      const { model, dimension } = embedding.space
      throw new KaiwuError('EMBEDDING_CHANGED', {
        stored: `${stored.model} (${stored.dimension})`,
        wanted: `${model} (${dimension})`,
      })
    }
    if (embedding && !stored && database.writable) await database.transaction((inside) => saveEmbedding(inside, embedding.space))
    return new DocumentLibrary(options, await LibraryMemory.open(options))
  }

  /** The documents as they stand. */
  get working(): Catalog {
    return this.memory.standing
  }

  /** The documents that searches see. */
  get served(): SearchedDocuments {
    return this.memory.searched
  }

  /** The number of the release that searches see, if they see one. */
  get serving(): number | undefined {
    return this.memory.serving
  }

  /**
   * Runs a change when those before it are done, however they ended, with what other processes have changed until then in memory. Not
   * nestable: inside, nothing may wait for another turn.
   */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.turns.take(work)
  }

  /** Brings memory in line with the database, after something changed it from outside. Belongs inside a turn. */
  reload(): Promise<void> {
    return this.memory.refresh()
  }

  /** Makes searches see a release, or the documents as they stand. @throws RELEASE_NOT_FOUND */
  async serve(release: string): Promise<void> {
    const number = release === 'latest' ? undefined : await releaseNumber(this.database, release)
    await this.database.transaction((inside) => saveServed(inside, number))
    if (number !== this.serving) await this.memory.see(number)
  }

  /** Makes a release of the documents as they stand, which is served when one was by any server, and returns its number. */
  async makeRelease(note: string): Promise<number> {
    const number = await this.database.transaction((inside) => makeRelease(inside, this.clock.now(), note))
    failpoint('release-after-commit')
    if ((await servedRelease(this.database)) === number) await this.memory.see(number)
    return number
  }

  /** A document as it is served, else as it stands. @throws DOCUMENT_NOT_FOUND */
  find(id: string): ListedDocument {
    const document = this.served.catalog.byId.get(id) ?? this.working.byId.get(id)
    if (!document) throw new KaiwuError('DOCUMENT_NOT_FOUND', { id })
    return document
  }

  /** A document as it stands. @throws DOCUMENT_NOT_FOUND */
  standing(id: string): ListedDocument {
    const document = this.working.byId.get(id)
    if (!document) throw new KaiwuError('DOCUMENT_NOT_FOUND', { id })
    return document
  }

  /** A document with its content. @throws DOCUMENT_NOT_FOUND when it has been removed meanwhile */
  async content(listed: ListedDocument): Promise<StoredDocument> {
    const content = await this.memory.contents.content(listed)
    if (!content) throw new KaiwuError('DOCUMENT_NOT_FOUND', { id: listed.id })
    return content
  }

  /** Indexes what is about to be kept, while other work goes on. It is to be kept, or discarded. */
  async indexAhead(place: Place, { parts, row }: ReadContent, vectors?: Float32Array): Promise<IndexedAhead | undefined> {
    const standing = await standingOf(this.database, place, row.sha256)
    return this.memory.indexAhead(storedDocument(standing, { ...row, revision: 0, added_at: 0 }, parts), vectors)
  }

  /** Stores what was read as the content of a place: a new revision when the bytes are new or a release holds the one before. */
  async keep(place: Place, content: ReadContent, { write, ...also }: AlsoStored = {}): Promise<ListedDocument> {
    const [kept] = await this.keepAll([{ place, content, ...also }], write)
    return kept!
  }

  /** Stores several contents at once: all of them or none. @param write what belongs to them */
  async keepAll(all: readonly Kept[], write?: (inside: Queries) => Promise<void>): Promise<readonly ListedDocument[]> {
    const storing = this.database.transaction(
      async (inside) => {
        const documents = await this.savedAll(inside, all)
        await write?.(inside)
        return documents
      },
      { bulk: all.length > few || ++this.storings > few },
    )
    const documents = await storing.catch((error: unknown) => {
      for (const { ahead } of all) this.memory.discard(ahead)
      throw error
    })
    const due = timeSlices()
    for (const [at, document] of documents.entries()) {
      await this.memory.enter(document, all[at]!.vectors, all[at]!.ahead)
      const pause = due()
      if (pause) await pause
    }
    return documents.map(({ id }) => this.standing(id))
  }

  private async savedAll(inside: Queries, all: readonly Kept[]): Promise<StoredDocument[]> {
    const space = this.embedding?.space
    const prepared = all.filter(({ fresh }) => fresh).map(({ place }) => place.id)
    const known = await knownIds(inside, prepared)
    const added: NewDocument[] = []
    const documents: StoredDocument[] = []
    for (const { place, content, vectors, fresh } of all) {
      if (fresh && !known.has(place.id)) {
        const { revision, addedAt: added_at } = fresh
        added.push({ place, row: { ...content.row, document_id: place.id, revision, path: place.path, added_at }, vectors })
        documents.push(fresh)
        continue
      }
      const kept = await this.saved(inside, place, content)
      if (vectors && space) await saveVectors(inside, kept, space, vectors)
      await pruneRevisions(inside, place.id)
      documents.push(kept)
    }
    // In the order of the tables' keys, or every row would be put into another part of them.
    added.sort((one, other) => (one.place.id < other.place.id ? -1 : 1))
    await saveNewDocuments(inside, added, space)
    return documents
  }

  private async saved(inside: Queries, place: Place, { parts, row, originals }: ReadContent): Promise<StoredDocument> {
    const { id } = place
    const current = await currentRevision(inside, id)
    const isSame = current?.sha256 === row.sha256 && !(await isHeld(inside, id, current.revision))
    const same = isSame && (await saysAlike(inside, { id, ...current }, parts.stated, row)) ? current : undefined
    const full = {
      ...row,
      document_id: id,
      revision: same?.revision ?? (await lastRevision(inside, id)) + 1,
      path: place.path,
      added_at: same?.addedAt ?? this.clock.now(),
    }
    await saveStanding(inside, place, full.revision)
    if (same) await dropRevision(inside, id, same.revision)
    await saveRevision(inside, full, parts.figures, originals)
    return storedDocument(await standingOf(inside, place, row.sha256), full, parts)
  }

  /**
   * Gives a stored document its vectors, unless it has them. Belongs outside of a turn: embedding takes its time.
   * @param isCurrent whether it is still there, asked once it has been embedded
   * @throws what embedding throws; it stays as it was
   */
  async complete(listed: ListedDocument, isCurrent: () => boolean, signal?: AbortSignal): Promise<void> {
    const { embedding, memory } = this
    if (!embedding || memory.isEmbedded(listed) || listed.passageCount === 0) return
    const content = await memory.contents.content(listed)
    if (!content) return
    const vectors = await embedding.ofDocument(content, signal)
    await this.inTurn(async () => {
      if (!isCurrent()) return
      const isKept = await this.database.transaction(async (inside) => {
        if (!(await holdsContent(inside, listed))) return false
        await saveVectors(inside, listed, embedding.space, vectors)
        return true
      })
      if (isKept) await memory.embed(listed, vectors)
    })
  }

  /** Says that a document stands elsewhere now; everything else of it stays. @throws DOCUMENT_NOT_FOUND when it has been removed meanwhile */
  async move({ id, knowledge }: ListedDocument, { path, origin }: Pick<Place, 'path' | 'origin'>): Promise<ListedDocument> {
    await this.database.transaction(async (inside) => {
      const revision = (await currentRevision(inside, id))?.revision
      if (revision === undefined) throw new KaiwuError('DOCUMENT_NOT_FOUND', { id })
      await saveStanding(inside, { id, knowledge, path, origin }, revision)
      await inside.run('UPDATE revisions SET path = ? WHERE document_id = ? AND revision = ?', path, id, revision)
      failpoint('move-before-commit')
    })
    await this.restate(id)
    return this.standing(id)
  }

  /** Forgets a document as it stands; releases keep it. */
  forget(id: string, said: 'forget-said' | 'keep-said'): Promise<void> {
    return this.forgetAll([id], said)
  }

  /** Forgets several at once, or none of them. */
  async forgetAll(ids: readonly string[], said: 'forget-said' | 'keep-said'): Promise<void> {
    const due = timeSlices()
    await this.database.transaction(async (inside) => {
      for (const id of ids) {
        await forgetDocument(inside, id, said)
        const pause = due()
        if (pause) await pause
      }
    })
    for (const id of ids) this.memory.leave(id)
  }

  /** Lists a document again after something was said of it that is stored by now. */
  async restate(id: string): Promise<void> {
    const listed = await listDocument(this.database, id)
    if (listed) await this.memory.relist(listed)
    if (this.serving === undefined) return
    const [served] = await listRelease(this.database, this.serving, id)
    if (served) await this.memory.relistServed(served)
  }

  /** Waits for the changes under way, writes what saves work the next time, and closes the database. */
  async close(): Promise<void> {
    await this.turns.close(async () => {
      try {
        if (this.database.writable) await this.memory.save()
      } finally {
        await this.served.index.vectors?.close()
        // In the same turn, so that no later change comes in between.
        await this.database.close()
      }
    })
  }
}
