import { contentHash, type Block, type Passage } from '@kaiwu/core'
import type { Connection } from '@kaiwu/store'
import { figuresOf, type StoredFigure } from './life/figure-rows.ts'
import type { FactCorrections } from './life/knowledge-life.ts'
import { correctedFacts } from './metadata/corrections.ts'
import type { StatedFacts } from './metadata/document-facts.ts'
import type { ReadDocument } from './reader/reader.ts'
import type { SplitPassage } from './split/split-document.ts'

/** Where a document came from: a file of the solution folder, an upload, or an imported knowledge base whose folder had it. */
export type DocumentOrigin = 'folder' | 'upload' | 'import'

/** What a person said of a document's facts. */
export type Correction = Readonly<{ facts: FactCorrections; by: string; at: number }>

/** A document as stored: one revision of it. */
export type StoredDocument = Readonly<{
  id: string
  knowledge: string
  path: string
  origin: DocumentOrigin
  /** From 1. */
  revision: number
  sha256: string
  /** Version of reading and splitting it was stored with; see {@link readingVersion}. */
  reading: number
  bytes: number
  pages?: number
  text: string
  blocks: readonly Block[]
  /** What its text says of it, with what a person said in its place. */
  stated: StatedFacts
  /** What a person said. */
  correction?: Correction
  /** Labels set by the operator, in place of those that the file states. */
  labels?: readonly string[]
  warnings: ReadDocument['warnings']
  /** Milliseconds since 1970. */
  addedAt: number
  passages: readonly Passage[]
  figures: readonly StoredFigure[]
}>

/** Raised whenever reading or splitting changes what is stored, so that unchanged files are read again once. */
export const readingVersion = 3

/** A row of `revisions`. */
export type RevisionRow = Readonly<{
  document_id: string
  revision: number
  path: string
  sha256: string
  reading: number
  bytes: number
  pages: number | null
  added_at: number
  stated: string
  warnings: string
  text: string
  blocks: string
  passages: string
}>

/** What holds of a document beside its revision. */
export type Standing = Readonly<{
  id: string
  knowledge: string
  path: string
  origin: DocumentOrigin
  correction?: Correction
  labels?: readonly string[]
}>

type StandingRow = {
  id: string
  knowledge: string
  path: string
  origin: DocumentOrigin
  revision: number
  correction: string | null
  labels: string | null
}

/**
 * The id of a document: the same for the same place, so that a file read again replaces what it was.
 * @param count raised for a place whose first ids belong to documents that have moved on
 */
export function documentId(knowledge: string, origin: DocumentOrigin, path: string, count = 0): string {
  const place = `${knowledge}\n${origin === 'upload' ? 'upload' : 'folder'}\n${path}${count === 0 ? '' : `\n${count}`}`
  return `doc_${contentHash(place).slice(0, 16)}`
}

const standingColumns = `
  documents.id, knowledge, documents.origin, (SELECT labels FROM access WHERE document_id = documents.id) AS labels`
const currentCorrection = `(
  SELECT json_object('facts', json(facts), 'by', by, 'at', at) FROM corrections
  WHERE corrections.document_id = documents.id AND corrections.sha256 = revisions.sha256)`

/** Reads every document as it stands, or the one of an id. */
export function loadDocuments(store: Connection, id?: string): StoredDocument[] {
  const rows = store.all<StandingRow>(
    `SELECT ${standingColumns}, documents.path, documents.revision, ${currentCorrection} AS correction
     FROM documents JOIN revisions ON revisions.document_id = documents.id AND revisions.revision = documents.revision
     WHERE ?1 IS NULL OR documents.id = ?1 ORDER BY knowledge, documents.path`,
    id ?? null,
  )
  return rows.map((row) => loadRevision(store, standingOf(row), row.revision)!)
}

/**
 * Reads every document that a release holds, as the release holds it. Labels are today's.
 * @param known documents already in memory, used again where they are the same
 */
