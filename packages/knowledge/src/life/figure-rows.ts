import type { Queries } from '@kaiwu/store'
import type { ReadFigure } from '../reader/reader.ts'

/** A picture of a stored document; its bytes stand among the originals. */
export type StoredFigure = Readonly<{
  /** The first 16 digits of its SHA-256. */
  id: string
  sha256: string
  /** Offset into the text behind which it stands. */
  at: number
  page?: number
  mediaType: ReadFigure['mediaType']
  caption?: string
  bytes: number
}>

type FigureRow = {
  document_id: string
  revision: number
  sha256: string
  at: number
  page: number | null
  media_type: ReadFigure['mediaType']
  caption: string | null
  bytes: number
}

/** How many digits of a picture's SHA-256 name it within its document. */
const idLength = 16

/** The name of a picture within its document. */
export function figureId(sha256: string): string {
  return sha256.slice(0, idLength)
}

/**
 * The pictures of the documents whose ids stand between two, these among them.
 * @returns what gives those of a revision, in order
 */
export async function figuresOf(
  queries: Queries,
  firstId: string,
  lastId: string,
): Promise<(documentId: string, revision: number) => readonly StoredFigure[]> {
  const rows = await queries.all<FigureRow>(
    `SELECT document_id, revision, sha256, at, page, media_type, caption, bytes FROM figures
     WHERE document_id >= ? AND document_id <= ? ORDER BY document_id, revision, ordinal`,
    firstId,
    lastId,
  )
  const found = new Map<string, StoredFigure[]>()
  for (const row of rows) {
    const key = `${row.document_id} ${row.revision}`
    const figures = found.get(key)
    if (figures) figures.push(figureOf(row))
    else found.set(key, [figureOf(row)])
  }
  return (documentId, revision) => Object.freeze(found.get(`${documentId} ${revision}`) ?? [])
}

function figureOf({ sha256, at, page, media_type: mediaType, caption, bytes }: FigureRow): StoredFigure {
  return Object.freeze({
    id: figureId(sha256),
    sha256,
    at,
    ...(page === null ? {} : { page }),
    mediaType,
    ...(caption === null ? {} : { caption }),
    bytes,
  })
}

/** Stores the pictures of a revision. */
export async function saveFigures(
  inside: Queries,
  documentId: string,
  revision: number,
  figures: readonly StoredFigure[],
): Promise<void> {
  for (const [ordinal, { sha256, at, page, mediaType, caption, bytes }] of figures.entries()) {
    await inside.run(
      `INSERT INTO figures (document_id, revision, ordinal, sha256, at, page, media_type, caption, bytes)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      documentId,
      revision,
      ordinal,
      sha256,
      at,
      page ?? null,
      mediaType,
      caption ?? null,
      bytes,
    )
  }
}
