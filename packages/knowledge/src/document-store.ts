import { contentHash, type Block, type Passage } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
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
  /** How many passages it has. */
  passage_count: number
  /** The length of its text in UTF-16 units. Rows of an earlier version have none until the knowledge is opened. */
  character_count: number | null
  /** 1 when a passage is a row of a table, else 0. */
  has_tables: number
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

/**
 * The id of a document: the same for the same place, so that a file read again replaces what it was.
 * @param count raised for a place whose first ids belong to documents that have moved on
 */
export function documentId(knowledge: string, origin: DocumentOrigin, path: string, count = 0): string {
  const place = `${knowledge}\n${origin === 'upload' ? 'upload' : 'folder'}\n${path}${count === 0 ? '' : `\n${count}`}`
  return `doc_${contentHash(place).slice(0, 16)}`
}

/** One revision of a document, if it is there. */
export async function loadRevision(queries: Queries, standing: Standing, revision: number): Promise<StoredDocument | undefined> {
  const { id } = standing
  const row = await queries.get<Omit<RevisionRow, 'path' | 'passage_count' | 'character_count' | 'has_tables'>>(
    `SELECT document_id, revision, sha256, reading, bytes, pages, added_at, stated, warnings, text, blocks, passages
     FROM revisions WHERE document_id = ? AND revision = ?`,
    id,
    revision,
  )
  if (!row) return undefined
  return storedDocument(standing, row, {
    text: row.text,
    blocks: JSON.parse(row.blocks) as Block[],
    stated: parseStated(row.stated),
    warnings: JSON.parse(row.warnings) as ReadDocument['warnings'],
    split: JSON.parse(row.passages) as Omit<SplitPassage, 'text'>[],
    figures: await figuresOf(queries, id, revision),
  })
}

/** Orders documents by knowledge and path; of the same path, a file of the folder stands before an upload. */
export function byPlace(one: Place, other: Place): number {
  return order(one.knowledge, other.knowledge) || order(one.path, other.path) || order(one.origin, other.origin)
}

type Place = Pick<Standing, 'knowledge' | 'path' | 'origin'>

function order(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
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
    passages: split.map((cut, ordinal) => storedPassage({ id, knowledge, text, figures }, cut, ordinal)),
    figures,
  })
}

/** One passage of a document, from where it was cut. */
export function storedPassage(
  {
    id,
    knowledge,
    text,
    figures,
  }: Pick<StoredDocument, 'id' | 'knowledge' | 'text'> & Readonly<{ figures: readonly FigurePlace[] }>,
  { lead, ...cut }: Omit<SplitPassage, 'text'>,
  ordinal: number,
): Passage {
  const { start, end } = cut.section ?? cut
  const own = figures.filter(({ at }) => at >= start && at <= end).map((figure) => figure.id)
  return Object.freeze({
    ...cut,
    ...(lead ? { lead: Object.freeze({ ...lead, text: text.slice(lead.start, lead.end) }) } : {}),
    text: text.slice(cut.start, cut.end),
    id: `${id}.${ordinal}`,
    documentId: id,
    knowledge,
    ordinal,
    ...(own.length === 0 ? {} : { figures: Object.freeze([...new Set(own)]) }),
  })
}

/** Which figure stands where in a text. */
export type FigurePlace = Pick<StoredFigure, 'id' | 'at'>

/** What a document's text says of it, with what a person said in its place. */
export function statedWith(stated: StatedFacts, { correction, labels }: Pick<Standing, 'correction' | 'labels'>): StatedFacts {
  if (!correction && !labels) return stated
  const { access: own, ...facts } = correction
    ? correctedFacts(stated.facts, correction.facts, correction.by, correction.at)
    : stated.facts
  const access = labels ?? own ?? []
  return Object.freeze({ ...stated, facts: Object.freeze({ ...facts, ...(access.length > 0 ? { access } : {}) }) })
}
