import type { Queries } from '@kaiwu/store'
import type { DocumentOrigin, StoredDocument } from '../document-store.ts'
import type { IndexedAhead } from './library-memory.ts'
import type { ReadContent } from './read-content.ts'

/** Where a document stands. */
export type Place = Readonly<{ id: string; knowledge: string; path: string; origin: DocumentOrigin }>

/** What is stored together with a document, or not at all. */
export type AlsoStored = Readonly<{
  /** Of its passages, one behind the other. */
  vectors?: Float32Array | undefined
  /** What `DocumentLibrary.indexAhead` gave. */
  ahead?: IndexedAhead | undefined
  write?: (inside: Queries) => Promise<void>
}>

/** A content of a place that is to be kept. */
export type Kept = Readonly<{
  place: Place
  content: ReadContent
  /** As it will be stored if nothing is known of its place yet. */
  fresh?: StoredDocument
}> &
  Omit<AlsoStored, 'write'>
