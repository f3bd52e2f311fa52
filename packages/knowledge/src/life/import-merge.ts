import { failpoint, type Connection, type Database, type Queries } from '@kaiwu/store'
import type { DocumentOrigin, RevisionRow } from '../document-store.ts'
import { freshId, idAt, isOfOrigin } from './document-ids.ts'
import { queriesOf } from './export-format.ts'
import { figuresOf } from './figure-rows.ts'
import type { ImportReport } from './knowledge-life.ts'
import { lastRevision, originalBytes, pruneRevisions, saveRevision, saveStanding } from './revision-rows.ts'

type DocumentRow = { id: string; knowledge: string; path: string; origin: DocumentOrigin; revision: number | null }

/** Merges a checked export into a store, in one transaction: documents of the same place are replaced. */
export function mergeExport(database: Database, file: Connection): Promise<ImportReport> {
  return database.transaction(async (inside) => {
    const merge = new ExportMerge(inside, file)
    // What stands is placed first; what only releases hold takes what is left.
    for (const document of file.all<DocumentRow>('SELECT * FROM documents ORDER BY revision IS NULL, id'))
      await merge.take(document)
    const releases = await merge.takeReleases()
    failpoint('import-before-commit')
    return Object.freeze({ ...merge.counts, releases })
  })
}

class ExportMerge {
  readonly counts = { added: 0, replaced: 0, unchanged: 0 }
  private readonly inside: Queries
  private readonly file: Connection
  /** Ids here by ids there. */
  private readonly ids = new Map<string, string>()
  /** Revisions here by id and revision there. */
  private readonly revisions = new Map<string, number>()

  constructor(inside: Queries, file: Connection) {
    this.inside = inside
    this.file = file
  }

  async take(from: DocumentRow): Promise<void> {
    const here = await this.standingAt(from)
    const id = here?.id ?? (await this.idFor(from))
    this.ids.set(from.id, id)
    const isNew = (await lastRevision(this.inside, id)) === 0
    const origin = here?.origin ?? (from.origin === 'folder' ? 'import' : from.origin)
    // Revisions need a document to belong to.
    if (!(await this.inside.get('SELECT id FROM documents WHERE id = ?', id)))
      await saveStanding(this.inside, { ...from, id, origin }, null)
    for (const revision of this.wanted(from, isNew)) {
      const isCurrent = revision === from.revision
      await this.takeRevision({ from: from.id, revision }, id, isCurrent ? { standing: here?.revision } : undefined)
    }
    await this.takeSaid(from.id, id)
    if (from.revision === null) return
    const current = this.revisions.get(`${from.id} ${from.revision}`)!
    if (!here) this.counts.added++
    else if (here.revision === current) this.counts.unchanged++
    else this.counts.replaced++
    await saveStanding(this.inside, { id, knowledge: from.knowledge, path: from.path, origin }, current)
  }

