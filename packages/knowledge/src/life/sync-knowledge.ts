import { contentHash, KaiwuError } from '@kaiwu/core'
import { failpoint } from '@kaiwu/store'
import { readingVersion, type StoredDocument } from '../document-store.ts'
import { bytesOf, type SourceFile } from '../source-file.ts'
import type { DocumentLibrary, Place } from './document-library.ts'
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
  private readonly missing = new Map<string, StoredDocument[]>()

  constructor(library: DocumentLibrary, read: ReadFile, knowledge: string, options: SyncOptions) {
    this.library = library
    this.read = read
    this.knowledge = knowledge
    this.options = options
  }

  async run(given: readonly SourceFile[]): Promise<SyncReport> {
    const files = [...new Map(given.map((file) => [file.path, file])).values()].sort((a, b) => (a.path < b.path ? -1 : 1))
    this.lookAround(new Set(files.map(({ path }) => path)))
    const progress = syncProgress(files, this.options.onProgress)
    for (const file of files) {
      if (this.options.signal?.aborted) return this.report('stopped')
      progress.begin(file)
      await this.guard(file.path, () => this.takeIn(file))
      progress.end(file)
    }
    if (this.options.signal?.aborted) return this.report('stopped')
    this.forgetMissing()
    await this.readUploadsAgain()
    await this.completeServed()
    progress.finish()
    return this.report(this.options.signal?.aborted ? 'stopped' : undefined)
  }

  private report(stopped?: 'stopped'): SyncReport {
    return Object.freeze({ ...this.found, ...(stopped ? { stopped: true } : {}) })
  }

  private own(): StoredDocument[] {
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
    const here = known ? this.adopted(known) : this.movedTo(path, sha256)
    if (here?.sha256 === sha256 && here.reading === readingVersion && nameIn(here.path) === nameIn(path)) {
      const stands = here.path === path ? here : this.library.move(here, { path, origin: 'folder' })
      this.note(here, path, 'same')
      // A store of an earlier version kept the files of uploads alone.
      if (!hasOriginal(this.library.store, sha256)) saveOriginal(this.library.store, sha256, bytes)
      return this.complete(stands)
    }
    const content = await this.orForget(here, () => this.read(bytes, path, this.options.passwords), sha256)
    failpoint('sync-after-read')
    const id = here?.id ?? this.library.idFor(this.knowledge, 'folder', path)
    // What a document is called when it does not say so is its file's name: under another one it is read again, in the same move.
    await this.store({ id, knowledge: this.knowledge, path, origin: 'folder' }, content)
    this.note(here, path, 'read')
  }

  private note(here: StoredDocument | undefined, path: string, how: 'same' | 'read'): void {
    if (!here) this.found.added.push(path)
    else if (here.path !== path) this.found.moved.push({ from: here.path, to: path })
    else if (how === 'same') this.found.unchanged++
    else this.found.updated.push(path)
  }

  /** An imported document whose file is in the folder belongs to the folder from now on. */
  private adopted(document: StoredDocument): StoredDocument {
    return document.origin === 'import' ? this.library.move(document, { path: document.path, origin: 'folder' }) : document
  }

  /** The missing document that a new file is, if it holds the same; one of the same name first. */
  private movedTo(path: string, sha256: string): StoredDocument | undefined {
    const candidates = this.missing.get(sha256) ?? []
    const chosen = candidates.find((one) => nameIn(one.path) === nameIn(path)) ?? candidates[0]
    this.missing.set(
      sha256,
      candidates.filter((one) => one !== chosen),
    )
    return chosen && this.library.working.byId.get(chosen.id)
  }

  private async store(place: Place, content: ReadContent): Promise<void> {
    const vectors = await this.library.vectors?.embed(embeddable(content), this.options.signal)
    const ahead = await this.library.indexAhead(place, content)
    this.library.keep(place, content, { vectors, ahead, write: () => failpoint('sync-before-commit') })
    failpoint('sync-after-commit')
  }

  private async complete(document: StoredDocument): Promise<void> {
    const isCurrent = (): boolean => this.library.working.byId.get(document.id) === document
    await this.library.vectors?.complete(document, isCurrent, this.options.signal)
  }

  /** What can no longer be read is forgotten, but for a file that is the same as it was and lacks what it was read with. */
  private async orForget<T>(document: StoredDocument | undefined, work: () => Promise<T>, sha256?: string): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (!KaiwuError.is(error) || !document) throw error
      if (document.sha256 !== sha256 || !lacking.has(error.code)) this.library.forget(document.id, 'keep-said')
      throw error
    }
  }

  private forgetMissing(): void {
    for (const { id } of [...this.missing.values()].flat()) {
      const document = this.library.working.byId.get(id)
      if (document?.origin !== 'folder') continue
      failpoint('sync-before-remove')
      this.library.forget(id, 'keep-said')
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
        const bytes = document.reading === readingVersion ? undefined : originalBytes(this.library.store, document.sha256)
        if (!bytes) return this.complete(document)
        const content = await this.read(bytes, document.path, this.options.passwords)
        const vectors = await this.library.vectors?.embed(embeddable(content), this.options.signal)
        const { id, knowledge, path, origin } = document
        const place = { id, knowledge, path, origin }
        const ahead = await this.library.indexAhead(place, content)
        if (isCurrent()) this.library.keep(place, content, { vectors, ahead })
        else ahead?.documents.discard(ahead)
      })
    }
  }

  /** A release in service that was made before there was an embedder gets its vectors too. */
  private async completeServed(): Promise<void> {
    const { served, working, vectors } = this.library
    if (!vectors || served === working) return
    for (const document of [...served.byId.values()]) {
      if (document.knowledge !== this.knowledge || this.options.signal?.aborted) continue
      const isCurrent = (): boolean => this.library.served.byId.get(document.id) === document
      await this.guard(document.path, () => vectors.complete(document, isCurrent, this.options.signal))
    }
  }
}

/** What of a file as read is embedded. */
export function embeddable({ parts }: ReadContent): Parameters<NonNullable<DocumentLibrary['vectors']>['embed']>[0] {
  const { text, stated, split } = parts
  return { stated, passages: split.map(({ path, start, end }) => ({ path, text: text.slice(start, end) })) }
}

function nameIn(path: string): string {
  return path.split('/').at(-1)!
}
