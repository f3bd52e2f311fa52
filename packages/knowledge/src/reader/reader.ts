import type { Block } from '@kaiwu/core'

/** A file as text with its structure. `blocks` are in order, do not overlap, and point into `text`. */
export type ReadDocument = Readonly<{
  /** The text that is stored, searched, quoted and shown. Blocks are separated by one newline. */
  text: string
  blocks: readonly Block[]
  /** The document's own title where the format has a place for it (front matter, HTML title, document properties). */
  title?: string
  /** Key and value pairs the format keeps beside the text (Markdown front matter), as written. */
  properties: Readonly<Record<string, string>>
  /** Number of pages, where the source has pages. */
  pages?: number
  /** What was not read and why, and what a reader of the file would not see; both in both languages. */
  warnings: readonly ReadWarning[]
  /** Pictures, in the order of `at`. */
  figures?: readonly ReadFigure[]
}>

/** A remark on reading a file. */
export type ReadWarning = Readonly<{
  zh: string
  en: string
  /** `not-read`: a part is missing from the text. `hidden`: a part that readers of the file do not see, left out of the text. `doubtful`: read, perhaps wrongly. */
  kind?: 'not-read' | 'hidden' | 'doubtful'
  /** 1-based. */
  page?: number
  /** How many characters, pages or parts it is about. */
  count?: number
  /** The first characters of what it is about, at most 80. */
  sample?: string
}>

/** A picture of a document. */
export type ReadFigure = Readonly<{
  /** Offset into the text behind which it stands. */
  at: number
  page?: number
  mediaType: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp'
  bytes: Uint8Array
  /** Its own description or caption. */
  caption?: string
}>

/** What a reader is told beside the file. */
export type ReaderOptions = Readonly<{
  /** Tried in turn on a locked file. */
  passwords?: readonly string[]
}>

/** Reads one kind of file. */
export type Reader = Readonly<{
  name: string
  /** With the dot, lower case. */
  extensions: readonly string[]
  /** True when reading runs in a child process with limits on time and memory, as formats with large parsers do. */
  isolated: boolean
  /**
   * @param bytes the whole file
   * @param name the file's name, for messages
   * @throws FILE_UNREADABLE, FILE_ENCRYPTED, FILE_HAS_NO_TEXT, FILE_TEXT_UNMAPPED, FILE_UNPACKS_TOO_LARGE
   */
  read(bytes: Uint8Array, name: string, options?: ReaderOptions): Promise<ReadDocument>
}>