  /** Takes in the releases that are not here yet and returns how many. */
  async takeReleases(): Promise<number> {
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
      if (await this.hasRelease(at, note, rows)) continue
      const free = await this.freeNumber(number)
      await this.inside.run('INSERT INTO releases (number, at, note) VALUES (?, ?, ?)', free, at, note)
      for (const row of rows)
        await this.inside.run(
          'INSERT INTO release_documents (release, document_id, revision, path, correction) VALUES (?, ?, ?, ?, ?)',
          free,
          ...row,
        )
      taken++
    }
    for (const id of this.ids.values()) await pruneRevisions(this.inside, id)
    return taken
  }

  private async standingAt({ knowledge, path, origin, revision }: DocumentRow): Promise<DocumentRow | undefined> {
    if (revision === null) return undefined
    return this.inside.get<DocumentRow>(
      `SELECT * FROM documents WHERE knowledge = ? AND path = ? AND ${isOfOrigin(origin)} AND revision IS NOT NULL`,
      knowledge,
      path,
    )
  }

  /** The id of a document that was at its place here, else its own, unless that belongs to another one here. */
  private async idFor({ id, knowledge, path, origin, revision }: DocumentRow): Promise<string> {
    const was = revision === null ? undefined : await idAt(this.inside, knowledge, origin, path)
    if (was) return was
    const own = await this.inside.get<DocumentRow>('SELECT * FROM documents WHERE id = ?', id)
    const isSamePlace = own?.knowledge === knowledge && own.path === path && (own.origin === 'upload') === (origin === 'upload')
    return !own || isSamePlace ? id : freshId(this.inside, knowledge, origin, path)
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
  private async takeRevision(
    { from, revision }: Readonly<{ from: string; revision: number }>,
    id: string,
    current: Readonly<{ standing: number | null | undefined }> | undefined,
  ): Promise<void> {
    const row = this.file.get<RevisionRow>('SELECT * FROM revisions WHERE document_id = ? AND revision = ?', from, revision)!
    const rows = await this.inside.all<{ revision: number }>(
      'SELECT revision FROM revisions WHERE document_id = ? AND sha256 = ? AND reading >= ? AND path = ? ORDER BY revision DESC',
      id,
      row.sha256,
      row.reading,
      row.path,
    )
    const same = rows.map((one) => one.revision)
    const last = await lastRevision(this.inside, id)
    const reused = current ? same.find((one) => one === current.standing || one === last) : await this.sameReading(id, same, row)
    const number = reused ?? (last < revision ? revision : last + 1)
    this.revisions.set(`${from} ${revision}`, number)
    if (reused !== undefined) return
    const file = queriesOf(this.file)
    const figures = await figuresOf(file, from, revision)
    const originals = new Map<string, Uint8Array>()
    for (const sha256 of [row.sha256, ...figures.map((figure) => figure.sha256)]) {
      const bytes = await originalBytes(file, sha256)
      if (bytes) originals.set(sha256, bytes)
    }
    const taken = { ...row, document_id: id, revision: number, character_count: row.text.length }
    await saveRevision(this.inside, taken, figures, originals)
  }

  /** A release must give what it gave: the same bytes read in another way are another revision. */
  private async sameReading(
    id: string,
    revisions: readonly number[],
    { text, passages }: RevisionRow,
  ): Promise<number | undefined> {
    const sql = 'SELECT revision FROM revisions WHERE document_id = ? AND revision = ? AND text = ? AND passages = ?'
    for (const revision of revisions) if (await this.inside.get(sql, id, revision, text, passages)) return revision
    return undefined
  }

  /** What people said: the later word on the facts; labels only where none were set here, so that an import opens nothing. */
  private async takeSaid(from: string, id: string): Promise<void> {
    for (const { sha256, facts, by, at } of this.file.all<{ sha256: string; facts: string; by: string; at: number }>(
      'SELECT sha256, facts, by, at FROM corrections WHERE document_id = ?',
      from,
    ))
      await this.inside.run(
        `INSERT INTO corrections (document_id, sha256, facts, by, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (document_id, sha256)
         DO UPDATE SET facts = excluded.facts, by = excluded.by, at = excluded.at WHERE excluded.at > corrections.at`,
        id,
        sha256,
        facts,
        by,
        at,
      )
    const access = this.file.get<{ labels: string }>('SELECT labels FROM access WHERE document_id = ?', from)
    if (!access) return
    const sql = 'INSERT INTO access (document_id, labels) VALUES (?, ?) ON CONFLICT (document_id) DO NOTHING'
    await this.inside.run(sql, id, access.labels)
  }

  private async hasRelease(
    at: number,
    note: string,
    rows: readonly (readonly [string, number, string, string | null])[],
  ): Promise<boolean> {
    const sql = 'SELECT number FROM releases WHERE at = ? AND note = ?'
    const wanted = new Set(rows.map((row) => JSON.stringify(row)))
    for (const { number } of await this.inside.all<{ number: number }>(sql, at, note)) {
      const held = await this.inside.all<{ document_id: string; revision: number; path: string; correction: string | null }>(
        'SELECT document_id, revision, path, correction FROM release_documents WHERE release = ?',
        number,
      )
      const found = held.map(({ document_id: id, revision, path, correction }) =>
        JSON.stringify([id, revision, path, correction]),
      )
      if (found.length === wanted.size && found.every((row) => wanted.has(row))) return true
    }
    return false
  }

  private async freeNumber(wanted: number): Promise<number> {
    if (!(await this.inside.get('SELECT number FROM releases WHERE number = ?', wanted))) return wanted
    return (await this.inside.get<{ last: number }>('SELECT max(number) AS last FROM releases'))!.last + 1
  }
}
