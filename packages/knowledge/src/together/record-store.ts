import { newId } from '@kaiwu/core'
import type { Access, Knowledge, VectorRequest } from '../knowledge.ts'
import type { RecordDocument } from '../life/record-document.ts'
import type { MetadataValue } from '../searched-documents.ts'

export type { MetadataValue } from '../searched-documents.ts'

/** A text put into a knowledge by a program, without a file. One of an id that is there replaces it. */
export type StoredRecord = Readonly<{
  /** Given back by `put`; made up when absent. */
  id?: string
  text: string
  title?: string
  /** Kept as it is, and given back with every hit. JSON. */
  metadata?: Readonly<Record<string, unknown>>
}>

/** What may be found. Holds during the search, so that a filter never empties a page of results. */
export type RecordFilter = Readonly<{
  knowledge?: readonly string[]
  /** Only what is in force on this day; `any` for everything. */
  asOf?: string
  /** Labels that the asker holds. */
  access?: Access
  /** Values that a record's metadata has; of several values, one of them. */
  metadata?: Readonly<Record<string, MetadataValue | readonly MetadataValue[]>>
}>

/** A record found, or of a long one the passage that was found. */
export type RecordHit = Readonly<{
  /** The record's id; of a document read from a file, its passage's. */
  id: string
  text: string
  metadata: Readonly<Record<string, unknown>>
  /** What the order goes by: higher is better, comparable within one search only. */
  score: number
  /** Cosine to the query, where vectors found it: comparable between searches with one model. */
  similarity?: number
}>

/** Records that programs put in and find by words and by meaning. */
export type RecordStore = Readonly<{
  /** @returns ids in the order of the records; when it resolves, they are stored and found */
  put(knowledge: string, records: readonly StoredRecord[]): Promise<readonly string[]>
  /** Unknown ids are ignored. */
  removeRecords(knowledge: string, ids: readonly string[]): Promise<void>
  /** By words and by meaning, fused; by words alone without an embedder. Best first. */
  searchHybrid(request: RecordFilter & Readonly<{ query: string; top: number }>): Promise<readonly RecordHit[]>
  /** By a vector of the store's own model, best first; absent where the store has none. */
  searchVector?(vector: Float32Array, request: RecordFilter & Readonly<{ top: number }>): Promise<readonly RecordHit[]>
}>

/** Texts up to this length are one passage, word for word; longer ones are cut as the text of a file is. */
const longestWhole = 2000

/**
 * A knowledge as a store of records: each record is a document, whose path is the record's id.
 * @example
 * const notes = recordStore(knowledge)
 * const [id] = await notes.put('notes', [{ text: '主轴每 2000 小时换油', metadata: { machine: 'HX-630' } }])
 */
export function recordStore(
  knowledge: Pick<Knowledge, 'put' | 'removeRecords' | 'search' | 'searchVector' | 'vectorState'>,
): RecordStore {
  return Object.freeze({
    async put(name: string, records: readonly StoredRecord[]) {
      const documents = records.map(asDocument)
      await knowledge.put(name, documents)
      return Object.freeze(documents.map(({ path }) => path))
    },
    removeRecords: (name: string, ids: readonly string[]) => knowledge.removeRecords(name, ids),
    async searchHybrid({ query, ...request }: RecordFilter & Readonly<{ query: string; top: number }>) {
      const { hits } = await knowledge.search({ ...requestOf(request), query })
      return Object.freeze(
        hits.map(({ passage, document, score, similarity }) =>
          Object.freeze({ ...recordOf(passage, document), score, ...(similarity === undefined ? {} : { similarity }) }),
        ),
      )
    },
    ...(knowledge.vectorState() && {
      async searchVector(vector: Float32Array, request: RecordFilter & Readonly<{ top: number }>) {
        const found = await knowledge.searchVector(vector, requestOf(request))
        return Object.freeze(
          found.map(({ passage, document, similarity }) =>
            Object.freeze({ ...recordOf(passage, document), score: similarity, similarity }),
          ),
        )
      },
    }),
  })
}

function asDocument({ id = newId('rec'), text, title = '', metadata }: StoredRecord): RecordDocument {
  const said = { path: id, title, ...(metadata ? { metadata } : {}) }
  return text.length > longestWhole ? { ...said, text } : { ...said, passages: [text] }
}

function requestOf({ metadata, ...request }: RecordFilter & Readonly<{ top: number }>): VectorRequest {
  return { ...request, ...(metadata ? { where: { metadata } } : {}) }
}

function recordOf(
  passage: Readonly<{ id: string; text: string }>,
  { path, metadata }: Readonly<{ path: string; metadata?: Readonly<Record<string, unknown>> }>,
): Pick<RecordHit, 'id' | 'text' | 'metadata'> {
  // What was read from a file has no metadata.
  return { id: metadata ? path : passage.id, text: passage.text, metadata: metadata ?? {} }
}