export function loadRelease(
  store: Connection,
  release: number,
  known: readonly ReadonlyMap<string, StoredDocument>[],
): StoredDocument[] {
  const rows = store.all<StandingRow>(
    `SELECT ${standingColumns}, release_documents.path, release_documents.revision, correction
     FROM release_documents JOIN documents ON id = document_id WHERE release = ? ORDER BY knowledge, release_documents.path`,
    release,
  )
  return rows.map((row) => {
    const same = known
      .map((documents) => documents.get(row.id))
      .find(
        (here) =>
          here?.revision === row.revision &&
          here.path === row.path &&
          JSON.stringify(here.correction ?? null) === (row.correction ?? 'null'),
      )
    return same ?? loadRevision(store, standingOf(row), row.revision)!
  })
}

function standingOf({ correction, labels, revision: _, ...row }: StandingRow): Standing {
  return {
    ...row,
    ...(correction === null ? {} : { correction: JSON.parse(correction) as Correction }),
    ...(labels === null ? {} : { labels: JSON.parse(labels) as string[] }),
  }
}

/** One revision of a document, if it is there. */
export function loadRevision(store: Connection, standing: Standing, revision: number): StoredDocument | undefined {
  const row = store.get<RevisionRow>('SELECT * FROM revisions WHERE document_id = ? AND revision = ?', standing.id, revision)
  if (!row) return undefined
  const figures = figuresOf(store, standing.id, revision)
  return storedDocument(standing, row, {
    text: row.text,
    blocks: JSON.parse(row.blocks) as Block[],
    stated: parseStated(row.stated),
    warnings: JSON.parse(row.warnings) as ReadDocument['warnings'],
    split: JSON.parse(row.passages) as Omit<SplitPassage, 'text'>[],
    figures,
  })
}

/** What a document's text says of it, as it is stored; what an earlier version did not look for is empty. */
export function parseStated(json: string): StatedFacts {
  const stated = JSON.parse(json) as Pick<StatedFacts, 'facts'> & Partial<StatedFacts>
  return Object.freeze({ repeals: [], amends: [], evidence: [], ...stated })
}

/** What reading a file gave. */
export type DocumentParts = Readonly<{
  text: string
  blocks: readonly Block[]
  stated: StatedFacts
  warnings: ReadDocument['warnings']
  split: readonly Omit<SplitPassage, 'text'>[]
  figures: readonly StoredFigure[]
}>

/** Puts a document together from where it stands, its revision and what was read. */
export function storedDocument(
  standing: Standing,
  row: Pick<RevisionRow, 'revision' | 'sha256' | 'reading' | 'bytes' | 'pages' | 'added_at'>,
  { text, blocks, stated, warnings, split, figures }: DocumentParts,
): StoredDocument {
  const { id, knowledge } = standing
  return Object.freeze({
    ...standing,
    revision: row.revision,
    sha256: row.sha256,
    reading: row.reading,
    bytes: row.bytes,
    ...(row.pages === null ? {} : { pages: row.pages }),
    text,
    blocks,
    stated: statedWith(stated, standing),
    warnings,
    addedAt: row.added_at,
    passages: split.map(({ lead, ...passage }, ordinal) => {
      const { start, end } = passage.section ?? passage
      const own = figures.filter(({ at }) => at >= start && at <= end).map((figure) => figure.id)
      return Object.freeze({
        ...passage,
        ...(lead ? { lead: Object.freeze({ ...lead, text: text.slice(lead.start, lead.end) }) } : {}),
        text: text.slice(passage.start, passage.end),
        id: `${id}.${ordinal}`,
        documentId: id,
        knowledge,
        ordinal,
        ...(own.length === 0 ? {} : { figures: Object.freeze([...new Set(own)]) }),
      })
    }),
    figures,
  })
}

/** What a document's text says of it, with what a person said in its place. */
export function statedWith(stated: StatedFacts, { correction, labels }: Pick<Standing, 'correction' | 'labels'>): StatedFacts {
  if (!correction && !labels) return stated
  const { access: own, ...facts } = correction
    ? correctedFacts(stated.facts, correction.facts, correction.by, correction.at)
    : stated.facts
  const access = labels ?? own ?? []
  return Object.freeze({ ...stated, facts: Object.freeze({ ...facts, ...(access.length > 0 ? { access } : {}) }) })
}
