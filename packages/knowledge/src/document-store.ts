import { contentHash, type Block, type Passage } from '@kaiwu/core'
import type { Store } from '@kaiwu/store'
import type { StatedFacts } from './metadata/document-facts.ts'
import type { ReadDocument } from './reader/reader.ts'
import type { SplitPassage } from './split/split-document.ts'

/** Where a document came from: a file of the solution folder, or an upload. */
export type DocumentOrigin = 'folder' | 'upload'

/** A document as stored. */
export type StoredDocument = Readonly<{
  id: string
  knowledge: string
  path: string
  origin: DocumentOrigin
  sha256: string
  /** Version of reading and splitting it was stored with; see {@link readingVersion}. */
  reading: number
  bytes: number
  pages?: number
  text: string
  blocks: readonly Block[]
  stated: StatedFacts
  warnings: ReadDocument['warnings']
  /** Milliseconds since 1970. */
  addedAt: number
  passages: readonly Passage[]
}>

/** Raised whenever reading or splitting changes what is stored, so that unchanged files are read again once. */
export const readingVersion = 2

type DocumentRow = {
  id: string
  knowledge: string
  path: string
  origin: DocumentOrigin
  sha256: string
  reading: number
  bytes: number
  pages: number | null
  text: string
  blocks: string
  stated: string
  warnings: string
  added_at: number
}
type PassageRow = {
  ordinal: number
  start: number
  end: number
  page: number | null
  kind: Passage['kind']
  locator: string
  path: string
}

/** The id of a document: the same for the same place, so that a file read again replaces what it was. */
export function documentId(knowledge: string, origin: DocumentOrigin, path: string): string {
  return `doc_${contentHash(`${knowledge}\n${origin}\n${path}`).slice(0, 16)}`
}

/** Reads every document of a store. */
export function loadDocuments(store: Store): StoredDocument[] {
  return store.all<DocumentRow>('SELECT * FROM documents ORDER BY knowledge, path').map((row) => {
    const rows = store.all<PassageRow>('SELECT * FROM passages WHERE document_id = ? ORDER BY ordinal', row.id)
    return Object.freeze({
      id: row.id,
      knowledge: row.knowledge,
      path: row.path,
      origin: row.origin,
      sha256: row.sha256,
      reading: row.reading,
      bytes: row.bytes,
      ...(row.pages === null ? {} : { pages: row.pages }),
      text: row.text,
      blocks: JSON.parse(row.blocks) as Block[],
      stated: JSON.parse(row.stated) as StatedFacts,
      warnings: JSON.parse(row.warnings) as ReadDocument['warnings'],
      addedAt: row.added_at,
      passages: rows.map((passage) => toPassage(row, passage)),
    })
  })
}

function toPassage(document: DocumentRow, row: PassageRow): Passage {
  return Object.freeze({
    id: `${document.id}.${row.ordinal}`,
    documentId: document.id,
    knowledge: document.knowledge,
    ordinal: row.ordinal,
    text: document.text.slice(row.start, row.end),
    start: row.start,
    end: row.end,
    path: JSON.parse(row.path) as string[],
    locator: row.locator,
    kind: row.kind,
    ...(row.page === null ? {} : { page: row.page }),
  })
}

/** Gives split passages the identity of their document. */
export function passagesOf(document: Pick<StoredDocument, 'id' | 'knowledge'>, split: readonly SplitPassage[]): Passage[] {
  return split.map((passage, ordinal) =>
    Object.freeze({
      ...passage,
      id: `${document.id}.${ordinal}`,
      documentId: document.id,
      knowledge: document.knowledge,
      ordinal,
    }),
  )
}

/**
 * Stores a document, replacing the one of the same id, in one transaction. Uploads keep their bytes, to be read again later.
 * @param alsoStore what belongs to the document and is stored, or not, together with it
 */
export function saveDocument(store: Store, document: StoredDocument, uploaded?: Uint8Array, alsoStore?: () => void): void {
  store.transaction(() => {
    store.run('DELETE FROM documents WHERE id = ?', document.id)
    store.run(
      'INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      document.id,
      document.knowledge,
      document.path,
      document.origin,
      document.sha256,
      document.reading,
      document.bytes,
      document.pages ?? null,
      document.text,
      JSON.stringify(document.blocks),
      JSON.stringify(document.stated),
      JSON.stringify(document.warnings),
      document.addedAt,
    )
    for (const passage of document.passages) {
      store.run(
        'INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        document.id,
        passage.ordinal,
        passage.start,
        passage.end,
        passage.page ?? null,
        passage.kind,
        passage.locator,
        JSON.stringify(passage.path),
      )
    }
    if (uploaded) store.run('INSERT INTO uploads VALUES (?, ?)', document.id, uploaded)
    alsoStore?.()
  })
}

/** Deletes a document with its passages; returns whether there was one. */
export function deleteDocument(store: Store, id: string): boolean {
  return store.run('DELETE FROM documents WHERE id = ?', id) > 0
}

/** The bytes of an upload, to read it again. */
export function uploadedBytes(store: Store, id: string): Uint8Array | undefined {
  return store.get<{ bytes: Uint8Array }>('SELECT bytes FROM uploads WHERE document_id = ?', id)?.bytes
}
