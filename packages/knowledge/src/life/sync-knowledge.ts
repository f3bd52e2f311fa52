import { contentHash, KaiwuError } from '@kaiwu/core'
import { failpoint } from '@kaiwu/store'
import { readingVersion } from '../document-store.ts'
import type { ListedDocument } from '../listed-document.ts'
import { bytesOf, type SourceFile } from '../source-file.ts'
import { idFor } from './document-ids.ts'
import type { DocumentLibrary } from './document-library.ts'
import type { Place } from './kept-content.ts'
import type { EmbeddedDocument } from './embedding.ts'
import type { SyncOptions, SyncReport } from './knowledge-life.ts'
import type { ReadContent } from './read-content.ts'
import { hasOriginal, originalBytes, saveOriginal } from './revision-rows.ts'
import { syncProgress } from './sync-progress.ts'

/** What a file that was read once may lack today: its password, the service that reads pictures. */
const lacking: ReadonlySet<string> = new Set(['FILE_ENCRYPTED', 'FILE_PASSWORD_WRONG', 'FILE_NEEDS_OCR', 'LAYOUT_SERVICE_FAILED'])

/** Reads the bytes of a file of that path. */
export type ReadFile = (bytes: Uint8Array, path: string, passwords?: readonly string[]) => Promise<ReadContent>

type Failure = SyncReport['failed'][number]

/** What is being put into the report. */
type Findings = {
  added: string[]
  updated: string[]
  moved: { from: string; to: string }[]
  removed: string[]
  unchanged: number
  failed: Failure[]
}

/** Makes one knowledge of a library equal to files; see `KnowledgeLife.sync`. */
export async function syncKnowledge(
  library: DocumentLibrary,
  read: ReadFile,
  { knowledge, files, options }: Readonly<{ knowledge: string; files: readonly SourceFile[]; options: SyncOptions }>,
): Promise<SyncReport> {
  return new KnowledgeSync(library, read, knowledge, options).run(files)
}

class KnowledgeSync {
  private readonly library: DocumentLibrary
  private readonly read: ReadFile
  private readonly knowledge: string
  private readonly options: SyncOptions
  private readonly found: Findings = { added: [], updated: [], moved: [], removed: [], unchanged: 0, failed: [] }
  /** Ids by path, of the documents that the folder had when the sync began. */
  private readonly before = new Map<string, string>()
  /** Documents whose file is no longer there, by what it held. */
  private readonly missing = new Map<string, ListedDocument[]>()

  constructor(library: DocumentLibrary, read: ReadFile, knowledge: string, options: SyncOptions) {
    this.library = library
    this.read = read
    this.knowledge = knowledge
    this.options = options
  }

  async run(given: readonly SourceFile[]): Promise<SyncReport> {
    const files = [...new Map(given.map((file) => [file.path, file])).values()].sort((a, b) => (a.path < b.path ? -1 : 1))
    // With what other servers have taken in until now.
    await this.library.inTurn(async () => this.lookAround(new Set(files.map(({ path }) => path))))
    const progress = syncProgress(files, this.options.onProgress)
    for (const file of files) {
      if (this.options.signal?.aborted) return this.report('stopped')
      progress.begin(file)
      await this.guard(file.path, () => this.takeIn(file))
      progress.end(file)
    }
    if (this.options.signal?.aborted) return this.report('stopped')
    await this.forgetMissing()
    await this.readUploadsAgain()
    await this.completeServed()
    progress.finish()
    return this.report(this.options.signal?.aborted ? 'stopped' : undefined)
  }

  private report(stopped?: 'stopped'): SyncReport {
    return Object.freeze({ ...this.found, ...(stopped ? { stopped: true } : {}) })
  }

  private own(): ListedDocument[] {
    return [...this.library.working.byId.values()].filter(({ knowledge }) => knowledge === this.knowledge)
  }

  private lookAround(paths: ReadonlySet<string>): void {
    for (const document of this.own()) {
      if (document.origin === 'upload') continue
      if (paths.has(document.path)) this.before.set(document.path, document.id)
      else this.missing.set(document.sha256, [...(this.missing.get(document.sha256) ?? []), document])
    }
  }

