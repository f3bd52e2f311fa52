/** What an index file says of itself; a file of another kind, form or meta is not used. */
export type IndexFileHead = Readonly<{
  /** `keyword`, `flat`, `hnsw`. */
  kind: string
  /** Raised whenever the parts change their form. */
  form: number
  /** What it was made of: settings, model, dimension, the documents and their numbers. JSON. */
  meta: Readonly<Record<string, unknown>>
}>

/** A checked index file: its head, and its parts in the order in which they were written, each aligned to 64 bytes. */
export type IndexFile = Readonly<{ head: IndexFileHead; parts: readonly Uint8Array[] }>
