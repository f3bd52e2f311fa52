import { failpoint, type Connection } from '@kaiwu/store'
import type { DocumentOrigin, RevisionRow } from '../document-store.ts'
import type { DocumentLibrary } from './document-library.ts'
import { figuresOf } from './figure-rows.ts'
import type { ImportReport } from './knowledge-life.ts'
import { lastRevision, originalBytes, pruneRevisions, saveRevision, saveStanding } from './revision-rows.ts'

type DocumentRow = { id: string; knowledge: string; path: string; origin: DocumentOrigin; revision: number | null }

/** Merges a checked export into a store, in one transaction: documents of the same place are replaced. */
export function mergeExport(library: DocumentLibrary, file: Connection): ImportReport {
  return library.store.transaction(() => {
    const merge = new ExportMerge(library, file)
    // What stands is placed first; what only releases hold takes what is left.
    for (const document of file.all<DocumentRow>('SELECT * FROM documents ORDER BY revision IS NULL, id')) merge.take(document)
    const releases = merge.takeReleases()
    failpoint('import-before-commit')
    return Object.freeze({ ...merge.counts, releases })
  })
}

class ExportMerge {
  readonly counts = { added: 0, replaced: 0, unchanged: 0 }
  private readonly library: DocumentLibrary
  private readonly store: Connection
  private readonly file: Connection
  /** Ids here by ids there. */
  private readonly ids = new Map<string, string>()
  /** Revisions here by id and revision there. */
  private readonly revisions = new Map<string, number>()

  constructor(library: DocumentLibrary, file: Connection) {
    this.library = library
    this.store = library.store
    this.file = file
  }

  take(from: DocumentRow): void {
    const here = this.standingAt(from)
    const id = here?.id ?? this.idFor(from)
    this.ids.set(from.id, id)
    const isNew = lastRevision(this.store, id) === 0
    const origin = here?.origin ?? (from.origin === 'folder' ? 'import' : from.origin)
    // Revisions need a document to belong to.
    if (!this.store.get('SELECT 1 FROM documents WHERE id = ?', id)) saveStanding(this.store, { ...from, id, origin }, null)
    for (const revision of this.wanted(from, isNew)) {
      const isCurrent = revision === from.revision
      this.takeRevision({ from: from.id, revision }, id, isCurrent ? { standing: here?.revision } : undefined)
    }
    this.takeSaid(from.id, id)
    if (from.revision === null) return
    const current = this.revisions.get(`${from.id} ${from.revision}`)!
    if (!here) this.counts.added++
    else if (here.revision === current) this.counts.unchanged++
    else this.counts.replaced++
    saveStanding(this.store, { id, knowledge: from.knowledge, path: from.path, origin }, current)
  }

  /** Takes in the releases that are not here yet and returns how many. */
  takeReleases(): number {
    let taken = 0
    for (const { number, at, note } of this.file.all<{ number: number; at: number; note: string }>(
      'SELECT * FROM releases ORDER BY number',
    )) {
      const rows = this.file
        .all<{ document_id: string; revision: number; path: string; correction: string | null }>(
          'SELECT document_id, revision, path, correction FROM release_documents WHERE release = ?',
          number,
        )
        .map(
          ({ document_id: id, revision, path, correction }) =>
            [this.ids.get(id)!, this.revisions.get(`${id} ${revision}`)!, path, correction] as const,
        )
      if (this.hasRelease(at, note, rows)) continue
      const free = this.freeNumber(number)
      this.store.run('INSERT INTO releases VALUES (?, ?, ?)', free, at, note)
      for (const row of rows) this.store.run('INSERT INTO release_documents VALUES (?, ?, ?, ?, ?)', free, ...row)
      taken++
    }
    for (const id of this.ids.values()) pruneRevisions(this.store, id)
    return taken
  }

  private standingAt({ knowledge, path, origin, revision }: DocumentRow): DocumentRow | undefined {
    if (revision === null) return undefined
    return this.store.get<DocumentRow>(
      `SELECT * FROM documents WHERE knowledge = ? AND (origin = 'upload') = ? AND path = ? AND revision IS NOT NULL`,
      knowledge,
      origin === 'upload' ? 1 : 0,
      path,
    )
  }

  /** The id of a document that was at its place here, else its own, unless that belongs to another one here. */
  private idFor({ id, knowledge, path, origin, revision }: DocumentRow): string {
    const was = revision === null ? undefined : this.library.idAt(knowledge, origin, path)
    if (was) return was
    const own = this.store.get<DocumentRow>('SELECT * FROM documents WHERE id = ?', id)
    const isSamePlace = own?.knowledge === knowledge && own.path === path && (own.origin === 'upload') === (origin === 'upload')
    return !own || isSamePlace ? id : this.library.freshId(knowledge, origin, path)
  }

