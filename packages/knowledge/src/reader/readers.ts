import { csvReader } from './csv.ts'
import { docxReader } from './docx.ts'
import { htmlReader } from './html.ts'
import { markdownReader } from './markdown.ts'
import { pdfReader } from './pdf.ts'
import { plainTextReader } from './plain-text.ts'
import type { Reader } from './reader.ts'
import { xlsxReader } from './xlsx.ts'

/** Every reader, in the order in which messages name their extensions. */
export const readers: readonly Reader[] = Object.freeze([
  markdownReader,
  plainTextReader,
  csvReader,
  docxReader,
  xlsxReader,
  pdfReader,
  htmlReader,
])

/** The extensions that can be read, with the dot and in lower case. */
export const supportedExtensions: readonly string[] = Object.freeze(readers.flatMap((reader) => reader.extensions))
