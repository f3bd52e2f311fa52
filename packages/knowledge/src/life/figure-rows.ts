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

/** The pictures of a revision, in order. */
export async function figuresOf(queries: Queries, documentId: string, revision: number): Promise<readonly StoredFigure[]> {
  const rows = await queries.all<FigureRow>(
    `SELECT sha256, at, page, media_type, caption, bytes FROM figures
     WHERE document_id = ? AND revision = ? ORDER BY ordinal`,
    documentId,
    revision,
  )
  return Object.freeze(rows.map(figureOf))
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