  /** All revisions of a document that is new here; of others those that say something here: the current one and what releases hold. */
  private wanted({ id, revision: current }: DocumentRow, isNew: boolean): number[] {
    return this.file
      .all<{ revision: number; held: number }>(
        `SELECT revision, EXISTS (SELECT 1 FROM release_documents h WHERE h.document_id = r.document_id AND h.revision = r.revision) AS held
         FROM revisions r WHERE document_id = ? ORDER BY revision`,
        id,
      )
      .filter(({ revision, held }) => isNew || held === 1 || revision === current)
      .map(({ revision }) => revision)
  }

  /** @param current of the file's current revision: the one that stands here, if one does; what differs from it becomes the newest */
  private takeRevision(
    { from, revision }: Readonly<{ from: string; revision: number }>,
    id: string,
    current: Readonly<{ standing: number | null | undefined }> | undefined,
  ): void {
    const row = this.file.get<RevisionRow>('SELECT * FROM revisions WHERE document_id = ? AND revision = ?', from, revision)!
    const same = this.store
      .all<{ revision: number }>(
        'SELECT revision FROM revisions WHERE document_id = ? AND sha256 = ? AND reading >= ? AND path = ? ORDER BY revision DESC',
        id,
        row.sha256,
        row.reading,
        row.path,
      )
      .map((one) => one.revision)
    const last = lastRevision(this.store, id)
    const reused = current ? same.find((one) => one === current.standing || one === last) : this.sameReading(id, same, row)
    const number = reused ?? (last < revision ? revision : last + 1)
    this.revisions.set(`${from} ${revision}`, number)
    if (reused !== undefined) return
    const figures = figuresOf(this.file, from, revision)
    const originals = new Map<string, Uint8Array>()
    for (const sha256 of [row.sha256, ...figures.map((figure) => figure.sha256)]) {
      const bytes = originalBytes(this.file, sha256)
      if (bytes) originals.set(sha256, bytes)
    }
    saveRevision(this.store, { ...row, document_id: id, revision: number }, figures, originals)
  }

  /** A release must give what it gave: the same bytes read in another way are another revision. */
  private sameReading(id: string, revisions: readonly number[], { text, passages }: RevisionRow): number | undefined {
    return revisions.find((revision) =>
      this.store.get(
        'SELECT 1 FROM revisions WHERE document_id = ? AND revision = ? AND text = ? AND passages = ?',
        id,
        revision,
        text,
        passages,
      ),
    )
  }

  /** What people said: the later word on the facts; labels only where none were set here, so that an import opens nothing. */
  private takeSaid(from: string, id: string): void {
    for (const { sha256, facts, by, at } of this.file.all<{ sha256: string; facts: string; by: string; at: number }>(
      'SELECT sha256, facts, by, at FROM corrections WHERE document_id = ?',
      from,
    ))
      this.store.run(
        `INSERT INTO corrections VALUES (?, ?, ?, ?, ?) ON CONFLICT (document_id, sha256)
         DO UPDATE SET facts = excluded.facts, by = excluded.by, at = excluded.at WHERE excluded.at > corrections.at`,
        id,
        sha256,
        facts,
        by,
        at,
      )
    const access = this.file.get<{ labels: string }>('SELECT labels FROM access WHERE document_id = ?', from)
    if (access) this.store.run('INSERT OR IGNORE INTO access VALUES (?, ?)', id, access.labels)
  }

  private hasRelease(at: number, note: string, rows: readonly (readonly [string, number, string, string | null])[]): boolean {
    const candidates = this.store.all<{ number: number }>('SELECT number FROM releases WHERE at = ? AND note = ?', at, note)
    const wanted = new Set(rows.map((row) => JSON.stringify(row)))
    return candidates.some(({ number }) => {
      const found = this.store
        .all<{ document_id: string; revision: number; path: string; correction: string | null }>(
          'SELECT document_id, revision, path, correction FROM release_documents WHERE release = ?',
          number,
        )
        .map(({ document_id: id, revision, path, correction }) => JSON.stringify([id, revision, path, correction]))
      return found.length === wanted.size && found.every((row) => wanted.has(row))
    })
  }

  private freeNumber(wanted: number): number {
    if (!this.store.get('SELECT 1 FROM releases WHERE number = ?', wanted)) return wanted
    return this.store.get<{ last: number }>('SELECT max(number) AS last FROM releases')!.last + 1
  }
}
