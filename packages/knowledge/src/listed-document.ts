import type { StoredDocument } from './document-store.ts'
import type { StatedFacts } from './metadata/document-facts.ts'

/** A document without its content: what is kept in memory of every one. */
export type ListedDocument = Readonly<
  Omit<StoredDocument, 'text' | 'blocks' | 'passages' | 'figures' | 'stated'> & {
    stated: Omit<StatedFacts, 'evidence'>
    passageCount: number
    /** UTF-16 units of its text. */
    characters: number
    hasTables: boolean
  }
>

/** What of a document stays in memory. */
export function listedDocument(document: StoredDocument): ListedDocument {
  const { text, blocks, passages, figures: _, stated, ...rest } = document
  const { evidence: __, ...said } = stated
  return Object.freeze({
    ...rest,
    stated: said,
    passageCount: passages.length,
    characters: text.length,
    hasTables: blocks.some(({ kind }) => kind === 'row'),
  })
}

/**
 * Tells whether an index holds a document as it is now: the same revision, read in the same way, under the same title and number.
 * Changes whenever any of these do.
 */
export function indexedMark({
  revision,
  reading,
  sha256,
  stated,
}: Pick<ListedDocument, 'revision' | 'reading' | 'sha256' | 'stated'>): string {
  return [revision, reading, sha256.slice(0, 12), stated.facts.title, stated.facts.number ?? ''].join('\n')
}

/** The {@link indexedMark} of a document among others; nothing when it is not there. */
export function markIn(documents: ReadonlyMap<string, ListedDocument>, id: string): string | undefined {
  const document = documents.get(id)
  return document && indexedMark(document)
}