  /** What fails with one document is reported, and the others are taken in. */
  private async guard(path: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!KaiwuError.is(error)) throw error
      // A sync that is stopped in the middle of a document leaves it to the next one.
      if (error.code === 'CANCELLED' && this.options.signal?.aborted) return
      this.found.failed.push({ path, error })
    }
  }

  private async takeIn(file: SourceFile): Promise<void> {
    const { path } = file
    const known = this.library.working.byId.get(this.before.get(path) ?? '')
    const bytes = await this.orForget(known, () => bytesOf(file))
    const sha256 = contentHash(bytes)
    const here = known ? await this.adopted(known) : this.movedTo(path, sha256)
    if (here?.sha256 === sha256 && here.reading === readingVersion && nameIn(here.path) === nameIn(path)) {
      const stands = here.path === path ? here : await this.move(here, path)
      this.note(here, path, 'same')
      await this.keepOriginal(sha256, bytes)
      return this.complete(stands)
    }
    const content = await this.orForget(here, () => this.read(bytes, path, this.options.passwords), sha256)
    failpoint('sync-after-read')
    // What a document is called when it does not say so is its file's name: under another one it is read again, in the same move.
    const kept = await this.store(here?.id, path, content)
    this.note(here ?? kept, path, kept ? 'same' : 'read')
  }

  private note(here: ListedDocument | undefined, path: string, how: 'same' | 'read'): void {
    if (!here) this.found.added.push(path)
    else if (here.path !== path) this.found.moved.push({ from: here.path, to: path })
    else if (how === 'same') this.found.unchanged++
    else this.found.updated.push(path)
  }

  /** An imported document whose file is in the folder belongs to the folder from now on. */
  private async adopted(document: ListedDocument): Promise<ListedDocument> {
    return document.origin === 'import' ? this.move(document, document.path) : document
  }

  private move(document: ListedDocument, path: string): Promise<ListedDocument> {
    return this.library.inTurn(() => this.library.move(document, { path, origin: 'folder' }))
  }

  /** A store of an earlier version kept the files of uploads alone. */
  private async keepOriginal(sha256: string, bytes: Uint8Array): Promise<void> {
    const { database } = this.library
    if (await hasOriginal(database, sha256)) return
    await this.library.inTurn(() => database.transaction((inside) => saveOriginal(inside, sha256, bytes)))
  }

  /** The missing document that a new file is, if it holds the same; one of the same name first. */
  private movedTo(path: string, sha256: string): ListedDocument | undefined {
    const candidates = this.missing.get(sha256) ?? []
    const chosen = candidates.find((one) => nameIn(one.path) === nameIn(path)) ?? candidates[0]
    this.missing.set(
      sha256,
      candidates.filter((one) => one !== chosen),
    )
    return chosen && this.library.working.byId.get(chosen.id)
  }

  /** Stores what a file holds. Returns the document that holds it already, where another server has taken in the same file meanwhile. */
  private async store(known: string | undefined, path: string, content: ReadContent): Promise<ListedDocument | undefined> {
    const { library, knowledge } = this
    const placed = async (): Promise<Place> => {
      const id = known ?? (await idFor(library.database, knowledge, 'folder', path))
      return { id, knowledge, path, origin: 'folder' }
    }
    const before = await placed()
    const vectors = await library.embedding?.ofDocument(embeddable(content), this.options.signal)
    const ahead = await library.indexAhead(before, content, vectors)
    const write = async (): Promise<void> => failpoint('sync-before-commit')
    const taken = await library.inTurn(async () => {
      const place = await placed()
      const standing = library.working.byId.get(place.id)
      const isTaken = standing && isSame(standing, place, content)
      if (isTaken || place.id !== before.id) library.memory.discard(ahead)
      if (isTaken) return standing
      await library.keep(place, content, { vectors, ahead: place.id === before.id ? ahead : undefined, write })
      return undefined
    })
    failpoint('sync-after-commit')
    if (taken) await this.complete(taken)
    return taken
  }

  private async complete(document: ListedDocument): Promise<void> {
    const isCurrent = (): boolean => this.library.working.byId.get(document.id) === document
    await this.library.complete(document, isCurrent, this.options.signal)
  }

  /** What can no longer be read is forgotten, but for a file that is the same as it was and lacks what it was read with. */
  private async orForget<T>(document: ListedDocument | undefined, work: () => Promise<T>, sha256?: string): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (!KaiwuError.is(error) || !document) throw error
      if (document.sha256 !== sha256 || !lacking.has(error.code)) await this.forget(document.id)
      throw error
    }
  }

  private forget(id: string): Promise<void> {
    return this.library.inTurn(() => this.library.forget(id, 'keep-said'))
  }

  private async forgetMissing(): Promise<void> {
    for (const { id } of [...this.missing.values()].flat()) {
      const document = this.library.working.byId.get(id)
      if (document?.origin !== 'folder') continue
      failpoint('sync-before-remove')
      await this.forget(id)
      failpoint('sync-after-remove')
      this.found.removed.push(document.path)
    }
  }

  /** Reading has changed since an upload was read, or it has no vectors yet. As it was read before it still stands when this fails. */
  private async readUploadsAgain(): Promise<void> {
    for (const document of this.own()) {
      if (document.origin === 'folder' || this.options.signal?.aborted) continue
      // Removed or replaced while another one was read.
      const isCurrent = (): boolean => this.library.working.byId.get(document.id) === document
      if (!isCurrent()) continue
      await this.guard(document.path, async () => {
        const bytes =
          document.reading === readingVersion ? undefined : await originalBytes(this.library.database, document.sha256)
        if (!bytes) return this.complete(document)
        const content = await this.read(bytes, document.path, this.options.passwords)
        const vectors = await this.library.embedding?.ofDocument(embeddable(content), this.options.signal)
        const { id, knowledge, path, origin } = document
        const place = { id, knowledge, path, origin }
        const ahead = await this.library.indexAhead(place, content, vectors)
        await this.library.inTurn(async () => {
          if (isCurrent()) await this.library.keep(place, content, { vectors, ahead })
          else this.library.memory.discard(ahead)
        })
      })
    }
  }

  /** A release in service that was made before there was an embedder gets its vectors too. */
  private async completeServed(): Promise<void> {
    const { served, working, embedding } = this.library
    if (!embedding || served.catalog === working) return
    for (const document of [...served.catalog.byId.values()]) {
      if (document.knowledge !== this.knowledge || this.options.signal?.aborted) continue
      const isCurrent = (): boolean => this.library.served.catalog.byId.get(document.id) === document
      await this.guard(document.path, () => this.library.complete(document, isCurrent, this.options.signal))
    }
  }
}

/** What of a file as read is embedded. */
export function embeddable({ parts }: Pick<ReadContent, 'parts'>): EmbeddedDocument {
  const { text, stated, split } = parts
  return { stated, passages: split.map(({ path, start, end }) => ({ path, text: text.slice(start, end) })) }
}

function nameIn(path: string): string {
  return path.split('/').at(-1)!
}

/** Whether a document is a file as it was read, at the place it was read from. */
function isSame(document: ListedDocument, place: Place, { row }: ReadContent): boolean {
  const { path, origin, sha256, reading } = document
  return path === place.path && origin === place.origin && sha256 === row.sha256 && reading === row.reading
}
