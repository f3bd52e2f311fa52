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
  /** What could not be read, in both languages. */
  warnings: readonly Readonly<{ zh: string; en: string }>[]
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
  read(bytes: Uint8Array, name: string): Promise<ReadDocument>
}>
